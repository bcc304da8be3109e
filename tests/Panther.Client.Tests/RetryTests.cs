using System.Globalization;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>Repetitions over real HTTP; which fault is repeated for which operation is in reliability.md.</summary>
public sealed class RetryTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string List = "ListSources";

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    [InlineData(7, 8)]
    public async Task A_request_is_repeated_as_often_as_the_options_say(int maximumRetryCount, int requests)
    {
        await Control.BreakAsync(new Fault { Status = 503, Times = 0 });

        await Expect.ErrorAsync(
            PantherErrorKind.ServerError, () => ListAsync(Connect(configure: o => o.MaximumRetryCount = maximumRetryCount)));

        Assert.Equal(requests, await Control.CountAsync(List));
        Assert.Equal(maximumRetryCount, Clock.Waits.Count);
    }

    [Fact]
    public void The_default_is_three_repetitions_and_a_hundred_seconds_for_an_attempt()
    {
        var options = new PantherClientOptions(PantherEndpoint.Parse("acme.runpanther.net"), "token");

        Assert.Equal((3, TimeSpan.FromSeconds(100)), (options.MaximumRetryCount, options.Timeout));
    }

    [Fact]
    public async Task The_waits_lie_within_their_bounds()
    {
        await Control.BreakAsync(new Fault { Status = 503, Times = 0 });
        double[] bounds = [0.5, 1, 2, 4, 8, 16, 20, 20];

        await Expect.ErrorAsync(
            PantherErrorKind.ServerError, () => ListAsync(Connect(configure: o => o.MaximumRetryCount = bounds.Length)));

        Assert.Equal(bounds.Length, Clock.Waits.Count);
        Assert.All(Clock.Waits.Zip(bounds), w => Assert.InRange(w.First.TotalSeconds, 0, w.Second));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_Retry_After_in_seconds_is_waited_for(int status)
    {
        await Control.BreakAsync(new Fault { Status = status, Headers = RetryAfter("7") });

        await ListAsync(Connect());

        AssertOneWaitOf(7);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_Retry_After_as_a_date_is_waited_for_by_the_clock_of_the_server(int status)
    {
        // The server's clock is years behind; only what lies between its two times counts.
        var headers = new Dictionary<string, string>
        {
            ["Date"] = "Mon, 06 May 2019 07:00:00 GMT",
            ["Retry-After"] = "Mon, 06 May 2019 07:00:42 GMT",
        };
        await Control.BreakAsync(new Fault { Status = status, Headers = headers });

        await ListAsync(Connect());

        AssertOneWaitOf(42);
    }

    [Fact]
    public async Task A_Retry_After_that_is_over_is_no_wait()
    {
        var headers = new Dictionary<string, string>
        {
            ["Date"] = "Mon, 06 May 2019 07:00:00 GMT",
            ["Retry-After"] = "Mon, 06 May 2019 06:00:00 GMT",
        };
        await Control.BreakAsync(new Fault { Status = 503, Headers = headers });

        await ListAsync(Connect());

        Assert.Equal(TimeSpan.Zero, Assert.Single(Clock.Waits));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("")]
    public async Task A_Retry_After_that_is_neither_is_as_none(string value)
    {
        await Control.BreakAsync(new Fault { Status = 503, Headers = RetryAfter(value) });

        await ListAsync(Connect());

        Assert.InRange(Assert.Single(Clock.Waits).TotalSeconds, 0, 0.5);
    }

    [Theory]
    [InlineData(429, PantherErrorKind.RateLimited)]
    [InlineData(503, PantherErrorKind.ServerError)]
    public async Task A_Retry_After_of_more_than_a_minute_is_not_waited_for_and_is_told(int status, PantherErrorKind kind)
    {
        await Control.BreakAsync(new Fault { Status = status, Headers = RetryAfter("61") });

        PantherException error = await Expect.ErrorAsync(kind, () => ListAsync(Connect()));

        Assert.Equal(TimeSpan.FromSeconds(61), error.RetryAfter);
        Assert.Empty(Clock.Waits);
        Assert.Equal(1, await Control.CountAsync(List));
        if (kind == PantherErrorKind.RateLimited)
        {
            Assert.Contains("61 seconds", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_waits_of_one_request_add_up_to_three_minutes_at_most()
    {
        await Control.BreakAsync(new Fault { Status = 503, Times = 0, Headers = RetryAfter("50") });

        await Expect.ErrorAsync(PantherErrorKind.ServerError, () => ListAsync(Connect(configure: o => o.MaximumRetryCount = 100)));

        Assert.Equal(3, Clock.Waits.Count);
        Assert.Equal(4, await Control.CountAsync(List));
    }

    [Fact]
    public async Task A_429_holds_up_every_request_of_the_connection_and_none_of_another()
    {
        var clock = new VirtualClock();
        PantherClient client = Connect(configure: o => o.Clock = clock);
        await Control.BreakAsync(new Fault { Status = 429, Headers = RetryAfter("5") });

        Task first = client.Tenant.VerifyAsync(Context);
        await clock.WaitForSleeperAsync();
        Task second = client.Tenant.VerifyAsync(Context);
        await Connect().Tenant.VerifyAsync(Context);
        Assert.False(second.IsCompleted);
        Assert.Equal(2, (await Control.GetStatsAsync()).Requests);

        clock.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(first, second);
        Assert.Equal(4, (await Control.GetStatsAsync()).Requests);
    }

    [Fact]
    public async Task A_503_holds_up_the_request_that_met_it_alone()
    {
        var clock = new VirtualClock();
        PantherClient client = Connect(configure: o => o.Clock = clock);
        await Control.BreakAsync(new Fault { Status = 503, Headers = RetryAfter("5") });
        Task first = client.Tenant.VerifyAsync(Context);
        await clock.WaitForSleeperAsync();

        await client.Tenant.VerifyAsync(Context);
        Assert.False(first.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(5));
        await first;
    }

    [Fact]
    public async Task Many_requests_that_meet_429_are_all_done_once()
    {
        PantherClient client = Connect(configure: o => o.MaximumRetryCount = 20);
        await Control.BreakAsync(new Fault { Operation = "CreateS3LogSource", Status = 429, Times = 20, Headers = RetryAfter("1") });

        await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => client.S3Sources.CreateAsync(Samples.Definition($"source {i}"), Context)));

        Assert.Equal(12, (await Control.GetSourcesAsync()).Select(s => (string?)s["integrationLabel"]).Distinct().Count());
        Assert.Equal(32, await Control.CountAsync("CreateS3LogSource"));
    }

    [Fact]
    public async Task Each_attempt_has_its_own_time()
    {
        // Two attempts take all their time, which the third has again.
        await Control.BreakAsync(new Fault { Hold = true, Times = 2 });

        await ListAsync(Connect(configure: o => o.Timeout = TimeSpan.FromSeconds(2)));

        Assert.Equal([true, true, false], (await Control.GetRequestsAsync(List)).Select(r => r.Aborted));
    }

    [Fact]
    public async Task A_timeout_tells_the_time_and_the_operation()
    {
        await Control.BreakAsync(new Fault { Hold = true, Times = 0 });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Timeout,
            () => ListAsync(Connect(configure: o => (o.Timeout, o.MaximumRetryCount) = (TimeSpan.FromSeconds(0.2), 0))));

        Assert.Equal($"ListSources got no answer within {0.2.ToString(CultureInfo.CurrentCulture)} seconds.", error.Message);
        Assert.Null(error.StatusCode);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", PantherErrorKind.Timeout)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"data\":", PantherErrorKind.Timeout)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"data\":\r\n", PantherErrorKind.Timeout)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-", PantherErrorKind.Timeout)]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 1000\r\n\r\nit bro", PantherErrorKind.ServerError)]
    public async Task The_time_of_an_attempt_bounds_its_body_too(string beginning, PantherErrorKind kind)
    {
        using var server = new StallingServer(beginning);
        PantherClient client = ConnectTo(server.Url, "token", o => (o.Timeout, o.MaximumRetryCount) = (TimeSpan.FromSeconds(0.3), 0));

        await Expect.ErrorAsync(kind, () => ListAsync(client));
        await Expect.ErrorAsync(kind, () => client.LogSources.GetAsync(Samples.UnknownId, Context));
    }

    [Fact]
    public async Task Each_request_is_one_verbose_line_with_its_status_and_the_id_that_the_API_gave_it()
    {
        await Control.BreakAsync(new Fault { Status = 503 });

        await ListAsync(Connect());

        IReadOnlyList<RecordedRequest> requests = await Control.GetRequestsAsync(List);
        Assert.Collection(
            Messages.Verbose,
            line => Assert.Matches($@"\AListSources: HTTP 503, \d+ ms, request {requests[0].RequestId}\z", line),
            line => Assert.Matches(@"\AListSources: attempt 2 of 4 in \d\.\d s, after: Panther answered 503", line),
            line => Assert.Matches($@"\AListSources: HTTP 200, \d+ ms, request {requests[1].RequestId}\z", line));
    }

    [Theory]
    [InlineData("X-Request-Id")]
    [InlineData("x-amzn-RequestId")]
    public async Task An_error_holds_the_id_that_the_API_gave_the_request(string header)
    {
        await Control.SetAsync(new { requestIdHeader = header });
        await Control.BreakAsync(new Fault { Status = 500, Times = 0 });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.ServerError, () => ListAsync(Connect(configure: o => o.MaximumRetryCount = 0)));

        Assert.Equal((await Control.GetRequestsAsync())[0].RequestId, error.RequestId);
    }

    [Fact]
    public async Task Without_an_id_there_is_none()
    {
        await Control.SetAsync(new { requestIdHeader = (string?)null });
        await Control.BreakAsync(new Fault { Status = 500, Times = 0 });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ServerError, () => ListAsync(Connect()));

        Assert.Null(error.RequestId);
        Assert.DoesNotContain(
            "request", string.Join("", Messages.Verbose.Where(m => m.Contains(" ms", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_unreachable_and_not_tried_again()
    {
        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Unreachable, () => ListAsync(ConnectTo(Emulator.UntrustedUrl, Emulator.Token("full"))));

        EmulatorStats stats = await Control.GetStatsAsync();
        Assert.Equal((1, 0), (stats.TlsConnections, stats.Requests));
        Assert.Contains("TLS", error.Message, StringComparison.Ordinal);
        Assert.Empty(Clock.Waits);
    }

    private static Dictionary<string, string> RetryAfter(string value) => new() { ["Retry-After"] = value };

    private void AssertOneWaitOf(double seconds)
    {
        // The gate counts from its own time on the way, which has gone on a little.
        TimeSpan wait = Assert.Single(Clock.Waits);
        Assert.InRange(wait.TotalSeconds, seconds - 1, seconds);
    }
}
