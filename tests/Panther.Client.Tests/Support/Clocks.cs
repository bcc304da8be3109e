using System.Collections.Concurrent;
using System.Diagnostics;
using Panther.Client.Http;

namespace Panther.Client.Tests.Support;

/// <summary>A clock on which every wait is over at once, and has taken its time.</summary>
internal sealed class InstantClock : IClock
{
    private readonly Stopwatch _stopwatch = Stopwatch.StartNew();
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>What is done instead of waiting.</summary>
    public Func<Task>? OnWait { get; set; }

    /// <summary>The waits so far.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public TimeSpan Elapsed => _stopwatch.Elapsed + Skipped;

    public DateTimeOffset UtcNow => DateTimeOffset.UtcNow + Skipped;

    private TimeSpan Skipped => _waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait);

    public async Task Delay(TimeSpan delay, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _waits.Enqueue(delay);
        if (OnWait is not null)
        {
            await OnWait();
        }
    }
}

/// <summary>A clock that stands still until a test lets time pass.</summary>
internal sealed class VirtualClock : IClock
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly object _lock = new();
    private readonly List<Sleeper> _sleepers = [];
    private readonly SemaphoreSlim _fellAsleep = new(0);
    private TimeSpan _now;

    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    public DateTimeOffset UtcNow => s_start + Elapsed;

    public Task Delay(TimeSpan delay, CancellationToken cancellationToken)
    {
        Sleeper sleeper;
        lock (_lock)
        {
            sleeper = new Sleeper(_now + delay);
            _sleepers.Add(sleeper);
        }

        cancellationToken.Register(() => sleeper.End.TrySetCanceled(cancellationToken));
        _fellAsleep.Release();
        return sleeper.End.Task;
    }

    /// <summary>Waits until somebody falls asleep who has not been waited for yet.</summary>
    public async Task WaitForSleeperAsync() => Assert.True(await _fellAsleep.WaitAsync(s_patience), "Nobody waits.");

    /// <summary>Lets time pass and wakes those whose wait is over.</summary>
    public void Advance(TimeSpan time)
    {
        Sleeper[] due;
        lock (_lock)
        {
            _now += time;
            due = [.. _sleepers.Where(s => s.Until <= _now)];
            _sleepers.RemoveAll(s => s.Until <= _now);
        }

        foreach (Sleeper sleeper in due)
        {
            sleeper.End.TrySetResult();
        }
    }

    private sealed class Sleeper(TimeSpan until)
    {
        public TimeSpan Until { get; } = until;

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
