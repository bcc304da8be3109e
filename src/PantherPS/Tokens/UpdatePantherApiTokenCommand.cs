using System.Management.Automation;
using System.Security;
using Panther.Client;
using Panther.Client.Tokens;
using PantherPS.Pipeline;
using PantherPS.Session;
using PantherPS.Tokens;

namespace PantherPS.Commands;

/// <summary>
/// Rotates the API token of a connection, which goes on with the new value.
/// The new value goes to -Store before anything else, or is returned as a SecureString; the old one is no longer accepted.
/// </summary>
[Cmdlet(VerbsData.Update, "PantherApiToken", SupportsShouldProcess = true, HelpUri = HelpRoot + "Update-PantherApiToken.md")]
[OutputType(typeof(SecureString))]
public sealed class UpdatePantherApiTokenCommand : ConnectedCmdlet
{
    private PantherConnection? _connection;
    private volatile bool _isSent;
    private volatile bool _isKept;
    private int _isTold;

    /// <summary>The connection whose token is rotated, or its name; connections can be piped. Without it the default.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public override PantherConnection? Connection { get; set; }

    /// <summary>
    /// Stores the token: a script block that gets it as a SecureString, as $_ and as its first argument, and the connection as its second.
    /// It is run with the present token first, and nothing is rotated where that fails; then with the
    /// new one. Any error in it counts as a failure.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Store { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PantherClient client = ClientFor();
        _connection = PantherConnection.Of(client);
        _isSent = false;
        _isKept = false;
        string what =
            $"the API token{(_connection?.TokenName is { } name ? $" '{name}'" : "")} of the connection '{_connection}' to "
            + $"{client.Endpoint.ApiHost}";
        if (!ShouldProcess(
            $"Rotating {what}.",
            $"Rotate {what}? Its current value is no longer accepted, wherever else it is used.",
            MyInvocation.MyCommand.Name))
        {
            return;
        }

        if (Store is not null && RunStore(client, client.Tokens.GetValue()) is { } problem)
        {
            WriteFailure(
                new PantherException(
                    PantherErrorKind.NotStored,
                    $"-Store does not take the current token of the connection '{_connection}': {problem} Nothing was rotated."),
                _connection);
            return;
        }

        try
        {
            _isSent = true;
            Task<ApiToken> rotation = Begin(() => client.Tokens.RotateAsync(Context));
            Wait(rotation);
            Keep(client, rotation.GetAwaiter().GetResult().Value!);
        }
        catch (PantherException e)
        {
            _isSent = false;
            WriteFailure(e, _connection);
        }
        catch (PipelineStoppedException)
        {
            TellOfStop();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        // While a store hangs, what is written after it has ended may be too late.
        TellOfStop();
        base.StopProcessing();
    }

    /// <summary>Says once, at the host, that a new value is not stored: nothing can be returned by a command that was stopped.</summary>
    private void TellOfStop()
    {
        if (_isSent && !_isKept && Interlocked.Exchange(ref _isTold, 1) == 0)
        {
            TryWrite(() => Host.UI?.WriteWarningLine(
                $"The rotation of the API token of the connection '{_connection}' was sent, but its new value is not stored. The "
                + "connection uses it "
                + "now: keep the connection, and run Update-PantherApiToken again, without -Store or with one that works."));
        }
    }

    private protected override string? Recommend(PantherException failure) => failure.Kind == PantherErrorKind.OutcomeUnknown
        ? "Try the current token with Connect-Panther. If it is refused, rotate it under API Tokens in the Panther Console, store it, "
            + "and connect with it."
        : null;

    private void Keep(PantherClient client, SecureString value)
    {
        string? problem = Store is null ? null : RunStore(client, value);
        if (Store is not null && problem is null)
        {
            _isKept = true;
            WriteVerbose($"The connection '{_connection}' now uses its new API token, which is stored.");
            return;
        }

        // Before the error, which may end the command.
        WriteObject(value);
        _isKept = true;
        if (problem is not null)
        {
            // Who stops at errors gets no output, and finds it here.
            WriteFailure(
                new PantherException(
                    PantherErrorKind.NotStored,
                    $"The API token of the connection '{_connection}' was rotated, but -Store did not take its new value: {problem} Its "
                    + "old value is no longer "
                    + "accepted. The new one is what the command returned, and the TargetObject of this error, as a SecureString: "
                    + "store it now."),
                value);
        }
    }

    /// <summary>Runs the store.</summary>
    /// <returns>What is wrong, in a sentence without secrets; null for nothing.</returns>
    private string? RunStore(PantherClient client, SecureString value) => TokenStore.Run(this, Store!, value, _connection, client.Clean);
}
