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
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                wait = _opensAt - clock.Elapsed;
            }

            if (wait <= TimeSpan.Zero)
            {
                return;
            }

            await clock.Delay(wait, cancellationToken).ConfigureAwait(false);
        }
    }
}
