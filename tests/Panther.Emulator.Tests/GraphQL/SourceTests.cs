using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.GraphQL;

/// <summary>Log sources in GraphQL.</summary>
public sealed class SourceTests : GraphQLTest
{
    private const string Twice =
        """[{"prefix":"a","logTypes":[],"excludedPrefixes":[]},{"prefix":"a","logTypes":[],"excludedPrefixes":[]}]""";

    public static TheoryData<string, string> Refused => new()
    {
        { "label", "\"a_b\"" },
        { "label", "\"  \"" },
        { "label", "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"" },
        { "logProcessingRole", "\"role\"" },
        { "kmsKey", "\"arn:aws:kms:us-east-1:123456789012:alias/x\"" },
        { "s3PrefixLogTypes", Twice },
    };

    [Fact]
    public async Task A_created_source_can_be_read_listed_replaced_and_deleted()
    {
        JsonObject made = (await CreateAsync()).Json!["data"]!["createS3Source"]!["logSource"]!.AsObject();
        string id = (string)made["integrationId"]!;
        object expected = new
        {
            integrationId = id,
            integrationLabel = "my source",
            logTypes = new[] { "AWS.ALB" },
            kmsKey = (string?)null,
            logStreamTypeOptions = new { jsonArrayEnvelopeField = (string?)null },
            createdBy = new { name = "full" },
        };
        JsonAssert.Equal(expected, made);
        Assert.Equal("my source", (string?)(await GraphQLAsync(Source, new { id })).Json!["data"]!["source"]!["integrationLabel"]);

        const string Key = "arn:aws:kms:us-east-1:123456789012:key/1";
        Reply reply = await UpdateAsync(id, ("label", "other"), ("kmsKey", Key), ("s3PrefixLogTypes", new JsonArray()));
        JsonNode updated = reply.Json!["data"]!["updateS3Source"]!["logSource"]!;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$", (string?)updated["lastModified"]);
        expected = new
        {
            integrationId = id,
            integrationLabel = "other",
            awsAccountId = "123456789012",
            s3Bucket = "bucket",
            kmsKey = Key,
            logTypes = Array.Empty<string>(),
            managedBucketNotifications = false,
            lastModified = updated["lastModified"],
        };
        JsonAssert.Equal(expected, updated);

        JsonAssert.Equal(new { data = new { deleteSource = new { id } } }, (await GraphQLAsync(Delete, new { id })).Json);
        Assert.Empty(Nodes(await SourcesAsync()));
    }

    [Fact]
    public async Task An_update_replaces_everything_that_it_can()
    {
        await ControlAsync("POST", "reset", new { edition = "next", sources = 1, allS3 = true });
        JsonNode before = (await RawAsync())[0]!;
        Assert.True((int)before["retentionDays"]! > 0);

        await UpdateAsync((string)before["integrationId"]!);

        JsonNode now = (await RawAsync())[0]!;
        Assert.Null(now["retentionDays"]);
        Assert.Null(now["deliveryOptions"]);
        JsonAssert.Equal(new { }, now["logStreamTypeOptions"]);
        JsonAssert.Equal(before["s3Bucket"], now["s3Bucket"]);
    }

    [Fact]
    public async Task What_the_edition_does_not_know_survives_an_update()
    {
        await ControlAsync("POST", "reset", new { edition = "current", sources = 1, allS3 = true });
        JsonNode before = (await RawAsync())[0]!;

        await UpdateAsync((string)before["integrationId"]!);

        Assert.NotNull(before["deliveryOptions"]);
        JsonAssert.Equal(before["deliveryOptions"], (await RawAsync())[0]!["deliveryOptions"]);
    }

    [Fact]
    public async Task The_editions_differ_in_the_stream_types_and_fields_that_they_know()
    {
        const string Options = """
            mutation($input: CreateS3SourceInput!) { createS3Source(input: $input) { logSource {
              logStreamType logStreamTypeOptions { xmlRootElement retainEnvelopeFields } } } }
            """;
        object variables =
            new { input = Creation(("logStreamType", "XML"), ("logStreamTypeOptions", new JsonObject { ["xmlRootElement"] = "root" })) };
        object expected =
            new { logStreamType = "XML", logStreamTypeOptions = new { xmlRootElement = "root", retainEnvelopeFields = (bool?)null } };
        JsonAssert.Equal(expected, (await GraphQLAsync(Options, variables)).Json!["data"]!["createS3Source"]!["logSource"]);
        await ControlAsync("POST", "settings", new { edition = "2025-07" });
        Assert.Equal("GRAPHQL_VALIDATION_FAILED", (await GraphQLAsync(Options, variables)).Code);

        const string Next =
            "{ sources { edges { node { ... on S3LogIntegration { retentionDays deliveryOptions { regions retry { maximum } } } } } } }";
        Assert.Equal(400, (await GraphQLAsync(Next)).Status);
        await ControlAsync("POST", "settings", new { edition = "next" });
        Assert.Equal(200, (await GraphQLAsync(Next)).Status);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_makes_no_sense_is_refused_and_nothing_is_created(string field, string value)
    {
        Reply reply = await CreateAsync((field, JsonNode.Parse(value)));

        Assert.Null(reply.Json!["data"]);
        Assert.Equal("BAD_USER_INPUT", reply.Code);
        JsonAssert.Equal(new[] { "createS3Source" }, reply.Json["errors"]![0]!["path"]);
        Assert.Empty(await RawAsync());
    }

    [Fact]
    public async Task An_account_of_any_length_passes_unless_the_setting_says_otherwise()
    {
        Assert.NotEmpty(await CreatedIdAsync(("label", "thirteen"), ("awsAccountId", "1234567890123")));
        await ControlAsync("POST", "settings", new { strictAccountId = true });
        Assert.Equal("BAD_USER_INPUT", (await CreateAsync(("awsAccountId", "1234567890123"))).Code);
        Assert.NotEmpty(await CreatedIdAsync());
    }

    [Fact]
    public async Task A_label_that_is_taken_is_a_conflict_on_creation_and_update()
    {
        await CreatedIdAsync(("label", "one"));
        string id = await CreatedIdAsync(("label", "two"));
        Assert.Equal("CONFLICT", (await CreateAsync(("label", "one"))).Code);
        Assert.Equal("CONFLICT", (await UpdateAsync(id, ("label", "one"))).Code);
        Assert.Null((await UpdateAsync(id, ("label", "two"))).Json!["errors"]);

        await ControlAsync("POST", "settings", new { conflict = "text" });
        Reply refused = await CreateAsync(("label", "one"));
        Assert.Equal("INTERNAL_SERVER_ERROR", refused.Code);
        Assert.Contains("already exists", (string?)refused.Json!["errors"]![0]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_is_free_again_after_its_source_is_renamed_or_deleted()
    {
        string id = await CreatedIdAsync(("label", "one"));
        await UpdateAsync(id, ("label", "two"));
        string again = await CreatedIdAsync(("label", "one"));
        await GraphQLAsync(Delete, new { id = again });
        Assert.NotEmpty(await CreatedIdAsync(("label", "one")));
    }

    [Fact]
    public async Task An_absent_source_is_an_error_that_says_so()
    {
        foreach ((string query, object variables) in new (string, object)[]
        {
            (Source, new { id = "x" }), (Delete, new { id = "x" }), (Update, new { input = Replacement("x") }),
        })
        {
            Reply reply = await GraphQLAsync(query, variables);
            Assert.Equal((200, "NOT_FOUND"), (reply.Status, reply.Code));
            Assert.Contains("not found", (string?)reply.Json!["errors"]![0]!["message"], StringComparison.Ordinal);
        }

        await ControlAsync("POST", "settings", new { notFound = "text" });
        Assert.Equal("INTERNAL_SERVER_ERROR", (await GraphQLAsync(Source, new { id = "x" })).Code);
        await ControlAsync("POST", "settings", new { notFound = "null" });
        JsonAssert.Equal(new { data = new { source = (object?)null } }, (await GraphQLAsync(Source, new { id = "x" })).Json);
        Assert.NotNull((await GraphQLAsync(Delete, new { id = "x" })).Json!["errors"]);
    }

    [Fact]
    public async Task A_source_of_another_kind_has_no_S3_fields_cannot_be_updated_as_one_and_can_be_deleted()
    {
        JsonNode added = (await ControlAsync("POST", "sources", new { integrationType = "aws-sqs", integrationLabel = "queue" }))![0]!;
        string id = (string)added["integrationId"]!;

        JsonAssert.Equal(new { integrationId = id, integrationLabel = "queue" },
            (await GraphQLAsync(Source, new { id })).Json!["data"]!["source"]);
        Reply bare = await GraphQLAsync("query($id: ID!) { source(id: $id) { ... on S3LogIntegration { s3Bucket } } }", new { id });
        JsonAssert.Equal(new { data = new { source = new { } } }, bare.Json);
        Assert.Equal("NOT_FOUND", (await UpdateAsync(id)).Code);
        Assert.Equal(id, (string?)(await GraphQLAsync(Delete, new { id })).Json!["data"]!["deleteSource"]!["id"]);
    }

    [Fact]
    public async Task Every_kind_of_source_is_listed_under_a_type_of_its_own()
    {
        string[] types = ["aws-s3", "http-ingest", "gcp-gcs", "gcp-pubsub", "log-pulling", "never-seen"];
        await ControlAsync("POST", "sources", types.Select((type, i) => new { integrationType = type, integrationLabel = $"s{i}" }));

        string[] expected =
            ["S3LogIntegration", "HttpLogIntegration", "GcsLogIntegration", "PubSubLogIntegration", "PullerLogIntegration",
                "OtherLogIntegration"];
        Assert.Equal(expected, Nodes(await SourcesAsync()).Select(node => (string?)node["__typename"]));
    }

    [Fact]
    public async Task A_source_that_breaks_the_schema_breaks_the_answer()
    {
        await ControlAsync("POST", "sources", """{"integrationLabel":null}""");
        Reply reply = await GraphQLAsync(List);
        Assert.Equal((200, null, "INTERNAL_SERVER_ERROR"), (reply.Status, reply.Json!["data"], reply.Code));
    }
}
