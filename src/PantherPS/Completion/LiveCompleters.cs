using System.Collections;
using System.Management.Automation;
using Panther.Client;
using PantherPS.Connection;

namespace PantherPS.Completion;

/// <summary>Names of this session's connections.</summary>
public sealed class ConnectionCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(IDictionary boundParameters) =>
        ConnectionTable.Current.All.Select(c => new CompletionItem(c.Name, c.Name, $"{c.Name}: {c.ApiHost}"));
}

/// <summary>The base of the completers that ask the tenant; without a connection they offer nothing.</summary>
public abstract class LiveCompleter : ItemCompleter
{
    private protected LiveCompleter()
    {
    }

    private protected override IEnumerable<CompletionItem> Items(IDictionary boundParameters)
    {
        try
        {
            object? named = new ConnectionTransformationAttribute().Transform(null!, boundParameters["Connection"]);
            PantherConnection? connection = named as PantherConnection ?? ConnectionTable.Current.Default;
            return connection is null ? [] : LiveItems(connection.Client);
        }
        catch (PantherException)
        {
            // Completion never disturbs the person who types.
            return [];
        }
    }

    /// <summary>All that the tenant has to choose from.</summary>
    private protected abstract IEnumerable<CompletionItem> LiveItems(PantherClient client);
}

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

/// <summary>Log types that the tenant has.</summary>
public sealed class LogTypeCompleter : LiveCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(PantherClient client) =>
        client.Schemas.LogTypes.AskAsync(CallContext.None).GetAwaiter().GetResult().Select(n => new CompletionItem(n));
}
