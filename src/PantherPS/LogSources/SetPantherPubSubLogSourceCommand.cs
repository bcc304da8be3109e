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
/// <para type="synopsis">Changes Google Cloud Pub/Sub log sources of a Panther tenant.</para>
/// Only what is named changes. Panther never gives the credentials back, so each change needs them again.
/// </summary>
[Cmdlet(VerbsCommon.Set, "PantherPubSubLogSource", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "Set-PantherPubSubLogSource.md")]
[OutputType(typeof(PubSubLogSource))]
public sealed class SetPantherPubSubLogSourceCommand : SetRestSourceCmdlet<PubSubLogSource, PubSubSourceSettings>
{
    /// <summary>The subscription.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>The Google Cloud project.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProjectId { get; set; }

    /// <summary>What the credentials are: service_account or wif (Workload Identity Federation).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CredentialsTypeCompleter))]
    public string? CredentialsType { get; set; }

    /// <summary>The JSON text of the service account's key or of the federation's configuration; Panther never gives it back, so each change needs it.</summary>
    [Parameter]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? Credentials { get; set; }

    /// <summary>A file that holds that JSON text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CredentialsPath { get; set; }

    /// <summary>The log types, all anew.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[]? LogType { get; set; }

    /// <summary>The region of the Pub/Sub endpoint; empty text means the global one.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    public string? RegionalEndpoint { get; set; }

    private protected override RestSourceOperations<PubSubLogSource, PubSubSourceSettings> Sources(PantherClient client) => client.PubSubSources;

    private protected override PubSubSourceSettings Define()
    {
        if (Credentials is not null && CredentialsPath is not null)
        {
            throw new PantherException(PantherErrorKind.InvalidInput, "Give either -Credentials or -CredentialsPath, not both.");
        }

        return new PubSubSourceSettings
        {
            Label = Label,
            LogStreamType = SourceParameters.CanonicalLogStreamType(LogStreamType),
            JsonArrayEnvelopeField = Clearable(nameof(JsonArrayEnvelopeField), JsonArrayEnvelopeField),
            XmlRootElement = Clearable(nameof(XmlRootElement), XmlRootElement),
            SubscriptionId = SubscriptionId,
            ProjectId = ProjectId,
            CredentialsType = SourceParameters.CanonicalCredentialsType(CredentialsType),
            Credentials = CredentialsPath is null ? Credentials?.ToPlainText() : TextFile.Read(this, CredentialsPath),
            LogTypes = LogType,
            RegionalEndpoint = Clearable(nameof(RegionalEndpoint), RegionalEndpoint),
        };
    }
}
