using System.Collections.Concurrent;

namespace Panther.Client;

/// <summary>
/// What a caller hands to each operation: how to stop it, and where its messages go. A caller that makes many operations out of
/// one command gives all of them the same context, and is told once what holds for all.
/// </summary>
public sealed class CallContext(IProgress<ClientMessage>? messages = null, CancellationToken cancellationToken = default)
{
    private readonly ChangeScope? _changes;
    private readonly ConcurrentDictionary<object, bool> _warned = new();

    /// <summary>A context that cannot be cancelled and listens to nothing.</summary>
    public static CallContext None { get; } = new();

    /// <summary>Ends the operation, its request in flight and its waits.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    private CallContext(
        IProgress<ClientMessage>? messages,
        ConcurrentDictionary<object, bool> warned,
        CancellationToken cancellationToken,
        ChangeScope? changes = null)
        : this(messages, cancellationToken)
    {
        _warned = warned;
        _changes = changes;
    }

    /// <summary>The same with another token.</summary>
    internal CallContext With(CancellationToken token) => new(messages, _warned, token);

    /// <summary>The same for one piece of the command's work, which knows whether it has sent a change.</summary>
    internal CallContext With(ChangeScope changes) => new(messages, _warned, changes.Token, changes);

    /// <summary>To be called right before a request that changes something leaves.</summary>
    /// <exception cref="OperationCanceledException">The caller begins nothing more.</exception>
    internal void BeginChange() => _changes?.Begin();

    internal void Verbose(string text) => messages?.Report(new ClientMessage(ClientMessageLevel.Verbose, text));

    /// <summary>Says what is waited for from now on.</summary>
    internal void Status(string text) => messages?.Report(new ClientMessage(ClientMessageLevel.Status, text));

    /// <summary>Warns of a fact once, however many operations of this context meet it.</summary>
    /// <param name="fact">What is warned of: two facts are the same where they are equal.</param>
    /// <param name="text">The warning.</param>
    internal void WarnOnce(object fact, string text)
    {
        if (messages is not null && _warned.TryAdd(fact, true))
        {
            Warning(text);
        }
    }

    internal void Warning(string text) => messages?.Report(new ClientMessage(ClientMessageLevel.Warning, text));
}
