using System.Globalization;
using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;

namespace Panther.Emulator.Metrics;

/// <summary>The metrics of the tenant: of each log type that a source delivers, so much in every hour, or what a test sets.</summary>
internal static class MetricFields
{
    private const int MinutesOfHour = 60;
    private const int BytesOfEvent = 512;
    private static readonly int[] s_intervals = [15, 30, 60, 180, 360, 720, 1440];

    public static IEnumerable<RootField> All { get; } = [new("metrics", ["SummaryRead"], Metrics)];

    private static JsonMap Metrics(RootCall call)
    {
        Times.TryRead(call.Input.Get("fromDate"), out DateTimeOffset from);
        Times.TryRead(call.Input.Get("toDate"), out DateTimeOffset to);
        if (from >= to)
        {
            throw new ApiException(Refusal.Invalid, "fromDate must be before toDate");
        }

        int interval = call.Input.Get("intervalInMinutes") as int? ?? MinutesOfHour;
        if (!s_intervals.Contains(interval))
        {
            throw new ApiException(Refusal.Invalid, $"intervalInMinutes must be one of {string.Join(", ", s_intervals)}");
        }

        string[] logTypes = [.. call.State.Sources.List().SelectMany(source => source.LogTypes).Distinct().Order(StringComparer.Ordinal)];
        List<object?> events = Series(logTypes, from, to, interval, logType => EventsOfHour(logType));
        List<object?> bytes = Series(logTypes, from, to, interval, logType => (long)EventsOfHour(logType) * BytesOfEvent);
        JsonMap metrics = new JsonMap
        {
            ["eventsProcessedPerLogType"] = events,
            ["bytesProcessedPerSource"] = bytes,
            ["bytesQueriedPerSource"] = new List<object?>(),
            ["alertsPerSeverity"] = new List<object?>(),
            ["alertsPerRule"] = new List<object?>(),
            ["latencyPerLogType"] = logTypes.Select(logType => Point(logType, 60)).ToList<object?>(),

            // The past year, whatever was asked for.
            ["bytesIngestedPerSource"] =
                logTypes.Select(logType => Point(logType, EventsOfHour(logType) * BytesOfEvent * 24d * 365)).ToList<object?>(),
        }.With(call.State.Metrics);
        metrics["totalEventsProcessed"] = Total(metrics, "eventsProcessedPerLogType");
        metrics["totalBytesProcessed"] = Total(metrics, "bytesProcessedPerSource");
        metrics["totalBytesIngested"] = Total(metrics, "bytesIngestedPerSource");
        metrics["totalBytesQueried"] = Total(metrics, "bytesQueriedPerSource");
        metrics["totalAlerts"] = Total(metrics, "alertsPerSeverity");
        return metrics.With(call.State.Metrics);
    }

    /// <summary>A number that is always the same for a log type.</summary>
    public static int EventsOfHour(string logType) => 100 + (logType.Sum(c => c) % 900);

    private static List<object?> Series(
        string[] logTypes, DateTimeOffset from, DateTimeOffset to, int interval, Func<string, double> ofHour) =>
        [.. logTypes.Select(logType =>
        {
            JsonMap breakdown = [];
            double total = 0;
            for (DateTimeOffset at = from; at < to; at = at.AddMinutes(interval))
            {
                double value = Math.Floor(ofHour(logType) * interval / MinutesOfHour);
                breakdown[at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)] = value;
                total += value;
            }

            return Point(logType, total).With(new JsonMap { ["breakdown"] = breakdown });
        })];

    private static JsonMap Point(string label, double value) => new() { ["label"] = label, ["value"] = value };

    private static double Total(JsonMap metrics, string series) => (metrics.Get(series) as List<object?> ?? []).OfType<JsonMap>()
        .Sum(point => Convert.ToDouble(point.Get("value") ?? 0, CultureInfo.InvariantCulture));
}
