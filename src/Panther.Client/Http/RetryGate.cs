namespace Panther.Client.Http;

/// <summary>
/// The one gate of a connection: when the API asks one request to slow down, every request of that connection waits.
/// </summary>
internal sealed class RetryGate(IClock clock)
{
    private readonly object _lock = new();
    private TimeSpan _opensAt;

    /// <summary>Keeps the gate shut for at least this long.</summary>
    public void CloseFor(TimeSpan delay)
    {
        lock (_lock)
        {
            TimeSpan opensAt = clock.Elapsed + delay;
            if (opensAt > _opensAt)
            {
                _opensAt = opensAt;
            }
        }
    }

    /// <summary>Waits until the gate is open.</summary>
    public Task PassAsync(CancellationToken cancellationToken) =>
        TimeLeft() > TimeSpan.Zero ? WaitAsync(cancellationToken) : Task.CompletedTask;

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        while ((wait = TimeLeft()) > TimeSpan.Zero)
        {
            await clock.Delay(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan TimeLeft()
    {
        lock (_lock)
        {
            return _opensAt - clock.Elapsed;
        }
    }
}
