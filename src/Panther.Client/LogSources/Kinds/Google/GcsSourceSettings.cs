using Newtonsoft.Json.Linq;

namespace Panther.Client.LogSources;

/// <summary>The settings of a GCS source (<c>GcsSourceAPI</c>).</summary>
public sealed class GcsSourceSettings : GcpSourceSettings
{
    /// <summary>The bucket.</summary>
    [Setting("gcsBucket", IsRequired = true, Aliases = new[] { "BucketName", "Bucket" })]
    public string? GcsBucket { get; set; }

    /// <summary>All mappings anew: which log types lie under which prefix.</summary>
    [Setting("prefixLogTypes", IsRequired = true)]
    public IReadOnlyList<PrefixLogTypes>? PrefixLogTypes { get; set; }

    /// <summary>What changes at the mappings, where they are not given anew.</summary>
    public MappingChange? Mapping { get; set; }

    private protected override IEnumerable<string> DefinedLogTypes =>
        [.. (PrefixLogTypes ?? Mapping?.AddMappings ?? []).SelectMany(m => m.LogTypes), .. Mapping?.LogTypes ?? []];

    private protected override IEnumerable<string> DefinedPrefixes =>
        PrefixLogTypes?.Select(m => m.Prefix) ?? Mapping?.NewPrefixes ?? [];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (GcsBucket is not null)
        {
            SourceRules.CheckGcsBucket(GcsBucket);
        }

        SourceRules.CheckMappings(PrefixLogTypes ?? []);
        Mapping?.Check();
    }

    private protected override object? ValueOf(string property, object? named, JObject input) => property == nameof(PrefixLogTypes)
        ? PrefixLogTypes
        ?? (Mapping ?? new MappingChange()).ApplyTo(PrefixLogTypesList.From(input["prefixLogTypes"]), AddLogTypes, RemoveLogTypes)
        : named;
}
