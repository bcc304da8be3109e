using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Panther.Client.Http;

namespace Panther.Client.Tests;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan s_none = TimeSpan.Zero;

    /// <summary>The longest wait before each repetition: half a second, doubled each time, and 20 seconds at most.</summary>
    public static TheoryData<int, double> Backoffs => new()
    {
        { 0, 0.5 }, { 1, 1 }, { 2, 2 }, { 3, 4 }, { 4, 8 }, { 5, 16 }, { 6, 20 }, { 7, 20 }, { 1000, 20 }, { int.MaxValue - 1, 20 },
    };

    [Theory]
    [MemberData(nameof(Backoffs))]
    public void A_wait_is_a_random_share_of_a_bound_that_doubles(int retries, double boundSeconds)
    {
        foreach (double random in new[] { 0, 0.25, 0.5, 0.999 })
        {
            TimeSpan? wait = Policy(int.MaxValue, random).NextDelay(Passing(), RequestSafety.Read, retries, s_none);

            Assert.Equal(TimeSpan.FromSeconds(boundSeconds * random), wait);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void There_are_as_many_repetitions_as_were_asked_for(int maximumRetryCount)
    {
        RetryPolicy policy = Policy(maximumRetryCount);

        int count = Enumerable.Range(0, 100).TakeWhile(
            retries => policy.NextDelay(Passing(), RequestSafety.Read, retries, s_none) is not null).Count();

        Assert.Equal(maximumRetryCount, count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(60)]
    public void A_Retry_After_is_waited_for_exactly(int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), Policy().NextDelay(Passing(retryAfterSeconds: seconds), RequestSafety.Read, 0, s_none));

    [Theory]
    [InlineData(60.001)]
    [InlineData(3600)]
    [InlineData(1e9)]
    public void A_Retry_After_of_more_than_a_minute_is_not_waited_for(double seconds) =>
        Assert.Null(Policy().NextDelay(Passing(retryAfterSeconds: seconds), RequestSafety.Read, 0, s_none));

    [Theory]
    [InlineData(179, 1, true)]
    [InlineData(180, 0, true)]
    [InlineData(170, 10.001, false)]
    [InlineData(180, 0.001, false)]
    public void All_waits_of_a_request_add_up_to_three_minutes_at_most(
        double waitedSeconds, double retryAfterSeconds, bool isWaitedFor) => Assert.Equal(
        isWaitedFor,
        Policy().NextDelay(
            Passing(retryAfterSeconds: retryAfterSeconds), RequestSafety.Read, 0, TimeSpan.FromSeconds(waitedSeconds)) is not null);

    /// <summary>Which failure lets which request be repeated: read, update or delete, create, once.</summary>
    public static TheoryData<int?, string, string> Repetitions => new()
    {
        { 429, "NotSent", "Read Idempotent Create" },
        { 500, "Answered", "Read" },
        { 502, "Unknown", "Read Idempotent" },
        { 503, "Unknown", "Read Idempotent" },
        { 504, "Unknown", "Read Idempotent" },
        { null, "NotSent", "Read Idempotent Create" },
        { null, "Unknown", "Read Idempotent" },
    };

    [Theory]
    [MemberData(nameof(Repetitions))]
    public void A_request_is_repeated_where_that_is_safe(int? status, string delivery, string repeated)
    {
        foreach (RequestSafety safety in Enum.GetValues<RequestSafety>())
        {
            PantherException failure = Passing(status, Enum.Parse<Delivery>(delivery));

            bool isRepeated = Policy().NextDelay(failure, safety, 0, s_none) is not null;

            Assert.True(
                isRepeated == repeated.Split(' ').Contains(safety.ToString()), $"{safety} is {(isRepeated ? "" : "not ")}repeated.");
        }
    }

    [Fact]
    public void What_does_not_pass_by_itself_is_never_repeated()
    {
        foreach (RequestSafety safety in Enum.GetValues<RequestSafety>())
        {
            var failure = new PantherException(PantherErrorKind.ServerError, "no") { Outcome = new RequestOutcome(Delivery.NotSent) };

            Assert.Null(Policy().NextDelay(failure, safety, 0, s_none));
        }
    }

    [Fact]
    public void Something_is_looked_for_as_often_as_a_request_would_be_repeated()
    {
        RetryPolicy policy = Policy(2, 0.5);

        Assert.Equal(TimeSpan.FromSeconds(0.25), policy.NextWait(0, s_none));
        Assert.Equal(TimeSpan.FromSeconds(0.5), policy.NextWait(1, s_none));
        Assert.Null(policy.NextWait(2, s_none));
        Assert.Null(policy.NextWait(0, TimeSpan.FromMinutes(3)));
    }

    /// <summary>What a transport may end with, and whether the request may have arrived and may be tried again.</summary>
    public static TheoryData<string, string, bool> TransportFailures => new()
    {
        { nameof(SocketError.ConnectionRefused), nameof(Delivery.NotSent), true },
        { nameof(SocketError.TryAgain), nameof(Delivery.NotSent), true },
        { nameof(SocketError.HostUnreachable), nameof(Delivery.NotSent), true },
        { nameof(SocketError.NetworkUnreachable), nameof(Delivery.NotSent), true },
        { nameof(SocketError.HostNotFound), nameof(Delivery.NotSent), false },
        { nameof(SocketError.NoData), nameof(Delivery.NotSent), false },
        { nameof(SocketError.ConnectionReset), nameof(Delivery.Unknown), true },
        { nameof(SocketError.ConnectionAborted), nameof(Delivery.Unknown), true },
        { nameof(SocketError.Shutdown), nameof(Delivery.Unknown), true },
        { nameof(SocketError.TimedOut), nameof(Delivery.Unknown), true },
        { "broken", nameof(Delivery.Unknown), true },
        { nameof(HttpRequestError.NameResolutionError), nameof(Delivery.NotSent), false },
        { nameof(HttpRequestError.ConnectionError), nameof(Delivery.NotSent), true },
        { nameof(HttpRequestError.ProxyTunnelError), nameof(Delivery.NotSent), true },
        { nameof(HttpRequestError.ProxyTunnelError) + " 407", nameof(Delivery.NotSent), false },
        { nameof(HttpRequestError.ProxyTunnelError) + " 403", nameof(Delivery.NotSent), false },
        { nameof(HttpRequestError.ProxyTunnelError) + " 502", nameof(Delivery.NotSent), true },
        { nameof(HttpRequestError.SecureConnectionError), nameof(Delivery.NotSent), true },
        { nameof(HttpRequestError.ResponseEnded), nameof(Delivery.Unknown), true },
        { nameof(HttpRequestError.HttpProtocolError), nameof(Delivery.Unknown), true },
        { "TLS", nameof(Delivery.NotSent), false },
        { "the connection of .NET Framework", nameof(Delivery.NotSent), true },
        { "the name of .NET Framework", nameof(Delivery.NotSent), true },
        { "the TLS of .NET Framework", nameof(Delivery.NotSent), false },
    };

    [Theory]
    [MemberData(nameof(TransportFailures))]
    public void A_failure_of_the_transport_tells_whether_the_request_may_have_arrived(string what, string delivery, bool isPassing)
    {
        Exception cause = what switch
        {
            "broken" => new IOException("The response ended prematurely."),
            "TLS" => new AuthenticationException("The remote certificate is invalid."),
            "the connection of .NET Framework" => new WebException("x", WebExceptionStatus.ConnectFailure),
            "the name of .NET Framework" => new WebException("x", WebExceptionStatus.NameResolutionFailure),
            "the TLS of .NET Framework" => new WebException("x", WebExceptionStatus.TrustFailure),
            _ when Enum.TryParse(what.Split(' ')[0], out HttpRequestError error) =>
                new HttpRequestException(error, "The proxy tunnel request to proxy 'http://127.0.0.1:8080/' failed with status code "
                    + $"'{what.Split(' ')[^1]}'."),
            _ => new SocketException((int)Enum.Parse<SocketError>(what)),
        };
        using var pipeline = new HttpPipeline(new PantherClientOptions(PantherEndpoint.Parse("https://acme.runpanther.net"), "token"));
        var failures = new HttpFailures(
            pipeline,
            new ApiCall("GetSource", HttpMethod.Post, new Uri("https://api.acme.runpanther.net/public/graphql"), RequestSafety.Read));

        PantherException failure = failures.FromTransport(new HttpRequestException("An error occurred.", cause), timedOut: false);

        Assert.Equal(
            (PantherErrorKind.Unreachable, delivery, isPassing),
            (failure.Kind, failure.Outcome.Delivery.ToString(), failure.Outcome.IsTransient));
        Assert.Contains(
            what.EndsWith("407", StringComparison.Ordinal) ? "refuses the login" : "api.acme.runpanther.net",
            failure.Message,
            StringComparison.Ordinal);
    }

    private static RetryPolicy Policy(int maximumRetryCount = 3, double random = 1) => new(maximumRetryCount, () => random);

    private static PantherException Passing(int? status = 503, Delivery delivery = Delivery.Unknown, double? retryAfterSeconds = null) =>
        new(PantherErrorKind.ServerError, "no")
        {
            StatusCode = status,
            Outcome = new RequestOutcome(delivery, IsTransient: true),
            RetryAfter = retryAfterSeconds is double seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
}
