using System.Management.Automation;
using System.Security;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;
using PantherPS.Connection;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Creates Google Cloud Storage log sources in a Panther tenant.
/// Panther checks the credentials and the subscription while it creates the source.
/// </summary>
[Cmdlet(VerbsCommon.New, "PantherGcsLogSource", DefaultParameterSetName = CredentialsSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "New-PantherGcsLogSource.md")]
[OutputType(typeof(GcsLogSource))]
public sealed class NewPantherGcsLogSourceCommand : NewBucketSourceCmdlet
{
    private const string CredentialsSet = "Credentials";
    private const string CredentialsPathSet = "CredentialsPath";

    /// <summary>The subscription that receives the bucket's notifications.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string SubscriptionId { get; set; } = "";

    /// <summary>The Google Cloud project; needed for wif, taken from the key for service_account.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ProjectId { get; set; }

    /// <summary>What the credentials are: service_account or wif (Workload Identity Federation).</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CredentialsTypeCompleter))]
    public string CredentialsType { get; set; } = "";

    /// <summary>The JSON text of the service account's key or of the federation's configuration.</summary>
    [Parameter(ParameterSetName = CredentialsSet, Mandatory = true)]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? Credentials { get; set; }

    /// <summary>A file that holds that JSON text.</summary>
    [Parameter(ParameterSetName = CredentialsPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? CredentialsPath { get; set; }

    /// <summary>The bucket.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("BucketName", "Bucket")]
    [ValidateNotNullOrEmpty]
    public string GcsBucket { get; set; } = "";

    /// <summary>Which log types lie under which prefix: hashtables, objects, or their JSON.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object[]? PrefixLogTypes { get; set; }

    private protected override string MappingsName => nameof(PrefixLogTypes);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PantherClient client = ClientForNew();
        GcsSourceSettings settings = null!;
        if (TryDo(() => (settings = Define()).CheckForCreation(), Label))
        {
            EnqueueCreation(
                client,
                $"the GCS log source '{Label}' (bucket {GcsBucket}, subscription {SubscriptionId}, {settings.LogStreamType}, {string.Join(", ", settings.PrefixLogTypes!)})",
                settings.NamedLogTypes,
                context => client.GcsSources.CreateAsync(settings, context));
        }
    }

    private GcsSourceSettings Define() => new()
    {
        Label = Label,
        LogStreamType = SourceParameters.CanonicalLogStreamType(LogStreamType),
        JsonArrayEnvelopeField = JsonArrayEnvelopeField,
        XmlRootElement = XmlRootElement,
        SubscriptionId = SubscriptionId,
        ProjectId = string.IsNullOrEmpty(ProjectId) ? null : ProjectId,
        CredentialsType = SourceParameters.CanonicalCredentialsType(CredentialsType),
        Credentials = CredentialsPath is null ? Credentials!.ToPlainText() : TextFile.Read(this, CredentialsPath),
        GcsBucket = GcsBucket,
        PrefixLogTypes = DefineMappings(PrefixLogTypes),
    };
}
