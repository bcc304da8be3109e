using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Changes Google Cloud Pub/Sub log sources of a Panther tenant.
/// Only what is named changes. The source keeps its credentials where none are given.
/// </summary>
[Cmdlet(
    VerbsCommon.Set,
    "PantherPubSubLogSource",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Set-PantherPubSubLogSource.md")]
[OutputType(typeof(PubSubLogSource))]
public sealed class SetPantherPubSubLogSourceCommand : SetGcpSourceCmdlet<PubSubLogSource, PubSubSourceSettings>
{
    /// <summary>The log types, all anew.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <summary>The region of the Pub/Sub endpoint; empty text means the global one.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    [TextTransformation]
    public string? RegionalEndpoint { get; set; }

    private protected override ILogSourceKind<PubSubLogSource, PubSubSourceSettings> KindOf(PantherClient client) => client.PubSubSources;

    private protected override PubSubSourceSettings DefineKind() => new()
    {
        LogTypes = LogType,
        RegionalEndpoint = Clearable(nameof(RegionalEndpoint), RegionalEndpoint),
    };
}
