using System.Runtime.CompilerServices;
using Panther.Client;
using Panther.Client.Tokens;
using PantherPS.Session;

namespace PantherPS;

/// <summary>A connection to one Panther tenant with one token. Immutable and thread-safe; it never shows the token.</summary>
public sealed class PantherConnection : ITenantObject
{
    /// <summary>The way from the objects that a client has read back to the connection that it belongs to.</summary>
    private static readonly ConditionalWeakTable<PantherClient, PantherConnection> s_byClient = new();

    private readonly PantherClient? _client;
    private readonly string? _whyNone;
    private ConnectionEnd _end;

    internal PantherConnection(
        string name, PantherClient client, string? pantherVersion, ApiToken? token, string? pantherAccountId, string? pantherRegion)
    {
        _client = client;
        Name = name;
        ApiHost = client.Endpoint.ApiHost;
        GraphQLUri = client.Endpoint.GraphQLUri;
        RestUri = client.Endpoint.RestUri;
        PantherVersion = pantherVersion;
        TokenName = token?.Name;
        TokenExpiresAt = token?.ExpiresAt;
        Permissions = token?.Permissions ?? TextList.Empty;
        ConnectedAt = DateTime.Now;
        PantherAccountId = pantherAccountId;
        PantherRegion = pantherRegion;
        s_byClient.Add(client, this);
    }

    private PantherConnection(string name, string whyNone)
    {
        _whyNone = whyNone;
        Name = name;
    }

    /// <summary>The name by which <c>-Connection</c> knows it.</summary>
    public string Name { get; }

    /// <summary>Whether commands of its session use it where they name none, and no piped object brings another along.</summary>
    public bool IsDefault => Table?.Default == this;

    /// <summary>The API's host.</summary>
    public string? ApiHost { get; }

    /// <summary>The address of the GraphQL API.</summary>
    public Uri? GraphQLUri { get; }

    /// <summary>The address under which the paths of the REST API lie.</summary>
    public Uri? RestUri { get; }

    /// <summary>Panther's version; null where the token may not read it.</summary>
    public string? PantherVersion { get; }

    /// <summary>The token's name in the Panther Console; null where the token may not read it.</summary>
    public string? TokenName { get; }

    /// <summary>When the token expires, in local time; null for never, or where the token may not read it.</summary>
    public DateTime? TokenExpiresAt { get; }

    /// <summary>The token's permissions, by the API's names; empty where the token may not read them.</summary>
    public TextList Permissions { get; } = TextList.Empty;

    /// <summary>When the connection was made, in local time.</summary>
    public DateTime ConnectedAt { get; }

    /// <summary>Panther's AWS account, as Connect-Panther was told it; the API does not tell it.</summary>
    public string? PantherAccountId { get; }

    /// <summary>The AWS region in which Panther runs, as Connect-Panther was told it.</summary>
    public string? PantherRegion { get; }

    /// <summary>The client, to send requests with.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.NotConnected"/>.</exception>
    internal PantherClient Client => _client switch
    {
        null => throw new PantherException(PantherErrorKind.NotConnected, _whyNone!),
        { HasEnded: true } => throw new PantherException(
            PantherErrorKind.NotConnected, $"The connection '{Name}' to {ApiHost} has ended: {WhyEnded}"),
        _ => _client,
    };

    /// <summary>The connections among which it is or was.</summary>
    internal ConnectionTable? Table { get; set; }

    /// <summary>What has ended it, and how to go on.</summary>
    private string WhyEnded => _end switch
    {
        ConnectionEnd.Replaced => "a later Connect-Panther with the same name ended it. Read its objects again; to keep several "
            + "connections, give each its own -Name.",
        ConnectionEnd.ModuleRemoved =>
            $"the module was removed, or imported again. Connect again with Connect-Panther -Name '{Name}', and read its objects "
            + "again.",
        _ => $"Disconnect-Panther ended it. Connect again with Connect-Panther -Name '{Name}', and read its objects again.",
    };

    /// <summary>The connection whose client has read an object.</summary>
    internal static PantherConnection? Of(PantherClient? client) =>
        client is not null && s_byClient.TryGetValue(client, out PantherConnection? connection) ? connection : null;

    /// <summary>What stands for a connection that a caller named and that there is not; using it says why.</summary>
    internal static PantherConnection Unavailable(string name, string why) => new(name, why);

    /// <summary>Ends the connection: its running requests and all later ones.</summary>
    internal void End(ConnectionEnd end)
    {
        _end = end;
        _client?.Dispose();
    }

    PantherClient? ITenantObject.Origin => _client;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
