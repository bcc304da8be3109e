namespace Panther.Client;

/// <summary>How loud a <see cref="ClientMessage"/> is.</summary>
public enum ClientMessageLevel
{
    /// <summary>One line a request, and each wait.</summary>
    Verbose,

    /// <summary>Something that the caller should know although the operation goes on.</summary>
    Warning,

    /// <summary>What is waited for just now; each replaces the one before. It is worth showing where the wait is long.</summary>
    Status,
}

/// <summary>A line that the client says while it works. It never holds a secret.</summary>
public sealed class ClientMessage(ClientMessageLevel level, string text)
{
    /// <summary>How loud it is.</summary>
    public ClientMessageLevel Level { get; } = level;

    /// <summary>The line.</summary>
    public string Text { get; } = text;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
