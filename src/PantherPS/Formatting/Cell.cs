using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace PantherPS.Formatting;

/// <summary>
/// What the cells of the tables are made of: values of an object's properties, ages, and colours where the host's PowerShell styles text.
/// </summary>
internal static class Cell
{
    private const string Reset = "\u001b[0m";

    private static readonly TimeSpan s_quiet = TimeSpan.FromDays(1);

    // Windows PowerShell and PowerShell before 7.2 have no PSStyle, and would count a colour's characters as text.
    private static readonly object? s_style = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")?
        .GetProperty("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);

    private static readonly PropertyInfo? s_rendering = s_style?.GetType().GetProperty("OutputRendering");

    public static string Green(string text) => Colour(text, "\u001b[32m");

    public static string Yellow(string text) => Colour(text, "\u001b[33m");

    public static string Red(string text) => Colour(text, "\u001b[31m");

    /// <summary>The age of a source's last event: 3m, 2h, 5d, never.</summary>
    public static string LastEvent(DateTime? time) => time is not DateTime last ? Yellow("never")
        : DateTime.UtcNow - last.ToUniversalTime() is TimeSpan age && age >= s_quiet ? Yellow(Age(age))
        : Age(age);

    /// <summary>How long ago something was: now, 3m, 2h, 5d.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "now",
        { TotalHours: < 1 } => Whole(age.TotalMinutes, "m"),
        { TotalDays: < 1 } => Whole(age.TotalHours, "h"),
        _ => Whole(age.TotalDays, "d"),
    };

    /// <summary>A property's value; null where the object has none, as one that Select-Object has made.</summary>
    public static object? Raw(PSObject item, string property)
    {
        object? value = item.Properties[property]?.Value;
        return value is PSObject wrapper ? wrapper.BaseObject : value;
    }

    /// <summary>A property's value; null where it is none of that type.</summary>
    public static T? Value<T>(PSObject item, string property)
        where T : struct => LanguagePrimitives.TryConvertTo(Raw(item, property), CultureInfo.InvariantCulture, out T? value) ? value : null;

    private static string Whole(double value, string unit) => Math.Floor(value).ToString(CultureInfo.InvariantCulture) + unit;

    private static string Colour(string text, string colour) =>
        s_rendering is null || s_rendering.GetValue(s_style)?.ToString() == "PlainText" ? text : colour + text + Reset;
}
