using System.Text;
using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class CreateTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Create = "CreateS3LogSource";
    private const string List = "ListSources";

    /// <summary>The ends that do not tell whether the source was created.</summary>
    private static readonly Dictionary<string, Fault> s_unclearEnds = new()
    {
        ["reset"] = new Fault { Reset = true },
        ["timeout"] = new Fault { Hold = true },
        ["502"] = new Fault { Status = 502 },
        ["502, HTML"] = new Fault { Status = 502, Body = "<html>Bad Gateway</html>" },
        ["503"] = new Fault { Status = 503 },
        ["504"] = new Fault { Status = 504 },
        ["200, HTML"] = new Fault { Body = "<html>Welcome</html>" },
        ["200, no body"] = new Fault { EmptyBody = true },
        ["200, no JSON"] = new Fault { RawBody = Base64("{\"data\":{\"createS3So") },
        ["200, no UTF-8"] = new Fault { RawBody = Convert.ToBase64String([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
        ["200, neither data nor errors"] = new Fault { RawBody = Base64("{\"message\":\"ok\"}") },
        ["200, data null"] = new Fault { RawBody = Base64("{\"data\":null}") },
        ["200, no source"] = new Fault { RawBody = Base64("{\"data\":{\"createS3Source\":{\"logSource\":null}}}") },
        ["200, no id"] = new Fault { RawBody = Base64("{\"data\":{\"createS3Source\":{\"logSource\":{\"integrationLabel\":\"x\"}}}}") },
        ["200, an error below the mutation"] = new Fault
        {
            RawBody =
                Base64("{\"data\":null,\"errors\":[{\"message\":\"stackName is "
                    + "null\",\"path\":[\"createS3Source\",\"logSource\",\"stackName\"]}]}"),
        },
        ["200, an error below the mutation beside its null"] = new Fault
        {
            RawBody = Base64("{\"data\":{\"createS3Source\":{\"logSource\":null}},\"errors\":[{\"message\":\"x\",\"path\":[\"createS3Source\",\"logSource\",\"stackName\"]}]}"),
        },
    };

    public static TheoryData<string> UnclearEnds => [.. s_unclearEnds.Keys];

    [Fact]
    public async Task The_example_of_the_documentation_is_created()
    {
        var definition = new S3SourceSettings
        {
            Label = "My Log Source",
            AwsAccountId = "0123456789012",
            S3Bucket = "name-of-my-bucket",
            LogProcessingRole = "arn:aws:iam::0123456789012:role/PantherLogProcessingRole-somerole",
            LogStreamType = "JSON",
            KmsKey = "",
            ManagedBucketNotifications = false,
            S3PrefixLogTypes = [new PrefixLogTypes("", ["AWS.ALB"])],
        };

        S3LogSource source = await Connect().S3Sources.CreateAsync(definition, Context);

        RecordedRequest request = Assert.Single(await Control.GetRequestsAsync());
        AssertSame(
            Samples.Parse("""
                {
                  "label": "My Log Source",
                  "awsAccountId": "0123456789012",
                  "s3Bucket": "name-of-my-bucket",
                  "logProcessingRole": "arn:aws:iam::0123456789012:role/PantherLogProcessingRole-somerole",
                  "logStreamType": "JSON",
                  "managedBucketNotifications": false,
                  "s3PrefixLogTypes": [{ "prefix": "", "logTypes": ["AWS.ALB"], "excludedPrefixes": [] }]
                }
                """),
            request.Variables!["input"]);
        JObject stored = Assert.Single(await Control.GetSourcesAsync());
        Assert.Equal(stored["integrationId"], source.Id);
        Assert.Equal("My Log Source", source.Label);
        Assert.Equal("aws-s3", source.IntegrationType);
        Assert.Equal("name-of-my-bucket", source.S3Bucket);
        Assert.Equal("0123456789012", source.AwsAccountId);
        Assert.Equal(["AWS.ALB"], source.LogTypes);
        Assert.NotNull(source.CreatedAt);
    }

    [Theory]
    [InlineData("0123456789012")]
    [InlineData("12345678901")]
    [InlineData("my-account")]
    public async Task An_account_id_of_other_than_12_digits_is_sent_with_a_warning(string awsAccountId)
    {
        await Connect().S3Sources.CreateAsync(Samples.Definition(awsAccountId: awsAccountId), Context);

        Assert.Contains(awsAccountId, Assert.Single(Messages.Warnings), StringComparison.Ordinal);
        Assert.Equal(awsAccountId, Assert.Single(await Control.GetSourcesAsync())["awsAccountId"]);
    }

    [Fact]
    public async Task An_account_id_of_12_digits_is_no_warning()
    {
        await Connect().S3Sources.CreateAsync(Samples.Definition(), Context);

        Assert.Empty(Messages.Warnings);
    }

    [Fact]
    public async Task A_tenant_that_refuses_the_account_id_has_the_last_word()
    {
        await Control.SetAsync(new { strictAccountId = true });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput,
            () => Connect().S3Sources.CreateAsync(Samples.Definition(awsAccountId: "0123456789012"), Context));

        Assert.Contains("12 digits", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_setting_reaches_the_store()
    {
        var definition = new S3SourceSettings
        {
            Label = "all of it",
            AwsAccountId = "123456789012",
            S3Bucket = "bucket-b",
            LogProcessingRole = Samples.Role,
            LogStreamType = "XML",
            KmsKey = Samples.KmsKey,
            ManagedBucketNotifications = true,
            JsonArrayEnvelopeField = "records",
            RetainEnvelopeFields = false,
            XmlRootElement = "Events",
            S3PrefixLogTypes = [new PrefixLogTypes("", ["AWS.ALB"], ["tmp/*", "x"]), new PrefixLogTypes(
                "trail/", ["AWS.CloudTrail", "AWS.S3ServerAccess"]), new PrefixLogTypes("later/", [])],
        };

        S3LogSource source = await Connect().S3Sources.CreateAsync(definition, Context);

        JObject stored = Assert.Single(await Control.GetSourcesAsync());
        AssertSame(
            Samples.Parse("""
                {
                  "kmsKey": "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                  "logStreamType": "XML",
                  "managedBucketNotifications": true,
                  "logStreamTypeOptions": { "jsonArrayEnvelopeField": "records", "retainEnvelopeFields": false, "xmlRootElement": "Events" },
                  "s3PrefixLogTypes": [
                    { "prefix": "", "logTypes": ["AWS.ALB"], "excludedPrefixes": ["tmp/*", "x"] },
                    { "prefix": "trail/", "logTypes": ["AWS.CloudTrail", "AWS.S3ServerAccess"], "excludedPrefixes": [] },
                    { "prefix": "later/", "logTypes": [], "excludedPrefixes": [] }
                  ]
                }
                """),
            new JObject(stored.Properties().Where(p => p.Name is "kmsKey" or "logStreamType" or "managedBucketNotifications" or "logStreamTypeOptions" or "s3PrefixLogTypes")));
        Assert.False(source.LogStreamTypeOptions?.RetainEnvelopeFields);
        Assert.Equal("Events", source.LogStreamTypeOptions?.XmlRootElement);
        Assert.Equal(3, source.S3PrefixLogTypes.Count);
    }

    [Theory]
    [InlineData("field")]
    [InlineData("whole")]
    [InlineData("http403")]
    public async Task A_token_with_the_two_log_source_permissions_alone_creates_a_source(string refusal)
    {
        await Control.SetAsync(new { createdByRefusal = refusal });

        await Connect("logSources").S3Sources.CreateAsync(Samples.Definition(), Context);

        Assert.False((bool)Assert.Single(await Control.GetRequestsAsync()).Variables!["withCreatedBy"]!);
        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [InlineData("graphql")]
    [InlineData("http")]
    public async Task A_token_that_may_not_manage_sources_is_forbidden_and_told_the_permissions(string forbidden)
    {
        await Control.SetAsync(new { forbidden });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Forbidden, () => Connect("readOnly").S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Contains("Manage Log Sources and View Log Sources", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Control.CountAsync(Create));
        Assert.Empty(await Control.GetSourcesAsync());
    }

    [Theory]
    [InlineData("A")]
    [InlineData("a-b C-9")]
    [InlineData("-")]
    [InlineData("0123456789012345678901234567890x")]
    public async Task A_label_that_Panther_takes_is_sent(string label)
    {
        await Connect().S3Sources.CreateAsync(Samples.Definition(label), Context);

        Assert.Equal(label, Assert.Single(await Control.GetSourcesAsync())["integrationLabel"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("   ")]
    [InlineData("under_score")]
    [InlineData("dot.dot")]
    [InlineData("new\nline")]
    [InlineData("trailing\n")]
    [InlineData("tab\there")]
    [InlineData("no-break\u00a0space")]
    [InlineData("Prüfung")]
    [InlineData("arabic-digit-\u0663")]
    [InlineData("<script>")]
    [InlineData("0123456789012345678901234567890xy")]
    public Task A_label_that_Panther_would_refuse_is_refused_before_it_is_sent(string label) =>
        ExpectRefusedUnsentAsync(Samples.Definition(label), "32");

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/a")]
    [InlineData("arn:aws-us-gov:iam::123456789012:role/a")]
    [InlineData("arn:aws-cn:iam::123456789012:role/path/to/role")]
    [InlineData("arn:aws:iam::0123456789012:role/service-role/x+y=z,.@-_")]
    public async Task A_role_that_looks_like_one_is_sent(string role)
    {
        await Connect().S3Sources.CreateAsync(Samples.Definition(role: role), Context);

        Assert.Equal(role, Assert.Single(await Control.GetSourcesAsync())["logProcessingRole"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PantherLogProcessingRole")]
    [InlineData("arn:aws:iam::123456789012:user/me")]
    [InlineData("arn:aws:iam::123456789012:role/")]
    [InlineData("arn:aws:iam::account:role/a")]
    [InlineData("arn:aws:s3:::bucket")]
    [InlineData("arn:aws:iam::123456789012:role/a b")]
    [InlineData("arn:aws:iam::123456789012:role/a\n")]
    [InlineData(" arn:aws:iam::123456789012:role/a")]
    public Task A_role_that_looks_like_none_is_refused_before_it_is_sent(string role) =>
        ExpectRefusedUnsentAsync(Samples.Definition(role: role), "arn:aws:iam::123456789012:role/");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task No_key_is_left_out(string? kmsKey)
    {
        await Connect().S3Sources.CreateAsync(Samples.Definition(kmsKey: kmsKey), Context);

        Assert.Null(Assert.Single(await Control.GetRequestsAsync()).Variables!["input"]!["kmsKey"]);
    }

    [Theory]
    [InlineData("1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("alias/mine")]
    [InlineData("arn:aws:s3:::bucket")]
    [InlineData("arn:aws:kms::123456789012:key/x")]
    [InlineData(" ")]
    public Task A_key_that_looks_like_none_is_refused_before_it_is_sent(string kmsKey) =>
        ExpectRefusedUnsentAsync(Samples.Definition(kmsKey: kmsKey), "arn:aws:kms:");

    [Fact]
    public Task A_prefix_that_is_mapped_twice_is_refused_before_it_is_sent() => ExpectRefusedUnsentAsync(
        Samples.Definition(
            mappings: [new PrefixLogTypes("a/", ["AWS.ALB"]), new PrefixLogTypes("b/", []), new PrefixLogTypes("a/", ["AWS.S3"])]),
        "'a/'");

    [Fact]
    public async Task Prefixes_that_differ_by_case_or_lie_within_each_other_are_sent()
    {
        await Connect().S3Sources.CreateAsync(
            Samples.Definition(mappings: [new PrefixLogTypes("a/", []), new PrefixLogTypes("A/", []), new PrefixLogTypes("a/b", [])]),
            Context);

        Assert.Equal(3, ((JArray)Assert.Single(await Control.GetSourcesAsync())["s3PrefixLogTypes"]!).Count);
    }

    [Fact]
    public Task A_text_that_is_no_Unicode_is_refused_before_it_is_sent() =>
        ExpectRefusedUnsentAsync(Samples.Definition(mappings: [new PrefixLogTypes("half \ud83d", [])]), "surrogate");

    [Fact]
    public async Task A_stream_type_that_the_tenant_does_not_know_is_refused_by_it_and_not_sent_again()
    {
        var definition = new S3SourceSettings
        {
            Label = "x",
            AwsAccountId = "123456789012",
            S3Bucket = "bucket-b",
            LogProcessingRole = Samples.Role,
            LogStreamType = "Protobuf",
            S3PrefixLogTypes = [],
        };

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => Connect().S3Sources.CreateAsync(definition, Context));

        Assert.Contains("Protobuf", error.Message, StringComparison.Ordinal);
        Assert.Equal(400, error.StatusCode);
        Assert.Equal(1, await Control.CountAsync(Create));
    }

    [Theory]
    [InlineData("code")]
    [InlineData("text")]
    public async Task A_label_that_is_taken_is_a_conflict_however_the_API_says_it(string conflict)
    {
        await Control.SetAsync(new { conflict });
        await Control.AddSourceAsync(Samples.S3Source("taken"));

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Conflict, () => Connect().S3Sources.CreateAsync(Samples.Definition("taken"), Context));

        Assert.Equal(Create, error.Operation);
        Assert.Equal(1, await Control.CountAsync(Create));
        Assert.Equal(0, await Control.CountAsync(List));
        Assert.Single(await Control.GetSourcesAsync());
    }

    [Fact]
    public async Task A_409_is_a_conflict()
    {
        await Control.BreakAsync(new Fault { Operation = Create, Status = 409, Body = new { message = "the label exists" } });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Conflict, () => Connect().S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Contains("the label exists", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Control.CountAsync(Create));
    }

    [Theory]
    [MemberData(nameof(UnclearEnds))]
    public async Task A_create_whose_answer_is_lost_is_looked_for_and_returned_with_a_warning_and_never_sent_twice(string end)
    {
        await Control.AddSourcesAsync(Samples.S3Source("another"), Samples.OtherSource());
        await BreakAsync(end, phase: "after");

        S3LogSource source = await ConnectFor(end).S3Sources.CreateAsync(Samples.Definition(), Context);

        JObject stored = Assert.Single(await Control.GetSourcesAsync(), s => (string?)s["s3Bucket"] == "new-bucket");
        Assert.Equal(stored["integrationId"], source.Id);
        Assert.Equal("new source", source.Label);
        Assert.Equal(1, await Control.CountAsync(Create));
        Assert.Equal(1, await Control.CountAsync(List));
        string warning = Assert.Single(Messages.Warnings);
        Assert.Contains(source.Id, warning, StringComparison.Ordinal);
        Assert.Contains("not sent again", warning, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(UnclearEnds))]
    public async Task A_create_that_is_not_found_after_an_unclear_end_has_an_unknown_outcome_and_is_never_sent_twice(string end)
    {
        await Control.AddSourcesAsync(Samples.S3Source("another"), Samples.OtherSource("new source"));
        await BreakAsync(end, phase: "before");

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.OutcomeUnknown, () => ConnectFor(end).S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Equal(Create, error.Operation);
        Assert.Contains("new source", error.Message, StringComparison.Ordinal);
        Assert.IsType<PantherException>(error.InnerException);
        Assert.Equal(1, await Control.CountAsync(Create));
        Assert.Equal(4, await Control.CountAsync(List));
        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task A_create_on_a_connection_that_was_used_before_is_not_sent_twice_by_the_platform_either(string phase)
    {
        PantherClient client = Connect();
        await client.Tenant.VerifyAsync(Context);
        await BreakAsync("reset", phase);

        await Record.ExceptionAsync(() => client.S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Single((await Control.GetRequestsAsync()).Select(r => r.Connection).Take(2).Distinct());
        Assert.Equal(1, await Control.CountAsync(Create));
    }

    [Fact]
    public async Task A_source_that_appears_only_later_is_found()
    {
        await Control.BreakAsync(new Fault { Operation = Create, Status = 504 });
        Clock.OnWait = async () =>
        {
            if (Clock.Waits.Count == 2)
            {
                await Connect().S3Sources.CreateAsync(Samples.Definition(), CallContext.None);
            }
        };

        S3LogSource source = await Connect().S3Sources.CreateAsync(Samples.Definition(), Context);

        Assert.Equal("new-bucket", source.S3Bucket);
        Assert.Equal(3, await Control.CountAsync(List));
        Assert.Equal(2, await Control.CountAsync(Create));
    }

    [Fact]
    public async Task A_source_on_a_later_page_is_found()
    {
        await Control.ResetAsync(new { sources = 5, pageSize = 2 });
        await BreakAsync("502", phase: "after");

        S3LogSource source = await Connect().S3Sources.CreateAsync(Samples.Definition(), Context);

        Assert.Equal("new source", source.Label);
        Assert.Equal(3, await Control.CountAsync(List));
    }

    [Fact]
    public async Task A_source_of_a_label_in_other_case_is_not_taken_for_the_new_one()
    {
        await Control.AddSourceAsync(Samples.S3Source("New Source"));
        await BreakAsync("502", phase: "before");

        await Expect.ErrorAsync(PantherErrorKind.OutcomeUnknown, () => Connect().S3Sources.CreateAsync(Samples.Definition(), Context));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 6)]
    public async Task A_source_is_looked_for_as_patiently_as_retries_allow(int maximumRetryCount, int searches)
    {
        await BreakAsync("502", phase: "before");

        await Expect.ErrorAsync(
            PantherErrorKind.OutcomeUnknown,
            () => Connect(configure: o => o.MaximumRetryCount = maximumRetryCount).S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Equal(searches, await Control.CountAsync(List));
        Assert.Equal(searches - 1, Clock.Waits.Count);
    }

    [Fact]
    public async Task A_source_that_cannot_be_looked_for_has_an_unknown_outcome_with_both_reasons()
    {
        await BreakAsync("504", phase: "after");
        await Control.BreakAsync(new Fault { Operation = List, Status = 500, Times = 0, Body = new { message = "the list is broken" } });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.OutcomeUnknown, () => Connect().S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Contains("504", error.Message, StringComparison.Ordinal);
        Assert.Contains("the list is broken", error.Message, StringComparison.Ordinal);
        Assert.Equal(504, error.StatusCode);
        Assert.Equal(1, await Control.CountAsync(Create));
    }

    [Fact]
    public async Task A_500_is_an_answer_and_neither_repeated_nor_looked_for()
    {
        await Control.BreakAsync(new Fault { Operation = Create, Status = 500, Times = 0 });

        await Expect.ErrorAsync(PantherErrorKind.ServerError, () => Connect().S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Single(await Control.GetRequestsAsync());
    }

    [Fact]
    public async Task A_refused_connection_is_tried_again()
    {
        using var doorway = new Doorway(Emulator.Url);
        Clock.OnWait = () =>
        {
            doorway.Open();
            return Task.CompletedTask;
        };

        S3LogSource source = await ConnectTo(doorway.Url, Emulator.Token("full")).S3Sources.CreateAsync(Samples.Definition(), Context);

        Assert.Equal(source.Id, Assert.Single(await Control.GetSourcesAsync())["integrationId"]);
        Assert.Single(Clock.Waits);
        Assert.Empty(Messages.Warnings);
    }

    [Fact]
    public async Task A_connection_that_is_always_refused_is_unreachable_and_its_outcome_is_known()
    {
        using var doorway = new Doorway(Emulator.Url);

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Unreachable,
            () => ConnectTo(doorway.Url, Emulator.Token("full")).S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Equal(Create, error.Operation);
        Assert.Equal(3, Clock.Waits.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_429_is_repeated_and_creates_one_source(int times)
    {
        await Control.BreakAsync(new Fault { Operation = Create, Status = 429, Times = times });

        await Connect().S3Sources.CreateAsync(Samples.Definition(), Context);

        Assert.Single(await Control.GetSourcesAsync());
        Assert.Equal(times + 1, await Control.CountAsync(Create));
        Assert.Empty(Messages.Warnings);
    }

    [Fact]
    public async Task A_429_before_an_unclear_end_does_not_make_the_create_repeatable()
    {
        await Control.BreakAsync(new Fault { Operation = Create, Status = 429 });
        await BreakAsync("reset", phase: "after");

        await Connect().S3Sources.CreateAsync(Samples.Definition(), Context);

        Assert.Single(await Control.GetSourcesAsync());
        Assert.Equal(2, await Control.CountAsync(Create));
        Assert.Single(Messages.Warnings);
    }

    [Fact]
    public async Task Errors_beside_a_new_source_are_a_warning()
    {
        await Control.BreakAsync(new Fault
        {
            Operation = Create,
            Transform = new { addErrors = new[] { new { message = "no notification was set up", path = new[] { "createS3Source" } } } },
        });

        S3LogSource source = await Connect().S3Sources.CreateAsync(Samples.Definition(), Context);

        Assert.Equal("new source", source.Label);
        Assert.Contains("no notification was set up", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tenant_of_the_published_edition_takes_a_source_and_the_option_that_it_knows(bool isVerified)
    {
        await Control.SetAsync(new { edition = "2025-07" });
        PantherClient client = Connect();
        if (isVerified)
        {
            await client.Tenant.VerifyAsync(Context);
        }

        S3LogSource source = await client.S3Sources.CreateAsync(
            new S3SourceSettings
            {
                Label = "old tenant",
                AwsAccountId = "123456789012",
                S3Bucket = "bucket-b",
                LogProcessingRole = Samples.Role,
                LogStreamType = "JsonArray",
                JsonArrayEnvelopeField = "records",
                S3PrefixLogTypes = [],
            },
            Context);

        Assert.Equal("records", source.LogStreamTypeOptions?.JsonArrayEnvelopeField);
        Assert.Single(await Control.GetSourcesAsync());
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task An_option_that_the_tenant_does_not_know_is_unsupported_and_nothing_is_created(bool isVerified, int refusedRequests)
    {
        await Control.SetAsync(new { edition = "2025-07" });
        PantherClient client = Connect();
        if (isVerified)
        {
            await client.Tenant.VerifyAsync(Context);
        }

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Unsupported,
            () => client.S3Sources.CreateAsync(
                new S3SourceSettings
                {
                    Label = "old tenant",
                    AwsAccountId = "123456789012",
                    S3Bucket = "bucket-b",
                    LogProcessingRole = Samples.Role,
                    LogStreamType = "CloudWatchLogs",
                    RetainEnvelopeFields = true,
                    S3PrefixLogTypes = [],
                },
                Context));

        Assert.Contains("retainEnvelopeFields", error.Message, StringComparison.Ordinal);
        Assert.Empty(await Control.GetSourcesAsync());
        Assert.Equal(Enumerable.Repeat<int?>(400, refusedRequests), (await Control.GetRequestsAsync(Create)).Select(r => r.Status));
    }

    [Fact]
    public async Task A_create_on_a_client_that_has_ended_is_not_connected_and_its_outcome_is_known()
    {
        PantherClient client = Connect();
        client.Dispose();

        await Expect.ErrorAsync(PantherErrorKind.NotConnected, () => client.S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Empty(await Control.GetRequestsAsync());
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static void AssertSame(JToken expected, JToken? actual) =>
        Assert.True(JToken.DeepEquals(expected, actual), $"Expected {expected}, and got {actual}");

    private Task<string> BreakAsync(string end, string phase) =>
        Control.BreakAsync(s_unclearEnds[end] with { Operation = Create, Phase = phase });

    private PantherClient ConnectFor(string end) =>
        Connect(configure: o => o.Timeout = end == "timeout" ? TimeSpan.FromSeconds(2) : o.Timeout);

    private async Task ExpectRefusedUnsentAsync(S3SourceSettings definition, string word)
    {
        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => Connect().S3Sources.CreateAsync(definition, Context));

        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Empty(await Control.GetRequestsAsync());
    }
}
