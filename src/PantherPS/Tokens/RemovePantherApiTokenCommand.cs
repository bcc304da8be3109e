using System.Management.Automation;
using Panther.Client;
using Panther.Client.Tokens;
using PantherPS.Tokens;

namespace PantherPS.Commands;

/// <summary>
/// Removes API tokens from a Panther tenant.
/// What uses one fails from then on. The token that the connection itself uses is removed only with -Force.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "PantherApiToken", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpRoot + "Remove-PantherApiToken.md")]
[OutputType(typeof(void))]
public sealed class RemovePantherApiTokenCommand : ApiTokenCmdlet
{
    /// <summary>Removes the token of the connection, too, which can send nothing from then on. It takes no question away.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override IEnumerable<Task> Process(PantherClient client, string id, ApiToken? token)
    {
        object target = token ?? (object)id;
        if (!Force)
        {
            Task<string?> own = Request(context => id == ApiTokenOperations.Self ? Task.FromResult<string?>(id) : client.Tokens.GetOwnIdAsync(context));
            yield return own;
            if (!TryGet(own, target, out string? ownId))
            {
                yield break;
            }

            if (ownId is null || string.Equals(ownId, id, StringComparison.OrdinalIgnoreCase))
            {
                string why = ownId is null
                    ? "it may be the one that this connection uses, which cannot read its own (Read API Token Info)"
                    : "it is the one that this connection uses, which could send nothing from then on";
                WriteFailure(new PantherException(PantherErrorKind.InvalidInput, $"{Capital(NameOf(id, token))} is not removed: {why}. -Force removes it all the same."), target);
                yield break;
            }
        }

        if (token is null && IsPlanShown)
        {
            Task<ApiToken> read = Request(context => client.Tokens.GetAsync(id, context));
            yield return read;
            if (!TryGet(read, target, out token))
            {
                yield break;
            }
        }

        string what = $"{NameOf(id, token)} from {client.Endpoint.ApiHost}";
        if (!ShouldProcess($"Removing {what}.", $"Remove {what}? What uses it fails from then on.", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<bool> removal = Request(async context =>
        {
            await client.Tokens.DeleteAsync(id, context).ConfigureAwait(false);
            return true;
        });
        yield return removal;
        TryGet(removal, target, out _);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
}
