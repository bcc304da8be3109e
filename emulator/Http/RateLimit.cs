namespace Panther.Emulator.Http;

/// <summary>Lets so many requests through within any second.</summary>
public sealed class RateLimit(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Queue<long> _passed = new();

    /// <summary>Whether a request may pass; one that may not does not count.</summary>
    /// <param name="perSecond">0 for no limit.</param>
    public bool Pass(int perSecond)
    {
        if (perSecond == 0)
        {
            return true;
        }

        long now = _time.GetTimestamp();
        while (_passed.TryPeek(out long oldest) && _time.GetElapsedTime(oldest, now) >= TimeSpan.FromSeconds(1))
        {
            _passed.Dequeue();
        }

        if (_passed.Count >= perSecond)
        {
            return false;
        }

        _passed.Enqueue(now);
        return true;
    }
}
