using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>What requests say while they run, on its way to the pipeline thread, which alone may write.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never taken holds nothing to dispose.")]
internal sealed class MessageQueue : IProgress<ClientMessage>
{
    private readonly ConcurrentQueue<ClientMessage> _messages = new();
    private readonly SemaphoreSlim _wake = new(0);

    /// <inheritdoc/>
    public void Report(ClientMessage value)
    {
        _messages.Enqueue(value);
        Wake();
    }

    /// <summary>Ends a wait early.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Waits until there is something to do, at most for a while.</summary>
    public void Wait(TimeSpan atMost, CancellationToken cancellationToken) => _wake.Wait(atMost, cancellationToken);

    public bool TryTake([NotNullWhen(true)] out ClientMessage? message) => _messages.TryDequeue(out message);
}
