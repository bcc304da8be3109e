using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>Many reads against a server that allows few a second, over real HTTP and in real time.</summary>
public sealed class RateTests
{
    private const int Reads = 60;

    [Theory]
    [InlineData(8, true)]
    [InlineData(32, true)]
    [InlineData(8, false)]
    [InlineData(32, false)]
    public async Task All_reads_arrive_at_a_server_that_allows_few_a_second(int throttle, bool withRetryAfter)
    {
        using var server = new LimitedServer(perSecond: 8, withRetryAfter: withRetryAfter);
        using PantherClient client = Connect(server);

        Assert.All(await ReadAllAsync(client, throttle), Assert.Null);

        Assert.Equal(Reads, server.Served);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(60)]
    public async Task Who_is_turned_away_while_others_are_served_uses_up_no_retry(int throttle)
    {
        // It refuses twice as often as it serves: by chance alone, some would be refused more often than they may ask again.
        using var server = new LimitedServer(oneOf: 3);
        using PantherClient client = Connect(server, new InstantClock());

        Assert.All(await ReadAllAsync(client, throttle), Assert.Null);

        Assert.Equal(Reads, server.Served);
    }

    [Fact]
    public async Task A_server_that_serves_nobody_ends_every_read_after_its_retries()
    {
        using var server = new LimitedServer(perSecond: 0);
        var clock = new InstantClock();
        using PantherClient client = Connect(server, clock);

        PantherException[] errors = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            _ => Expect.ErrorAsync(PantherErrorKind.RateLimited, () => client.Tenant.VerifyAsync(CallContext.None))));

        Assert.All(errors, e => Assert.Equal(429, e.StatusCode));
        Assert.Equal(16 * 4, server.Refused);
    }

    private static async Task<Exception?[]> ReadAllAsync(PantherClient client, int throttle)
    {
        using var slots = new SemaphoreSlim(throttle);
        return await Task.WhenAll(Enumerable.Range(0, Reads).Select(async _ =>
        {
            await slots.WaitAsync();
            try
            {
                return await Record.ExceptionAsync(() => client.Tenant.VerifyAsync(CallContext.None));
            }
            finally
            {
                slots.Release();
            }
        }));
    }

    private static PantherClient Connect(LimitedServer server, InstantClock? clock = null)
    {
        var options = new PantherClientOptions(PantherEndpoint.Parse(server.Url.AbsoluteUri), "token");
        if (clock is not null)
        {
            options.Clock = clock;
        }

        return new PantherClient(options);
    }

    /// <summary>A server that serves so many requests in any second, or one of so many, and turns the others away.</summary>
    private sealed class LimitedServer : IDisposable
    {
        private static readonly byte[] s_answer = Encoding.UTF8.GetBytes("{\"data\":{\"__typename\":\"Query\"}}");

        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<TimeSpan> _lately = new();
        private readonly Stopwatch _stopwatch = Stopwatch.StartNew();
        private readonly int _perSecond;
        private readonly int _oneOf;
        private readonly bool _withRetryAfter;

        public LimitedServer(int perSecond = int.MaxValue, int oneOf = 1, bool withRetryAfter = false)
        {
            _perSecond = perSecond;
            _oneOf = oneOf;
            _withRetryAfter = withRetryAfter;
            using (var port = new TcpListener(IPAddress.Loopback, 0))
            {
                port.Start();
                Url = new Uri($"http://{port.LocalEndpoint}/");
            }

            _listener.Prefixes.Add(Url.AbsoluteUri);
            _listener.Start();
            _ = ServeAsync();
        }

        public Uri Url { get; }

        public int Served { get; private set; }

        public int Refused { get; private set; }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    Answer((await _listener.GetContextAsync()).Response);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private void Answer(HttpListenerResponse response)
        {
            TimeSpan now = _stopwatch.Elapsed;
            while (_lately.TryPeek(out TimeSpan oldest) && now - oldest > TimeSpan.FromSeconds(1))
            {
                _lately.TryDequeue(out _);
            }

            if (_lately.Count < _perSecond && (Served + Refused) % _oneOf == 0)
            {
                _lately.Enqueue(now);
                Served++;
                response.ContentType = "application/json";
                response.Close(s_answer, willBlock: false);
                return;
            }

            Refused++;
            response.StatusCode = 429;
            if (_withRetryAfter)
            {
                response.AddHeader("Retry-After", "1");
            }

            response.Close();
        }
    }
}
