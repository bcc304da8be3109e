using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace Panther.Client.Http;

/// <summary>What a request that got no answer failed at.</summary>
internal enum TransportStep
{
    /// <summary>The name of the host, or of the proxy, was not found.</summary>
    Name,

    /// <summary>There was no connection to the host, or to the proxy.</summary>
    Connection,

    /// <summary>The proxy did not let the request through.</summary>
    Tunnel,

    /// <summary>There was no TLS.</summary>
    Tls,

    /// <summary>The connection broke, when the request may have been sent.</summary>
    Exchange,
}

/// <summary>Reads out of an exception of .NET what failed: what it says itself where it does, else by the causes.</summary>
internal sealed class TransportFailure
{
    // .NET 8 and newer.
    private static readonly PropertyInfo? s_error = typeof(HttpRequestException).GetProperty("HttpRequestError");

    /// <summary>The status with which a proxy refuses; .NET has it in the message alone.</summary>
    private static readonly Regex s_status = new(@"'([1-5]\d\d)'", RegexOptions.CultureInvariant | RegexOptions.RightToLeft);

    private TransportFailure(TransportStep step, bool isTransient, int? proxyStatus = null)
    {
        Step = step;
        IsTransient = isTransient;
        ProxyStatus = proxyStatus;
    }

    public TransportStep Step { get; }

    /// <summary>Whether the request certainly did not arrive.</summary>
    public bool IsNotSent => Step != TransportStep.Exchange;

    /// <summary>Whether the same request may well succeed a moment later.</summary>
    public bool IsTransient { get; }

    /// <summary>The status of the proxy's refusal, where it is known.</summary>
    public int? ProxyStatus { get; }

    public static TransportFailure Of(Exception exception)
    {
        Exception[] causes = CausesOf(exception).ToArray();
        bool isUntrusted = causes.Any(e => e is AuthenticationException)
            || causes.OfType<WebException>().Any(
                e => e.Status is WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure);
        SocketError? socket = causes.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode;
        bool isNoSuchHost = socket is SocketError.HostNotFound or SocketError.NoData;
        foreach (HttpRequestException e in causes.OfType<HttpRequestException>())
        {
            switch (s_error?.GetValue(e)?.ToString())
            {
                case "ProxyTunnelError":
                    return Tunnel(e.Message);
                case "NameResolutionError":
                    return new TransportFailure(TransportStep.Name, socket == SocketError.TryAgain);
                case "SecureConnectionError":
                    return new TransportFailure(TransportStep.Tls, !isUntrusted);
                case "ConnectionError":
                    return new TransportFailure(isNoSuchHost ? TransportStep.Name : TransportStep.Connection, !isNoSuchHost);
            }
        }

        if (isUntrusted)
        {
            return new TransportFailure(TransportStep.Tls, isTransient: false);
        }

        if (isNoSuchHost)
        {
            return new TransportFailure(TransportStep.Name, isTransient: false);
        }

        bool isNotConnected =
            socket is SocketError.ConnectionRefused or SocketError.TryAgain or SocketError.HostUnreachable or SocketError.NetworkUnreachable
            || causes.OfType<WebException>().Any(e => e.Status is WebExceptionStatus.ConnectFailure
                or WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure);
        return new TransportFailure(isNotConnected ? TransportStep.Connection : TransportStep.Exchange, isTransient: true);
    }

    /// <summary>Whether a proxy that answered so may let the same request through a moment later.</summary>
    public static bool IsTransientAtProxy(int? status) => status is null or 429 or >= 500;

    private static TransportFailure Tunnel(string message)
    {
        Match status = s_status.Match(message);
        int? number = status.Success ? int.Parse(status.Groups[1].Value, CultureInfo.InvariantCulture) : null;
        return new TransportFailure(TransportStep.Tunnel, IsTransientAtProxy(number), number);
    }

    private static IEnumerable<Exception> CausesOf(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
