using System.Collections;
using Panther.Client;
using Panther.Client.Alerts;
using Panther.Client.Http;
using PantherPS.Completion;
using PantherPS.Session;

namespace PantherPS.Alerts;

/// <summary>Ids of the newest alerts, shown by their titles.</summary>
public sealed class AlertIdCompleter : LiveCompleter
{
    private const int Most = 50;

    private static readonly TenantCache<PantherAlert> s_cache =
        new((client, context) => client.Alerts.List(new AlertQuery { First = Most }, RequestSafety.Once, context), Most);

    private protected override IEnumerable<CompletionItem> LiveItems(
        PantherClient client, string commandName, IDictionary boundParameters) =>
        s_cache.Of(client).Select(a => new CompletionItem(a.Id, a.Title ?? a.Id, $"{a.Title}: {a.Severity}, {a.Status}, {a.Id}"));
}

/// <summary>Types of lists of alerts; others are taken too.</summary>
public sealed class AlertTypeCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        AlertQuery.Types.Select(t => new CompletionItem(t.Key, t.Key, $"{t.Key}: {string.Join(", ", t.Value)}"));
}

/// <summary>Types of alerts, of the list that the line names; others are taken too.</summary>
public sealed class AlertSubTypeCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        AlertQuery.Types.Where(
            t => boundParameters["Type"] is not { } named || string.Equals(t.Key, named.ToString(), StringComparison.OrdinalIgnoreCase))
            .SelectMany(t => t.Value).Select(t => new CompletionItem(t));
}

/// <summary>Severities of alerts; others are taken too.</summary>
public sealed class AlertSeverityCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        AlertQuery.KnownSeverities.Select(s => new CompletionItem(s));
}

/// <summary>Statuses of alerts; others are taken too.</summary>
public sealed class AlertStatusCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        AlertQuery.KnownStatuses.Select(s => new CompletionItem(s, s, s == "CLOSED" ? "CLOSED, which the Console calls Invalid" : s));
}

/// <summary>Qualities of alerts; others are taken too.</summary>
public sealed class AlertQualityCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        AlertChanges.KnownQualities.Select(q => new CompletionItem(q));
}

/// <summary>Formats of comments; others are taken too.</summary>
public sealed class CommentFormatCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        AlertOperations.CommentFormats.Select(f => new CompletionItem(f));
}
