using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using Panther.Client;
using Panther.Client.LogSources;

namespace PantherPS.Formatting;

/// <summary>The cells of the views of log sources; PantherPS.Format.ps1xml calls it. Colour is used where the host's PowerShell styles text.</summary>
public static class LogSourceView
{
    private const string Green = "\u001b[32m";
    private const string Yellow = "\u001b[33m";
    private const string Red = "\u001b[31m";
    private const string Reset = "\u001b[0m";

    private static readonly TimeSpan s_quiet = TimeSpan.FromDays(1);

    // Windows PowerShell and PowerShell before 7.2 have no PSStyle, and would count a colour's characters as text.
    private static readonly object? s_style = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")?
        .GetProperty("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);

    private static readonly PropertyInfo? s_rendering = s_style?.GetType().GetProperty("OutputRendering");

    /// <summary>Whether the health checks pass: Healthy, Unhealthy, or nothing where that is not known.</summary>
    public static string Health(object? source) => Unwrap(source)?.IsHealthy switch
    {
        true => Colour("Healthy", Green),
        false => Colour("Unhealthy", Red),
        null => "",
    };

    /// <summary>The age of the last event that was received: 3m, 2h, 5d, never.</summary>
    public static string LastEvent(object? source)
    {
        if (Unwrap(source) is not LogSource found)
        {
            return "";
        }

        if (found.LastEventReceivedAt is not DateTime time)
        {
            return Colour("never", Yellow);
        }

        TimeSpan age = DateTime.Now - time;
        return age >= s_quiet ? Colour(Age(age), Yellow) : Age(age);
    }

    /// <summary>The log types, apart by commas.</summary>
    public static string LogTypes(object? source) => string.Join(", ", Unwrap(source)?.LogTypes ?? TextList.Empty);

    internal static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "now",
        { TotalHours: < 1 } => Whole(age.TotalMinutes, "m"),
        { TotalDays: < 1 } => Whole(age.TotalHours, "h"),
        _ => Whole(age.TotalDays, "d"),
    };

    private static string Whole(double value, string unit) => Math.Floor(value).ToString(CultureInfo.InvariantCulture) + unit;

    private static string Colour(string text, string colour) =>
        s_rendering is null || s_rendering.GetValue(s_style)?.ToString() == "PlainText" ? text : colour + text + Reset;

    private static LogSource? Unwrap(object? source) => (source is PSObject wrapper ? wrapper.BaseObject : source) as LogSource;
}
