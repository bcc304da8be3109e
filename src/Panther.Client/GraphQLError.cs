namespace Panther.Client;

/// <summary>One entry of a GraphQL answer's <c>errors</c>.</summary>
public sealed class GraphQLError(string message, string? code, IReadOnlyList<string> path)
{
    /// <summary>What the API says.</summary>
    public string Message { get; } = message;

    /// <summary>The API's code for it (<c>extensions.code</c>), such as <c>BAD_USER_INPUT</c>; null where there is none.</summary>
    public string? Code { get; } = code;

    /// <summary>The field of the answer that it is about, from the root; empty where it is about the whole request.</summary>
    public IReadOnlyList<string> Path { get; } = path;

    /// <inheritdoc/>
    public override string ToString() => Code is null ? Message : $"{Message} ({Code})";
}
