namespace Panther.Client.Http;

/// <summary>
/// The one gate of a connection. When the API turns a request away because there are too many, every request of that
/// connection waits, and only half as many as before are let under way at once; each good answer adds a little.
/// </summary>
internal sealed class RetryGate(IClock clock)
{
    /// <summary>More than any caller has under way: from here on there is no limit.</summary>
    private const int NoLimit = 256;

    private readonly object _lock = new();
    private readonly LinkedList<TaskCompletionSource<Pass>> _repeated = [];
    private readonly LinkedList<TaskCompletionSource<Pass>> _new = [];
    private TimeSpan _opensAt;
    private double _limit = NoLimit;
    private int _underWay;
    private int _closings;
    private long _served;
    private bool _isOpeningAwaited;

    /// <summary>How many requests may be under way.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return (int)_limit;
            }
        }
    }

    /// <summary>How many good answers there were: whether the API serves this connection at all.</summary>
    public long Served => Interlocked.Read(ref _served);

    /// <summary>Waits until the gate is open and a place is free. Who was turned away before goes first.</summary>
    /// <param name="isRepeated">Whether this request was sent before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Pass> EnterAsync(bool isRepeated, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedList<TaskCompletionSource<Pass>> queue = isRepeated ? _repeated : _new;
        LinkedListNode<TaskCompletionSource<Pass>> me;
        lock (_lock)
        {
            me = queue.AddLast(new TaskCompletionSource<Pass>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        Admit();
        using (cancellationToken.Register(() => GiveUp(me, cancellationToken)))
        {
            return await me.Value.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Keeps the gate shut for at least this long, because the API turned away the request of a pass.</summary>
    public void CloseFor(TimeSpan delay, Pass pass)
    {
        lock (_lock)
        {
            TimeSpan opensAt = clock.Elapsed + delay;
            if (opensAt > _opensAt)
            {
                _opensAt = opensAt;
            }

            // All that were under way together are turned away together; that is one sign, not many.
            if (pass.Closings == _closings)
            {
                _closings++;
                _limit = Math.Max(1, Math.Min(_limit, _underWay) / 2);
            }
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource<Pass>> waiting, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            waiting.List?.Remove(waiting);
        }

        waiting.Value.TrySetCanceled(cancellationToken);
    }

    private void Leave(bool isServed)
    {
        lock (_lock)
        {
            _underWay--;
            if (isServed)
            {
                _served++;
                _limit = Math.Min(NoLimit, _limit + (1 / _limit));
            }
        }

        Admit();
    }

    /// <summary>Lets in who may come in, and sees to it that the rest is let in later.</summary>
    private void Admit()
    {
        TimeSpan wait;
        lock (_lock)
        {
            wait = _opensAt - clock.Elapsed;
            while (wait <= TimeSpan.Zero && (_underWay < (int)_limit || _limit >= NoLimit) && TakeFirst() is { } next)
            {
                _underWay++;
                if (!next.TrySetResult(new Pass(this, _closings)))
                {
                    _underWay--;
                }
            }

            // With places taken, the next to leave lets others in.
            if (wait <= TimeSpan.Zero || _isOpeningAwaited || _repeated.Count + _new.Count == 0)
            {
                return;
            }

            _isOpeningAwaited = true;
        }

        _ = OpenAsync(wait);
    }

    private TaskCompletionSource<Pass>? TakeFirst()
    {
        LinkedList<TaskCompletionSource<Pass>> queue = _repeated.Count > 0 ? _repeated : _new;
        TaskCompletionSource<Pass>? first = queue.First?.Value;
        if (first is not null)
        {
            queue.RemoveFirst();
        }

        return first;
    }

    private async Task OpenAsync(TimeSpan wait)
    {
        try
        {
            await clock.Delay(wait, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _isOpeningAwaited = false;
            }

            Admit();
        }
    }

    /// <summary>The right to send one request; it is given back when the answer's status is there.</summary>
    public sealed class Pass(RetryGate gate, int closings) : IDisposable
    {
        private int _hasLeft;

        /// <summary>How often the gate had been shut when this request went through it.</summary>
        public int Closings { get; } = closings;

        /// <summary>Gives the place back.</summary>
        /// <param name="isServed">Whether the API did what it was asked for, in good time.</param>
        public void Leave(bool isServed)
        {
            if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
            {
                gate.Leave(isServed);
            }
        }

        /// <summary>Gives the place back, if that was not done.</summary>
        public void Dispose() => Leave(isServed: false);
    }
}
