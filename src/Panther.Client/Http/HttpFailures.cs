using System.Net;
using System.Text;
using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client.Http;

/// <summary>
/// Makes errors out of what HTTP can end with, for one call. What comes from outside is cleaned of secrets before it
/// becomes a part of a sentence.
/// </summary>
internal sealed class HttpFailures(HttpPipeline http, ApiCall call)
{
    private Redactor? _redactor;

    /// <summary>Cleans of the connection's secrets and those of the call.</summary>
    public Redactor Redactor => _redactor ??= http.Redactor.With(call.Secrets);

    /// <summary>The id that the API gave the request, without secrets.</summary>
    public string? RequestIdOf(HttpResponseMessage response)
    {
        foreach (string name in new[] { "X-Request-Id", "x-amzn-RequestId" })
        {
            if (response.Headers.TryGetValues(name, out IEnumerable<string>? values))
            {
                return values.FirstOrDefault() is string id ? Redactor.Clean(id) : null;
            }
        }

        return null;
    }

    /// <summary>The error of an answer whose status is not 2xx.</summary>
    public async Task<PantherException> FromStatusAsync(HttpResponseMessage response, string? requestId, Stream body)
    {
        int status = (int)response.StatusCode;
        ErrorBody answer = await ErrorBody.ReadAsync(body, Redactor).ConfigureAwait(false);
        if (status == 407)
        {
            return ProxyRefusal(status, requestId);
        }

        PantherErrorKind kind = KindOf(status, answer);
        TimeSpan? retryAfter = RetryAfterOf(response);
        string said = answer.Text is null ? "" : ": " + answer.Text;
        string message = kind switch
        {
            PantherErrorKind.Unauthorized => "Panther does not accept the API token (401): it is wrong, expired or rotated, or was made less than a minute ago" + said,
            PantherErrorKind.Forbidden => $"The API token may not do this (403). {call.Operation} needs {call.RequiredPermissions ?? "a permission that the token lacks"}" + said,
            PantherErrorKind.NotFound when call.Target?.NotFoundMessage is not null => call.Target.Describe(answer.Text),
            PantherErrorKind.RateLimited when retryAfter > RetryPolicy.LongestRetryAfter =>
                $"Panther asks to wait {retryAfter.Value.TotalSeconds:0} seconds before the next request (429)" + said,
            PantherErrorKind.ProtocolError => $"The host answered with a redirect ({status}{RedirectTarget(response)}), which is not followed. Check the API host",
            _ when status == 404 && answer.IsHtml => $"Panther answered 404 to {call.Operation} with an HTML page. Check the API host",
            _ => $"Panther answered {status}{ReasonOf(response)} to {call.Operation}" + said,
        };
        return Error(kind, message, status, requestId, e =>
        {
            e.RetryAfter = retryAfter;
            e.Errors = answer.Errors;
            e.IsTransient = status is 429 or 500 or 502 or 503 or 504;
            e.Delivery = status switch
            {
                429 => Delivery.NotSent,
                502 or 503 or 504 => Delivery.Unknown,
                _ => Delivery.Answered,
            };
        });
    }

