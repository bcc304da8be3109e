using System.Management.Automation;
using System.Security;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Changes HTTP log sources of a Panther tenant.
/// Only what is named changes. Panther never gives a secret back, so a source that authenticates needs its secret again.
/// </summary>
[Cmdlet(
    VerbsCommon.Set,
    "PantherHttpLogSource",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Set-PantherHttpLogSource.md")]
[OutputType(typeof(HttpLogSource))]
public sealed class SetPantherHttpLogSourceCommand : SetLogSourceCmdlet<HttpLogSource, HttpSourceSettings>
{
    /// <summary>The log types, all anew.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <summary>How senders authenticate: SharedSecret, HMAC, Bearer, Basic or None.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AuthMethodCompleter))]
    [TextTransformation]
    public string? AuthMethod { get; set; }

    /// <summary>For SharedSecret and HMAC: the header that carries the secret or the signature.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? AuthHeaderKey { get; set; }

    /// <summary>For SharedSecret and HMAC: the secret.</summary>
    [Parameter]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? AuthSecretValue { get; set; }

    /// <summary>For HMAC: the algorithm of the signature.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HmacAlgorithmCompleter))]
    [TextTransformation]
    public string? AuthHmacAlg { get; set; }

    /// <summary>For Basic: the user name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? AuthUsername { get; set; }

    /// <summary>For Basic: the password.</summary>
    [Parameter]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? AuthPassword { get; set; }

    /// <summary>For Basic: the user name and password in one.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? AuthCredential { get; set; }

    /// <summary>For Bearer: the token.</summary>
    [Parameter]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? AuthBearerToken { get; set; }

    private protected override ILogSourceKind<HttpLogSource, HttpSourceSettings> KindOf(PantherClient client) => client.HttpSources;

    private protected override HttpSourceSettings Define()
    {
        if (AuthCredential is not null && (AuthUsername is not null || AuthPassword is not null))
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput, "Specify either -AuthCredential or -AuthUsername and -AuthPassword, not both.");
        }

        return new HttpSourceSettings
        {
            LogTypes = LogType,
            AuthMethod = SourceParameters.Canonical(HttpSourceSettings.AuthMethods, AuthMethod),
            AuthHeaderKey = AuthHeaderKey,
            AuthSecretValue = AuthSecretValue?.ToPlainText(),
            AuthHmacAlg = AuthHmacAlg,
            AuthUsername = AuthUsername ?? AuthCredential?.UserName,
            AuthPassword = (AuthPassword ?? AuthCredential?.Password)?.ToPlainText(),
            AuthBearerToken = AuthBearerToken?.ToPlainText(),
        };
    }
}
