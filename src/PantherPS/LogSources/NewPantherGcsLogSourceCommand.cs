using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Creates Google Cloud Storage log sources in a Panther tenant.
/// Panther checks the credentials and the subscription while it creates the source.
/// </summary>
[Cmdlet(
    VerbsCommon.New,
    "PantherGcsLogSource",
    DefaultParameterSetName = CredentialsSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "New-PantherGcsLogSource.md")]
[OutputType(typeof(GcsLogSource))]
public sealed class NewPantherGcsLogSourceCommand : NewGcpSourceCmdlet<GcsLogSource, GcsSourceSettings>
{
    /// <summary>The bucket.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("BucketName", "Bucket")]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string GcsBucket { get; set; } = "";

    /// <summary>Which log types lie under which prefix: hashtables, objects, or their JSON.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object[]? PrefixLogTypes { get; set; }

    /// <summary>The prefix of the one mapping; empty for the whole bucket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextTransformation]
    public string? Prefix { get; set; }

    /// <summary>The log types of the one mapping.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("LogTypes")]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <summary>Prefixes that the one mapping leaves out; * is a wildcard for Panther.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ExcludedPrefixes")]
    [TextTransformation]
    public string[]? ExcludedPrefix { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true)]
    [CopyTransformation(GcsLogSource.GcsIntegrationType)]
    public override PSObject? InputObject { get; set; }

    private protected override ILogSourceKind<GcsLogSource, GcsSourceSettings> KindOf(PantherClient client) => client.GcsSources;

    private protected override string NextStep(GcsLogSource created) =>
        $"let the bucket {created.GcsBucket} publish OBJECT_FINALIZE to the topic of the subscription {created.SubscriptionId}, which "
        + "nothing else may read, and grant the credentials' account roles/storage.objectViewer on the bucket, and roles/pubsub.viewer and "
        + "roles/pubsub.subscriber on the subscription.";

    private protected override void CheckParameters() => MappingParameters.RequireOneWay(nameof(PrefixLogTypes), IsNamed);

    private protected override GcsSourceSettings DefineKind() => new()
    {
        GcsBucket = GcsBucket,
        PrefixLogTypes = MappingParameters.Define(
            nameof(PrefixLogTypes),
            PrefixLogTypes,
            new PrefixLogTypes(Prefix, Cells(nameof(LogType), LogType), Cells(nameof(ExcludedPrefix), ExcludedPrefix)),
            IsNamed),
    };
}
