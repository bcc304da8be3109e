using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>The kinds of source that the REST API configures.</summary>
public sealed class RestSourceTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Key = """{"type":"service_account","project_id":"from-the-key"}""";

    public static TheoryData<string, string?, string?, string?, string?, string?, string> IncompleteAuthentication => new()
    {
        { "Bearer", null, null, null, null, null, "AuthBearerToken" },
        { "Basic", null, null, null, "user", null, "AuthPassword" },
        { "Basic", null, null, null, null, "password", "AuthUsername" },
        { "SharedSecret", "X-Key", null, null, null, null, "AuthSecretValue" },
        { "SharedSecret", null, "secret", null, null, null, "AuthHeaderKey" },
        { "HMAC", "X-Key", "secret", null, null, null, "AuthHmacAlg" },
    };

    [Theory]
    [MemberData(nameof(IncompleteAuthentication))]
    public async Task An_authentication_that_lacks_something_is_refused_before_it_is_sent(
        string method, string? header, string? secret, string? algorithm, string? user, string? password, string missing)
    {
        PantherClient client = Connect();

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => client.HttpSources.CreateAsync(
            new HttpSourceSettings
            {
                Label = "hook",
                LogTypes = ["AWS.ALB"],
                LogStreamType = "JSON",
                AuthMethod = method,
                AuthHeaderKey = header,
                AuthSecretValue = secret,
                AuthHmacAlg = algorithm,
                AuthUsername = user,
                AuthPassword = password,
            },
            Context));

        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Fact]
    public async Task What_does_not_go_with_the_authentication_is_refused()
    {
        PantherException error = await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => Connect().HttpSources.CreateAsync(
            Http(authMethod: "None", bearerToken: "x"), Context));

        Assert.Contains("AuthBearerToken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_keeps_what_is_not_named()
    {
        PantherClient client = Connect();
        HttpLogSource source = await client.HttpSources.CreateAsync(
            new HttpSourceSettings
            {
                Label = "hook",
                LogTypes = ["AWS.ALB", "AWS.VPCFlow"],
                LogStreamType = "JsonArray",
                JsonArrayEnvelopeField = "items",
                AuthMethod = "HMAC",
                AuthHeaderKey = "X-Signature",
                AuthSecretValue = "old",
                AuthHmacAlg = "sha256",
            },
            Context);
        JObject before = await Control.GetSourceAsync(source.Id);

        HttpLogSource updated = await UpdateAsync(client, source, new HttpSourceSettings { Label = "renamed", AuthSecretValue = "new" });

        JObject after = await Control.GetSourceAsync(source.Id);
        Assert.Equal("renamed", (string?)after["integrationLabel"]);
        Assert.Equal(["integrationLabel", "config.authSecretValue"], Differences(before, after));
        Assert.Equal(
            ("HMAC", "X-Signature", "sha256", "items"),
            (updated.AuthMethod, updated.AuthHeaderKey, updated.AuthHmacAlg, updated.JsonArrayEnvelopeField));
    }

    [Fact]
    public async Task A_secret_that_an_update_would_lose_is_demanded_and_nothing_is_sent()
    {
        PantherClient client = Connect();
        HttpLogSource source = await client.HttpSources.CreateAsync(Http("Bearer", "secret"), Context);

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => UpdateAsync(client, source, new HttpSourceSettings { Label = "renamed" }));

        Assert.Contains("AuthBearerToken", error.Message, StringComparison.Ordinal);
        Assert.Contains("not documented", error.Message, StringComparison.Ordinal);
        Assert.Contains("set a new one here and at the sender, or change AuthMethod", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await Control.GetRequestsAsync(), r => r.Method == "PUT");
    }

    [Fact]
    public async Task Another_way_of_authentication_drops_what_the_old_one_had()
    {
        PantherClient client = Connect();
        HttpLogSource source = await client.HttpSources.CreateAsync(
            new HttpSourceSettings
            {
                Label = "hook",
                LogTypes = ["AWS.ALB"],
                LogStreamType = "JSON",
                AuthMethod = "SharedSecret",
                AuthHeaderKey = "X-Key",
                AuthSecretValue = "s",
            },
            Context);

        HttpLogSource updated = await UpdateAsync(client, source, new HttpSourceSettings { AuthMethod = "None" });

        Assert.Equal(("None", null), (updated.AuthMethod, updated.AuthHeaderKey));
        Assert.DoesNotContain(
            "authSecretValue", ((JObject)(await Control.GetSourceAsync(source.Id))["config"]!).Properties().Select(p => p.Name));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_not_sent()
    {
        PantherClient client = Connect();
        HttpLogSource source = await client.HttpSources.CreateAsync(Http("None"), Context);

        HttpLogSource same = await UpdateAsync(client, source, new HttpSourceSettings { Label = "hook", LogTypes = ["AWS.ALB"] });

        Assert.Equal(source.Id, same.Id);
        Assert.DoesNotContain(await Control.GetRequestsAsync(), r => r.Method == "PUT");
    }

    [Fact]
    public async Task Both_options_of_the_stream_type_arrive()
    {
        PantherClient client = Connect();
        HttpLogSource source = await client.HttpSources.CreateAsync(
            new HttpSourceSettings
            {
                Label = "hook",
                LogTypes = ["AWS.ALB"],
                LogStreamType = "XML",
                AuthMethod = "None",
                JsonArrayEnvelopeField = "a",
                XmlRootElement = "b",
            },
            Context);

        HttpLogSource updated = await UpdateAsync(client, source, new HttpSourceSettings { XmlRootElement = "c" });

        Assert.Equal(("a", "b"), (source.JsonArrayEnvelopeField, source.XmlRootElement));
        Assert.Equal(("a", "c"), (updated.JsonArrayEnvelopeField, updated.XmlRootElement));
    }

    [Fact]
    public async Task A_source_of_another_kind_is_refused()
    {
        PantherClient client = Connect();
        S3LogSource s3 = await client.S3Sources.CreateAsync(Samples.Definition(), Context);

        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => client.HttpSources.GetAsync(s3, Context));
        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => UpdateAsync(client, s3, new HttpSourceSettings { Label = "x" }));
    }

    [Fact]
    public async Task A_source_made_by_REST_is_listed_by_GraphQL_and_gets_its_configuration_back()
    {
        PantherClient client = Connect();
        GcsLogSource created = await client.GcsSources.CreateAsync(Gcs(), Context);

        LogSource listed = Assert.Single(await ListAsync(client));
        GcsLogSource read = await client.GcsSources.GetAsync(listed, Context);

        Assert.Equal((created.Id, "gcp-gcs", true), (listed.Id, listed.IntegrationType, read.IsHealthy));
        Assert.Equal(
            ("bucket", "subscription", "service_account", "from-the-key"),
            (read.GcsBucket, read.SubscriptionId, read.CredentialsType, read.ProjectId));
        Assert.Equal("[{\"prefix\":\"a/\",\"logTypes\":[\"AWS.ALB\"],\"excludedPrefixes\":[\"a/tmp*\"]}]", read.PrefixLogTypes.ToString());
    }

    [Fact]
    public async Task One_mapping_of_a_bucket_changes_and_the_others_stay()
    {
        PantherClient client = Connect();
        GcsLogSource source = await client.GcsSources.CreateAsync(
            Gcs(new PrefixLogTypes("a/", ["AWS.ALB"]), new PrefixLogTypes("b/", ["AWS.VPCFlow"], ["b/tmp"])), Context);

        SourceUpdate<GcsLogSource> update = await client.GcsSources.PrepareUpdateAsync(
            source, new GcsSourceSettings { Mapping = new() { Prefix = "b/", LogTypes = ["AWS.CloudTrail"] }, Credentials = Key }, Context);
        GcsLogSource updated = await client.GcsSources.UpdateAsync(update, Context);

        Assert.Equal(["'a/': AWS.ALB", "'b/': AWS.CloudTrail (without b/tmp)"], updated.PrefixLogTypes.Select(m => m.ToString()));
        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => client.GcsSources.PrepareUpdateAsync(
            source, new GcsSourceSettings { Mapping = new() { LogTypes = ["AWS.ALB"] }, Credentials = Key }, Context));
    }

    [Fact]
    public async Task An_update_without_credentials_leaves_them_out_and_the_sources_of_Google_Cloud_keep_them()
    {
        PantherClient client = Connect();
        GcsLogSource gcs = await client.GcsSources.CreateAsync(Gcs(), Context);
        PubSubLogSource pubSub = await client.PubSubSources.CreateAsync(PubSub("other", "another-subscription"), Context);

        await client.GcsSources.UpdateAsync(
            await client.GcsSources.PrepareUpdateAsync(gcs, new GcsSourceSettings { Label = "renamed" }, Context), Context);
        await client.PubSubSources.UpdateAsync(
            await client.PubSubSources.PrepareUpdateAsync(pubSub, new PubSubSourceSettings { RegionalEndpoint = "europe-west3" }, Context),
            Context);

        RecordedRequest[] updates = [.. (await Control.GetRequestsAsync()).Where(r => r.Method == "PUT")];
        Assert.Equal(2, updates.Length);
        Assert.All(updates, update => Assert.Null(update.Body!["credentials"]));
        JObject[] stored = [await Control.GetSourceAsync(gcs.Id), await Control.GetSourceAsync(pubSub.Id)];
        Assert.Equal(["renamed", "other"], stored.Select(s => (string?)s["integrationLabel"]));
        Assert.Equal("europe-west3", (string?)stored[1].SelectToken("config.regionalEndpoint"));
        Assert.All(stored, source => Assert.Equal(Key, (string?)source.SelectToken("config.credentials")));
    }

    [Theory]
    [InlineData("wif", null, "type 'service_account'")]
    [InlineData(null, "", "empty")]
    [InlineData(null, "  ", "empty")]
    public async Task Credentials_that_those_which_Panther_has_cannot_replace_are_demanded(string? type, string? credentials, string why)
    {
        PantherClient client = Connect();
        GcsLogSource gcs = await client.GcsSources.CreateAsync(Gcs(), Context);
        PubSubLogSource pubSub = await client.PubSubSources.CreateAsync(PubSub("other", "another-subscription"), Context);

        PantherException[] errors =
        [
            await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => client.GcsSources.PrepareUpdateAsync(
                gcs, new GcsSourceSettings { CredentialsType = type, Credentials = credentials, ProjectId = "p" }, Context)),
            await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => client.PubSubSources.PrepareUpdateAsync(
                pubSub, new PubSubSourceSettings { CredentialsType = type, Credentials = credentials, ProjectId = "p" }, Context)),
        ];

        Assert.All(errors, error => Assert.Contains(why, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(await Control.GetRequestsAsync(), r => r.Method == "PUT");
    }

    [Fact]
    public void Federation_needs_a_project()
    {
        PantherException error = Expect.Error(PantherErrorKind.InvalidInput, () => new PubSubSourceSettings
        {
            Label = "p",
            SubscriptionId = "s",
            CredentialsType = "wif",
            Credentials = "{}",
            LogTypes = ["AWS.ALB"],
            LogStreamType = "JSON",
        }.CheckForCreation());
        Assert.Contains("ProjectId", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_source_on_the_same_subscription_is_a_conflict()
    {
        PantherClient client = Connect();
        await client.PubSubSources.CreateAsync(PubSub(), Context);

        await Expect.ErrorAsync(PantherErrorKind.Conflict, () => client.PubSubSources.CreateAsync(PubSub("another"), Context));
    }

    [Fact]
    public async Task A_HTTP_source_that_is_still_being_set_up_is_deleted_in_the_end()
    {
        await Control.SetAsync(new { httpDeleteFailures = 2 });
        PantherClient client = Connect(configure: o => o.MaximumRetryCount = 1);
        HttpLogSource source = await client.HttpSources.CreateAsync(Http("None"), Context);

        await client.LogSources.DeleteAsync(source.Id, Context);

        Assert.False(await Control.HasSourceAsync(source.Id));
    }

    private static HttpSourceSettings Http(string authMethod, string? bearerToken = null) => new()
    {
        Label = "hook",
        LogTypes = ["AWS.ALB"],
        LogStreamType = "JSON",
        AuthMethod = authMethod,
        AuthBearerToken = bearerToken,
    };

    private static GcsSourceSettings Gcs(params PrefixLogTypes[] mappings) => new()
    {
        Label = "gcs",
        GcsBucket = "bucket",
        SubscriptionId = "subscription",
        CredentialsType = "service_account",
        Credentials = Key,
        LogStreamType = "JSON",
        PrefixLogTypes = mappings.Length > 0 ? mappings : [new PrefixLogTypes("a/", ["AWS.ALB"], ["a/tmp*"])],
    };

    private static PubSubSourceSettings PubSub(string label = "pubsub", string subscription = "subscription") => new()
    {
        Label = label,
        SubscriptionId = subscription,
        CredentialsType = "service_account",
        Credentials = Key,
        LogStreamType = "JSON",
        LogTypes = ["AWS.ALB"],
    };

    /// <summary>
    /// The paths of the values that differ, without those that move with the clock, in seconds: the time of the change, and when the
    /// token that made the source was last used, which is with each request.
    /// </summary>
    private static string[] Differences(JObject before, JObject after) =>
    [
        .. after.Descendants().OfType<JValue>()
            .Where(
                value => value.Path is not ("lastModified" or "createdBy.lastUsedAt")
                    && !JToken.DeepEquals(value, before.SelectToken(value.Path)))
            .Select(value => value.Path),
    ];

    private async Task<HttpLogSource> UpdateAsync(PantherClient client, LogSource source, HttpSourceSettings settings) =>
        await client.HttpSources.UpdateAsync(await client.HttpSources.PrepareUpdateAsync(source, settings, Context), Context);
}
