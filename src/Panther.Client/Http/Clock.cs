using System.Diagnostics;

namespace Panther.Client.Http;

/// <summary>Time, so that a test can let it pass at will.</summary>
internal interface IClock
{
    /// <summary>Monotonic time since some fixed point.</summary>
    TimeSpan Elapsed { get; }

    DateTimeOffset UtcNow { get; }

    Task Delay(TimeSpan delay, CancellationToken cancellationToken);
}

/// <summary>Real time.</summary>
internal sealed class SystemClock : IClock
{
    private readonly Stopwatch _stopwatch = Stopwatch.StartNew();

    public static SystemClock Instance { get; } = new();

    public TimeSpan Elapsed => _stopwatch.Elapsed;

#pragma warning disable RS0030 // The one place that asks the system for the time.
    public DateTimeOffset UtcNow => DateTimeOffset.UtcNow;
#pragma warning restore RS0030

    public Task Delay(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, cancellationToken);
}
