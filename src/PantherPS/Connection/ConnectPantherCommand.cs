using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using System.Security;
using Panther.Client;
using Panther.Client.Aws;
using Panther.Client.Tokens;
using PantherPS.Connection;
using PantherPS.Pipeline;
using PantherPS.Session;

namespace PantherPS.Commands;

/// <summary>
/// Connects this session to a Panther tenant.
/// The connection belongs to the runspace, and is its default until another is made.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "Panther", DefaultParameterSetName = TokenSet, HelpUri = HelpRoot + "Connect-Panther.md")]
[OutputType(typeof(PantherConnection))]
public sealed class ConnectPantherCommand : PantherCmdlet
{
    private const string TokenSet = "ApiToken";
    private const string CredentialSet = "Credential";
    private const string TokenVariable = "PANTHER_API_TOKEN";

    /// <summary>How long before a token expires its user is told.</summary>
    private static readonly TimeSpan s_expirySoon = TimeSpan.FromDays(14);

    private static readonly string[] s_hostVariables = ["PANTHER_API_HOST", "PANTHER_API_URL", "PANTHER_INSTANCE_URL"];

    /// <summary>The Panther domain, its API host or the API URL, in any form in which the Console or another tool shows it.</summary>
    [Parameter(Position = 0)]
    [Alias("ApiUrl", "InstanceUrl")]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? ApiHost { get; set; }

    /// <summary>The API token.</summary>
    [Parameter(ParameterSetName = TokenSet)]
    [SecretTransformation]
    [ValidateNotNull]
    public SecureString? ApiToken { get; set; }

