using System.Collections;
using System.Management.Automation;
using Panther.Client.LogSources;

namespace PantherPS.Formatting;

/// <summary>
/// The hidden properties of log sources that their view shows, by which it can be sorted and filtered; PantherPS.Types.ps1xml names them.
/// They are made of the object's other properties, so that they work on what comes out of a file or a job as well, and need no script.
/// A name that ends in Cell is the text in the table, with colour where the host's PowerShell styles text.
/// </summary>
public static class LogSourceView
{
    /// <summary>Whether the health checks pass: Healthy, Unhealthy, or nothing where that is not known.</summary>
    public static string Health(PSObject source) => Cell.Value<bool>(source, nameof(LogSource.IsHealthy)) switch
    {
        true => "Healthy",
        false => "Unhealthy",
        null => "",
    };

    /// <summary>When the last event was received; null for never.</summary>
    public static DateTime? LastEvent(PSObject source) => Cell.Value<DateTime>(source, nameof(LogSource.LastEventReceivedAt));

    /// <summary>The health as the table shows it.</summary>
    public static string HealthCell(PSObject source) => Health(source) switch
    {
        "Healthy" => Cell.Green("Healthy"),
        "Unhealthy" => Cell.Red("Unhealthy"),
        _ => "",
    };

    /// <summary>The age of the last event that was received: 3m, 2h, 5d, never.</summary>
    public static string LastEventCell(PSObject source) => Cell.LastEvent(LastEvent(source));

    /// <summary>The log types, apart by commas.</summary>
    public static string LogTypesCell(PSObject source) => Cell.Raw(source, nameof(LogSource.LogTypes)) switch
    {
        string text => text,
        IEnumerable items => string.Join(", ", items.Cast<object?>()),
        _ => "",
    };
}
