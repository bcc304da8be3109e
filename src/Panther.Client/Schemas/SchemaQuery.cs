namespace Panther.Client.Schemas;

/// <summary>Which schemas are asked for; what is null does not matter.</summary>
public sealed class SchemaQuery
{
    /// <summary>Whether it is archived.</summary>
    public bool? IsArchived { get; init; }

    /// <summary>Whether a source uses it.</summary>
    public bool? IsInUse { get; init; }

    /// <summary>Whether Panther maintains it.</summary>
    public bool? IsManaged { get; init; }

    /// <summary>A text that the name of the schema or of one of its fields holds.</summary>
    public string? Contains { get; init; }

    /// <summary>Whether the specifications are asked for too; they are long.</summary>
    public bool WithSpec { get; init; }
}
