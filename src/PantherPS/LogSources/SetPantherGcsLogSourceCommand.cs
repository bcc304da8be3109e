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
/// <para type="synopsis">Changes Google Cloud Storage log sources of a Panther tenant.</para>
/// Only what is named changes. Panther never gives the credentials back, so each change needs them again.
/// </summary>
[Cmdlet(VerbsCommon.Set, "PantherGcsLogSource", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "Set-PantherGcsLogSource.md")]
[OutputType(typeof(GcsLogSource))]
public sealed class SetPantherGcsLogSourceCommand : SetRestSourceCmdlet<GcsLogSource, GcsSourceSettings>
{
    /// <summary>The subscription that receives the bucket's notifications.</summary>
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

    /// <summary>The bucket.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GcsBucket { get; set; }

    /// <summary>All mappings anew: hashtables, objects, or their JSON.</summary>
    [Parameter]
    [ValidateNotNull]
    public object[]? PrefixLogTypes { get; set; }

    /// <summary>Of several mappings the one to change; of a single mapping its new prefix.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    public string? Prefix { get; set; }

    /// <summary>The log types of that mapping.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[]? LogType { get; set; }

    /// <summary>Prefixes that that mapping leaves out; * is a wildcard for Panther.</summary>
    [Parameter]
    [Alias("ExcludedPrefixes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[]? ExcludedPrefix { get; set; }

    private protected override RestSourceOperations<GcsLogSource, GcsSourceSettings> Sources(PantherClient client) => client.GcsSources;

    private protected override GcsSourceSettings Define()
    {
        if (Credentials is not null && CredentialsPath is not null)
        {
            throw new PantherException(PantherErrorKind.InvalidInput, "Give either -Credentials or -CredentialsPath, not both.");
        }

        return new GcsSourceSettings
        {
            Label = Label,
            LogStreamType = SourceParameters.CanonicalLogStreamType(LogStreamType),
            JsonArrayEnvelopeField = Clearable(nameof(JsonArrayEnvelopeField), JsonArrayEnvelopeField),
            XmlRootElement = Clearable(nameof(XmlRootElement), XmlRootElement),
            SubscriptionId = SubscriptionId,
            ProjectId = ProjectId,
            CredentialsType = SourceParameters.CanonicalCredentialsType(CredentialsType),
            Credentials = CredentialsPath is null ? Credentials?.ToPlainText() : TextFile.Read(this, CredentialsPath),
            GcsBucket = GcsBucket,
            PrefixLogTypes = SourceParameters.ChangedMappings(nameof(PrefixLogTypes), PrefixLogTypes, Prefix, LogType, ExcludedPrefix),
            Prefix = Prefix,
            LogType = LogType,
            ExcludedPrefix = ExcludedPrefix,
        };
    }
}
