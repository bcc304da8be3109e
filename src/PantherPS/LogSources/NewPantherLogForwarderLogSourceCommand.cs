using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Creates log sources for the Panther Log Forwarder in a Panther tenant.
/// The forwarder's own configuration names the source that it sends to.
/// </summary>
[Cmdlet(
    VerbsCommon.New,
    "PantherLogForwarderLogSource",
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "New-PantherLogForwarderLogSource.md")]
[OutputType(typeof(LogForwarderLogSource))]
public sealed class NewPantherLogForwarderLogSourceCommand : NewLogSourceCmdlet<LogForwarderLogSource, LogForwarderSourceSettings>
{
    /// <summary>The log types.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[] LogType { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true)]
    [CopyTransformation(null)]
    public override PSObject? InputObject { get; set; }

    private protected override ILogSourceKind<LogForwarderLogSource, LogForwarderSourceSettings> KindOf(PantherClient client) =>
        client.LogForwarderSources;

    private protected override string NextStep(LogForwarderLogSource created) =>
        "let a forwarder send to it, with a file in /etc/panther-log-forwarder/forwarders.d; check it with its commands validate, "
        + "check-connectivity and status.";

    private protected override LogForwarderSourceSettings Define() => new() { LogTypes = Cells(nameof(LogType), LogType) };
}
