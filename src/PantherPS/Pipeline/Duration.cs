using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace PantherPS.Pipeline;

/// <summary>
/// Durations as people write them: 90m, 24h, 7d, 1h30m, or 1.12:00:00, as a TimeSpan is written. What .NET reads otherwise than people
/// mean it, such as 24:00:00, which is 24 days, is refused.
/// </summary>
internal static class Duration
{
    /// <summary>The ways to write a duration, for messages.</summary>
    public const string Examples = "90m, 24h, 7d, or 1.12:00:00 for a day and a half";

    private static readonly Regex s_units = new(
        @"\A(?:(?<number>[0-9]+(?:\.[0-9]+)?)\s*(?<unit>[smhdw])\s*)+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>The forms of a TimeSpan: 1.12:00, 12:00:00.5, and with colons alone 1:12:00:00.</summary>
    private static readonly Regex s_clock = new(
        @"\A(?:(?:(?<days>[0-9]+)\.)?(?<hours>[0-9]+)(?::[0-9]+){1,2}|(?<days>[0-9]+):(?<hours>[0-9]+)(?::[0-9]+){2})(?:\.[0-9]+)?\z",
        RegexOptions.CultureInvariant);

    /// <summary>The duration that a value means.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It means none, or it is not clear which.</exception>
    public static TimeSpan Parse(object? value)
    {
        object? plain = value is PSObject wrapper ? wrapper.BaseObject : value;
        if (plain is TimeSpan span)
        {
            return span;
        }

        // PowerShell makes the number 1 of 1d; what was typed is in the wrapper alone.
        string text = (LanguagePrimitives.ConvertTo<string>(value) ?? "").Trim();
        try
        {
            return ParseText(text);
        }
        catch (OverflowException)
        {
            throw new ArgumentTransformationMetadataException($"The duration '{text}' is too long.");
        }
    }

    /// <summary>Whether a text is a number with a unit, or several.</summary>
    public static bool HasUnits(string text) => s_units.IsMatch(text);

    /// <summary>Whether a text has one of the forms of a duration, be it one that is refused.</summary>
    public static bool IsDuration(string text) => s_units.IsMatch(text) || s_clock.IsMatch(text);

    /// <summary>A duration as people say it: 90 minutes, 1 day, 1 day 12 hours.</summary>
    public static string Describe(TimeSpan span)
    {
        (int Count, string Unit)[] parts = [(span.Days, "day"), (span.Hours, "hour"), (span.Minutes, "minute"), (span.Seconds, "second")];
        string text = string.Join(" ", parts.Where(p => p.Count != 0).Select(p => $"{p.Count} {p.Unit}{(p.Count == 1 ? "" : "s")}"));
        return text.Length == 0 ? "no time" : text;
    }

    private static TimeSpan ParseText(string text)
    {
        Match units = s_units.Match(text);
        if (units.Success)
        {
            return units.Groups["number"].Captures.Cast<Capture>().Zip(units.Groups["unit"].Captures.Cast<Capture>(), (number, unit) =>
                TimeSpan.FromTicks(checked((long)(decimal.Parse(number.Value, CultureInfo.InvariantCulture) * TicksOf(unit.Value)))))
                .Aggregate(TimeSpan.Zero, (sum, part) => sum + part);
        }

        Match clock = s_clock.Match(text);
        if (clock.Success)
        {
            return ParseClock(text, clock.Groups["days"].Value, clock.Groups["hours"].Value);
        }

        throw new ArgumentTransformationMetadataException(decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"The number {text} has no unit. Use a duration such as {Examples}."
            : $"'{text}' is not a duration. Use one such as {Examples}.");
    }

    private static TimeSpan ParseClock(string text, string days, string hours)
    {
        if (hours.TrimStart('0').Length > 2 || int.Parse(hours, CultureInfo.InvariantCulture) > 23)
        {
            string asHours = days.Length > 0 ? $"{days}d{hours}h" : $"{hours}h";
            string asDays = hours.Length <= 6 && days.Length == 0 && int.Parse(hours, CultureInfo.InvariantCulture) is int count
                ? $"{count / 24}.{count % 24:00}:{text.Substring(text.IndexOf(':') + 1)}" : Examples;
            throw new ArgumentTransformationMetadataException(
                $"'{text}' has more than 23 hours, which .NET reads as days. Use {asHours} or {asDays}, or {hours}d if you mean "
                + "days.");
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span)
            ? span
            : throw new ArgumentTransformationMetadataException($"'{text}' is not a duration. Use one such as {Examples}.");
    }

    private static long TicksOf(string unit) => unit.ToUpperInvariant() switch
    {
        "S" => TimeSpan.TicksPerSecond,
        "M" => TimeSpan.TicksPerMinute,
        "H" => TimeSpan.TicksPerHour,
        "D" => TimeSpan.TicksPerDay,
        _ => 7 * TimeSpan.TicksPerDay,
    };
}
