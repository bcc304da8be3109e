using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;

namespace Panther.Client.Http;

/// <summary>Makes errors out of what HTTP can end with, for one call.</summary>
internal sealed class HttpFailures(HttpPipeline http, ApiCall call)
{
    private const int LongestErrorBody = 64 * 1024;
    private const int LongestErrorText = 300;

    /// <summary>A gateway's page is no help to a person at the prompt; its status is.</summary>
    private const string HtmlPage = "(an HTML page)";

    private readonly Redactor _redactor = http.Redactor.With(call.Secrets);

    public static string? RequestIdOf(HttpResponseMessage response)
    {
        foreach (string name in new[] { "X-Request-Id", "x-amzn-RequestId" })
        {
            if (response.Headers.TryGetValues(name, out IEnumerable<string>? values))
            {
                return values.FirstOrDefault();
            }
        }

        return null;
    }

    /// <summary>The error of an answer whose status is not 2xx.</summary>
    public PantherException FromStatus(HttpResponseMessage response, string? requestId, Stream body)
    {
        int status = (int)response.StatusCode;
        (string? text, IReadOnlyList<GraphQLError> errors) = ReadErrorBody(body);
        PantherErrorKind kind = status switch
        {
            401 => PantherErrorKind.Unauthorized,
            403 => PantherErrorKind.Forbidden,
            404 when errors.Count > 0 => GraphQLErrors.KindOf(errors, call.HasTarget, PantherErrorKind.ApiError),
            404 => call.StatusMeansTarget && text != HtmlPage ? PantherErrorKind.NotFound : PantherErrorKind.ApiError,
            409 => PantherErrorKind.Conflict,
            429 => PantherErrorKind.RateLimited,
            400 or 422 => errors.Count > 0 ? GraphQLErrors.KindOf(errors, call.HasTarget, PantherErrorKind.InvalidInput) : PantherErrorKind.InvalidInput,
            >= 500 => PantherErrorKind.ServerError,
            >= 300 and < 400 => PantherErrorKind.ProtocolError,
            _ => PantherErrorKind.ApiError,
        };
        TimeSpan? retryAfter = RetryAfterOf(response);
        string said = text is null ? "" : ": " + text;
        string message = kind switch
        {
            PantherErrorKind.Unauthorized => "Panther does not accept the API token (401): it is wrong, expired or rotated, or was made less than a minute ago" + said,
            PantherErrorKind.Forbidden => $"The API token may not do this (403). {call.Operation} needs {call.RequiredPermissions ?? "a permission that the token lacks"}" + said,
            PantherErrorKind.RateLimited when retryAfter > RetryPolicy.LongestRetryAfter =>
                $"Panther asks to wait {retryAfter.Value.TotalSeconds:0} seconds before the next request (429)" + said,
            PantherErrorKind.ProtocolError => $"The host answered with a redirect ({status}{RedirectTarget(response)}), which is not followed. Check the API host",
            _ when status == 404 && text == HtmlPage => $"Panther answered 404 to {call.Operation} with an HTML page. Check the API host",
            _ => $"Panther answered {status}{ReasonOf(response)} to {call.Operation}" + said,
        };
        return Error(kind, message, status, requestId, e =>
        {
            e.RetryAfter = retryAfter;
            e.Errors = errors;
            e.IsPassing = status is 429 or 500 or 502 or 503 or 504;
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
                    e.IsPassing = true;
                });
        }

        Exception root = exception;
        while (root.InnerException is not null)
        {
            root = root.InnerException;
        }

        bool isTls = Causes(exception).Any(e => e is AuthenticationException)
            || Causes(exception).OfType<WebException>().Any(e => e.Status is WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure);
        bool notSent = isTls
            || Causes(exception).OfType<SocketException>().Any(e => e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound
                or SocketError.TryAgain or SocketError.NoData or SocketError.HostUnreachable or SocketError.NetworkUnreachable)
            || Causes(exception).OfType<WebException>().Any(e => e.Status is WebExceptionStatus.ConnectFailure
                or WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure);
        bool noSuchHost = Causes(exception).OfType<SocketException>().Any(e => e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData);
        string what = isTls ? "no trusted TLS connection" : noSuchHost ? "no such host" : "no connection";
        return Error(
            PantherErrorKind.Unreachable,
            notSent
                ? $"{call.Operation} did not reach {call.Uri.Authority}: {what} ({root.Message})"
                : $"The connection to {call.Uri.Authority} broke before {call.Operation} was answered ({root.Message})",
            null,
            null,
            e =>
            {
                e.Delivery = notSent ? Delivery.NotSent : Delivery.Unknown;
                e.IsPassing = !isTls && !noSuchHost;
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
                $"The connection broke while the answer to {call.Operation} was read ({exception.Message})",
                null,
                requestId,
                Passing,
                exception),
        };

