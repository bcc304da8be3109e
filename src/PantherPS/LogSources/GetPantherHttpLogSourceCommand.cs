using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Gets HTTP log sources with their configuration.
/// The list of sources lacks it; this asks for it source by source.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherHttpLogSource", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherHttpLogSource.md")]
[OutputType(typeof(HttpLogSource))]
public sealed class GetPantherHttpLogSourceCommand : GetRestSourceCmdlet<HttpLogSource>
{
    private protected override ILogSourceKind<HttpLogSource> KindOf(PantherClient client) => client.HttpSources;
}