    /// <summary>The error of a request that got no answer.</summary>
    public PantherException FromTransport(Exception exception, bool timedOut)
    {
        if (http.HasEnded)
        {
            return HttpPipeline.NotConnected(call.Operation);
        }

        if (timedOut)
        {
            return Error(
                PantherErrorKind.Timeout,
                $"{call.Operation} had no answer within {http.Timeout.TotalSeconds:0.#} seconds.",
                null,
                null,
                e =>
                {
                    e.Delivery = Delivery.Unknown;
                    e.IsTransient = true;
                });
        }

        TransportFailure failure = TransportFailure.Of(exception);
        if (failure.Step == TransportStep.Tunnel)
        {
            return ProxyRefusal(failure.ProxyStatus, null, exception);
        }

        Exception root = exception;
        while (root.InnerException is not null)
        {
            root = root.InnerException;
        }

        string cause = Redactor.Clean(root.Message);
        string host = call.Uri.Authority;
        string where = http.Proxy.For(call.Uri) is { } proxy && failure.Step is TransportStep.Name or TransportStep.Connection
            ? $"the proxy {NameOf(proxy)} on the way to {host}"
            : host;
        string message = failure.Step switch
        {
            TransportStep.Name => $"{call.Operation} did not reach {where}: no such host ({cause})",
            TransportStep.Connection => $"{call.Operation} did not reach {where}: no connection ({cause})",
            TransportStep.Tls => $"{call.Operation} did not reach {host}: no trusted TLS connection ({cause})",
            _ => $"The connection to {host} broke before {call.Operation} was answered ({cause})",
        };
        return Error(
            PantherErrorKind.Unreachable,
            message,
            null,
            null,
            e =>
            {
                e.Delivery = failure.IsNotSent ? Delivery.NotSent : Delivery.Unknown;
                e.IsTransient = failure.IsTransient;
            },
            exception);
    }

    /// <summary>The error of an answer whose body broke while it was read.</summary>
    public PantherException FromBody(Exception exception, int status, string? requestId)
    {
        if (http.HasEnded)
        {
            return HttpPipeline.NotConnected(call.Operation);
        }

        return exception switch
        {
            PantherException e => Error(e.Kind, e.Message, status, requestId, x => x.Delivery = Delivery.Unknown),
            TimeoutException => Error(
                PantherErrorKind.Timeout,
                $"The answer to {call.Operation} was not complete within {http.Timeout.TotalSeconds:0.#} seconds.",
                null,
                requestId,
                Passing),
            InvalidDataException => NotWhatWasPromised("its compression is broken", status, requestId),
            _ => Error(
                PantherErrorKind.Unreachable,
                $"The connection broke while the answer to {call.Operation} was read ({Redactor.Clean(exception.Message)})",
                null,
                requestId,
                Passing,
                exception),
        };

        static void Passing(PantherException e)
        {
            e.Delivery = Delivery.Unknown;
            e.IsTransient = true;
        }
    }

    /// <summary>The error of a 2xx answer that is not what the API promises.</summary>
    public PantherException NotWhatWasPromised(string what, HttpExchange exchange) => NotWhatWasPromised(what, exchange.StatusCode, exchange.RequestId);

    /// <summary>The error of a 2xx answer that is no JSON, told without the text that the reader stumbled over.</summary>
    public PantherException Malformed(Exception exception, HttpExchange exchange)
    {
        string what = exception switch
        {
            DecoderFallbackException => "no valid UTF-8",
            TextTooLongException => exception.Message,
            JsonException e => PantherJson.Describe(e),
            _ => "no valid JSON",
        };

        // A proxy's or a login page says itself what it is.
        return NotWhatWasPromised(exchange.MediaType is null or "application/json" ? what : $"{what} (but {Redactor.Clean(exchange.MediaType)})", exchange);
    }

    /// <summary>The error of a GraphQL answer that holds errors.</summary>
    public PantherException FromGraphQLErrors(IReadOnlyList<GraphQLError> errors, int status, string? requestId)
    {
        PantherErrorKind kind = GraphQLErrors.KindOf(errors, call.Target, PantherErrorKind.ApiError);
        string said = GraphQLErrors.TextOf(errors);
        string message = kind switch
        {
            PantherErrorKind.Forbidden => $"The API token may not do this. {call.Operation} needs {call.RequiredPermissions ?? "a permission that the token lacks"}: {said}",
            PantherErrorKind.Unauthorized => "Panther does not accept the API token: " + said,
            PantherErrorKind.NotFound => call.Target!.Describe(said),
            PantherErrorKind.Unsupported => $"This tenant's API does not know what {call.Operation} asks for: {said}",
            _ => said,
        };
        return Error(kind, message, status, requestId, e => e.Errors = errors);
    }

