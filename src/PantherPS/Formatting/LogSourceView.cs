using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using Panther.Client.LogSources;

namespace PantherPS.Formatting;

/// <summary>
/// The hidden properties of log sources that their view shows, by which it can be sorted and filtered; PantherPS.Types.ps1xml names them.
/// They are made of the object's other properties, so that they work on what comes out of a file or a job as well, and need no script.
/// A name that ends in Cell is the text in the table, with colour where the host's PowerShell styles text.
/// </summary>
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
    public static string Health(PSObject source) => Value<bool>(source, nameof(LogSource.IsHealthy)) switch
    {
        true => "Healthy",
        false => "Unhealthy",
        null => "",
    };

    /// <summary>When the last event was received; null for never.</summary>
    public static DateTime? LastEvent(PSObject source) => Value<DateTime>(source, nameof(LogSource.LastEventReceivedAt));

    /// <summary>The health as the table shows it.</summary>
    public static string HealthCell(PSObject source) => Health(source) switch
    {
        "Healthy" => Colour("Healthy", Green),
        "Unhealthy" => Colour("Unhealthy", Red),
        _ => "",
    };

    /// <summary>The age of the last event that was received: 3m, 2h, 5d, never.</summary>
    public static string LastEventCell(PSObject source)
    {
        if (LastEvent(source) is not DateTime time)
        {
            return Colour("never", Yellow);
        }

        TimeSpan age = DateTime.UtcNow - time.ToUniversalTime();
        return age >= s_quiet ? Colour(Age(age), Yellow) : Age(age);
    }

    /// <summary>The log types, apart by commas.</summary>
    public static string LogTypesCell(PSObject source) => Raw(source, nameof(LogSource.LogTypes)) switch
    {
        string text => text,
        IEnumerable items => string.Join(", ", items.Cast<object?>()),
        _ => "",
    };

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

    /// <summary>A property's value; null where the object has none, as one that Select-Object has made.</summary>
    private static object? Raw(PSObject source, string property)
    {
        object? value = source.Properties[property]?.Value;
        return value is PSObject wrapper ? wrapper.BaseObject : value;
    }

    private static T? Value<T>(PSObject source, string property)
        where T : struct => LanguagePrimitives.TryConvertTo(Raw(source, property), CultureInfo.InvariantCulture, out T? value) ? value : null;
}
