namespace Panther.Client.Http;

/// <summary>
/// One value that takes a request to read, cached for a while. All who ask at once share one read, which goes on when they
/// wait no longer, for the next who asks. A read that fails is not repeated for a while, and leaves the older value as it is.
/// </summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="clock">The time by which the value ages.</param>
/// <param name="lifetime">How long it is fresh.</param>
/// <param name="pauseAfterFailure">How long a read that failed is not repeated for those who can do without the value.</param>
/// <param name="version">A number that changes where the value may have changed; a value of another number is stale. Null for none.</param>
internal sealed class CachedValue<T>(IClock clock, TimeSpan lifetime, TimeSpan pauseAfterFailure, Func<int>? version = null)
    where T : class
{
    private readonly object _lock = new();
    private T? _value;
    private TimeSpan _readAt;
    private int _readVersion;
    private TimeSpan? _failedAt;
    private Task<T>? _reading;
    private CancellationTokenSource? _end;
    private int _needed;
    private bool _isForNext;

    /// <summary>The value if it is fresh, without waiting; else null.</summary>
    public T? Fresh
    {
        get
        {
            lock (_lock)
            {
                return IsFresh ? _value : null;
            }
        }
    }

    private bool IsFresh => _value is not null && clock.Elapsed - _readAt < lifetime && _readVersion == Version;

    private int Version => version?.Invoke() ?? 0;

    /// <summary>The value, however long it takes.</summary>
    /// <param name="read">Reads it; it is cancelled when the last who needs it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Exception">What the read ended with; the next who asks reads anew.</exception>
    public async Task<T> GetAsync(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        Task<T> reading;
        lock (_lock)
        {
            if (IsFresh)
            {
                return _value!;
            }

            reading = _reading ?? Begin(read);
            _needed++;
        }

        var stopped = new TaskCompletionSource<bool>();
        using (cancellationToken.Register(() => stopped.TrySetResult(true)))
        {
            await Task.WhenAny(reading, stopped.Task).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _needed--;
            if (_needed == 0 && !_isForNext && _reading == reading && !reading.IsCompleted)
            {
                _reading = null;
                _end!.Cancel();
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await reading.ConfigureAwait(false);
    }

    /// <summary>The value if it can be had within a limit; else an older one, or null where there has never been one.</summary>
    /// <param name="read">Reads it; it has to end some time by itself, since it goes on for the next who asks.</param>
    /// <param name="limit">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait, not the read.</param>
    /// <param name="isPauseKept">Whether a read that has just failed is not repeated.</param>
    public async Task<T?> TryGetAsync(
        Func<CancellationToken, Task<T>> read, TimeSpan limit, CancellationToken cancellationToken, bool isPauseKept = true)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task limitReached = Task.Delay(limit, stop.Token);
        while (true)
        {
            Task<T> reading;
            lock (_lock)
            {
                bool isPause = isPauseKept && _reading is null && _failedAt is { } failed && clock.Elapsed - failed < pauseAfterFailure;
                if (IsFresh || isPause)
                {
                    stop.Cancel();
                    return _value;
                }

                reading = _reading ?? Begin(read);
                _isForNext = true;
            }

            await Task.WhenAny(reading, limitReached).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (limitReached.IsCompleted || reading.IsFaulted || reading.IsCanceled)
            {
                stop.Cancel();
                lock (_lock)
                {
                    return _value;
                }
            }
        }
    }

    private Task<T> Begin(Func<CancellationToken, Task<T>> read)
    {
        int versionBefore = Version;
        var end = new CancellationTokenSource();
        _end = end;
        _isForNext = false;
        _reading = Task.Run(ReadAsync);

        // Nobody may be waiting any more when it fails.
        _ = _reading.ContinueWith(
            failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return _reading;

        async Task<T> ReadAsync()
        {
            T? value = null;
            try
            {
                return value = await read(end.Token).ConfigureAwait(false);
            }
            finally
            {
                lock (_lock)
                {
                    // One that was given up must not speak for the next.
                    if (_end == end)
                    {
                        _reading = null;
                        _failedAt = value is null ? clock.Elapsed : null;
                    }

                    if (value is not null)
                    {
                        _value = value;
                        _readAt = clock.Elapsed;
                        _readVersion = versionBefore;
                    }
                }
            }
        }
    }
}
