using System.Globalization;

namespace Panther.Client.Http;

/// <summary>The attempts of one request: each waits at the connection's gate, and each failure decides about the next.</summary>
internal sealed class Attempts(HttpPipeline http, ApiCall call, CallContext context)
{
    /// <summary>A bound for the times that a request is turned away while others are served, each of which has its wait.</summary>
    private const int MostTurns = 100;

    private int _retries;
    private int _turns;
    private long _servedBefore = -1;
    private TimeSpan _waited;
    private RetryGate.Pass? _refusedPass;
    private string _token = "";

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
        RetryGate.Pass? pass = null;
        try
        {
            pass = await http.Gate.EnterAsync(_retries + _turns > 0, stop.Token).ConfigureAwait(false);
            _servedBefore = _servedBefore < 0 ? http.Gate.Served : _servedBefore;
            if (call.Safety != RequestSafety.Read)
            {
                context.BeginChange();
            }

            started = http.Clock.Elapsed;
            timeout.CancelAfter(http.Timeout);
            SentAt = started;
            string attemptOf = _retries > 0 ? $", attempt {_retries + 1} of {http.Policy.MaximumRetryCount + 1}" : "";
            context.Status($"waiting for the answer to {call.Operation}{attemptOf}");
            _token = http.Token;
            HttpResponseMessage response = await http.SendOnceAsync(call, _token, attempt.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode && response.Headers.Age is null)
            {
                http.ServerClock.Note(response.Headers.Date, started);
            }

            timeout.CancelAfter(System.Threading.Timeout.Infinite);
            int status = (int)response.StatusCode;
            if (status != 429)
            {
                pass.Leave(isServed: status < 500);
            }

            string? requestId = failures.RequestIdOf(response);
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
                PantherException failure = await failures.FromStatusAsync(response, requestId, body).ConfigureAwait(false);

                // The place of a request that was turned away stays taken until the gate is shut.
                if (status == 429)
                {
                    _refusedPass = pass;
                    pass = null;
                }

                throw failure;
            }
        }
        catch (Exception e) when (e is not PantherException)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (http.HasEnded && pass is null)
            {
                throw HttpPipeline.NotConnected(call.Operation, DeliverySoFar);
            }

            PantherException failure = failures.FromTransport(e, timeout.IsCancellationRequested);
            Say(Describe(null, null) + ", " + failure.Kind);
            throw failure;
        }
        finally
        {
            pass?.Dispose();
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
        MayHaveBeenCarriedOut |= failure.Outcome.Delivery == Delivery.Unknown;
        if (call.Safety != RequestSafety.Rotation && failure.Kind is (PantherErrorKind.Unauthorized or PantherErrorKind.Forbidden))
        {
            if (await http.WasReplacedAsync(_token, context).ConfigureAwait(false))
            {
                // It was turned away for its token, so nothing was done.
                Say($"{call.Operation}: the token was rotated meanwhile; sent again with the new one.");
                return true;
            }

            if (call.Safety == RequestSafety.Read && failure.Kind == PantherErrorKind.Unauthorized && http.IsTokenNew)
            {
                failure = failure.With(new RequestOutcome(Delivery.NotSent, IsTransient: true));
            }
        }

        using RetryGate.Pass? refused = _refusedPass;
        _refusedPass = null;
        bool isTurn = refused is not null && IsServingOthers() && _turns < MostTurns;
        TimeSpan? delay = http.Policy.NextDelay(failure, call.Safety, isTurn ? 0 : _retries, _waited);
        if (refused is not null && (delay ?? http.Policy.HoldAfter(failure)) is TimeSpan hold)
        {
            http.Gate.CloseFor(hold, refused);
        }

        if (delay is null)
        {
            return false;
        }

        _retries += isTurn ? 0 : 1;
        _turns += isTurn ? 1 : 0;
        _waited += delay.Value;
        string next = isTurn
            ? "rate limited while others are served; its turn comes again"
            : string.Format(CultureInfo.InvariantCulture, "attempt {0} of {1}", _retries + 1, http.Policy.MaximumRetryCount + 1);
        Say(string.Format(
            CultureInfo.InvariantCulture,
            "{0}: {1} in {2:0.0} s, after: {3}",
            call.Operation,
            next,
            delay.Value.TotalSeconds,
            failure.Message));
        string wait = failure.RetryAfter is null ? "trying again in" : "Panther asked to wait";
        context.Status(
            string.Format(CultureInfo.InvariantCulture, "{0}: {1} {2:0.#} s, {3}", call.Operation, wait, delay.Value.TotalSeconds, next));
        if (refused is null)
        {
            await http.WaitAsync(delay.Value, call.Operation, context, DeliverySoFar).ConfigureAwait(false);
        }

        // Else the gate does the waiting, for this request and all others.
        return true;
    }

    /// <summary>
    /// Whether the API has served others since this request asked last: then it is one of too many, and uses up no retry.
    /// </summary>
    private bool IsServingOthers()
    {
        long served = http.Gate.Served;
        bool isServing = served > _servedBefore;
        _servedBefore = served;
        return isServing;
    }

    private void Say(string text) => context.Verbose(text);
}
