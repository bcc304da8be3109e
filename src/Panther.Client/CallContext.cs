namespace Panther.Client;

/// <summary>What a caller hands to each operation: how to stop it, and where its messages go.</summary>
public sealed class CallContext(IProgress<ClientMessage>? messages = null, CancellationToken cancellationToken = default)
{
    /// <summary>A context that cannot be cancelled and listens to nothing.</summary>
    public static CallContext None { get; } = new();

    /// <summary>Ends the operation, its request in flight and its waits.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The same with another token.</summary>
    internal CallContext With(CancellationToken token) => new(messages, token);

    internal void Verbose(string text) => messages?.Report(new ClientMessage(ClientMessageLevel.Verbose, text));

    internal void Warning(string text) => messages?.Report(new ClientMessage(ClientMessageLevel.Warning, text));
}
