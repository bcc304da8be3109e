using System.Net;

namespace Panther.Client.Http;

/// <summary>The errors of answers whose status is not 2xx.</summary>
internal static class StatusFailures
{
    /// <summary>The error of an answer whose status is not 2xx.</summary>
    public static async Task<PantherException> FromStatusAsync(
        this HttpFailures failures, HttpResponseMessage response, string? requestId, Stream body)
    {
        int status = (int)response.StatusCode;
        ErrorBody answer = await ErrorBody.ReadAsync(body, failures.Redactor).ConfigureAwait(false);
        if (status == 407)
        {
            return failures.FromProxy(status, requestId);
        }

        PantherErrorKind kind = KindOf(failures.Call, status, answer);
        TimeSpan? retryAfter = RetryAfterOf(response, failures.Http.Clock);
        string said = answer.Text is null ? "" : ": " + answer.Text;
        string message = kind switch
        {
            PantherErrorKind.Unauthorized =>
                "Panther does not accept the API token (401): it is wrong, expired or rotated, or was created less than a minute "
                + "ago" + said,
            PantherErrorKind.Forbidden =>
                $"The API token is not allowed to do this (403). {failures.Call.Operation} needs "
                + $"{failures.Call.RequiredPermissions ?? "a permission that the token does not have"}" + said,
            PantherErrorKind.NotFound when failures.Call.Target?.NotFoundMessage is not null => failures.Call.Target.Describe(answer.Text),
            PantherErrorKind.RateLimited when retryAfter > RetryPolicy.LongestRetryAfter =>
                $"Panther asks to wait {retryAfter.Value.TotalSeconds:0} seconds before the next request (429)" + said,
            PantherErrorKind.ProtocolError =>
                $"The host answered with a redirect ({status}{RedirectTarget(response, failures.Redactor)}), which is not followed. Check "
                + "the API host",
            _ when status == 404 && answer.IsHtml =>
                $"Panther answered 404 to {failures.Call.Operation} with an HTML page. Check the API host",
            _ => $"Panther answered {status}{ReasonOf(response)} to {failures.Call.Operation}" + said,
        };
        Delivery delivery = status switch
        {
            429 => Delivery.NotSent,
            502 or 503 or 504 => Delivery.Unknown,
            _ => Delivery.Answered,
        };
        bool isTransient = status is 429 or 500 or 502 or 503 or 504;
        return failures.Create(kind, message, new RequestOutcome(delivery, isTransient), status, requestId, retryAfter, answer.Errors);
    }

    private static PantherErrorKind KindOf(ApiCall call, int status, ErrorBody answer) => status switch
    {
        401 => PantherErrorKind.Unauthorized,
        403 => PantherErrorKind.Forbidden,
        404 when answer.Errors.Count > 0 => GraphQLErrors.KindOf(answer.Errors, call, PantherErrorKind.ApiError),
        404 => IsTargetMissing(call, answer) ? PantherErrorKind.NotFound : PantherErrorKind.ApiError,
        409 => PantherErrorKind.Conflict,
        429 => PantherErrorKind.RateLimited,
        400 or 422 when answer.Errors.Count > 0 => GraphQLErrors.KindOf(answer.Errors, call, PantherErrorKind.InvalidInput),
        400 or 422 => PantherErrorKind.InvalidInput,
        >= 500 => PantherErrorKind.ServerError,
        >= 300 and < 400 => PantherErrorKind.ProtocolError,
        _ => PantherErrorKind.ApiError,
    };

    /// <summary>Whether a 404 means the thing that the request addresses, not another that it names, nor a wrong address.</summary>
    private static bool IsTargetMissing(ApiCall call, ErrorBody answer) =>
        call is { StatusMeansTarget: true, Target: { } target } && !answer.IsHtml
        && (answer.Text is null || !CallTarget.SaysNotFound(answer.Text) || target.IsMeantBy(answer.Text));

    private static string ReasonOf(HttpResponseMessage response) =>
        Enum.IsDefined(typeof(HttpStatusCode), response.StatusCode) ? " " + response.StatusCode : "";

    private static string RedirectTarget(HttpResponseMessage response, Redactor redactor)
    {
        Uri? location = response.Headers.Location;
        return location is { IsAbsoluteUri: true } ? " to " + redactor.Clean($"{location.Scheme}://{location.Authority}") : "";
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response, IClock clock)
    {
        System.Net.Http.Headers.RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        TimeSpan? wait = header?.Delta ?? (header?.Date - (response.Headers.Date ?? clock.UtcNow));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
