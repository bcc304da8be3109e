using Panther.Client.Http;

namespace Panther.Client.GraphQL;

/// <summary>An operation of the GraphQL API: its document, when it may be repeated, and what it needs.</summary>
/// <param name="Name">The operation's name in its document.</param>
/// <param name="Document">The document.</param>
/// <param name="Safety">When it may be sent again.</param>
internal sealed record GraphQLOperation(string Name, GraphQLDocument Document, RequestSafety Safety)
{
    /// <summary>The permissions that it needs, by their names in the Panther Console.</summary>
    public string? RequiredPermissions { get; init; }

    /// <summary>What it is about; null where that is its target, or nothing that is known here.</summary>
    public Noun? Noun { get; init; }

    /// <summary>The thing that it addresses by id; null for none.</summary>
    public CallTarget? Target { get; init; }

    /// <summary>The largest answer that is read, after decompression.</summary>
    public long MaximumBytes { get; init; } = ApiCall.UsualMaximumBytes;

    /// <summary>Whether its document gives it no name, so that <see cref="Name"/> is for messages alone.</summary>
    public bool IsUnnamed { get; init; }

    /// <summary>Warns of the errors that came beside the data that an operation succeeded with.</summary>
    /// <param name="errors">The errors.</param>
    /// <param name="context">The caller's.</param>
    /// <param name="clean">Takes secrets out that were not known when the errors were read; null for none.</param>
    public void WarnOfErrors(IEnumerable<GraphQLError> errors, CallContext context, Func<string, string>? clean = null)
    {
        string said = string.Join("; ", errors.Select(e => e.Message).Distinct().Take(5));
        if (said.Length > 0)
        {
            context.Warning($"{Name} succeeded, but Panther reports: {clean?.Invoke(said) ?? said}");
        }
    }

    /// <summary>An operation whose document is the file of its name.</summary>
    /// <param name="path">The file's path within the project, without its extension, such as <c>Folder/Document</c>.</param>
    /// <param name="safety">When it may be sent again.</param>
    public static GraphQLOperation Load(string path, RequestSafety safety) =>
        new(path.Substring(path.LastIndexOf('/') + 1), GraphQLDocument.Load(path), safety);
}
