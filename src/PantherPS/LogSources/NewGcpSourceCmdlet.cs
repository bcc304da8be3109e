using System.Management.Automation;
using System.Security;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that create sources which read from Google Cloud.</summary>
/// <typeparam name="TSource">The kind.</typeparam>
/// <typeparam name="TSettings">Its settings.</typeparam>
public abstract class NewGcpSourceCmdlet<TSource, TSettings> : NewLogSourceCmdlet<TSource, TSettings>
    where TSource : ConfiguredLogSource
    where TSettings : GcpSourceSettings
{
    private protected const string CredentialsSet = "Credentials";
    private const string CredentialsPathSet = "CredentialsPath";

    /// <summary>The subscription that receives the bucket's notifications.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string SubscriptionId { get; set; } = "";

    /// <summary>The Google Cloud project; needed for wif, taken from the key for service_account.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextTransformation]
    public string? ProjectId { get; set; }

    /// <summary>What the credentials are: service_account or wif (Workload Identity Federation).</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CredentialsTypeCompleter))]
    [TextTransformation]
    public string CredentialsType { get; set; } = "";

    /// <summary>The JSON text of the service account's key or of the federation's configuration.</summary>
    [Parameter(ParameterSetName = CredentialsSet, Mandatory = true)]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? Credentials { get; set; }

    /// <summary>A file that holds that JSON text.</summary>
    [Parameter(ParameterSetName = CredentialsPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? CredentialsPath { get; set; }

    private protected NewGcpSourceCmdlet()
    {
    }

    /// <summary>The settings of the one kind alone.</summary>
    private protected abstract TSettings DefineKind();

    private protected sealed override TSettings Define()
    {
        TSettings settings = DefineKind();
        settings.SubscriptionId = SubscriptionId;
        settings.ProjectId = ProjectId;
        settings.CredentialsType = SourceParameters.CanonicalCredentialsType(CredentialsType);
        settings.Credentials = CredentialsPath is null ? Credentials!.ToPlainText() : TextFile.Read(this, CredentialsPath);
        return settings;
    }
}