        static void Passing(PantherException e)
        {
            e.Delivery = Delivery.Unknown;
            e.IsPassing = true;
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
            JsonReaderException { LineNumber: > 0 } e => $"no valid JSON at line {e.LineNumber}, position {e.LinePosition}",
            _ => "no valid JSON",
        };

        // A proxy's or a login page says itself what it is.
        return NotWhatWasPromised(exchange.MediaType is null or "application/json" ? what : $"{what} (but {exchange.MediaType})", exchange);
    }

    /// <summary>The error of a GraphQL answer that holds errors.</summary>
    public PantherException FromGraphQLErrors(IReadOnlyList<GraphQLError> errors, int status, string? requestId)
    {
        PantherErrorKind kind = GraphQLErrors.KindOf(errors, call.HasTarget, PantherErrorKind.ApiError);
        string said = string.Join("; ", errors.Select(e => e.Message).Distinct().Take(5));
        string message = kind switch
        {
            PantherErrorKind.Forbidden => $"The API token may not do this. {call.Operation} needs {call.RequiredPermissions ?? "a permission that the token lacks"}: {said}",
            PantherErrorKind.Unauthorized => "Panther does not accept the API token: " + said,
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

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }

    private static string ReasonOf(HttpResponseMessage response) =>
        Enum.IsDefined(typeof(HttpStatusCode), response.StatusCode) ? " " + response.StatusCode : "";

    private static string RedirectTarget(HttpResponseMessage response)
    {
        Uri? location = response.Headers.Location;
        return location is { IsAbsoluteUri: true } ? $" to {location.Scheme}://{location.Authority}" : "";
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        System.Net.Http.Headers.RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        TimeSpan? wait = header?.Delta ?? (header?.Date - (response.Headers.Date ?? http.Clock.UtcNow));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private (string? Text, IReadOnlyList<GraphQLError> Errors) ReadErrorBody(Stream body)
    {
        var bytes = new byte[LongestErrorBody];
        int length = 0;
        try
        {
            int read;
            while (length < bytes.Length && (read = body.Read(bytes, length, bytes.Length - length)) > 0)
            {
                length += read;
            }
        }
        catch (PantherException)
        {
            // The status says enough; what came of the body is used.
        }

        string text = Encoding.UTF8.GetString(bytes, 0, length).Trim();
        try
        {
            if (Json.Parse(text) is JObject json)
            {
                IReadOnlyList<GraphQLError> errors = GraphQLErrors.Read(json["errors"], _redactor);
                string? said = json["message"].AsText() ?? json["error"].AsText() ?? (errors.Count > 0 ? string.Join("; ", errors.Select(e => e.Message).Distinct().Take(5)) : null);
                return (Shorten(_redactor.CleanCutOff(said ?? text)), errors);
            }
        }
        catch (JsonException)
        {
        }

        return (text.StartsWith("<", StringComparison.Ordinal) ? HtmlPage : Shorten(_redactor.CleanCutOff(text)), []);

        static string? Shorten(string value) => value.Length == 0 ? null
            : value.Length <= LongestErrorText ? value
            : value.Substring(0, LongestErrorText) + " ...";
    }

    private PantherException Error(
        PantherErrorKind kind, string message, int? status, string? requestId, Action<PantherException>? more = null, Exception? inner = null)
    {
        string clean = _redactor.Clean(message);
        var error = new PantherException(kind, clean.EndsWith(".", StringComparison.Ordinal) ? clean : clean + ".", _redactor.CleanOrNull(inner))
        {
            Operation = call.Operation,
            StatusCode = status,
            RequestId = requestId is null ? null : _redactor.Clean(requestId),
            RequiredPermissions = kind == PantherErrorKind.Forbidden ? call.RequiredPermissions : null,
        };
        more?.Invoke(error);
        return error;
    }
}
