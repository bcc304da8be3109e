using Panther.Client.Metrics;

namespace Panther.Client.Reports;

/// <summary>What a tenant measured of its log types in the last days, and when it could not be read, why.</summary>
internal sealed class TenantVolume
{
    /// <summary>How many days a report shows.</summary>
    public const int Days = 7;

    /// <summary>The metrics that it is made of.</summary>
    public static readonly string[] Metrics = ["BytesProcessed", "EventsProcessed"];

    private TenantVolume(string host, IReadOnlyList<LogTypeVolume> logTypes, string? note)
    {
        Host = host;
        LogTypes = logTypes;
        Note = note;
    }

    public string Host { get; }

    /// <summary>The largest first.</summary>
    public IReadOnlyList<LogTypeVolume> LogTypes { get; }

    /// <summary>Why there is nothing, or not all; null where there is nothing to say.</summary>
    public string? Note { get; }

    /// <summary>
    /// The period that is asked for, in UTC: whole days before the end of this hour, so that the last is the day just gone.
    /// </summary>
    public static (DateTime From, DateTime To) PeriodBefore(DateTime utcNow)
    {
        DateTime to = utcNow.Date.AddHours(utcNow.Hour + 1);
        return (to.AddDays(-Days), to);
    }

    /// <summary>A tenant whose metrics could not be read.</summary>
    public static TenantVolume Unknown(string host, PantherException why) => new(host, [], Why(why));

    /// <param name="host">The tenant's host.</param>
    /// <param name="metrics">What was read of the period, with intervals of a day or less.</param>
    /// <param name="from">The beginning of the period, in UTC.</param>
    /// <param name="logTypes">The log types that are wanted; null for all.</param>
    /// <param name="error">What Panther could not compute; null for nothing.</param>
    public static TenantVolume From(
        string host, IEnumerable<PantherMetric> metrics, DateTime from, IReadOnlyCollection<string>? logTypes, PantherException? error)
    {
        LogTypeVolume[] found = [.. metrics.Where(m => m.LogType is not null && logTypes?.Contains(m.LogType) != false)
            .GroupBy(m => m.LogType!, StringComparer.Ordinal)
            .Select(
                group =>
                    new LogTypeVolume(group.Key, ToDays(group.Where(m => m.Metric == Metrics[0]), from),
                        group.Where(m => m.Metric == Metrics[1]).Sum(m => m.Value)))
            .OrderByDescending(v => v.Bytes).ThenBy(v => v.LogType, StringComparer.Ordinal)];
        return new TenantVolume(
            host, found, error is not null ? Why(error) : found.Length == 0 ? $"Nothing was measured in the last {Days} days." : null);
    }

    private static double[] ToDays(IEnumerable<PantherMetric> values, DateTime from)
    {
        double[] days = new double[Days];
        foreach (PantherMetric value in values)
        {
            // What is of the whole period is of no day; it counts, and its picture is flat.
            if (value.Time is not DateTime time)
            {
                for (int i = 0; i < Days; i++)
                {
                    days[i] += value.Value / Days;
                }
            }
            else
            {
                days[Math.Max(0, Math.Min(Days - 1, (int)Math.Floor((time.ToUniversalTime() - from).TotalDays)))] += value.Value;
            }
        }

        return days;
    }

    private static string Why(PantherException error) => error.Kind == PantherErrorKind.Forbidden
        ? "The volume is not shown: the token may not read metrics, which needs the permission Read Panther Metrics."
        : $"The volume is not shown, or not all of it: {error.Message}";
}

/// <summary>What was measured of a log type.</summary>
/// <param name="logType">The log type.</param>
/// <param name="days">The bytes of each day, the oldest first.</param>
/// <param name="events">The events of all days.</param>
internal sealed class LogTypeVolume(string logType, IReadOnlyList<double> days, double events)
{
    public string LogType { get; } = logType;

    public IReadOnlyList<double> Days { get; } = days;

    public double Events { get; } = events;

    public double Bytes => Days.Sum();

    /// <summary>The bytes of the last 24 hours.</summary>
    public double LastDay => Days[Days.Count - 1];

    /// <summary>Whether there was something before, and in the last 24 hours there was nothing.</summary>
    public bool HasStopped => LastDay <= 0 && Bytes > 0;
}
