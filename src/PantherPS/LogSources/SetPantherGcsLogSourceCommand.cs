using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Changes Google Cloud Storage log sources of a Panther tenant.
/// Only what is named changes. The source keeps its credentials where none are given.
/// </summary>
[Cmdlet(VerbsCommon.Set, "PantherGcsLogSource", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "Set-PantherGcsLogSource.md")]
[OutputType(typeof(GcsLogSource))]
public sealed class SetPantherGcsLogSourceCommand : SetGcpSourceCmdlet<GcsLogSource, GcsSourceSettings>
{
    /// <summary>The bucket.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GcsBucket { get; set; }

    /// <summary>All mappings anew: hashtables, objects, or their JSON.</summary>
    [Parameter]
    [ValidateNotNull]
    public object[]? PrefixLogTypes { get; set; }

    /// <summary>Of several mappings the one to change; of a single mapping its new prefix.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    public string? Prefix { get; set; }

    /// <summary>The log types of that mapping.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[]? LogType { get; set; }

    /// <summary>Prefixes that that mapping leaves out; * is a wildcard for Panther.</summary>
    [Parameter]
    [Alias("ExcludedPrefixes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[]? ExcludedPrefix { get; set; }

    private protected override ILogSourceKind<GcsLogSource, GcsSourceSettings> KindOf(PantherClient client) => client.GcsSources;

    private protected override GcsSourceSettings DefineKind()
    {
        MappingParameters.RequireOneWay(nameof(PrefixLogTypes), IsNamed);
        return new GcsSourceSettings
        {
            GcsBucket = GcsBucket,
            PrefixLogTypes = MappingParameters.Whole(PrefixLogTypes),
            Mapping = new MappingChange { Prefix = Prefix, LogTypes = LogType, ExcludedPrefixes = ExcludedPrefix },
        };
    }
}
