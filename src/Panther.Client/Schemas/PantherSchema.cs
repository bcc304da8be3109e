namespace Panther.Client.Schemas;

/// <summary>A schema, that is, a log type. Its name is what sources are configured with.</summary>
public sealed class PantherSchema
{
    /// <summary>The name, such as <c>AWS.ALB</c>.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>What it is for.</summary>
    public string? Description { get; internal set; }

    /// <summary>The revision; it grows with each change.</summary>
    public int? Revision { get; internal set; }

    /// <summary>The version of the schema's language.</summary>
    public int? Version { get; internal set; }

    /// <summary>Whether it is archived, that is, put out of use.</summary>
    public bool? IsArchived { get; internal set; }

    /// <summary>Whether Panther maintains it.</summary>
    public bool? IsManaged { get; internal set; }

    /// <summary>Whether Panther adds fields that it sees in events.</summary>
    public bool? IsFieldDiscoveryEnabled { get; internal set; }

    /// <summary>Where the events are described.</summary>
    public string? ReferenceUrl { get; internal set; }

    /// <summary>When it was created, in local time.</summary>
    public DateTime? CreatedAt { get; internal set; }

    /// <summary>When it was last changed, in local time.</summary>
    public DateTime? UpdatedAt { get; internal set; }

    /// <summary>The specification in YAML; null where it was not asked for.</summary>
    public string? Spec { get; internal set; }

    /// <summary>The specification of the fields that Panther has seen in events; null where it was not asked for.</summary>
    public string? DiscoveredSpec { get; internal set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
