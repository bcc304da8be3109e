using System.Collections;

namespace PantherPS.Completion;

/// <summary>Durations in the form in which they are written; others are taken too.</summary>
public sealed class DurationCompleter : ItemCompleter
{
    private static readonly CompletionItem[] s_durations =
    [
        new("15m", "15m", "15 minutes"),
        new("1h", "1h", "1 hour"),
        new("4h", "4h", "4 hours"),
        new("12h", "12h", "12 hours"),
        new("24h", "24h", "24 hours"),
        new("7d", "7d", "7 days"),
        new("30d", "30d", "30 days"),
    ];

    private protected override bool IsOrdered => true;

    private protected override IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters) => s_durations;
}
