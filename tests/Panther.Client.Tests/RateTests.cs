using System.Net;
using System.Net.Sockets;
using System.Text;
using Panther.Client.Http;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>Many reads against a server that allows few, over real HTTP.</summary>
public sealed class RateTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const int Reads = 60;
    private const int TooManyRequests = 429;

    [Theory]
    [InlineData(8, "1")]
    [InlineData(32, "1")]
    [InlineData(8, null)]
    [InlineData(32, null)]
    public async Task All_reads_arrive_at_a_server_that_allows_few_a_second(int throttle, string? retryAfter)
    {
        await Control.SetAsync(new { rate = 8, retryAfter });
        PantherClient client = Connect(configure: options => options.Clock = SystemClock.Instance);

        Assert.All(await ReadAllAsync(client, throttle), Assert.Null);

        IReadOnlyList<RecordedRequest> requests = await Control.GetRequestsAsync();
        Assert.Equal(Reads, requests.Count(request => request.Status == 200));
        Assert.Contains(requests, request => request.Status == TooManyRequests);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(60)]
    public async Task Who_is_turned_away_while_others_are_served_uses_up_no_retry(int throttle)
    {
        // It refuses twice as often as it serves: by chance alone, some would be refused more often than they may ask again. Of a
        // busy machine's answers some are read late, so that one request may meet several refusals before it sees that others are served.
        using var server = new OneOfThreeServer();
        PantherClient client = ConnectTo(server.Url, "token", options => options.MaximumRetryCount = 6);

        Assert.All(await ReadAllAsync(client, throttle), Assert.Null);

        Assert.Equal(Reads, server.Served);
    }

    [Fact]
    public async Task A_server_that_serves_nobody_ends_every_read_after_its_retries()
    {
        await Control.BreakAsync(new Fault { Status = TooManyRequests, Times = 0 });
        PantherClient client = Connect();

        PantherException[] errors = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            _ => Expect.ErrorAsync(PantherErrorKind.RateLimited, () => client.Tenant.VerifyAsync(CallContext.None))));

        Assert.All(errors, e => Assert.Equal(TooManyRequests, e.StatusCode));
        Assert.Equal(16 * 4, (await Control.GetRequestsAsync()).Count(request => request.Status == TooManyRequests));
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

    /// <summary>A server that serves one of three requests, and turns the others away.</summary>
    private sealed class OneOfThreeServer : IDisposable
    {
        private static readonly byte[] s_answer = Encoding.UTF8.GetBytes("{\"data\":{\"__typename\":\"Query\"}}");

        private readonly HttpListener _listener = new();
        private int _requests;

        public OneOfThreeServer()
        {
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
            if (_requests++ % 3 == 0)
            {
                Served++;
                response.ContentType = "application/json";
                response.Close(s_answer, willBlock: false);
                return;
            }

            response.StatusCode = TooManyRequests;
            response.Close();
        }
    }
}
