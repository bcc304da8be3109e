using System.Globalization;

namespace Panther.Client.Http;

/// <summary>The attempts of one request: each waits at the connection's gate, and each failure decides about the next.</summary>
internal sealed class Attempts(HttpPipeline http, ApiCall call, CallContext context)
{
    private int _retries;
    private TimeSpan _waited;

    /// <summary>Whether an attempt ended so that it may have been carried out: what the next finds may be its doing.</summary>
    public bool MayHaveBeenCarriedOut { get; private set; }

    /// <summary>When the last attempt was sent, by the connection's clock; null before the first.</summary>
    public TimeSpan? SentAt { get; private set; }

    private Delivery DeliverySoFar => MayHaveBeenCarriedOut ? Delivery.Unknown : Delivery.NotSent;

    /// <summary>Makes one attempt.</summary>
    /// <returns>A 2xx answer.</returns>
    /// <exception cref="PantherException">Any other end.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped it.</exception>
    public async Task<HttpExchange> SendAsync()
    {
        if (http.HasEnded)
        {
            throw HttpPipeline.NotConnected(call.Operation, DeliverySoFar);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, http.Ended);
        using var timeout = new CancellationTokenSource();
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, timeout.Token);
        TimeSpan started = http.Clock.Elapsed;
        var failures = new HttpFailures(http, call);
        bool isSent = false;
        try
        {
            await http.Gate.PassAsync(stop.Token).ConfigureAwait(false);
            started = http.Clock.Elapsed;
            timeout.CancelAfter(http.Timeout);
            isSent = true;
            SentAt = started;
            HttpResponseMessage response = await http.SendOnceAsync(call, attempt.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode && response.Headers.Age is null)
            {
                http.ServerClock.Note(response.Headers.Date, started);
            }

            timeout.CancelAfter(System.Threading.Timeout.Infinite);
            int status = (int)response.StatusCode;
            string? requestId = HttpFailures.RequestIdOf(response);
            Say(Describe(status, requestId));

            ResponseBody body = await ResponseBody.OpenAsync(
                response,
                http.Timeout - Took(),
                e => failures.FromBody(e, status, requestId),
                http.Clock,
                call.MaximumBytes,
                http.Ended,
                context.CancellationToken).ConfigureAwait(false);
            if (status is >= 200 and < 300)
            {
                return new HttpExchange(response, requestId, body, MayHaveBeenCarriedOut);
            }

            using (body)
            {
                throw failures.FromStatus(response, requestId, body);
            }
        }
        catch (Exception e) when (e is not PantherException)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (http.HasEnded && !isSent)
            {
                throw HttpPipeline.NotConnected(call.Operation, DeliverySoFar);
            }

            PantherException failure = failures.FromTransport(e, timeout.IsCancellationRequested);
            Say(Describe(null, null) + ", " + failure.Kind);
            throw failure;
        }

        TimeSpan Took() => http.Clock.Elapsed - started;

        string Describe(int? status, string? requestId) => string.Format(
            CultureInfo.InvariantCulture,
            "{0}: {1}, {2:0} ms{3}",
            call.Operation,
            status is null ? "no answer" : "HTTP " + status,
            Took().TotalMilliseconds,
            requestId is null ? "" : ", request " + requestId);
    }

    /// <summary>Waits as the policy says, and tells whether there is another attempt.</summary>
    public async Task<bool> WaitToRetryAsync(PantherException failure)
    {
        failure.MayHaveBeenCarriedOut = MayHaveBeenCarriedOut;
        MayHaveBeenCarriedOut |= failure.Delivery == Delivery.Unknown;
        TimeSpan? delay = http.Policy.NextDelay(failure, call.Safety, _retries, _waited);
        if (delay is null)
        {
            return false;
        }

        _retries++;
        _waited += delay.Value;
        Say(string.Format(
            CultureInfo.InvariantCulture,
            "{0}: attempt {1} of {2} in {3:0.0} s, after: {4}",
            call.Operation,
            _retries + 1,
            http.Policy.MaximumRetryCount + 1,
            delay.Value.TotalSeconds,
            failure.Message));
        if (failure.StatusCode == 429)
        {
            // The gate, not this request alone, does the waiting.
            http.Gate.CloseFor(delay.Value);
        }
        else
        {
            await http.WaitAsync(delay.Value, call.Operation, context, DeliverySoFar).ConfigureAwait(false);
        }

        return true;
    }

    private void Say(string text) => context.Verbose(http.Redactor.Clean(text));
}
