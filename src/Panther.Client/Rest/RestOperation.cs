using Panther.Client.Http;

namespace Panther.Client.Rest;

/// <summary>An operation of the REST API: its method, when it may be repeated, and what it needs.</summary>
/// <param name="Name">Its name, for messages and errors.</param>
/// <param name="Method">Its HTTP method.</param>
/// <param name="Safety">When it may be sent again.</param>
internal sealed record RestOperation(string Name, HttpMethod Method, RequestSafety Safety)
{
    /// <summary>The permissions that it needs, by their names in the Panther Console.</summary>
    public string? RequiredPermissions { get; init; }

    /// <summary>What it is about; null where that is its target, or nothing that is known here.</summary>
    public Noun? Noun { get; init; }

    /// <summary>The thing that it addresses by id; null for none.</summary>
    public CallTarget? Target { get; init; }

    /// <summary>The largest answer that is read, after decompression.</summary>
    public long MaximumBytes { get; init; } = ApiCall.UsualMaximumBytes;
}
