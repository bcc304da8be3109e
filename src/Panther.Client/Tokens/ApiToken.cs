using System.Security;
using Newtonsoft.Json;
using Panther.Client.Http;

namespace Panther.Client.Tokens;

/// <summary>An API token of a tenant. It holds the secret value only where it was just made or rotated.</summary>
public sealed class ApiToken : ITenantObject
{
    internal static readonly Noun Noun = new("API token", "(?:(?:api[ _-]?)?token|(?:api[ _-]?)?key)", "name");

    /// <summary>Creates an empty token, for tests of what takes one.</summary>
    public ApiToken()
    {
    }

    internal ApiToken(PantherClient origin) => Origin = origin;

    /// <summary>The id.</summary>
    [JsonProperty("id")]
    public string Id { get; internal set; } = "";

    /// <summary>The name in the Panther Console.</summary>
    [JsonProperty("name")]
    public string? Name { get; internal set; }

    /// <summary>What it may do, by the API's names (<c>LogSourceRead</c>). Panther may add names.</summary>
    [JsonProperty("permissions")]
    public TextList Permissions { get; internal set; } = TextList.Empty;

    /// <summary>The addresses from which it may be used, as CIDR blocks; empty for any.</summary>
    [JsonProperty("allowedCIDRBlocks")]
    public TextList AllowedCidrBlocks { get; internal set; } = TextList.Empty;

    /// <summary>When it was last used, in local time; null for never.</summary>
    [JsonProperty("lastUsedAt")]
    public DateTime? LastUsedAt { get; internal set; }

    /// <summary>When it expires, in local time; null for never, or where that is not told. The API cannot set it.</summary>
    [JsonProperty("expiresAt")]
    public DateTime? ExpiresAt { get; internal set; }

    /// <summary>When its value was last replaced, in local time; null for never.</summary>
    [JsonProperty("rotatedAt")]
    public DateTime? RotatedAt { get; internal set; }

    /// <summary>When it was made, in local time.</summary>
    [JsonProperty("createdAt")]
    public DateTime? CreatedAt { get; internal set; }

    /// <summary>Who made it.</summary>
    [JsonProperty("createdBy")]
    public Actor? CreatedBy { get; internal set; }

    /// <summary>When it was last changed, in local time; null for never.</summary>
    [JsonProperty("updatedAt")]
    public DateTime? UpdatedAt { get; internal set; }

    /// <summary>Who changed it last; null for nobody.</summary>
    [JsonProperty("updatedBy")]
    public Actor? UpdatedBy { get; internal set; }

    /// <summary>The secret value; null but where the token was just made or rotated, since Panther tells it once.</summary>
    public SecureString? Value { get; internal set; }

    /// <summary>The client that has read it; null for one that was built by hand.</summary>
    internal PantherClient? Origin { get; }

    PantherClient? ITenantObject.Origin => Origin;

    /// <summary>The name, or else the id.</summary>
    public override string ToString() => Name ?? Id;
}