    private PantherException NotWhatWasPromised(string what, int status, string? requestId) => Error(
        PantherErrorKind.ProtocolError,
        $"The answer to {call.Operation} (HTTP {status}) is not what Panther's API gives: {what}",
        status,
        requestId,
        e => e.Delivery = Delivery.Unknown);

    private PantherErrorKind KindOf(int status, ErrorBody answer) => status switch
    {
        401 => PantherErrorKind.Unauthorized,
        403 => PantherErrorKind.Forbidden,
        404 when answer.Errors.Count > 0 => GraphQLErrors.KindOf(answer.Errors, call.Target, PantherErrorKind.ApiError),
        404 => IsTargetMissing(answer) ? PantherErrorKind.NotFound : PantherErrorKind.ApiError,
        409 => PantherErrorKind.Conflict,
        429 => PantherErrorKind.RateLimited,
        400 or 422 when answer.Errors.Count > 0 => GraphQLErrors.KindOf(answer.Errors, call.Target, PantherErrorKind.InvalidInput),
        400 or 422 => PantherErrorKind.InvalidInput,
        >= 500 => PantherErrorKind.ServerError,
        >= 300 and < 400 => PantherErrorKind.ProtocolError,
        _ => PantherErrorKind.ApiError,
    };

    /// <summary>Whether a 404 means the thing that the request addresses, not another that it names, nor a wrong address.</summary>
    private bool IsTargetMissing(ErrorBody answer) => call is { StatusMeansTarget: true, Target: { } target } && !answer.IsHtml
        && (answer.Text is null || !CallTarget.SaysNotFound(answer.Text) || target.IsMeantBy(answer.Text));

    /// <summary>The error of a request that the proxy did not let through: it was not sent.</summary>
    private PantherException ProxyRefusal(int? status, string? requestId, Exception? exception = null)
    {
        string proxy = http.Proxy.For(call.Uri) is { } uri ? "The proxy " + NameOf(uri) : "A proxy";
        string message = status switch
        {
            407 => $"{proxy} refuses the login (407), so {call.Operation} was not sent. "
                + "Give its user name and password (-ProxyCredential, or in HTTPS_PROXY), or log in as yourself (-ProxyUseDefaultCredentials)",
            null => $"{proxy} made no way to {call.Uri.Authority}, so {call.Operation} was not sent",
            _ => $"{proxy} refuses the way to {call.Uri.Authority} ({status}), so {call.Operation} was not sent. "
                + "Ask those who run the proxy, or use another (-Proxy)",
        };
        return Error(
            PantherErrorKind.Unreachable,
            message,
            status,
            requestId,
            e =>
            {
                e.Delivery = Delivery.NotSent;
                e.IsTransient = TransportFailure.IsTransientAtProxy(status);
            },
            exception);
    }

    private string NameOf(Uri proxy) => Redactor.Clean(ProxyRoute.NameOf(proxy));

    private static string ReasonOf(HttpResponseMessage response) =>
        Enum.IsDefined(typeof(HttpStatusCode), response.StatusCode) ? " " + response.StatusCode : "";

    private string RedirectTarget(HttpResponseMessage response)
    {
        Uri? location = response.Headers.Location;
        return location is { IsAbsoluteUri: true } ? " to " + Redactor.Clean($"{location.Scheme}://{location.Authority}") : "";
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        System.Net.Http.Headers.RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        TimeSpan? wait = header?.Delta ?? (header?.Date - (response.Headers.Date ?? http.Clock.UtcNow));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private PantherException Error(
        PantherErrorKind kind, string message, int? status, string? requestId, Action<PantherException>? more = null, Exception? inner = null)
    {
        var error = new PantherException(kind, message.EndsWith(".", StringComparison.Ordinal) ? message : message + ".", Redactor.CleanOrNull(inner))
        {
            Operation = call.Operation,
            StatusCode = status,
            RequestId = requestId,
            RequiredPermissions = kind == PantherErrorKind.Forbidden ? call.RequiredPermissions : null,
        };
        more?.Invoke(error);
        return error;
    }
}
