using Newtonsoft.Json;
using Panther.Client.Http;

namespace Panther.Client.Schemas;

/// <summary>A schema, that is, a log type. Its name is what sources are configured with.</summary>
public sealed class PantherSchema : ITenantObject
{
    internal static readonly Noun Noun = new("schema", "(?:schema|log[ _-]?type)", "name");

    /// <summary>Creates an empty schema, for tests of what takes one.</summary>
    public PantherSchema()
    {
    }

    internal PantherSchema(PantherClient? origin) => Origin = origin;

    /// <summary>The name, such as <c>AWS.ALB</c>.</summary>
    [JsonProperty("name")]
    public string Name { get; internal set; } = "";

    /// <summary>What it is for.</summary>
    [JsonProperty("description")]
    public string? Description { get; internal set; }

    /// <summary>The revision; it grows with each change.</summary>
    [JsonProperty("revision")]
    public int? Revision { get; internal set; }

    /// <summary>The version of the schema's language.</summary>
    [JsonProperty("version")]
    public int? Version { get; internal set; }

    /// <summary>Whether it is archived, that is, put out of use.</summary>
    [JsonProperty("isArchived")]
    public bool? IsArchived { get; internal set; }

    /// <summary>Whether Panther maintains it.</summary>
    [JsonProperty("isManaged")]
    public bool? IsManaged { get; internal set; }

    /// <summary>Whether Panther adds fields that it sees in events.</summary>
    [JsonProperty("isFieldDiscoveryEnabled")]
    public bool? IsFieldDiscoveryEnabled { get; internal set; }

    /// <summary>Where the events are described.</summary>
    [JsonProperty("referenceURL")]
    public string? ReferenceUrl { get; internal set; }

    /// <summary>When it was created, in local time.</summary>
    [JsonProperty("createdAt")]
    public DateTime? CreatedAt { get; internal set; }

    /// <summary>When it was last changed, in local time.</summary>
    [JsonProperty("updatedAt")]
    public DateTime? UpdatedAt { get; internal set; }

    /// <summary>The specification in YAML; null where it was not asked for.</summary>
    [JsonProperty("spec")]
    public string? Spec { get; internal set; }

    /// <summary>The specification of the fields that Panther has seen in events; null where it was not asked for.</summary>
    [JsonProperty("discoveredSpec")]
    public string? DiscoveredSpec { get; internal set; }

    /// <summary>The client that has read it; null for one that was built by hand.</summary>
    internal PantherClient? Origin { get; }

    PantherClient? ITenantObject.Origin => Origin;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
