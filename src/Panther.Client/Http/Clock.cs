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

    public DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

    public Task Delay(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, cancellationToken);
}
