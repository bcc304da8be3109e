using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Gets log sources for the Panther Log Forwarder with their configuration.
/// The list of sources lacks it; this asks for it source by source.
/// </summary>
[Cmdlet(
    VerbsCommon.Get,
    "PantherLogForwarderLogSource",
    DefaultParameterSetName = ListSet,
    HelpUri = HelpRoot + "Get-PantherLogForwarderLogSource.md")]
[OutputType(typeof(LogForwarderLogSource))]
public sealed class GetPantherLogForwarderLogSourceCommand : GetRestSourceCmdlet<LogForwarderLogSource>
{
    private protected override ILogSourceKind<LogForwarderLogSource> KindOf(PantherClient client) => client.LogForwarderSources;
}
