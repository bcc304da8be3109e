namespace Panther.Client.Http;

/// <summary>Whether a failed request is sent again, and after which wait: exponential backoff with jitter.</summary>
internal sealed class RetryPolicy(int maximumRetryCount, Func<double> random)
{
    /// <summary>A <c>Retry-After</c> longer than this is not waited for.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>What all waits of one request may add up to.</summary>
    public static readonly TimeSpan LongestTotalWait = TimeSpan.FromMinutes(3);

    private const double FirstBackoffSeconds = 0.5;
    private const double LongestBackoffSeconds = 20;

    public int MaximumRetryCount { get; } = maximumRetryCount;

    /// <summary>The wait before the next attempt, or null where there is none.</summary>
    /// <param name="failure">What the last attempt ended with.</param>
    /// <param name="safety">When the request may be sent again.</param>
    /// <param name="retries">How often it was already repeated.</param>
    /// <param name="waited">What the waits so far add up to.</param>
    public TimeSpan? NextDelay(PantherException failure, RequestSafety safety, int retries, TimeSpan waited)
    {
        if (retries >= MaximumRetryCount || !MayRepeat(failure, safety))
        {
            return null;
        }

        TimeSpan delay = failure.RetryAfter ?? (failure.StatusCode == 429 ? BackoffWithFloor(retries) : Backoff(retries));
        bool tooLong = failure.RetryAfter > LongestRetryAfter || waited + delay > LongestTotalWait;
        return tooLong ? null : delay;
    }

    /// <summary>How long the others wait after a request was turned away that is not sent again itself; null for not at all.</summary>
    public TimeSpan? HoldAfter(PantherException failure) =>
        MaximumRetryCount == 0 || failure.RetryAfter > LongestRetryAfter ? null : failure.RetryAfter ?? BackoffWithFloor(0);

    /// <summary>The wait before something is looked for once more, or null where it was looked for often enough.</summary>
    public TimeSpan? NextWait(int searches, TimeSpan waited)
    {
        TimeSpan delay = Backoff(searches);
        return searches >= MaximumRetryCount || waited + delay > LongestTotalWait ? null : delay;
    }

    private static bool MayRepeat(PantherException failure, RequestSafety safety) => failure.Outcome.IsTransient && safety switch
    {
        RequestSafety.Read => true,
        RequestSafety.Idempotent => failure.StatusCode != 500 || failure.Outcome.Delivery == Delivery.NotSent,
        RequestSafety.Create => failure.Outcome.Delivery == Delivery.NotSent,
        _ => false,
    };

    /// <summary>Somewhere between nothing and a bound, so that those whom one fault struck do not come back together.</summary>
    private TimeSpan Backoff(int retries) => TimeSpan.FromSeconds(random() * BackoffBound(retries));

    /// <summary>In the upper half of the bound: who was asked to slow down does not come back at once.</summary>
    private TimeSpan BackoffWithFloor(int retries) => TimeSpan.FromSeconds((0.5 + (0.5 * random())) * BackoffBound(retries));

    private static double BackoffBound(int retries) => Math.Min(LongestBackoffSeconds, FirstBackoffSeconds * Math.Pow(2, retries));
}
