using System.Collections;
using System.Globalization;

namespace Panther.Client.DataLake;

/// <summary>
/// The SQL that counts the events of a table by source, spelled as Snowflake, Databricks and Athena all read it: no function but those
/// of the SQL standard, no casts, no quoted names; and Panther's own macro for the period, which each backend gets in its own form.
/// </summary>
internal static class VolumeQuery
{
    /// <summary>A longer list of ids costs more to compare than it saves; the rows are chosen here then.</summary>
    private const int MostIds = 1000;

    /// <summary>
    /// The seconds from an event to its parsing. The backends have no name in common for the difference of two times, so it is
    /// made of the parts of both: the number of the day, and the time of it.
    /// </summary>
    private static readonly string s_delay = $"86400 * ({DayOf("p_parse_time")} - ({DayOf("p_event_time")}))"
        + $" + 3600 * ({Difference("HOUR")}) + 60 * ({Difference("MINUTE")}) + ({Difference("SECOND")})";

    /// <summary>The SQL.</summary>
    /// <param name="table">The table.</param>
    /// <param name="ids">The ids of the sources that are asked for; null for all.</param>
    /// <param name="period">How far back it looks.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.ProtocolError"/>: the table's name cannot stand in SQL.</exception>
    public static string Write(DataLakeTable table, IReadOnlyCollection<string>? ids, TimeSpan period)
    {
        if (!SqlLiteral.IsName(table.ToString()))
        {
            throw new PantherException(
                PantherErrorKind.ProtocolError, $"The table name '{table}' cannot be used in SQL, so the table was not queried.");
        }

        string sources = ids is { Count: <= MostIds } ? $" AND p_source_id IN ({string.Join(", ", ids.Select(SqlLiteral.Of))})" : "";
        return "SELECT p_source_id, COUNT(*) AS event_count, MIN(p_event_time) AS first_event, MAX(p_event_time) AS last_event, "
            + $"AVG({s_delay}) AS average_delay FROM {table} WHERE p_occurs_since('{Describe(period)}'){sources} GROUP BY p_source_id";
    }

    /// <summary>What a row of the result says.</summary>
    /// <param name="row">The row.</param>
    /// <param name="logType">The table's log type.</param>
    /// <param name="period">How far back the query looked.</param>
    /// <param name="origin">The client that read it.</param>
    public static LogSourceVolume Read(IDictionary row, string? logType, TimeSpan period, PantherClient? origin)
    {
        long events = LakeValue.ToNumber(Find(row, "event_count")) is { } count ? Convert.ToInt64(count, CultureInfo.InvariantCulture) : 0;
        return new LogSourceVolume(origin)
        {
            SourceId = Find(row, "p_source_id") as string is { Length: > 0 } id ? id : null,
            LogType = logType,
            Events = events,
            FirstEvent = LakeValue.ToTime(Find(row, "first_event")),
            LastEvent = LakeValue.ToTime(Find(row, "last_event")),
            EventsPerDay = Math.Round(events / period.TotalDays, 1),
            AverageDelay = LakeValue.ToNumber(Find(row, "average_delay")) is { } seconds
                ? TimeSpan.FromSeconds(Math.Round(Convert.ToDouble(seconds, CultureInfo.InvariantCulture))) : null,
        };
    }

    /// <summary>A column's value; the backend may have changed the case of its name.</summary>
    private static object? Find(IDictionary row, string name) =>
        row.Keys.Cast<string>().FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) is { } key
            ? row[key]
            : null;

    private static string Difference(string part) => $"EXTRACT({part} FROM p_parse_time) - EXTRACT({part} FROM p_event_time)";

    /// <summary>The number of a time's day: a year has 365, and a leap year one more.</summary>
    private static string DayOf(string time)
    {
        string years = $"(EXTRACT(YEAR FROM {time}) - 1)";
        return $"365 * {years} + FLOOR({years} / 4) - FLOOR({years} / 100) + FLOOR({years} / 400) + EXTRACT(DOY FROM {time})";
    }

    /// <summary>A period in the words of Panther's macros, in the largest unit that it is a multiple of.</summary>
    private static string Describe(TimeSpan period)
    {
        long seconds = Math.Max(1, (long)Math.Ceiling(period.TotalSeconds));
        (long length, string unit) = new (long Length, string Unit)[] { (86_400, "d"), (3_600, "h"), (60, "m"), (1, "s") }.First(
            u => seconds % u.Length == 0);
        return string.Format(CultureInfo.InvariantCulture, "{0} {1}", seconds / length, unit);
    }
}
