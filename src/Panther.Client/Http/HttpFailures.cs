using System.Text;
using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client.Http;

/// <summary>
/// Makes errors out of what HTTP can end with, for one Call. What comes from outside is cleaned of secrets before it
/// becomes a part of a sentence.
/// </summary>
internal sealed class HttpFailures(HttpPipeline http, ApiCall call)
{
    private Redactor? _basis;
    private Redactor? _redactor;

    public HttpPipeline Http { get; } = http;

    public ApiCall Call { get; } = call;

    /// <summary>Cleans of the connection's secrets and those of the Call.</summary>
    public Redactor Redactor
    {
        get
        {
            // A token that was rotated meanwhile is a secret, too.
            if (_redactor is null || _basis != Http.Redactor)
            {
                _basis = Http.Redactor;
                _redactor = _basis.With(Call.Secrets);
            }

            return _redactor;
        }
    }

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

    /// <summary>The error of an answer whose body broke while it was read.</summary>
    public PantherException FromBody(Exception exception, int status, string? requestId)
    {
        if (Http.HasEnded)
        {
            return HttpPipeline.NotConnected(Call.Operation);
        }

        return exception switch
        {
            PantherException e => Create(e.Kind, e.Message, RequestOutcome.Unknown, status, requestId),
            TimeoutException => Create(
                PantherErrorKind.Timeout,
                $"The answer to {Call.Operation} was not complete within {Http.Timeout.TotalSeconds:0.#} seconds.",
                RequestOutcome.Lost,
                requestId: requestId),
            InvalidDataException => ProtocolError("its compression is broken", status, requestId),
            _ => Create(
                PantherErrorKind.Unreachable,
                $"The connection broke while the answer to {Call.Operation} was read ({Redactor.Clean(exception.Message)})",
                RequestOutcome.Lost,
                requestId: requestId,
                inner: exception),
        };
    }

    /// <summary>The error of a 2xx answer that is not what the API promises.</summary>
    public PantherException ProtocolError(string what, HttpExchange exchange) =>
        ProtocolError(what, exchange.StatusCode, exchange.RequestId);

    /// <summary>The error of a 2xx answer that is no JSON, told without the text that the reader stumbled over.</summary>
    public PantherException Malformed(Exception exception, HttpExchange exchange)
    {
        string what = exception switch
        {
            DecoderFallbackException => "it is not valid UTF-8",
            TextTooLongException => exception.Message,
            JsonException e => "it is " + PantherJson.Describe(e),
            _ => "it is not valid JSON",
        };

        // A proxy's or a login page says itself what it is.
        return ProtocolError(
            exchange.MediaType is null or "application/json" ? what : $"{what} (but {Redactor.Clean(exchange.MediaType)})", exchange);
    }

    /// <summary>An error of this call.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="message">What happened, without secrets, with or without a full stop.</param>
    /// <param name="outcome">What is known of the request.</param>
    /// <param name="status">The HTTP status; null where there was no answer.</param>
    /// <param name="requestId">The API's id of the request.</param>
    /// <param name="retryAfter">How long the API asks to wait.</param>
    /// <param name="errors">The GraphQL errors of the answer.</param>
    /// <param name="inner">The cause.</param>
    public PantherException Create(
        PantherErrorKind kind,
        string message,
        RequestOutcome outcome,
        int? status = null,
        string? requestId = null,
        TimeSpan? retryAfter = null,
        IReadOnlyList<GraphQLError>? errors = null,
        Exception? inner = null) =>
        new(kind, message.EndsWith(".", StringComparison.Ordinal) ? message : message + ".", Redactor.CleanOrNull(inner))
        {
            Operation = Call.Operation,
            Noun = Call.Noun?.Name,
            StatusCode = status,
            RequestId = requestId,
            RequiredPermissions = kind == PantherErrorKind.Forbidden ? Call.RequiredPermissions : null,
            RetryAfter = retryAfter,
            Errors = errors ?? [],
            Outcome = outcome,
        };

    private PantherException ProtocolError(string what, int status, string? requestId) => Create(
        PantherErrorKind.ProtocolError,
        $"The answer to {Call.Operation} (HTTP {status}) is not what Panther's API returns: {what}",
        RequestOutcome.Unknown,
        status,
        requestId);
}