    /// <summary>A credential whose password is the API token; its user name is not used.</summary>
    [Parameter(ParameterSetName = CredentialSet, Mandatory = true)]
    [Credential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>The connection's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string Name { get; set; } = ConnectionTable.DefaultName;

    /// <summary>How many seconds one attempt of a request may take, its body included.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSec { get; set; } = 100;

    /// <summary>How often a request that may be repeated is repeated; 0 turns retries off.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 3;

    /// <summary>The proxy to use instead of the system's.</summary>
    [Parameter]
    [ProxyTransformation]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>The credential for the proxy.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Logs in to the proxy as the current user.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Panther's AWS account, for the policies of roles: the Panther Console shows it under Settings, General.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? PantherAccountId { get; set; }

    /// <summary>The AWS region in which Panther runs, for the notifications of buckets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? PantherRegion { get; set; }

    /// <summary>Connects without sending a request; a wrong token shows with the first command.</summary>
    [Parameter]
    public SwitchParameter SkipVerification { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ConnectionTable.Current.MakeWayFor(Name);
        PantherClient client;
        PantherEndpoint? endpoint = null;
        try
        {
            AwsRules.CheckPanther(PantherAccountId, PantherRegion);
            endpoint = PantherEndpoint.Parse(GetHost());
            client = new PantherClient(CreateOptions(endpoint));
        }
        catch (PantherException e)
        {
            // The text that was given may hold a password; what was made of it does not.
            ThrowTerminatingError(ErrorRecords.From(e, endpoint?.ApiHost));
            return;
        }

        PantherConnection? connection = null;
        try
        {
            string? version = null;
            ApiToken? token = null;
            if (!SkipVerification)
            {
                string host = client.Endpoint.ApiHost;
                Finish(Begin(() => client.Tenant.VerifyAsync(Context)), host);
                Task<string?> readVersion = Begin(() => client.Tenant.GetVersionAsync(Context));
                Task<ApiToken?> readToken = Begin(() => client.Tenant.GetTokenAsync(Context));
                version = Finish(readVersion, host);
                token = Finish(readToken, host);
            }

            connection = new PantherConnection(Name, client, version, token, PantherAccountId, PantherRegion);
            ConnectionTable.Current.Add(connection);
        }
        finally
        {
            if (connection is null)
            {
                client.Dispose();
            }
        }

        WriteObject(connection);
        WarnOfExpiry(connection);
    }

    private void WarnOfExpiry(PantherConnection connection)
    {
        if (connection.TokenExpiresAt is { } expiry && expiry.ToUniversalTime() - DateTime.UtcNow < s_expirySoon)
        {
            TimeSpan left = expiry.ToUniversalTime() - DateTime.UtcNow;
            string when = left.TotalDays >= 1 ? $"in {(int)left.TotalDays} days" : "within a day";
            WriteWarning(
                $"The API token '{connection.TokenName}' of the connection '{connection.Name}' expires {when}, on "
                + $"{expiry.ToString("g", CultureInfo.CurrentCulture)}. Rotate it before then, or what uses it stops working.");
        }
    }

    private string GetHost() => ApiHost
        ?? s_hostVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v))
        ?? throw Refuse($"No Panther host: specify -ApiHost, or set {string.Join(", ", s_hostVariables)}.");

    private PantherClientOptions CreateOptions(PantherEndpoint endpoint)
    {
        string? proxyPassword = ProxyCredential?.Password.ToPlainText();
        return new PantherClientOptions(endpoint, GetToken())
        {
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            MaximumRetryCount = MaximumRetryCount,
            Proxy = CreateProxy(proxyPassword),
            ProxyPassword = proxyPassword,
            ProxyUseDefaultCredentials = ProxyUseDefaultCredentials,

            // The host's own version is another number, of the program that runs PowerShell.
            UserAgent =
                $"PantherPS/{MyInvocation.MyCommand.Version} "
                + $"PowerShell/{(SessionState.PSVariable.GetValue("PSVersionTable") as Hashtable)?["PSVersion"]}",
        };
    }

    private WebProxy? CreateProxy(string? password)
    {
        if (ProxyUseDefaultCredentials && ProxyCredential is not null)
        {
            throw Refuse("-ProxyCredential and -ProxyUseDefaultCredentials cannot be used together.");
        }

        if (Proxy is null)
        {
            return ProxyCredential is null ? null : throw Refuse("-ProxyCredential needs -Proxy.");
        }

        if (!Proxy.IsAbsoluteUri || Proxy.Scheme is not ("http" or "https") || Proxy.UserInfo.Length > 0)
        {
            throw Refuse("-Proxy must be an http or https URL without a user name or password. Pass those with -ProxyCredential.");
        }

        return new WebProxy(Proxy)
        {
            UseDefaultCredentials = ProxyUseDefaultCredentials,
            Credentials = ProxyCredential is not null ? new NetworkCredential(ProxyCredential.UserName, password)
                : ProxyUseDefaultCredentials ? CredentialCache.DefaultCredentials : null,
        };
    }

    private string GetToken()
    {
        string? token = (ApiToken ?? Credential?.Password)?.ToPlainText() ?? Environment.GetEnvironmentVariable(TokenVariable);
        if (string.IsNullOrWhiteSpace(token) && ApiToken is null && Credential is null)
        {
            token = PromptForToken();
        }

        // A token that is copied brings blanks, line ends and quotes along.
        token = token is null ? null : PastedText.Clean(token);
        return string.IsNullOrEmpty(token)
            ? throw Refuse("The API token is empty.")
            : token!.All(c => c is > ' ' and <= '~')
                ? token!
                : throw Refuse("The API token contains spaces or characters that no token has. Copy it again.");
    }

    private string? PromptForToken()
    {
        // A console whose input is redirected gives the prompt nothing, and ends the script without an error.
#pragma warning disable RS0030 // Only the console knows whether its input is redirected; nothing is written to it.
        if (Host.Name == "ConsoleHost" && Console.IsInputRedirected)
#pragma warning restore RS0030
        {
            throw NoToken();
        }

        var field = new FieldDescription("API token");
        field.SetParameterType(typeof(SecureString));
        try
        {
            Dictionary<string, PSObject>? answer = Host.UI?.Prompt(
                "Connect-Panther",
                "The token is shown once, when it is created in the Panther Console.",
                new Collection<FieldDescription> { field });
            if (answer?.Values.FirstOrDefault()?.BaseObject is SecureString secret)
            {
                return secret.ToPlainText();
            }
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException or NotSupportedException)
        {
            // This host asks nobody.
        }

        throw NoToken();
    }

    private static PantherException NoToken() =>
        Refuse($"No API token: specify -ApiToken or -Credential, or set {TokenVariable}. This session cannot prompt for one.");

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
}
