using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Gets Google Cloud Storage log sources with their configuration.
/// The list of sources lacks it; this asks for it source by source.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherGcsLogSource", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherGcsLogSource.md")]
[OutputType(typeof(GcsLogSource))]
public sealed class GetPantherGcsLogSourceCommand : GetRestSourceCmdlet<GcsLogSource>
{
    private protected override ILogSourceKind<GcsLogSource> KindOf(PantherClient client) => client.GcsSources;
}
