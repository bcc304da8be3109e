using System.Net;
using System.Runtime.InteropServices;
using System.Security.Authentication;

namespace Panther.Client.Http;

/// <summary>
/// The way of every request of a connection, GraphQL and REST alike: token, gate, timeout, retries, size limits,
/// redaction, and the errors that HTTP gives. Thread-safe; disposing it ends the requests that run.
/// </summary>
internal sealed class HttpPipeline : IDisposable
{
    private readonly HttpClient _http;
    /// <summary>How long a new token may be refused before all of Panther knows it.</summary>
    private static readonly TimeSpan s_propagation = TimeSpan.FromMinutes(1);

    private readonly string _userAgent;
    private readonly PantherEndpoint _endpoint;
    private readonly SemaphoreSlim _replacements = new(1);
    private volatile string _apiToken;
    private volatile Lazy<Redactor> _redactor;
    private volatile Task? _replacing;
    private long _replacedAt = long.MinValue;
    private readonly CancellationTokenSource _ended = new();
    private int _changesSent;

    public HttpPipeline(PantherClientOptions options)
    {
        _apiToken = options.GetApiToken();
        _userAgent = options.UserAgent;
        Timeout = options.Timeout;
        Clock = options.Clock;
        ServerClock = new ServerClock(Clock);
        Proxy = new ProxyRoute(options.Proxy, options.ProxyPassword);

        // Late, since to find the proxy may take the system a while.
        _endpoint = options.Endpoint;
        _redactor = new Lazy<Redactor>(() => new Redactor([_apiToken, .. Proxy.SecretsFor(_endpoint.GraphQLUri)]));
        Gate = new RetryGate(Clock);
        var random = new Random();
        Policy = new RetryPolicy(options.MaximumRetryCount, () =>
        {
            lock (random)
            {
                return random.NextDouble();
            }
        });
        _http = new HttpClient(CreateHandler(options), disposeHandler: true) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    public IClock Clock { get; }

    public ServerClock ServerClock { get; }

    public TimeSpan Timeout { get; }

    public RetryPolicy Policy { get; }

    public RetryGate Gate { get; }

    public ProxyRoute Proxy { get; }

    public Redactor Redactor => _redactor.Value;

    /// <summary>The token that requests are sent with from now on.</summary>
    public string Token => _apiToken;

    /// <summary>Whether the token has just replaced another, and may not be known everywhere.</summary>
    public bool IsTokenNew =>
        Interlocked.Read(ref _replacedAt) is > long.MinValue and long at && Clock.Elapsed - TimeSpan.FromTicks(at) < s_propagation;

    /// <summary>Cancelled when the connection ends.</summary>
    public CancellationToken Ended => _ended.Token;

    public bool HasEnded => _ended.IsCancellationRequested;

    /// <summary>Grows with each request that may change something, before and after it: what is read meanwhile may be either.</summary>
    public int ChangesSent => Volatile.Read(ref _changesSent);

    /// <summary>Sends a request, as often as it may be sent, and reads its answer.</summary>
    /// <param name="call">The request.</param>
    /// <param name="read">Reads the answer; a <see cref="PantherException"/> that it throws counts as the attempt's.</param>
    /// <param name="context">The caller's.</param>
    public async Task<T> SendAsync<T>(ApiCall call, Func<HttpExchange, T> read, CallContext context)
    {
        var attempts = new Attempts(this, call, context);
        int change = call.Safety == RequestSafety.Read ? 0 : 1;
        Interlocked.Add(ref _changesSent, change);
        try
        {
            while (true)
            {
                PantherException failure;
                try
                {
                    using HttpExchange exchange = await attempts.SendAsync().ConfigureAwait(false);
                    if (call.MaximumBytes <= ApiCall.UsualMaximumBytes)
                    {
                        await exchange.BufferAsync().ConfigureAwait(false);
                    }

                    return read(exchange);
                }
                catch (PantherException e)
                {
                    failure = e.With(e.Outcome with { SentAt = attempts.SentAt, MayHaveBeenCarriedOut = attempts.MayHaveBeenCarriedOut });
                }

                if (!await attempts.WaitToRetryAsync(failure).ConfigureAwait(false))
                {
                    throw failure;
                }
            }
        }
        finally
        {
            Interlocked.Add(ref _changesSent, change);
        }
    }

    /// <summary>Has the token replaced, and goes on with the new one: one replacement at a time.</summary>
    /// <param name="replace">Sends the request whose answer holds the new token.</param>
    /// <param name="cancellationToken">Ends the wait for its turn.</param>
    public async Task<T> ReplaceTokenAsync<T>(Func<Task<(T Answer, string Token)>> replace, CancellationToken cancellationToken)
    {
        await _replacements.WaitAsync(cancellationToken).ConfigureAwait(false);
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _replacing = done.Task;
        try
        {
            (T answer, string token) = await replace().ConfigureAwait(false);

            // The old one stays a secret; and the new one is known as such before anything is sent with it.
            Redactor known = Redactor;
            _redactor = new Lazy<Redactor>(() => known.With([token]));
            Interlocked.Exchange(ref _replacedAt, Clock.Elapsed.Ticks);
            _apiToken = token;
            return answer;
        }
        finally
        {
            _replacing = null;
            done.SetResult(true);
            _replacements.Release();
        }
    }

    /// <summary>Whether the token that a request was refused with was replaced; a replacement that is under way is waited for.</summary>
    public async Task<bool> WasReplacedAsync(string token, CallContext context)
    {
        if (token == _apiToken && _replacing is { } replacing)
        {
            var stopped = new TaskCompletionSource<bool>();
            using (context.CancellationToken.Register(() => stopped.TrySetResult(true)))
            {
                await Task.WhenAny(replacing, stopped.Task).ConfigureAwait(false);
            }

            context.CancellationToken.ThrowIfCancellationRequested();
        }

        return token != _apiToken;
    }

    /// <summary>Sends one HTTP request; the caller's token or the connection's end stops it.</summary>
    public Task<HttpResponseMessage> SendOnceAsync(ApiCall call, string token, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(call.Method, call.Uri);
        request.Headers.TryAddWithoutValidation("X-API-Key", token);
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.ExpectContinue = false;
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Waits; the caller's token and the connection's end stop it.</summary>
    /// <param name="delay">How long.</param>
    /// <param name="operation">What waits.</param>
    /// <param name="context">The caller's.</param>
    /// <param name="delivery">What is known of the request that waits, for the error where the connection ends.</param>
    public async Task WaitAsync(TimeSpan delay, string operation, CallContext context, Delivery delivery = Delivery.Unknown)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, Ended);
        try
        {
            await Clock.Delay(delay, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw NotConnected(operation, delivery);
        }
    }

    public static PantherException NotConnected(string operation, Delivery delivery = Delivery.Unknown) => new(
        PantherErrorKind.NotConnected, "The connection to Panther has ended.")
    { Operation = operation, Outcome = new RequestOutcome(delivery) };

    public void Dispose()
    {
        if (!_ended.IsCancellationRequested)
        {
            _ended.Cancel();
            _http.Dispose();
        }
    }

    private static HttpClientHandler CreateHandler(PantherClientOptions options)
    {
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            UseCookies = false,

            // .NET Framework would allow two connections a host.
            MaxConnectionsPerServer = 256,
        };
        if (RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal))
        {
            // Older hosts default to less; set for this handler alone, since the process-wide setting is other modules' too.
            handler.SslProtocols = SslProtocols.Tls12;
        }

        if (options.Proxy is not null)
        {
            handler.Proxy = options.Proxy;
        }
        else if (options.ProxyUseDefaultCredentials)
        {
            handler.DefaultProxyCredentials = CredentialCache.DefaultCredentials;
        }

        return handler;
    }
}
