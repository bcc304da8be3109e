using System.Collections;
using PantherPS.Completion;

namespace PantherPS.Session;

/// <summary>Names of this session's connections.</summary>
public sealed class ConnectionCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        ConnectionTable.Current.All.Select(c => new CompletionItem(c.Name, c.Name, $"{c.Name}: {c.ApiHost}"));
}
