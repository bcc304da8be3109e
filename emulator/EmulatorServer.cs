using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Panther.Emulator.Control;
using Panther.Emulator.GraphQL;
using Panther.Emulator.Http;
using Panther.Emulator.Json;

namespace Panther.Emulator;

/// <summary>An emulator that listens on the loopback interface, within this process.</summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    private const string ControlPrefix = "/_emulator/";
    private readonly KestrelServer _server;
    private readonly Tls? _tls;

    private EmulatorServer(KestrelServer server, EmulatorState state, Tls? tls)
    {
        _server = server;
        _tls = tls;
        State = state;
        int[] ports = [.. server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address).Port)];
        Url = new Uri($"http://127.0.0.1:{ports[0]}");
        HttpsUrl = tls is null ? null : new Uri($"https://127.0.0.1:{ports[1]}");
        GraphQLUrl = new Uri(Url, ApiEndpoint.GraphQLPath);
    }

    /// <summary>The address, without a path.</summary>
    public Uri Url { get; }

    /// <summary>The address over TLS, with a certificate that nobody trusts; null where it is not served so.</summary>
    public Uri? HttpsUrl { get; }

    /// <summary>The address of the GraphQL API.</summary>
    public Uri GraphQLUrl { get; }

    /// <summary>The values of the standard tokens by name: full, logSources, readOnly, none, expired.</summary>
    public IReadOnlyDictionary<string, string> Tokens => State.Tokens.StandardValues;

    /// <summary>All that it holds.</summary>
    public EmulatorState State { get; }

    /// <summary>Starts an emulator.</summary>
    /// <param name="start">How many sources to make up, their seed, and settings: what every reset goes back to.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="isHttps">Whether it serves over TLS too; the port is then that of TLS.</param>
    public static async Task<EmulatorServer> StartAsync(JsonMap? start = null, int port = 0, bool isHttps = false)
    {
        var state = new EmulatorState(start);
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            ResponseHeaderEncodingSelector = _ => Encoding.Latin1,
        };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MaxRequestLineSize = 16 * 1024;
        options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, isHttps ? 0 : port, listen => listen.Protocols = HttpProtocols.Http1);
        Tls? tls = isHttps ? new Tls() : null;
        if (tls is not null)
        {
            options.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                ((IConnectionBuilder)listen).Use(next => tls.Before(next, () => CountOverTls(state)));
            });
        }

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        await server.StartAsync(new Application(state), CancellationToken.None);
        return new EmulatorServer(server, state, tls);
    }

    /// <summary>Ends it; requests in flight are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        State.Faults.Clear();
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        _tls?.Dispose();
    }

    private static void CountOverTls(EmulatorState state)
    {
        lock (state.Gate)
        {
            state.Journal.Connections.OpenedOverTls++;
        }
    }

    private sealed class Application(EmulatorState state) : IHttpApplication<HttpContext>
    {
        private readonly ApiEndpoint _api = new(state, new GraphQLApi());
        private readonly ControlApi _control = new(state);
        private int _connections;

        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public async Task ProcessRequestAsync(HttpContext context)
        {
            try
            {
                string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
                await (target.StartsWith(ControlPrefix, StringComparison.Ordinal) ? _control.ServeAsync(context, target)
                    : _api.ServeAsync(context, NumberOf(context)));
            }
#pragma warning disable CA1031 // Whatever it is, the client is to see it.
            catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (context.Response.HasStarted)
                {
                    context.Abort();
                    return;
                }

                context.Response.StatusCode = 500;
                context.Response.ContentType = "text/plain";
                await context.Response.WriteAsync($"The emulator failed: {e}");
            }
        }

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }

        /// <summary>Numbers the connections that carry API requests.</summary>
        private int NumberOf(HttpContext context)
        {
            IDictionary<object, object?> items =
                context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items;
            lock (items)
            {
                if (items.TryGetValue(this, out object? known))
                {
                    return (int)known!;
                }

                int number = Interlocked.Increment(ref _connections);
                items[this] = number;
                lock (state.Gate)
                {
                    state.Journal.Connections.Opened++;
                    state.Journal.Connections.Open++;
                }

                context.Features.GetRequiredFeature<IConnectionLifetimeFeature>()
                    .ConnectionClosed.Register(() =>
                {
                    lock (state.Gate)
                    {
                        state.Journal.Connections.Open--;
                    }
                });
                return number;
            }
        }
    }
}
