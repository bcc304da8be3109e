using System.Collections;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.Paging;
using Panther.Client.Tokens;
using PantherPS.Completion;
using PantherPS.Session;

namespace PantherPS.Tokens;

/// <summary>The base of the completers that look at the tenant's API tokens.</summary>
public abstract class ApiTokenCompleter : LiveCompleter
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    private protected ApiTokenCompleter()
    {
    }

    /// <summary>The tokens, as far as they can be had within a second.</summary>
    private protected static IReadOnlyList<ApiToken> TokensOf(PantherClient client)
    {
        using var end = new CancellationTokenSource(s_longestWait);
        try
        {
            return Task.Run(() => ReadAsync(client, end.Token)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<ApiToken>> ReadAsync(PantherClient client, CancellationToken cancellationToken)
    {
        using Listing<ApiToken> tokens = client.Tokens.List(new CallContext(null, cancellationToken));
        return await tokens.ToListAsync().ConfigureAwait(false);
    }
}

/// <summary>Names of API tokens.</summary>
public sealed class ApiTokenNameCompleter : ApiTokenCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(
        PantherClient client, string commandName, IDictionary boundParameters) =>
        TokensOf(client).Where(t => !string.IsNullOrEmpty(t.Name)).Select(
            t => new CompletionItem(WildcardPattern.Escape(t.Name!), t.Name!, $"{t.Name}: {t.Id}"));
}

/// <summary>Ids of API tokens, shown by their names.</summary>
public sealed class ApiTokenIdCompleter : ApiTokenCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(
        PantherClient client, string commandName, IDictionary boundParameters) =>
        TokensOf(client).Select(t => new CompletionItem(t.Id, t.Name ?? t.Id, $"{t.Name}: {t.Id}"))
            .Append(new CompletionItem(ApiTokenOperations.Self, ApiTokenOperations.Self, "the API token that the connection uses"));
}

/// <summary>Permissions by the API's names: those that are known, and those that the connection's own token has besides.</summary>
public sealed class PermissionCompleter : ItemCompleter
{
    private static readonly string[] s_known =
    [
        "AIRunAsModify", "AlertModify", "AlertRead", "BulkUpload", "BulkUploadValidate", "CloudsecSourceModify", "CloudsecSourceRead",
        "DataAnalyticsModify", "DataAnalyticsRead", "DestinationModify", "DestinationRead", "GeneralSettingsModify", "GeneralSettingsRead",
        "LogSourceModify", "LogSourceRawDataRead", "LogSourceRead", "LookupModify", "LookupRead", "ManageAIResponses", "ManageAISkills",
        "ManageScheduledPrompts", "McpServerModify", "McpServerRead", "NotificationsSend", "OrganizationAPITokenModify",
        "OrganizationAPITokenRead",
        "PolicyModify",
        "PolicyRead",
        "ResourceModify",
        "ResourceRead",
        "RuleModify",
        "RuleRead",
        "RunPantherAI",
        "SummaryRead", "UserModify", "UserRead", "ViewAIPrivateResponses", "ViewAISkills", "ViewScheduledPrompts",
    ];

    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        s_known.Union(ConnectionTable.Current.Default?.Permissions ?? TextList.Empty).Select(p => new CompletionItem(p));
}
