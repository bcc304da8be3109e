namespace Panther.Client.Http;

/// <summary>When a request may be sent again.</summary>
internal enum RequestSafety
{
    /// <summary>Changes nothing: repeated after any passing fault.</summary>
    Read,

    /// <summary>Changes something, and twice is as good as once (update, delete): repeated, but not after a 500.</summary>
    Idempotent,

    /// <summary>Changes something each time (create): repeated only where it certainly did not arrive.</summary>
    Create,

    /// <summary>Never repeated: nice to have, and not worth a wait.</summary>
    Once,

    /// <summary>Replaces the token that it is sent with: never repeated, not even with another token.</summary>
    Rotation,
}

/// <summary>One request to the API, as often as it may be sent.</summary>
internal sealed class ApiCall(string operation, HttpMethod method, Uri uri, RequestSafety safety)
{
    /// <summary>The largest answer of any kind.</summary>
    public const long LargestMaximumBytes = 512L * 1024 * 1024;

    /// <summary>The largest answer of an operation of ours that is read as a whole, which takes many times its size in memory.</summary>
    public const long UsualMaximumBytes = 64L * 1024 * 1024;

    /// <summary>The operation's name, for messages and errors.</summary>
    public string Operation { get; } = operation;

    public HttpMethod Method { get; } = method;

    public Uri Uri { get; } = uri;

    public RequestSafety Safety { get; } = safety;

    /// <summary>The JSON that is sent, in UTF-8; null for none.</summary>
    public byte[]? Body { get; set; }

    /// <summary>The permissions that it needs, by their Console names.</summary>
    public string? RequiredPermissions { get; set; }

    /// <summary>What it is about; null for a request of the caller's own.</summary>
    public Noun? Noun { get; set; }

    /// <summary>The thing that it addresses by id, so that an answer of "not found" may mean that thing; null for none.</summary>
    public CallTarget? Target { get; set; }

    /// <summary>Whether the status 404 means that thing, as in REST; in GraphQL it means that the address is wrong.</summary>
    public bool StatusMeansTarget { get; set; }

    /// <summary>The largest answer that is read, after decompression.</summary>
    public long MaximumBytes { get; set; } = UsualMaximumBytes;

    /// <summary>Secrets in the body, kept out of every message about this call.</summary>
    public IReadOnlyList<string> Secrets { get; set; } = [];
}
