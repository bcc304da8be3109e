using System.Management.Automation;
using Panther.Client;
using PantherPS.Completion;
using PantherPS.Session;

namespace PantherPS.LogSources;

/// <summary>Ids of log sources, shown by their labels.</summary>
public sealed class LogSourceIdCompleter : LiveCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(PantherClient client) =>
        TenantMemory.SourcesOf(client).Select(s => new CompletionItem(s.Id, s.Label ?? s.Id, $"{s.Label}: {s.IntegrationType}, {s.Id}"));
}

/// <summary>Labels of log sources.</summary>
public sealed class LogSourceLabelCompleter : LiveCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(PantherClient client) => TenantMemory.SourcesOf(client)
        .Where(s => !string.IsNullOrEmpty(s.Label))
        .Select(s => new CompletionItem(WildcardPattern.Escape(s.Label!), s.Label!, $"{s.IntegrationType}, {s.Id}"));
}

/// <summary>Kinds of sources that the tenant has.</summary>
public sealed class IntegrationTypeCompleter : LiveCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(PantherClient client) => TenantMemory.SourcesOf(client)
        .GroupBy(s => s.IntegrationType ?? "").Where(g => g.Key.Length > 0)
        .Select(g => new CompletionItem(g.Key, g.Key, $"{g.Count()} sources"));
}
