using System.Text;
using Newtonsoft.Json.Linq;
using Panther.Client.Paging;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class ListTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string FirstNode = "data.sources.edges.0.node";

    [Fact]
    public async Task An_S3_source_arrives_with_all_its_fields()
    {
        JObject raw = await Control.AddSourceAsync(Samples.S3Source());

        S3LogSource source = Assert.IsType<S3LogSource>(Assert.Single(await ListAsync(Connect())));

        Assert.Equal((string?)raw["integrationId"], source.Id);
        Assert.Equal("sample", source.Label);
        Assert.Equal("aws-s3", source.IntegrationType);
        Assert.Equal(["AWS.ALB", "AWS.CloudTrail"], source.LogTypes);
        Assert.True(source.IsHealthy);
        Assert.True(source.IsEditable);
        Assert.Equal(LocalTime(2024, 5, 6, 7, 8, 9, 123), source.CreatedAt);
        Assert.Equal(DateTimeKind.Local, source.CreatedAt!.Value.Kind);
        Assert.Equal(LocalTime(2024, 6, 7, 8, 9, 10), source.LastModified);
        Assert.Equal(LocalTime(2025, 1, 2, 3, 4, 5, 678), source.LastEventReceivedAt);
        Assert.Equal(LocalTime(2025, 1, 2, 3, 5, 6), source.LastEventProcessedAt);
        Assert.Equal(
            ("u-1", "Olive Owner", "olive@example.com", "User"),
            (source.CreatedBy?.Id, source.CreatedBy?.Name, source.CreatedBy?.Email, source.CreatedBy?.Type));
        Assert.Equal("123456789012", source.AwsAccountId);
        Assert.Equal("sample-bucket", source.S3Bucket);
        Assert.Equal(Samples.Role, source.LogProcessingRole);
        Assert.Equal("JsonArray", source.LogStreamType);
        Assert.Equal("records", source.LogStreamTypeOptions?.JsonArrayEnvelopeField);
        Assert.Null(source.LogStreamTypeOptions?.RetainEnvelopeFields);
        Assert.Null(source.LogStreamTypeOptions?.XmlRootElement);
        Assert.Equal(Samples.KmsKey, source.KmsKey);
        Assert.True(source.ManagedBucketNotifications);
        Assert.Equal("panther-stack-sample", source.StackName);
        Assert.Equal(
            ["'': AWS.ALB (without tmp/*)", "'trail/': AWS.CloudTrail"],
            source.S3PrefixLogTypes.Select(m => m.ToString()));
    }

    [Fact]
    public async Task The_stream_type_options_of_newer_tenants_arrive()
    {
        JObject raw = Samples.S3Source();
        raw["logStreamType"] = "XML";
        raw["logStreamTypeOptions"] = new JObject { ["retainEnvelopeFields"] = true, ["xmlRootElement"] = "Events" };
        await Control.AddSourceAsync(raw);

        S3LogSource source = Assert.IsType<S3LogSource>(Assert.Single(await ListAsync(Connect())));

        Assert.Equal("XML", source.LogStreamType);
        Assert.True(source.LogStreamTypeOptions?.RetainEnvelopeFields);
        Assert.Equal("Events", source.LogStreamTypeOptions?.XmlRootElement);
    }

    [Fact]
    public async Task What_is_null_at_the_API_is_null_or_empty_here()
    {
        JObject raw = Samples.S3Source();
        foreach (string field in new[] { "createdBy", "lastModified", "lastEventReceivedAtTime", "lastEventProcessedAtTime", "logProcessingRole", "logStreamType", "logStreamTypeOptions", "kmsKey" })
        {
            raw[field] = null;
        }

        await Control.AddSourceAsync(raw);

        S3LogSource source = Assert.IsType<S3LogSource>(Assert.Single(await ListAsync(Connect())));

        Assert.Null(source.CreatedBy);
        Assert.Null(source.LastModified);
        Assert.Null(source.LastEventReceivedAt);
        Assert.Null(source.LastEventProcessedAt);
        Assert.Null(source.LogProcessingRole);
        Assert.Null(source.LogStreamType);
        Assert.Null(source.LogStreamTypeOptions);
        Assert.Null(source.KmsKey);
        Assert.Equal("sample", source.Label);
    }

    [Theory]
    [InlineData("http-ingest")]
    [InlineData("gcp-gcs")]
    [InlineData("gcp-pubsub")]
    [InlineData("log-pulling")]
    [InlineData("aws-sqs")]
    [InlineData("azure-blob")]
    [InlineData("a-kind-of-the-future")]
    public async Task A_source_of_any_other_kind_arrives_as_what_it_is(string integrationType)
    {
        JObject raw = Samples.OtherSource("other", integrationType);
        raw["isHealthy"] = false;
        raw["isEditable"] = false;
        raw["lastEventReceivedAtTime"] = "2025-01-02T03:04:05.000Z";
        raw = await Control.AddSourceAsync(raw);

        LogSource source = Assert.Single(await ListAsync(Connect()));

        Assert.IsType<LogSource>(source);
        Assert.Equal((string?)raw["integrationId"], source.Id);
        Assert.Equal("other", source.Label);
        Assert.Equal(integrationType, source.IntegrationType);
        Assert.Equal(["Okta.SystemLog"], source.LogTypes);
        Assert.False(source.IsHealthy);
        Assert.False(source.IsEditable);
        Assert.NotNull(source.CreatedAt);
        Assert.Null(source.CreatedBy);
        Assert.Null(source.LastModified);
        Assert.Equal(LocalTime(2025, 1, 2, 3, 4, 5), source.LastEventReceivedAt);
        Assert.Null(source.LastEventProcessedAt);
    }

    [Fact]
    public async Task A_token_as_creator_is_told_by_its_name()
    {
        JObject raw = Samples.OtherSource();
        raw["createdBy"] = new JObject { ["__typename"] = "APIToken", ["id"] = "t-1", ["name"] = "terraform" };
        await Control.AddSourceAsync(raw);

        LogSource source = Assert.Single(await ListAsync(Connect()));

        Assert.Equal(
            ("t-1", "terraform", null, "APIToken"),
            (source.CreatedBy?.Id, source.CreatedBy?.Name, source.CreatedBy?.Email, source.CreatedBy?.Type));
        Assert.Equal("terraform", source.CreatedBy?.ToString());
    }

    [Fact]
    public async Task Values_of_the_future_and_fields_of_the_future_are_no_error()
    {
        await Control.AddSourceAsync(Samples.S3Source());
        await Control.BreakAsync(new Fault
        {
            Operation = "ListSources",
            Transform = new object[]
            {
                new { setPath = FirstNode + ".logStreamType", value = "Protobuf" },
                new { setPath = FirstNode + ".logStreamTypeOptions.columns", value = new[] { 1, 2 } },
                new { setPath = FirstNode + ".s3PrefixLogTypes.0.sampling", value = new { rate = 0.5 } },
                new { setPath = FirstNode + ".createdBy.team", value = new { name = "blue" } },
                new { setPath = FirstNode + ".cost", value = new object?[] { 1.5, null, new { currency = "EUR" } } },
                new { setPath = "data.sources.edges.0.weight", value = 3 },
                new { setPath = "data.sources.pageInfo.total", value = 1 },
                new { setPath = "data.sources.total", value = 1 },
                new { setPath = "data.other", value = new { a = 1 } },
                new { setPath = "extensions", value = new { cost = 7 } },
            },
        });

        (IReadOnlyList<LogSource> sources, IReadOnlyList<PantherException> errors) = await ListWithErrorsAsync(Connect());

        S3LogSource source = Assert.IsType<S3LogSource>(Assert.Single(sources));
        Assert.Empty(errors);
        Assert.Equal("Protobuf", source.LogStreamType);
        Assert.Equal("records", source.LogStreamTypeOptions?.JsonArrayEnvelopeField);
        Assert.Equal(2, source.S3PrefixLogTypes.Count);
        Assert.Equal("Olive Owner", source.CreatedBy?.Name);
    }

    [Theory]
    [InlineData("integrationLabel")]
    [InlineData("integrationType")]
    [InlineData("logTypes")]
    [InlineData("isHealthy")]
    [InlineData("isEditable")]
    [InlineData("createdAtTime")]
    [InlineData("createdBy")]
    [InlineData("lastModified")]
    [InlineData("s3PrefixLogTypes")]
    [InlineData("logStreamTypeOptions")]
    [InlineData("kmsKey")]
    [InlineData("managedBucketNotifications")]
    public async Task One_field_of_a_type_that_it_should_not_have_does_not_hide_the_rest(string field)
    {
        await Control.AddSourcesAsync(Samples.S3Source("first"), Samples.S3Source("second"));
        await Control.BreakAsync(new Fault
        {
            Operation = "ListSources",
            Transform = new { setPath = $"{FirstNode}.{field}", value = new object[] { new { odd = new[] { 1 } } } },
        });

        IReadOnlyList<LogSource> sources = await ListAsync(Connect());

        Assert.Equal(2, sources.Count);
        Assert.NotEmpty(sources[0].Id);
        Assert.Equal("sample-bucket", Assert.IsType<S3LogSource>(sources[0]).S3Bucket);
        Assert.Equal("second", sources[1].Label);
    }

    [Fact]
    public async Task Texts_of_any_script_arrive_unchanged()
    {
        const string Label = "Prüfung \"日本\" \\ \u2028 😀 \u0001 </script>";
        await Control.AddSourceAsync(Samples.OtherSource(Label));
        await Control.BreakAsync(new Fault { Operation = "ListSources", Encoding = "chunked-tiny" });

        Assert.Equal(Label, Assert.Single(await ListAsync(Connect())).Label);
    }

    [Fact]
    public async Task An_empty_tenant_is_an_empty_list()
    {
        (IReadOnlyList<LogSource> sources, IReadOnlyList<PantherException> errors) = await ListWithErrorsAsync(Connect());

        Assert.Empty(sources);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task What_sources_have_in_common_is_kept_once()
    {
        await Control.AddSourcesAsync(Samples.S3Source("first"), Samples.S3Source("second"));

        S3LogSource[] sources = [.. (await ListAsync(Connect())).Cast<S3LogSource>()];

        Assert.Same(sources[0].LogProcessingRole, sources[1].LogProcessingRole);
        Assert.Same(sources[0].LogTypes[0], sources[1].LogTypes[0]);
        Assert.Same(sources[0].CreatedBy!.Email, sources[1].CreatedBy!.Email);
        Assert.NotEqual(sources[0].Label, sources[1].Label);
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_list_is_read()
    {
        using Listing<LogSource> listing = Connect().LogSources.List(Context);

        Assert.False(listing.TryRead(out _));
        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    [InlineData(7, 1)]
    [InlineData(100, 1)]
    public async Task Every_page_is_followed_and_every_source_comes_once_and_in_order(int pageSize, int requests)
    {
        await Control.ResetAsync(new { sources = 7, pageSize });

        IReadOnlyList<LogSource> sources = await ListAsync(Connect());

        Assert.Equal((await Control.GetSourcesAsync()).Select(s => (string?)s["integrationId"]), sources.Select(s => s.Id));
        IReadOnlyList<RecordedRequest> asked = await Control.GetRequestsAsync("ListSources");
        Assert.Equal(requests, asked.Count);
        Assert.Equal(JTokenType.Null, asked[0].Variables!["cursor"]!.Type);
        Assert.Equal(requests, asked.Select(r => (string?)r.Variables!["cursor"]).Distinct().Count());
    }

    [Fact]
    public async Task The_next_page_is_not_asked_for_before_it_is_needed()
    {
        await Control.ResetAsync(new { sources = 6, pageSize = 2 });
        using Listing<LogSource> listing = Connect().LogSources.List(Context);

        Assert.True(await listing.NextAsync());
        Assert.True(listing.TryRead(out _));
        Assert.True(listing.TryRead(out _));
        Assert.Equal(1, await Control.CountAsync("ListSources"));
        Assert.False(listing.TryRead(out _));
        Assert.Equal(1, await Control.CountAsync("ListSources"));

        Assert.True(await listing.NextAsync());
        Assert.Equal(2, await Control.CountAsync("ListSources"));
    }

    [Fact]
    public async Task A_page_that_was_not_read_to_its_end_is_passed_over()
    {
        await Control.ResetAsync(new { sources = 6, pageSize = 3 });
        using Listing<LogSource> listing = Connect().LogSources.List(Context);
        Assert.True(await listing.NextAsync());
        Assert.True(listing.TryRead(out _));

        Assert.True(await listing.NextAsync());

        Assert.True(listing.TryRead(out LogSource? source));
        Assert.Equal((string?)(await Control.GetSourcesAsync())[3]["integrationId"], source.Id);
    }

    [Fact]
    public async Task A_source_that_two_pages_hold_comes_once()
    {
        await Control.ResetAsync(new { sources = 4, pageSize = 2 });
        IReadOnlyList<JObject> raw = await Control.GetSourcesAsync();
        await Control.BreakAsync(new Fault
        {
            Operation = "ListSources",
            After = 1,
            Transform = new { setPath = FirstNode + ".integrationId", value = (string?)raw[1]["integrationId"] },
        });

        IReadOnlyList<LogSource> sources = await ListAsync(Connect());

        Assert.Equal([raw[0]["integrationId"], raw[1]["integrationId"], raw[3]["integrationId"]], sources.Select(s => (JToken)s.Id));
    }

    [Fact]
    public async Task An_id_that_is_no_UUID_comes_once_too()
    {
        await Control.AddSourcesAsync(Odd("a"), Odd("b"), Odd("A"));
        await Control.SetAsync(new { pageSize = 2 });
        await Control.BreakAsync(
            new Fault { Operation = "ListSources", After = 1, Transform = new { setPath = FirstNode + ".integrationId", value = "a" } });

        Assert.Equal(["a", "b"], (await ListAsync(Connect())).Select(s => s.Id));

        static JObject Odd(string id)
        {
            JObject source = Samples.OtherSource(id);
            source["integrationId"] = id;
            return source;
        }
    }

    [Fact]
    public async Task A_repeated_cursor_ends_the_list_with_an_error_after_its_sources()
    {
        await Control.ResetAsync(new { sources = 4, pageSize = 1 });
        await Control.BreakAsync(new Fault
        {
            Operation = "ListSources",
            Times = 0,
            Transform = new { setPath = "data.sources.pageInfo.endCursor", value = CursorAfter(1) },
        });
        var sources = new List<LogSource>();

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => ReadIntoAsync(sources, Connect()));

        Assert.Contains("cursor", error.Message, StringComparison.Ordinal);
        Assert.Equal("ListSources", error.Operation);
        Assert.Equal(2, sources.Count);
        Assert.Equal(2, await Control.CountAsync("ListSources"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    public async Task A_next_page_without_a_cursor_to_it_is_an_error_after_the_sources(string cursor)
    {
        await Control.ResetAsync(new { sources = 2 });
        await Control.BreakAsync(new Fault
        {
            Operation = "ListSources",
            Transform = new { setPath = "data.sources.pageInfo", value = JToken.Parse($"{{\"hasNextPage\":true,\"endCursor\":{cursor}}}") },
        });
        var sources = new List<LogSource>();

        await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => ReadIntoAsync(sources, Connect()));

        Assert.Equal(2, sources.Count);
    }

    [Theory]
    [InlineData("data.sources.pageInfo.hasNextPage")]
    [InlineData("data.sources.pageInfo")]
    public async Task A_page_that_does_not_say_whether_it_is_the_last_is_an_error_after_its_sources(string missing)
    {
        await Control.ResetAsync(new { sources = 2 });
        await Control.BreakAsync(new Fault { Operation = "ListSources", Transform = new { removePath = missing } });
        var sources = new List<LogSource>();

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => ReadIntoAsync(sources, Connect()));

        Assert.Contains("incomplete", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, sources.Count);
    }

    public static TheoryData<string, string> OddEntries => new()
    {
        { "data.sources.edges.1.node", "null" },
        { "data.sources.edges.1.node", "\"text\"" },
        { "data.sources.edges.1.node", "{}" },
        { "data.sources.edges.1.node.integrationId", "null" },
        { "data.sources.edges.1.node.integrationId", "\"\"" },
        { "data.sources.edges.1", "null" },
        { "data.sources.edges.1", "7" },
        { "data.sources.edges.1", "[[{}]]" },
        { "data.sources.edges.1", "{}" },
    };

    [Theory]
    [MemberData(nameof(OddEntries))]
    public async Task An_entry_without_a_source_is_reported_and_the_rest_is_delivered(string path, string value)
    {
        await Control.ResetAsync(new { sources = 3 });
        await Control.BreakAsync(new Fault { Operation = "ListSources", Transform = new { setPath = path, value = JToken.Parse(value) } });

        (IReadOnlyList<LogSource> sources, IReadOnlyList<PantherException> errors) = await ListWithErrorsAsync(Connect());

        IReadOnlyList<JObject> raw = await Control.GetSourcesAsync();
        Assert.Equal([raw[0]["integrationId"], raw[2]["integrationId"]], sources.Select(s => (JToken)s.Id));
        Assert.Equal(PantherErrorKind.ProtocolError, Assert.Single(errors).Kind);
        Assert.StartsWith("The answer to ListSources", errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Errors_beside_the_data_are_reported_whether_they_come_before_it_or_after(bool errorsFirst)
    {
        await Control.ResetAsync(new { sources = 3, pageSize = 2 });
        await Control.BreakAsync(new Fault
        {
            Operation = "ListSources",
            Transform = new object[]
            {
                new { addErrors = new[] { new { message = "the health of one source is unknown", path = new object[] { "sources", "edges", 0, "node", "isHealthy" }, extensions = new { code = "INTERNAL_SERVER_ERROR" } } } },
                new { errorsFirst },
            },
        });

        (IReadOnlyList<LogSource> sources, IReadOnlyList<PantherException> errors) = await ListWithErrorsAsync(Connect());

        Assert.Equal(3, sources.Count);
        PantherException error = Assert.Single(errors);
        Assert.Equal(PantherErrorKind.ServerError, error.Kind);
        Assert.Contains("the health of one source is unknown", error.Message, StringComparison.Ordinal);
        Assert.Equal(["sources", "edges", "0", "node", "isHealthy"], Assert.Single(error.Errors).Path);
    }

    [Theory]
    [InlineData("BAD_USER_INPUT", PantherErrorKind.InvalidInput)]
    [InlineData("INTERNAL_SERVER_ERROR", PantherErrorKind.ServerError)]
    [InlineData("UNAUTHENTICATED", PantherErrorKind.Unauthorized)]
    [InlineData("SOMETHING_NEW", PantherErrorKind.ApiError)]
    public async Task Errors_without_data_are_the_error_of_the_list(string code, PantherErrorKind kind)
    {
        await Control.BreakAsync(new Fault
        {
            Operation = "ListSources",
            Body = new { data = (object?)null, errors = new[] { new { message = "it went wrong", extensions = new { code } } } },
        });

        PantherException error = await Expect.ErrorAsync(kind, () => ListAsync(Connect()));

        Assert.Contains("it went wrong", error.Message, StringComparison.Ordinal);
        Assert.Equal(code, Assert.Single(error.Errors).Code);
        Assert.Equal(1, await Control.CountAsync("ListSources"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"data\":null}")]
    [InlineData("{\"data\":[]}")]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"data\":{\"sources\":null}}")]
    [InlineData("{\"data\":{\"sources\":{}}}")]
    [InlineData("{\"data\":{\"sources\":{\"edges\":null,\"pageInfo\":{\"hasNextPage\":false}}}}")]
    [InlineData("{\"data\":{\"sources\":{\"edges\":[],\"pageInfo\":{\"hasNextPage\":false}}}} and more")]
    [InlineData("{\"data\":{\"sources\":{\"edges\":[],\"pageInfo\":{\"hasNextPage\":false}}}")]
    public async Task An_answer_without_a_list_is_a_protocol_error_and_no_empty_tenant(string json)
    {
        await Control.BreakAsync(
            new Fault { Operation = "ListSources", RawBody = Convert.ToBase64String(Encoding.UTF8.GetBytes(json)), Times = 0 });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => ListAsync(Connect()));

        Assert.Equal("ListSources", error.Operation);
        Assert.Equal(200, error.StatusCode);
        Assert.Equal(1, await Control.CountAsync("ListSources"));
    }

    /// <summary>How a tenant may refuse <c>createdBy</c>, and how often the first list is sent then.</summary>
    public static TheoryData<string, int> RefusalsOfCreatedBy => new() { { "field", 1 }, { "whole", 2 }, { "http403", 2 } };

    [Theory]
    [MemberData(nameof(RefusalsOfCreatedBy))]
    public async Task Where_createdBy_is_refused_the_sources_are_delivered_without_it_said_once_and_not_asked_for_again(
        string refusal, int requests)
    {
        await Control.ResetAsync(new { sources = 5, createdByRefusal = refusal });
        PantherClient client = Connect("logSources");

        (IReadOnlyList<LogSource> sources, IReadOnlyList<PantherException> errors) = await ListWithErrorsAsync(client);

        Assert.Equal(5, sources.Count);
        Assert.All(sources, source => Assert.Null(source.CreatedBy));
        Assert.Empty(errors);
        Assert.Equal(requests, await Control.CountAsync("ListSources"));

        await ListAsync(client);
        await client.LogSources.GetAsync(sources[0].Id, Context);

        IReadOnlyList<RecordedRequest> all = await Control.GetRequestsAsync();
        Assert.Equal(requests + 2, all.Count);
        Assert.Equal(Enumerable.Repeat(false, all.Count - 1), all.Skip(1).Select(r => (bool)r.Variables!["withCreatedBy"]!));
        Assert.Single(Messages.Verbose, m => m.Contains("Read User Info", StringComparison.Ordinal));
        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [MemberData(nameof(RefusalsOfCreatedBy))]
    public async Task Where_createdBy_is_refused_on_many_pages_it_is_refused_once(string refusal, int requests)
    {
        await Control.ResetAsync(new { sources = 6, pageSize = 2, createdByRefusal = refusal });

        (IReadOnlyList<LogSource> sources, IReadOnlyList<PantherException> errors) = await ListWithErrorsAsync(Connect("logSources"));

        Assert.Equal(6, sources.Count);
        Assert.Empty(errors);
        Assert.Equal(requests + 2, await Control.CountAsync("ListSources"));
        Assert.Single(Messages.Verbose, m => m.Contains("Read User Info", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_connection_asks_for_createdBy_again()
    {
        await Control.AddSourceAsync(Samples.S3Source());
        await ListAsync(Connect("logSources"));

        Assert.NotNull(Assert.Single(await ListAsync(Connect())).CreatedBy);
    }

    [Theory]
    [InlineData("graphql")]
    [InlineData("http")]
    public async Task A_token_that_may_not_view_sources_is_forbidden_and_told_the_permission(string forbidden)
    {
        await Control.SetAsync(new { forbidden });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.Forbidden, () => ListAsync(Connect("none")));

        Assert.Equal("View Log Sources", error.RequiredPermissions);
        Assert.Contains("View Log Sources", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_can_be_read_while_the_answer_is_still_on_its_way()
    {
        // The body of this answer never ends, so what is read of it is read before its end.
        await Control.BreakAsync(new Fault { Operation = "ListSources", Endless = "json" });
        using Listing<LogSource> listing = Connect().LogSources.List(Context);

        Assert.True(await listing.NextAsync());

        Assert.True(listing.TryRead(out LogSource? source));
        Assert.Equal("endless", source.Label);
        Assert.Equal(1, (await Control.GetStatsAsync()).InFlight);
    }

    [Fact]
    public async Task Disposing_a_list_early_leaves_no_request_in_flight()
    {
        await Control.BreakAsync(new Fault { Operation = "ListSources", Endless = "json" });
        using (Listing<LogSource> listing = Connect().LogSources.List(Context))
        {
            await listing.NextAsync();
            Assert.True(listing.TryRead(out _));
        }

        await Control.WaitUntilIdleAsync();

        Assert.True(Assert.Single(await Control.GetRequestsAsync()).Aborted);
    }

    [Fact]
    public async Task A_page_that_breaks_off_is_asked_for_again_and_every_source_comes_once()
    {
        await Control.ResetAsync(new { sources = 20 });
        await Control.BreakAsync(new Fault { Operation = "ListSources", Truncate = 5000 });
        await Control.BreakAsync(new Fault { Operation = "ListSources", Truncate = 8000, End = "reset" });

        IReadOnlyList<LogSource> sources = await ListAsync(Connect());

        Assert.Equal((await Control.GetSourcesAsync()).Select(s => (string?)s["integrationId"]), sources.Select(s => s.Id));
        Assert.Equal(3, await Control.CountAsync("ListSources"));
        Assert.Equal(2, Clock.Waits.Count);
    }

    [Fact]
    public async Task Sources_of_the_pages_before_a_failure_are_delivered_before_the_error()
    {
        await Control.ResetAsync(new { sources = 6, pageSize = 2 });
        await Control.BreakAsync(new Fault { Operation = "ListSources", After = 1, Status = 503, Times = 0 });
        var sources = new List<LogSource>();

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ServerError, () => ReadIntoAsync(sources, Connect()));

        Assert.Equal(503, error.StatusCode);
        Assert.Equal(2, sources.Count);
        Assert.Equal(1 + 4, await Control.CountAsync("ListSources"));
    }

    [Fact]
    public async Task Every_page_has_its_retries()
    {
        await Control.ResetAsync(new { sources = 3, pageSize = 1 });
        foreach (int page in new[] { 0, 1, 2 })
        {
            // Each page fails as often as it may.
            await Control.BreakAsync(new Fault { Operation = "ListSources", After = page, Status = 503, Times = 3 });
        }

        Assert.Equal(3, (await ListAsync(Connect())).Count);
        Assert.Equal(12, await Control.CountAsync("ListSources"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Compressed_answers_are_asked_for_and_read(string compression)
    {
        await Control.ResetAsync(new { sources = 50, compression });

        Assert.Equal(50, (await ListAsync(Connect())).Count);
        Assert.Contains(compression, (string?)(await Control.GetRequestsAsync())[0].Headers["accept-encoding"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_thousand_sources_arrive()
    {
        await Control.ResetAsync(new { sources = 2000, pageSize = 300 });

        IReadOnlyList<LogSource> sources = await ListAsync(Connect());

        Assert.Equal(2000, sources.Select(s => s.Id).Distinct().Count());
        Assert.Equal(7, await Control.CountAsync("ListSources"));
    }

    private static DateTime LocalTime(int year, int month, int day, int hour, int minute, int second, int millisecond = 0) =>
        new DateTime(year, month, day, hour, minute, second, millisecond, DateTimeKind.Utc).ToLocalTime();

    /// <summary>The emulator's cursor to what follows a source, by its number.</summary>
    private static string CursorAfter(int number) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"source:{number}")).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
