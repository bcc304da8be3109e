using System.Collections;
using Panther.Client;
using PantherPS.Completion;
using PantherPS.Session;

namespace PantherPS.Schemas;

/// <summary>Log types that the tenant has.</summary>
public sealed class LogTypeCompleter : LiveCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(
        PantherClient client, string commandName, IDictionary boundParameters) =>
        client.Schemas.LogTypes.AskAsync(CallContext.None).GetAwaiter().GetResult().Select(n => new CompletionItem(n));
}
