using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Changes Google Cloud Storage log sources of a Panther tenant.
/// Only what is named changes. The source keeps its credentials where none are given.
/// </summary>
[Cmdlet(
    VerbsCommon.Set,
    "PantherGcsLogSource",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Set-PantherGcsLogSource.md")]
[OutputType(typeof(GcsLogSource))]
public sealed class SetPantherGcsLogSourceCommand : SetGcpSourceCmdlet<GcsLogSource, GcsSourceSettings>
{
    /// <summary>The bucket.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? GcsBucket { get; set; }

    /// <summary>All mappings anew: hashtables, objects, or their JSON.</summary>
    [Parameter]
    [ValidateNotNull]
    public object[]? PrefixLogTypes { get; set; }

    /// <summary>Mappings that the source gets beside those that it has: hashtables, objects, or their JSON.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? AddPrefixLogTypes { get; set; }

    /// <summary>The prefixes of the mappings that the source loses.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    [TextTransformation]
    public string[]? RemovePrefix { get; set; }

    /// <summary>The prefix of the mapping that is meant; without it the only one.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    [TextTransformation]
    public string? Prefix { get; set; }

    /// <summary>The new prefix of that mapping.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    [TextTransformation]
    public string? NewPrefix { get; set; }

    /// <summary>The log types of that mapping, all anew.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <summary>The prefixes that that mapping leaves out, all anew; * is a wildcard for Panther.</summary>
    [Parameter]
    [Alias("ExcludedPrefixes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    [TextTransformation]
    public string[]? ExcludedPrefix { get; set; }

    private protected override ILogSourceKind<GcsLogSource, GcsSourceSettings> KindOf(PantherClient client) => client.GcsSources;

    private protected override GcsSourceSettings DefineKind()
    {
        MappingParameters.RequireOneWay(nameof(PrefixLogTypes), IsNamed);
        return new GcsSourceSettings
        {
            GcsBucket = GcsBucket,
            PrefixLogTypes = MappingParameters.Whole(PrefixLogTypes),
            Mapping = new MappingChange
            {
                Prefix = Prefix,
                NewPrefix = NewPrefix,
                LogTypes = LogType,
                ExcludedPrefixes = ExcludedPrefix,
                AddMappings = MappingParameters.Whole(AddPrefixLogTypes),
                RemovePrefixes = RemovePrefix,
            },
        };
    }
}
