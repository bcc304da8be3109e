namespace Panther.Client;

/// <summary>
/// Knows whether one piece of a caller's work has sent a request that changes something. Until then the work can be ended
/// with nothing done; from then on only the caller's own end stops it, so that its outcome can be told.
/// </summary>
internal sealed class ChangeScope : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly IReadOnlyList<ChangeScope> _parts = [];
    private bool _hasBegun;
    private bool _isClosed;

    /// <param name="end">Ends the work whatever it has sent.</param>
    public ChangeScope(CancellationToken end) => _stop = CancellationTokenSource.CreateLinkedTokenSource(end);

    /// <param name="parts">The pieces of work that one request changes: it begins the change of each.</param>
    /// <param name="end">Ends the work whatever it has sent.</param>
    public ChangeScope(IReadOnlyList<ChangeScope> parts, CancellationToken end)
        : this(end) => _parts = parts;

    /// <summary>Ends the work's requests and waits.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether a change was sent.</summary>
    public bool HasBegun
    {
        get
        {
            lock (_stop)
            {
                return _hasBegun;
            }
        }
    }

    /// <summary>To be called right before a request that changes something leaves.</summary>
    /// <exception cref="OperationCanceledException">The caller begins nothing more.</exception>
    public void Begin()
    {
        foreach (ChangeScope part in _parts)
        {
            part.Begin();
        }

        lock (_stop)
        {
            if (_isClosed && !_hasBegun)
            {
                throw new OperationCanceledException(Token);
            }

            _hasBegun = true;
        }
    }

    /// <summary>Lets nothing more begin: work that has sent no change is ended.</summary>
    /// <returns>Whether a change was sent, whose outcome is worth a wait.</returns>
    public bool Close()
    {
        lock (_stop)
        {
            _isClosed = true;
            if (_hasBegun)
            {
                return true;
            }
        }

        _stop.Cancel();
        return false;
    }

    public void Dispose() => _stop.Dispose();
}
