using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Changes log sources for the Panther Log Forwarder.
/// Only what is named changes: the source is read, the changes are put in, and the whole is sent back.
/// </summary>
[Cmdlet(
    VerbsCommon.Set,
    "PantherLogForwarderLogSource",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Set-PantherLogForwarderLogSource.md")]
[OutputType(typeof(LogForwarderLogSource))]
public sealed class SetPantherLogForwarderLogSourceCommand : SetLogSourceCmdlet<LogForwarderLogSource, LogForwarderSourceSettings>
{
    /// <summary>The log types, all anew.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    private protected override ILogSourceKind<LogForwarderLogSource, LogForwarderSourceSettings> KindOf(PantherClient client) =>
        client.LogForwarderSources;

    private protected override LogForwarderSourceSettings Define() => new() { LogTypes = LogType };
}
