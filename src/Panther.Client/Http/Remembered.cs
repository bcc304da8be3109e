namespace Panther.Client.Http;

/// <summary>
/// One value that takes a request to read, remembered for a while. All who ask at once share one read, which goes on when they
/// wait no longer, for the next who asks. A read that fails is not repeated for a while, and leaves the older value as it is.
/// </summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="clock">The time by which the value ages.</param>
/// <param name="lifetime">How long it is fresh.</param>
/// <param name="pauseAfterFailure">How long a read that failed is not repeated for those who can do without the value.</param>
/// <param name="version">A number that changes where the value may have changed; a value of another number is stale. Null for none.</param>
internal sealed class Remembered<T>(IClock clock, TimeSpan lifetime, TimeSpan pauseAfterFailure, Func<int>? version = null)
    where T : class
{
    private readonly object _lock = new();
    private T? _value;
    private TimeSpan _readAt;
    private int _readVersion;
    private TimeSpan? _failedAt;
    private Task<T>? _reading;

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
    /// <param name="read">Reads it; it has to end some time, since it is not cancelled.</param>
    /// <param name="cancellationToken">Ends the wait, not the read.</param>
    /// <exception cref="Exception">What the read ended with; the next who asks reads anew.</exception>
    public async Task<T> GetAsync(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        Task<T> reading;
        lock (_lock)
        {
            if (IsFresh)
            {
                return _value!;
            }

            reading = _reading ?? Begin(read);
        }

        var stopped = new TaskCompletionSource<bool>();
        using (cancellationToken.Register(() => stopped.TrySetResult(true)))
        {
            await Task.WhenAny(reading, stopped.Task).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await reading.ConfigureAwait(false);
    }

    /// <summary>The value if it can be had within a limit; else an older one, or null where there has never been one.</summary>
    /// <param name="read">Reads it; it has to end some time, since it is not cancelled.</param>
    /// <param name="limit">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait, not the read.</param>
    public async Task<T?> TryGetAsync(Func<Task<T>> read, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task limitReached = Task.Delay(limit, stop.Token);
        while (true)
        {
            Task<T> reading;
            lock (_lock)
            {
                bool isPause = _reading is null && _failedAt is { } failed && clock.Elapsed - failed < pauseAfterFailure;
                if (IsFresh || isPause)
                {
                    stop.Cancel();
                    return _value;
                }

                reading = _reading ?? Begin(read);
            }

            await Task.WhenAny(reading, limitReached).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (limitReached.IsCompleted || reading.IsFaulted)
            {
                stop.Cancel();
                lock (_lock)
                {
                    return _value;
                }
            }
        }
    }

    private Task<T> Begin(Func<Task<T>> read)
    {
        int versionBefore = Version;
        _reading = Task.Run(ReadAsync);

        // Nobody may be waiting any more when it fails.
        _ = _reading.ContinueWith(
            failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return _reading;

        async Task<T> ReadAsync()
        {
            try
            {
                T value = await read().ConfigureAwait(false);
                lock (_lock)
                {
                    _value = value;
                    _readAt = clock.Elapsed;
                    _readVersion = versionBefore;
                    _failedAt = null;
                    _reading = null;
                }

                return value;
            }
            catch
            {
                lock (_lock)
                {
                    _failedAt = clock.Elapsed;
                    _reading = null;
                }

                throw;
            }
        }
    }
}
