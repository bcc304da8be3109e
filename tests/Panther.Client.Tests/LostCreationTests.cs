using Panther.Client.Http;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;
using Panther.Client.Tokens;

namespace Panther.Client.Tests;

/// <summary>A create without a clear answer, where something of its label is there: is it the one that was created?</summary>
public sealed class LostCreationTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Label = "hook";
    private const string Key = """{"type":"service_account","project_id":"from-the-key"}""";

    /// <summary>How a source of each kind is created: as it is asked for, or with some other value of one setting.</summary>
    private static readonly Dictionary<string, Kind> s_kinds = new()
    {
        ["s3"] = new("CreateS3LogSource", async (client, other, context) => await client.S3Sources.CreateAsync(S3(other), context))
        {
            Settings =
            [
                "awsAccountId", "s3Bucket", "logProcessingRole", "logStreamType", "kmsKey", "managedBucketNotifications",
                "s3PrefixLogTypes",
                "logStreamTypeOptions",
            ],
        },
        ["http"] = new(
            "POST /log-sources/http", async (client, other, context) => await client.HttpSources.CreateAsync(Http(other), context))
        {
            Settings = ["logTypes", "logStreamType", "authMethod", "authHeaderKey", "logStreamTypeOptions"],
        },
        ["gcs"] = new("POST /log-sources/gcs", async (client, other, context) => await client.GcsSources.CreateAsync(Gcs(other), context))
        {
            Settings = ["gcsBucket", "subscriptionId", "logStreamType", "prefixLogTypes", "projectId"],
        },
        ["pubsub"] = new(
            "POST /log-sources/pubsub", async (client, other, context) => await client.PubSubSources.CreateAsync(PubSub(other), context))
        {
            Settings = ["logTypes", "subscriptionId", "logStreamType", "regionalEndpoint", "projectId"],
        },
        ["log-forwarder"] = new(
            "POST /log-sources/log-forwarder",
            async (client, other, context) => await client.LogForwarderSources.CreateAsync(LogForwarder(other), context))
        {
            Settings = ["logTypes", "logStreamType", "logStreamTypeOptions"],
        },
    };

    /// <summary>The ends that do not tell whether the source was created.</summary>
    private static readonly Dictionary<string, Fault> s_ends = new()
    {
        ["reset"] = new Fault { Reset = true },
        ["timeout"] = new Fault { Hold = true },
        ["502"] = new Fault { Status = 502 },
        ["503"] = new Fault { Status = 503 },
        ["504"] = new Fault { Status = 504 },
        ["200, HTML"] = new Fault { Body = "<html>Welcome</html>", Status = 200 },
    };

    public static TheoryData<string, string> KindsAndEnds
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string kind in s_kinds.Keys)
            {
                foreach (string end in s_ends.Keys)
                {
                    data.Add(kind, end);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    public static TheoryData<string, string> KindsAndSettings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach ((string name, Kind kind) in s_kinds)
            {
                foreach (string setting in kind.Settings)
                {
                    data.Add(name, setting);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndEnds))]
    public async Task One_that_was_there_before_is_a_conflict_with_its_id_and_age(string kind, string end)
    {
        LogSource older = await s_kinds[kind].Create(Connect(), null, CallContext.None);
        await Control.ChangeSourceAsync(older.Id, new
        {
            createdAtTime = DateTime.UtcNow.AddDays(-400.5).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", null),
        });
        await BreakAsync(kind, end, "before");

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Conflict, () => s_kinds[kind].Create(ConnectFor(end), null, Context));

        Assert.Contains(older.Id, error.Message, StringComparison.Ordinal);
        Assert.Contains("400 days before", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, await Control.CountAsync(s_kinds[kind].Operation));
        Assert.Single(await Control.GetSourcesAsync());
        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [MemberData(nameof(KindsAndEnds))]
    public async Task One_that_was_made_by_the_request_is_returned_with_a_warning(string kind, string end)
    {
        await BreakAsync(kind, end, "after");

        LogSource source = await s_kinds[kind].Create(ConnectFor(end), null, Context);

        Assert.Equal(Assert.Single(await Control.GetSourcesAsync())["integrationId"], source.Id);
        Assert.Contains(source.Id, Assert.Single(Messages.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, await Control.CountAsync(s_kinds[kind].Operation));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task One_that_the_same_connection_has_made_a_moment_before_is_a_conflict(string kind)
    {
        PantherClient client = Connect();
        LogSource older = await s_kinds[kind].Create(client, null, Context);
        await BreakAsync(kind, "503", "before");

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.Conflict, () => s_kinds[kind].Create(client, null, Context));

        Assert.Contains(older.Id, error.Message, StringComparison.Ordinal);
        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task One_that_was_found_for_one_creation_is_not_found_for_another(string kind)
    {
        PantherClient client = Connect();
        await BreakAsync(kind, "503", "after");
        LogSource found = await s_kinds[kind].Create(client, null, Context);
        await BreakAsync(kind, "503", "before");

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.Conflict, () => s_kinds[kind].Create(client, null, Context));

        Assert.Contains(found.Id, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(KindsAndSettings))]
    public async Task One_that_somebody_else_made_meanwhile_with_another_setting_is_a_conflict_that_names_it(string kind, string setting)
    {
        LogSource? other = null;
        Clock.OnWait = async () => other ??= await s_kinds[kind].Create(Connect(), setting, CallContext.None);
        await BreakAsync(kind, "503", "before");

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.Conflict, () => s_kinds[kind].Create(Connect(), null, Context));

        Assert.Contains(other!.Id, error.Message, StringComparison.Ordinal);
        Assert.Contains(setting, error.Message, StringComparison.Ordinal);
        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [InlineData("token", "a moment before")]
    [InlineData("token", "before")]
    [InlineData("token", "meanwhile, with other settings")]
    [InlineData("comment", "a moment before")]
    [InlineData("comment", "before")]
    [InlineData("comment", "meanwhile, with other settings")]
    public async Task One_of_a_name_that_several_may_have_is_no_conflict_but_leaves_the_outcome_unknown(string what, string when)
    {
        await Control.AddAlertsAsync([new { id = "alert" }]);
        PantherClient client = Connect();
        Func<PantherClient, bool, Task> create = what == "token"
            ? (by, isOther) =>
                by.Tokens.CreateAsync(
                    new ApiTokenSettings { Name = "x", Permissions = [isOther ? "RuleRead" : "LogSourceRead"] }, CallContext.None)
            : (by, isOther) => by.Alerts.AddCommentAsync("alert", "text", isOther ? "HTML" : "PLAIN_TEXT", CallContext.None);
        (string operation, string list) = what == "token"
            ? ("POST /api-tokens", "GET /api-tokens")
            : ("POST /alert-comments", "GET /alert-comments");
        if (when.StartsWith("meanwhile", StringComparison.Ordinal))
        {
            bool isMade = false;
            Clock.OnWait = async () =>
            {
                if (!isMade)
                {
                    isMade = true;
                    await create(Connect(), true);
                }
            };
        }
        else
        {
            await create(when == "before" ? Connect() : client, false);
            if (when == "before")
            {
                int place = what == "token"
                    ? (await client.Tokens.List(CallContext.None).ToListAsync()).ToList().FindIndex(t => t.Name == "x")
                    : 0;
                await Control.BreakAsync(new Fault
                {
                    Operation = list,
                    Transform = new { setPath = $"results.{place}.createdAt", value = "2020-01-01T00:00:00.000Z" },
                    Times = 0,
                });
            }
        }

        await Control.BreakAsync(new Fault { Operation = operation, Status = 503, Phase = "before" });
        PantherException error = await Expect.ErrorAsync(PantherErrorKind.OutcomeUnknown, () => create(client, false));

        Assert.Contains("not found afterwards", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Clock.Waits.Count);
        Assert.Equal(2, await Control.CountAsync(operation));
    }

    [Fact]
    public async Task One_whose_age_is_not_known_leaves_the_outcome_unknown_and_is_named()
    {
        using var http =
            new HttpPipeline(new PantherClientOptions(PantherEndpoint.Parse("https://panther.invalid"), "token") { Clock = Clock });
        var lost = new PantherException(PantherErrorKind.ServerError, "It broke.") { Outcome = RequestOutcome.Unknown };

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.OutcomeUnknown, () => new LostCreation(http).CreateAsync(
            new Creation<string>("CreateThing", "the thing 'x'", id => id),
            () => Task.FromException<string>(lost),
            () =>
                Task.FromResult<IReadOnlyList<Candidate<string>>>(
                    [new Candidate<string>("id-1", null, () => throw new InvalidOperationException())]),
            Context));

        Assert.Contains("id-1", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Clock.Waits.Count);
    }

    [Fact]
    public void The_clock_of_the_server_counts_and_not_ours()
    {
        var clock = new VirtualClock();
        var server = new ServerClock(clock);
        DateTimeOffset there = clock.UtcNow.AddHours(-1);
        clock.Advance(TimeSpan.FromSeconds(10));
        server.Note(there.AddSeconds(10), TimeSpan.FromSeconds(10));

        TimeSpan begun = TimeSpan.FromSeconds(60);
        Assert.True(server.IsSince(there.AddSeconds(60), begun));
        Assert.True(server.IsSince(there.AddSeconds(59), begun));
        Assert.False(server.IsSince(there.AddSeconds(57), begun));
        Assert.InRange(server.Before(there.AddSeconds(30), begun), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
    }

    [Fact]
    public void The_answer_that_came_fastest_tells_the_most_of_the_clock()
    {
        var clock = new VirtualClock();
        var server = new ServerClock(clock);
        DateTimeOffset there = clock.UtcNow;
        clock.Advance(TimeSpan.FromSeconds(30));
        server.Note(there.AddSeconds(1), TimeSpan.Zero);
        server.Note(there.AddSeconds(30), TimeSpan.FromSeconds(30));

        Assert.False(server.IsSince(there.AddSeconds(50), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Where_the_clocks_of_several_servers_disagree_nobody_can_say()
    {
        var clock = new VirtualClock();
        var server = new ServerClock(clock);
        server.Note(clock.UtcNow, TimeSpan.Zero);
        server.Note(clock.UtcNow.AddSeconds(30), TimeSpan.Zero);

        Assert.True(server.IsSince(clock.UtcNow.AddSeconds(30), TimeSpan.Zero));
        Assert.Null(server.IsSince(clock.UtcNow.AddSeconds(10), TimeSpan.Zero));
        Assert.False(server.IsSince(clock.UtcNow.AddSeconds(-10), TimeSpan.Zero));
    }

    [Fact]
    public void What_was_seen_of_a_clock_long_ago_is_forgotten()
    {
        var clock = new VirtualClock();
        var server = new ServerClock(clock);
        server.Note(clock.UtcNow.AddHours(-8), TimeSpan.Zero);
        for (int i = 0; i < 8; i++)
        {
            server.Note(clock.UtcNow, TimeSpan.Zero);
        }

        Assert.False(server.IsSince(clock.UtcNow.AddHours(-1), TimeSpan.Zero));
    }

    [Fact]
    public void Without_a_date_our_own_clock_serves_within_five_minutes()
    {
        var clock = new VirtualClock();
        var server = new ServerClock(clock);
        server.Note(null, TimeSpan.Zero);
        DateTimeOffset begun = clock.UtcNow;
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.True(server.IsSince(begun.AddMinutes(-4), TimeSpan.Zero));
        Assert.False(server.IsSince(begun.AddMinutes(-6), TimeSpan.Zero));
    }

    private static string Of(string? other, string setting, string usual, string changed) => other == setting ? changed : usual;

    private static S3SourceSettings S3(string? other) => new()
    {
        Label = Label,
        AwsAccountId = Of(other, "awsAccountId", "123456789012", "999999999999"),
        S3Bucket = Of(other, "s3Bucket", "bucket", "another-bucket"),
        LogProcessingRole = Of(other, "logProcessingRole", Samples.Role, Samples.Role + "-other"),
        LogStreamType = Of(other, "logStreamType", "JsonArray", "Lines"),
        KmsKey = other == "kmsKey" ? null : Samples.KmsKey,
        ManagedBucketNotifications = other != "managedBucketNotifications",
        JsonArrayEnvelopeField = Of(other, "logStreamTypeOptions", "records", "items"),
        S3PrefixLogTypes = [new PrefixLogTypes(
            "a/", [Of(other, "s3PrefixLogTypes", "AWS.ALB", "AWS.CloudTrail"), "AWS.VPCFlow"], ["a/tmp"])],
    };

    private static HttpSourceSettings Http(string? other) => new()
    {
        Label = Label,
        LogTypes = [Of(other, "logTypes", "AWS.ALB", "AWS.CloudTrail")],
        LogStreamType = Of(other, "logStreamType", "XML", "JSON"),
        XmlRootElement = Of(other, "logStreamTypeOptions", "root", "other"),
        AuthMethod = Of(other, "authMethod", "HMAC", "SharedSecret"),
        AuthHeaderKey = Of(other, "authHeaderKey", "X-Key", "X-Other"),
        AuthSecretValue = "a secret of the source",
        AuthHmacAlg = other == "authMethod" ? null : "sha256",
    };

    private static GcsSourceSettings Gcs(string? other) => new()
    {
        Label = Label,
        GcsBucket = Of(other, "gcsBucket", "bucket", "another-bucket"),
        SubscriptionId = Of(other, "subscriptionId", "subscription", "another-subscription"),
        ProjectId = Of(other, "projectId", "project", "another-project"),
        CredentialsType = "service_account",
        Credentials = Key,
        LogStreamType = Of(other, "logStreamType", "JSON", "Lines"),
        PrefixLogTypes = [new PrefixLogTypes("a/", ["AWS.ALB"], [Of(other, "prefixLogTypes", "a/tmp", "a/other")])],
    };

    private static PubSubSourceSettings PubSub(string? other) => new()
    {
        Label = Label,
        SubscriptionId = Of(other, "subscriptionId", "subscription", "another-subscription"),
        ProjectId = Of(other, "projectId", "project", "another-project"),
        CredentialsType = "service_account",
        Credentials = Key,
        LogStreamType = Of(other, "logStreamType", "JSON", "Lines"),
        RegionalEndpoint = Of(other, "regionalEndpoint", "europe-west3", "us-east1"),
        LogTypes = [Of(other, "logTypes", "AWS.ALB", "AWS.CloudTrail")],
    };

    private static LogForwarderSourceSettings LogForwarder(string? other) => new()
    {
        Label = Label,
        LogTypes = [Of(other, "logTypes", "AWS.ALB", "AWS.CloudTrail")],
        LogStreamType = Of(other, "logStreamType", "XML", "JSON"),
        XmlRootElement = Of(other, "logStreamTypeOptions", "root", "other"),
    };

    private async Task BreakAsync(string kind, string end, string phase) =>
        await Control.BreakAsync(s_ends[end] with { Operation = s_kinds[kind].Operation, Phase = phase });

    private PantherClient ConnectFor(string end) => Connect(configure: o => o.Timeout = TimeSpan.FromSeconds(end == "timeout" ? 2 : 100));

    private sealed record Kind(string Operation, Func<PantherClient, string?, CallContext, Task<LogSource>> Create)
    {
        /// <summary>The settings in which another source may differ, by the API's names.</summary>
        public required string[] Settings { get; init; }
    }
}
