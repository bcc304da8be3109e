using System.Collections;
using Panther.Client.Metrics;
using PantherPS.Completion;

namespace PantherPS.Metrics;

/// <summary>The names of metrics.</summary>
public sealed class MetricNameCompleter : ItemCompleter
{
    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) =>
        MetricOperations.Names.Select(name => new CompletionItem(name));
}
