using System.Collections;
using System.Management.Automation;
using Panther.Client.Health;

namespace PantherPS.Formatting;

/// <summary>
/// The hidden properties of the health of sources that its view shows, as <see cref="LogSourceView"/> has those of sources.
/// </summary>
public static class LogSourceHealthView
{
    /// <summary>The status as the table shows it.</summary>
    public static string StatusCell(PSObject health) => Cell.Raw(health, nameof(LogSourceHealth.Status)) switch
    {
        LogSourceHealth.Healthy => Cell.Green(LogSourceHealth.Healthy),
        LogSourceHealth.Unhealthy => Cell.Red(LogSourceHealth.Unhealthy),
        LogSourceHealth.Silent => Cell.Yellow(LogSourceHealth.Silent),
        object status => status.ToString() ?? "",
        null => "",
    };

    /// <summary>The age of the last event that was received: 3m, 2h, 5d, never.</summary>
    public static string LastEventCell(PSObject health) => Cell.LastEvent(Cell.Value<DateTime>(health, nameof(LogSourceHealth.LastEvent)));

    /// <summary>The types of the problems, apart by commas; where they are not known, that.</summary>
    public static string ProblemsCell(PSObject health) => Cell.Raw(health, nameof(LogSourceHealth.Problems)) switch
    {
        IEnumerable problems and not string =>
            string.Join(", ", problems.Cast<object>().Select(p => Cell.Raw(PSObject.AsPSObject(p), nameof(LogSourceProblem.Type)) ?? p)),
        string text => text,
        _ => "not known",
    };
}
