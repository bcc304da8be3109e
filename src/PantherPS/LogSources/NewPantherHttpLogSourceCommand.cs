using System.Management.Automation;
using System.Security;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Creates HTTP log sources in a Panther tenant.
/// There is a parameter set for each way in which senders authenticate.
/// </summary>
[Cmdlet(
    VerbsCommon.New,
    "PantherHttpLogSource",
    DefaultParameterSetName = NoneSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "New-PantherHttpLogSource.md")]
[OutputType(typeof(HttpLogSource))]
public sealed class NewPantherHttpLogSourceCommand : NewLogSourceCmdlet<HttpLogSource, HttpSourceSettings>
{
    private const string NoneSet = "None";
    private const string BearerSet = "Bearer";
    private const string BasicSet = "Basic";
    private const string BasicCredentialSet = "BasicCredential";
    private const string SharedSecretSet = "SharedSecret";
    private const string HmacSet = "HMAC";

    /// <summary>The log types.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[] LogType { get; set; } = [];

    /// <summary>
    /// How senders authenticate: SharedSecret, HMAC, Bearer, Basic or None. Only None has to be said; the others follow from their
    /// parameters.
    /// </summary>
    [Parameter(ParameterSetName = NoneSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = BearerSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = BasicSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = BasicCredentialSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = SharedSecretSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = HmacSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AuthMethodCompleter))]
    [TextTransformation]
    public string? AuthMethod { get; set; }

    /// <summary>The header that carries the secret or the signature.</summary>
    [Parameter(ParameterSetName = SharedSecretSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = HmacSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [TextTransformation]
    public string? AuthHeaderKey { get; set; }

    /// <summary>The secret.</summary>
    [Parameter(ParameterSetName = SharedSecretSet, Mandatory = true)]
    [Parameter(ParameterSetName = HmacSet, Mandatory = true)]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? AuthSecretValue { get; set; }

    /// <summary>The algorithm of the signature.</summary>
    [Parameter(ParameterSetName = HmacSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(HmacAlgorithmCompleter))]
    [TextTransformation]
    public string? AuthHmacAlg { get; set; }

    /// <summary>The user name.</summary>
    [Parameter(ParameterSetName = BasicSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [TextTransformation]
    public string? AuthUsername { get; set; }

    /// <summary>The password.</summary>
    [Parameter(ParameterSetName = BasicSet, Mandatory = true)]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? AuthPassword { get; set; }

    /// <summary>The user name and password in one.</summary>
    [Parameter(ParameterSetName = BasicCredentialSet, Mandatory = true)]
    [Credential]
    [ValidateNotNull]
    public PSCredential? AuthCredential { get; set; }

    /// <summary>The token.</summary>
    [Parameter(ParameterSetName = BearerSet, Mandatory = true)]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? AuthBearerToken { get; set; }

    private string Method => ParameterSetName switch
    {
        BasicCredentialSet => BasicSet,

        // A piped source or row brings an empty algorithm along.
        HmacSet when string.IsNullOrEmpty(AuthHmacAlg) && !IsNamed(nameof(AuthHmacAlg)) => SharedSecretSet,
        _ => ParameterSetName,
    };

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true)]
    [CopyTransformation(HttpLogSource.HttpIntegrationType)]
    public override PSObject? InputObject { get; set; }

    private protected override ILogSourceKind<HttpLogSource, HttpSourceSettings> KindOf(PantherClient client) => client.HttpSources;

    private protected override string NextStep(HttpLogSource created) =>
        "send the events to the address that the Panther Console shows for the source"
        + (created.AuthMethod is null or "None" ? "." : $", with the authentication method {created.AuthMethod}.");

    private protected override HttpSourceSettings Define()
    {
        string? method = SourceParameters.Canonical(HttpSourceSettings.AuthMethods, AuthMethod);
        if (method is not null && method != Method)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                Method == NoneSet
                    ? $"The authentication method {method} needs its own parameters, such as -AuthBearerToken for Bearer."
                    : $"-AuthMethod {method} cannot be used with the parameters of {Method}.");
        }

        return new HttpSourceSettings
        {
            LogTypes = Cells(nameof(LogType), LogType),
            AuthMethod = Method,
            AuthHeaderKey = AuthHeaderKey,
            AuthSecretValue = AuthSecretValue?.ToPlainText(),
            AuthHmacAlg = Method == HmacSet ? AuthHmacAlg : null,
            AuthUsername = AuthUsername ?? AuthCredential?.UserName,
            AuthPassword = (AuthPassword ?? AuthCredential?.Password)?.ToPlainText(),
            AuthBearerToken = AuthBearerToken?.ToPlainText(),
        };
    }
}
