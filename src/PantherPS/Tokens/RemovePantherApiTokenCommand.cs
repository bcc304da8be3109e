using System.Management.Automation;
using Panther.Client;
using Panther.Client.Tokens;
using PantherPS.Pipeline;
using PantherPS.Tokens;

namespace PantherPS.Commands;

/// <summary>
/// Removes API tokens from a Panther tenant.
/// What uses one fails from then on. The token that the connection itself uses is removed only with -Force.
/// </summary>
[Cmdlet(
    VerbsCommon.Remove,
    "PantherApiToken",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpRoot + "Remove-PantherApiToken.md")]
[OutputType(typeof(void))]
public sealed class RemovePantherApiTokenCommand : ApiTokenCmdlet
{
    /// <summary>Removes the token of the connection, too, which can send nothing from then on. It takes no question away.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override IEnumerable<Task> Process(ItemReference<ApiToken> token)
    {
        object target = token.Target;
        if (!Force)
        {
            Task<string?> own = Request(
                context =>
                    token.Id == ApiTokenOperations.Self ? Task.FromResult<string?>(token.Id) : token.Client.Tokens.GetOwnIdAsync(context));
            yield return own;
            if (!TryGet(own, target, out string? ownId))
            {
                yield break;
            }

            if (ownId is null || string.Equals(ownId, token.Id, StringComparison.OrdinalIgnoreCase))
            {
                string why = ownId is null
                    ? "it may be the one that this connection uses, which cannot read its own (Read API Token Info)"
                    : "it is the one that this connection uses, which would no longer work";
                WriteFailure(
                    new PantherException(PantherErrorKind.InvalidInput, $"{Capital(NameOf(token))} was not removed: {why}. -Force removes "
                        + "it anyway."),
                    target);
                yield break;
            }
        }

        if (token.Item is null && IsPlanShown)
        {
            Task<ApiToken> read = Request(context => token.Client.Tokens.GetAsync(token.Id, context));
            yield return read;
            if (!TryGet(read, target, out ApiToken found))
            {
                yield break;
            }

            token = token.With(found);
        }

        string what = $"{NameOf(token)} from {token.Host}";
        if (!ShouldProcess($"Removing {what}.", $"Remove {what}? What uses it stops working.", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<bool> removal = Request(async context =>
        {
            await token.Client.Tokens.DeleteAsync(token.Id, context).ConfigureAwait(false);
            return true;
        });
        yield return removal;
        TryGet(removal, target, out _);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
}
