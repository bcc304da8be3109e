namespace Panther.Client.Http;

/// <summary>The errors of requests that got no answer of the API: from the network, from a proxy, from the clock.</summary>
internal static class NetworkFailures
{
    /// <summary>The error of a request that got no answer.</summary>
    public static PantherException FromTransport(this HttpFailures failures, Exception exception, bool timedOut)
    {
        if (failures.Http.HasEnded)
        {
            return HttpPipeline.NotConnected(failures.Call.Operation);
        }

        if (timedOut)
        {
            return failures.Create(
                PantherErrorKind.Timeout,
                $"{failures.Call.Operation} got no answer within {failures.Http.Timeout.TotalSeconds:0.#} seconds.",
                RequestOutcome.Lost);
        }

        TransportFailure failure = TransportFailure.Of(exception);
        if (failure.Step == TransportStep.Tunnel)
        {
            return failures.FromProxy(failure.ProxyStatus, null, exception);
        }

        Exception root = exception;
        while (root.InnerException is not null)
        {
            root = root.InnerException;
        }

        string cause = failures.Redactor.Clean(root.Message);
        string host = failures.Call.Uri.Authority;
        string where = failures.Http.Proxy.For(failures.Call.Uri) is { } proxy
            && failure.Step is TransportStep.Name or TransportStep.Connection
            ? $"the proxy {failures.NameOf(proxy)} on the way to {host}"
            : host;
        string message = failure.Step switch
        {
            TransportStep.Name => $"{failures.Call.Operation} could not reach {where}: the host name was not found ({cause})",
            TransportStep.Connection => $"{failures.Call.Operation} could not reach {where}: the connection failed ({cause})",
            TransportStep.Tls => $"{failures.Call.Operation} could not reach {host}: the TLS connection failed or is not trusted ({cause})",
            _ => $"The connection to {host} broke before {failures.Call.Operation} was answered ({cause})",
        };
        var outcome = new RequestOutcome(failure.IsNotSent ? Delivery.NotSent : Delivery.Unknown, failure.IsTransient);
        return failures.Create(PantherErrorKind.Unreachable, message, outcome, inner: exception);
    }

    /// <summary>The error of a request that the proxy did not let through: it was not sent.</summary>
    public static PantherException FromProxy(this HttpFailures failures, int? status, string? requestId, Exception? exception = null)
    {
        string proxy = failures.Http.Proxy.For(failures.Call.Uri) is { } uri ? "The proxy " + failures.NameOf(uri) : "A proxy";
        string message = status switch
        {
            407 => $"{proxy} refuses the login (407), so {failures.Call.Operation} was not sent. "
                + "Specify its user name and password (-ProxyCredential, or in HTTPS_PROXY), or log in as yourself "
                + "(-ProxyUseDefaultCredentials)",
            null => $"{proxy} did not connect to {failures.Call.Uri.Authority}, so {failures.Call.Operation} was not sent",
            _ => $"{proxy} refuses to connect to {failures.Call.Uri.Authority} ({status}), so {failures.Call.Operation} was not sent. "
                + "Ask the proxy's administrator, or use another proxy (-Proxy)",
        };
        var outcome = new RequestOutcome(Delivery.NotSent, TransportFailure.IsTransientAtProxy(status));
        return failures.Create(PantherErrorKind.Unreachable, message, outcome, status, requestId, inner: exception);
    }

    private static string NameOf(this HttpFailures failures, Uri proxy) => failures.Redactor.Clean(ProxyRoute.NameOf(proxy));
}
