using System.Collections.Concurrent;

namespace Panther.Client.Tests.Support;

/// <summary>Keeps what the client says.</summary>
internal sealed class Messages : IProgress<ClientMessage>
{
    private readonly ConcurrentQueue<ClientMessage> _messages = new();

    public IReadOnlyList<string> All => [.. _messages.Select(m => m.Text)];

    public IReadOnlyList<string> Warnings => Of(ClientMessageLevel.Warning);

    public IReadOnlyList<string> Verbose => Of(ClientMessageLevel.Verbose);

    public void Report(ClientMessage value) => _messages.Enqueue(value);

    private string[] Of(ClientMessageLevel level) => [.. _messages.Where(m => m.Level == level).Select(m => m.Text)];
}
