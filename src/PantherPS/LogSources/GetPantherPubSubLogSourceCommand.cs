using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Gets Google Cloud Pub/Sub log sources with their configuration.
/// The list of sources lacks it; this asks for it source by source.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherPubSubLogSource", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherPubSubLogSource.md")]
[OutputType(typeof(PubSubLogSource))]
public sealed class GetPantherPubSubLogSourceCommand : GetRestSourceCmdlet<PubSubLogSource>
{
    private protected override ILogSourceKind<PubSubLogSource> KindOf(PantherClient client) => client.PubSubSources;
}
