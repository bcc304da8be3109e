using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Rest;

/// <summary>What is particular to one kind of source.</summary>
public sealed class SourceKindTests : RestTest
{
    public static TheoryData<string, string> AuthenticationFields => new()
    {
        { "SharedSecret", """{"authHeaderKey":"h","authSecretValue":"s"}""" },
        { "HMAC", """{"authHeaderKey":"h","authSecretValue":"s","authHmacAlg":"sha256"}""" },
        { "Bearer", """{"authBearerToken":"t"}""" },
        { "Basic", """{"authUsername":"u","authPassword":"p"}""" },
        { "None", "{}" },
    };

    [Fact]
    public async Task S3_a_replacement_keeps_the_optional_fields_that_it_leaves_out_and_GraphQL_sees_what_REST_made()
    {
        JsonObject body = Kinds.Body("s3");
        string id = await CreateAsync("s3");
        string path = $"/log-sources/s3/{id}";
        Assert.Equal(200, (await PutAsync(path, body.With(("kmsKey", null), ("logStreamTypeOptions", null)))).Status);

        Reply read = await GraphQLAsync(
            """
            query($id: ID!) { source(id: $id) { ... on S3LogIntegration {
              kmsKey managedBucketNotifications s3PrefixLogTypes { prefix } logStreamTypeOptions { xmlRootElement } } } }
            """,
            new { id });
        object expected = new
        {
            kmsKey = body["kmsKey"],
            managedBucketNotifications = true,
            s3PrefixLogTypes = new[] { new { prefix = "a/" } },
            logStreamTypeOptions = new { xmlRootElement = "e" },
        };
        JsonAssert.Equal(expected, read.Json!["data"]!["source"]);

        Assert.Equal("", (string?)(await PutAsync(path, body.With(("kmsKey", "")))).Json!["kmsKey"]);
        await GraphQLAsync(DeleteSource, new { id });
        Assert.Equal(404, (await GetAsync(path)).Status);
    }

    [Fact]
    public async Task S3_a_source_without_key_and_options_reads_as_such()
    {
        Reply made =
            await PostAsync("/log-sources/s3",
                Kinds.Body("s3").With(("kmsKey", null), ("logStreamTypeOptions", null), ("logStreamType", "Auto")));

        Assert.Equal("", (string?)made.Json!["kmsKey"]);
        JsonAssert.Equal(new { }, made.Json["logStreamTypeOptions"]);
    }

    [Theory]
    [MemberData(nameof(AuthenticationFields))]
    public async Task HTTP_each_way_of_authentication_needs_its_own_fields(string method, string fields)
    {
        JsonObject needed = JsonNode.Parse(fields)!.AsObject();
        JsonObject whole =
            new JsonObject
            {
                ["integrationLabel"] = "x",
                ["logTypes"] = new JsonArray(),
                ["logStreamType"] = "Auto",
                ["authMethod"] = method
            }
            .With([.. needed.Select(field => (field.Key, field.Value))]);

        foreach ((string name, _) in needed)
        {
            Reply refused = await PostAsync("/log-sources/http", whole.With((name, null)));
            Assert.True(refused.Status == 400, $"{method} without {name} got {refused.Status}.");
        }

        Assert.Equal(201, (await PostAsync("/log-sources/http", whole)).Status);
    }

    [Fact]
    public async Task HTTP_what_a_replacement_without_secrets_does_is_a_setting()
    {
        string path = $"/log-sources/http/{await CreateAsync("http")}";
        JsonObject without = Kinds.Body("http").With(("authSecretValue", null));
        async Task<string?> SecretAsync() => (string?)(await ControlAsync("GET", "sources"))![0]!["config"]!["authSecretValue"];

        Assert.Equal(400, (await PutAsync(path, without)).Status);
        await ControlAsync("POST", "settings", new { omittedSecrets = "keep" });
        Assert.Equal(200, (await PutAsync(path, without.With(("authSecretValue", "")))).Status);
        Assert.Equal("s3cret", await SecretAsync());
        await ControlAsync("POST", "settings", new { omittedSecrets = "clear" });
        Assert.Equal(200, (await PutAsync(path, without)).Status);
        Assert.Null(await SecretAsync());
    }

    [Fact]
    public async Task HTTP_a_new_source_refuses_to_be_deleted_for_a_while()
    {
        await ControlAsync("POST", "settings", new { httpDeleteFailures = 2 });
        string id = await CreateAsync("http");

        Assert.Equal(500, (await DeleteAsync($"/log-sources/http/{id}")).Status);
        Assert.Equal("INTERNAL_SERVER_ERROR", (await GraphQLAsync(DeleteSource, new { id })).Code);
        Assert.Equal(204, (await DeleteAsync($"/log-sources/http/{id}")).Status);
    }

    [Fact]
    public async Task Google_one_source_for_each_subscription_and_credentials_that_can_be_used()
    {
        JsonObject body = Kinds.Body("gcs");
        string path = $"/log-sources/gcs/{await CreateAsync("gcs")}";
        JsonObject other = Kinds.Body("pubsub").With(("subscriptionId", "sub"), ("projectId", "p"));
        Assert.Equal(409, (await PostAsync("/log-sources/pubsub", other)).Status);

        (string, JsonNode?)[][] wrong =
        [
            [("credentials", null)], [("credentials", "x")], [("credentials", "{}")], [("credentialsType", "wif"), ("projectId", null)],
                [("credentialsType", "key")],
        ];
        foreach ((string, JsonNode?)[] changes in wrong)
        {
            Reply refused =
                await PostAsync("/log-sources/gcs", body.With([("integrationLabel", "n"), ("subscriptionId", "n"), .. changes]));
            Assert.True(refused.Status == 400, $"{string.Join(", ", changes)} got {refused.Status}.");
        }

        Reply replaced = await PutAsync(path, body.With(("credentials", null), ("projectId", null), ("gcsBucket", "b2")));
        Assert.Equal((200, "p", "b2"), (replaced.Status, (string?)replaced.Json!["projectId"], (string?)replaced.Json["gcsBucket"]));
        Assert.Equal((string?)body["credentials"], (string?)(await ControlAsync("GET", "sources"))![0]!["config"]!["credentials"]);
        Assert.Equal(204, (await DeleteAsync(path)).Status);
        Assert.Equal(201, (await PostAsync("/log-sources/pubsub", other)).Status);
    }
}
