using System.Management.Automation;
using Panther.Client.Alerts;

namespace PantherPS.Formatting;

/// <summary>The hidden properties of alerts that their view shows, as <see cref="LogSourceView"/> has those of sources.</summary>
public static class AlertView
{
    /// <summary>How long ago the alert was raised: 3m, 2h, 5d.</summary>
    public static string CreatedAtCell(PSObject alert) =>
        Cell.Value<DateTime>(alert, nameof(PantherAlert.CreatedAt)) is DateTime time
            ? Cell.Age(DateTime.UtcNow - time.ToUniversalTime())
            : "";

    /// <summary>The severity as the table shows it.</summary>
    public static string SeverityCell(PSObject alert) => Cell.Raw(alert, nameof(PantherAlert.Severity)) switch
    {
        "CRITICAL" => Cell.Red("CRITICAL"),
        "HIGH" => Cell.Red("HIGH"),
        "MEDIUM" => Cell.Yellow("MEDIUM"),
        object severity => severity.ToString() ?? "",
        null => "",
    };
}
