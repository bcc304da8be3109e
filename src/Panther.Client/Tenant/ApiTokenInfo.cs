using Newtonsoft.Json;

namespace Panther.Client.Tenant;

/// <summary>What the REST API tells of the token that asks; never its value.</summary>
public sealed class ApiTokenInfo
{
    /// <summary>The token's name in the Panther Console.</summary>
    [JsonProperty("name")]
    public string? Name { get; internal set; }

    /// <summary>When it expires, in local time; null for never, or where that is not told.</summary>
    [JsonProperty("expiresAt")]
    public DateTime? ExpiresAt { get; internal set; }

    /// <summary>Its permissions, by the API's names (<c>LogSourceRead</c>). Panther may add names.</summary>
    [JsonProperty("permissions")]
    public TextList Permissions { get; internal set; } = TextList.Empty;
}
