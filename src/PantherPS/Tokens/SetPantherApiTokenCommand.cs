using System.Management.Automation;
using Panther.Client;
using Panther.Client.Tokens;
using PantherPS.Pipeline;
using PantherPS.Tokens;

namespace PantherPS.Commands;

/// <summary>
/// Changes what API tokens of a Panther tenant are named, may do, and from where they may be used.
/// What is not named stays as it is.
/// </summary>
[Cmdlet(
    VerbsCommon.Set,
    "PantherApiToken",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Set-PantherApiToken.md")]
[OutputType(typeof(ApiToken))]
public sealed class SetPantherApiTokenCommand : ApiTokenCmdlet
{
    private ApiTokenSettings _settings = new();

    /// <summary>The new name.</summary>
    [Parameter]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>All that it may do, by the API's names; what is left out it may do no longer.</summary>
    [Parameter]
    [Alias("Permissions")]
    [TextTransformation]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PermissionCompleter))]
    public string[]? Permission { get; set; }

    /// <summary>What it may do as well.</summary>
    [Parameter]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PermissionCompleter))]
    public string[]? AddPermission { get; set; }

    /// <summary>What it may do no longer.</summary>
    [Parameter]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PermissionCompleter))]
    public string[]? RemovePermission { get; set; }

    /// <summary>The CIDR blocks from which it may be used; @() lets it be used from anywhere.</summary>
    [Parameter]
    [Alias("AllowedCidrBlocks")]
    [TextTransformation]
    [AllowEmptyCollection]
    public string[]? AllowedCidrBlock { get; set; }

    /// <summary>Returns the changed API tokens.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _settings = new ApiTokenSettings
        {
            Name = Name,
            Permissions = Permission,
            AddPermissions = AddPermission,
            RemovePermissions = RemovePermission,
            AllowedCidrBlocks = AllowedCidrBlock,
        };
        if ((Name ?? (object?)Permission ?? AddPermission ?? RemovePermission ?? AllowedCidrBlock) is null)
        {
            RefuseParameters(
                "Nothing to change: specify -Name, -Permission, -AddPermission, -RemovePermission or -AllowedCidrBlock.");
        }

        try
        {
            _settings.Check();
        }
        catch (PantherException e)
        {
            RefuseParameters(e.Message);
        }
    }

    private protected override IEnumerable<Task> Process(ItemReference<ApiToken> token)
    {
        object target = token.Target;
        if (IsPlanShown)
        {
            Task<ApiTokenUpdate> reading = Request(context => token.Client.Tokens.PrepareUpdateAsync(token.Id, _settings, context));
            yield return reading;
            if (!TryGet(reading, target, out ApiTokenUpdate planned))
            {
                yield break;
            }

            if (planned.Changes.Count == 0)
            {
                WriteVerbose($"Nothing changes at {NameOf(token.With(planned.Current))}.");
                Finish(planned.Current);
                yield break;
            }

            string plan = string.Concat(planned.Changes.Select(c => $"{Environment.NewLine}  {c}"));
            string what = $"{NameOf(token.With(planned.Current))} at {token.Host}";
            if (!ShouldProcess($"Changing {what}:{plan}", $"Change {what}?{plan}", MyInvocation.MyCommand.Name))
            {
                yield break;
            }
        }
        else
        {
            string what = $"{NameOf(token)} at {token.Host}";
            if (!ShouldProcess($"Changing {what}.", $"Change {what}?", MyInvocation.MyCommand.Name))
            {
                yield break;
            }
        }

        Task<ApiToken> sending = Request(async context =>
            await token.Client.Tokens.UpdateAsync(
                await token.Client.Tokens.PrepareUpdateAsync(token.Id, _settings, context).ConfigureAwait(false),
                context).ConfigureAwait(false));
        yield return sending;
        if (TryGet(sending, target, out ApiToken changed))
        {
            Finish(changed);
        }

        void Finish(ApiToken done)
        {
            if (PassThru)
            {
                WriteObject(done);
            }
        }
    }
}
