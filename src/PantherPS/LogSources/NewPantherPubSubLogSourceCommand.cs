using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Creates Google Cloud Pub/Sub log sources in a Panther tenant.
/// Panther checks the credentials and the subscription while it creates the source.
/// </summary>
[Cmdlet(
    VerbsCommon.New,
    "PantherPubSubLogSource",
    DefaultParameterSetName = CredentialsSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "New-PantherPubSubLogSource.md")]
[OutputType(typeof(PubSubLogSource))]
public sealed class NewPantherPubSubLogSourceCommand : NewGcpSourceCmdlet<PubSubLogSource, PubSubSourceSettings>
{
    /// <summary>The log types.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[] LogType { get; set; } = [];

    /// <summary>The region of the Pub/Sub endpoint, such as europe-west3; without it the global one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextTransformation]
    public string? RegionalEndpoint { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true)]
    [CopyTransformation(PubSubLogSource.PubSubIntegrationType)]
    public override PSObject? InputObject { get; set; }

    private protected override ILogSourceKind<PubSubLogSource, PubSubSourceSettings> KindOf(PantherClient client) => client.PubSubSources;

    private protected override string NextStep(PubSubLogSource created) =>
        "grant the credentials' account roles/pubsub.viewer and roles/pubsub.subscriber on the subscription "
        + $"{created.SubscriptionId}.";

    private protected override PubSubSourceSettings DefineKind() => new()
    {
        LogTypes = Cells(nameof(LogType), LogType),
        RegionalEndpoint = RegionalEndpoint,
    };
}
