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
/// Creates Google Cloud Pub/Sub log sources in a Panther tenant.
/// Panther checks the credentials and the subscription while it creates the source.
/// </summary>
[Cmdlet(VerbsCommon.New, "PantherPubSubLogSource", DefaultParameterSetName = CredentialsSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "New-PantherPubSubLogSource.md")]
[OutputType(typeof(PubSubLogSource))]
public sealed class NewPantherPubSubLogSourceCommand : NewLogSourceCmdlet
{
    private const string CredentialsSet = "Credentials";
    private const string CredentialsPathSet = "CredentialsPath";

    /// <summary>The subscription.</summary>
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

    /// <summary>The log types.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[] LogType { get; set; } = [];

    /// <summary>The region of the Pub/Sub endpoint, such as europe-west3; without it the global one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RegionalEndpoint { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PantherClient client = ClientForNew();
        PubSubSourceSettings settings = null!;
        if (TryDo(() => (settings = Define()).CheckForCreation(), Label))
        {
            EnqueueCreation(
                client,
                $"the Pub/Sub log source '{Label}' (subscription {SubscriptionId}, {settings.LogStreamType}, {string.Join(", ", settings.LogTypes!)})",
                settings.NamedLogTypes,
                context => client.PubSubSources.CreateAsync(settings, context));
        }
    }

    private PubSubSourceSettings Define() => new()
    {
        Label = Label,
        LogStreamType = SourceParameters.CanonicalLogStreamType(LogStreamType),
        JsonArrayEnvelopeField = JsonArrayEnvelopeField,
        XmlRootElement = XmlRootElement,
        SubscriptionId = SubscriptionId,
        ProjectId = string.IsNullOrEmpty(ProjectId) ? null : ProjectId,
        CredentialsType = SourceParameters.CanonicalCredentialsType(CredentialsType),
        Credentials = CredentialsPath is null ? Credentials!.ToPlainText() : TextFile.Read(this, CredentialsPath),
        LogTypes = Cells(nameof(LogType), LogType),
        RegionalEndpoint = string.IsNullOrEmpty(RegionalEndpoint) ? null : RegionalEndpoint,
    };
}
