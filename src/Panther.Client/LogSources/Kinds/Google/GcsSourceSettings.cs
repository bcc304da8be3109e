using Newtonsoft.Json.Linq;

namespace Panther.Client.LogSources;

/// <summary>The settings of a GCS source (<c>GcsSourceAPI</c>).</summary>
public sealed class GcsSourceSettings : GcpSourceSettings
{
    /// <summary>The bucket.</summary>
    [Setting("gcsBucket")]
    public string? GcsBucket { get; set; }

    /// <summary>All mappings anew: which log types lie under which prefix.</summary>
    [Setting("prefixLogTypes")]
    public IReadOnlyList<PrefixLogTypes>? PrefixLogTypes { get; set; }

    /// <summary>What changes at one mapping, where they are not given anew.</summary>
    public MappingChange? Mapping { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<string> NamedLogTypes => PrefixLogTypes?.SelectMany(m => m.LogTypes) ?? Mapping?.LogTypes ?? [];

    /// <inheritdoc/>
    public override void Check() => SourceRules.CheckMappings(PrefixLogTypes ?? []);

    private protected override object? ValueOf(string property, object? named, JObject input) => property == nameof(PrefixLogTypes)
        ? MappingChange.Resolve(PrefixLogTypes, Mapping, () => PrefixLogTypesList.From(input["prefixLogTypes"]))
        : named;
}
