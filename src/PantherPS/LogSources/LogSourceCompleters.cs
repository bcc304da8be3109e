using System.Collections;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.Http;
using Panther.Client.LogSources;
using PantherPS.Completion;
using PantherPS.Session;

namespace PantherPS.LogSources;

/// <summary>The base of the completers that look at the tenant's sources.</summary>
public abstract class LogSourceCompleter : LiveCompleter
{
    private static readonly TenantCache<LogSource> s_cache = new((client, context) => client.LogSources.List(RequestSafety.Once, context));

    private protected LogSourceCompleter()
    {
    }

    /// <summary>The tenant's sources.</summary>
    private protected static IReadOnlyList<LogSource> SourcesOf(PantherClient client) => s_cache.Of(client);

    /// <summary>The tenant's sources that a command can take.</summary>
    private protected static IEnumerable<LogSource> SourcesFor(PantherClient client, string commandName)
    {
        string name = commandName.Substring(commandName.LastIndexOf('\\') + 1).Replace("-", "") + "Command";
        Type? type = Array.Find(
            typeof(LogSourceCompleter).Assembly.GetTypes(), t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase));
        ILogSourceKind? kind = null;
        if (type is not null && typeof(IOfKind).IsAssignableFrom(type))
        {
            using var cmdlet = (IDisposable)Activator.CreateInstance(type)!;
            kind = ((IOfKind)cmdlet).KindFor(client);
        }

        return SourcesOf(client).Where(s => kind?.IsOfKind(s) != false);
    }

    /// <summary>A number of sources, for a tool tip.</summary>
    private protected static string Count(int sources) => sources == 1 ? "1 source" : $"{sources} sources";
}

/// <summary>Ids of log sources, shown by their labels.</summary>
public sealed class LogSourceIdCompleter : LogSourceCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(
        PantherClient client, string commandName, IDictionary boundParameters) =>
        SourcesFor(client, commandName).Select(s => new CompletionItem(s.Id, s.Label ?? s.Id, $"{s.Label}: {s.IntegrationType}, {s.Id}"));
}

/// <summary>Labels of log sources.</summary>
public sealed class LogSourceLabelCompleter : LogSourceCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(
        PantherClient client, string commandName, IDictionary boundParameters) =>
        SourcesFor(client, commandName)
            .Where(s => !string.IsNullOrEmpty(s.Label))
            .Select(s => new CompletionItem(WildcardPattern.Escape(s.Label!), s.Label!, $"{s.IntegrationType}, {s.Id}"));
}

/// <summary>Kinds of sources that the tenant has.</summary>
public sealed class IntegrationTypeCompleter : LogSourceCompleter
{
    private protected override IEnumerable<CompletionItem> LiveItems(
        PantherClient client, string commandName, IDictionary boundParameters) =>
        SourcesOf(client)
            .GroupBy(s => s.IntegrationType ?? "").Where(g => g.Key.Length > 0)
            .Select(g => new CompletionItem(g.Key, g.Key, Count(g.Count())));
}
