using System.Management.Automation;
using System.Security;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that change sources which read from Google Cloud.</summary>
/// <typeparam name="TSource">The kind.</typeparam>
/// <typeparam name="TSettings">Its settings.</typeparam>
public abstract class SetGcpSourceCmdlet<TSource, TSettings> : SetLogSourceCmdlet<TSource, TSettings>
    where TSource : ConfiguredLogSource
    where TSettings : GcpSourceSettings
{
    private protected SetGcpSourceCmdlet()
    {
    }

    /// <summary>The Pub/Sub subscription that is read, or that receives the bucket's notifications.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? SubscriptionId { get; set; }

    /// <summary>The Google Cloud project.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? ProjectId { get; set; }

    /// <summary>What the credentials are: service_account or wif (Workload Identity Federation).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CredentialsTypeCompleter))]
    [TextTransformation]
    public string? CredentialsType { get; set; }

    /// <summary>
    /// The JSON text of the service account's key or of the federation's configuration; left out, the source keeps what it has.
    /// </summary>
    [Parameter]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? Credentials { get; set; }

    /// <summary>A file that holds that JSON text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? CredentialsPath { get; set; }

    /// <summary>The settings of the one kind alone that are named.</summary>
    private protected abstract TSettings DefineKind();

    private protected sealed override TSettings Define()
    {
        if (Credentials is not null && CredentialsPath is not null)
        {
            throw new PantherException(PantherErrorKind.InvalidInput, "Specify either -Credentials or -CredentialsPath, not both.");
        }

        TSettings settings = DefineKind();
        settings.SubscriptionId = SubscriptionId;
        settings.ProjectId = ProjectId;
        settings.CredentialsType = SourceParameters.CanonicalCredentialsType(CredentialsType);
        settings.Credentials = CredentialsPath is null ? Credentials?.ToPlainText() : TextFile.Read(this, CredentialsPath);
        return settings;
    }
}
