using Panther.Emulator.Json;
using Panther.Emulator.LogSources;
using Panther.Emulator.Metrics;

namespace Panther.Emulator.DataLake;

/// <summary>The events in the data lake: those that a test has added, or else what the log sources would have delivered.</summary>
public sealed class LakeEvents(LogSourceStore sources)
{
    private const int Hours = 30 * 24;
    private const int DelaySeconds = 90;
    private readonly List<JsonMap> _added = [];

    /// <summary>
    /// Adds events: <c>p_log_type</c>, <c>p_source_id</c>, <c>p_event_time</c>, <c>p_parse_time</c>, and <c>count</c> for so many alike.
    /// </summary>
    internal JsonMap Add(JsonMap fields)
    {
        if (fields.Text("p_log_type") is null || !Times.TryRead(fields.Get("p_event_time"), out _))
        {
            throw new ApiException(Refusal.Invalid, "an event has a p_log_type and a p_event_time");
        }

        _added.Add(fields);
        return fields;
    }

    /// <summary>The events of a log type; of all where it is null.</summary>
    internal IEnumerable<LakeEvent> Of(string? logType) =>
        (_added.Count > 0 ? _added : MadeUp()).Where(
            fields => logType is null || fields.Text("p_log_type") == logType).Select(fields => new LakeEvent(fields));

    /// <summary>
    /// For a month before the last event of each source, every hour as many as the metrics say, a minute and a half on their way.
    /// </summary>
    private IEnumerable<JsonMap> MadeUp()
    {
        foreach (LogSource source in sources.List())
        {
            if (!Times.TryRead(source.Get("lastEventReceivedAtTime"), out DateTimeOffset last))
            {
                continue;
            }

            foreach (string logType in source.LogTypes)
            {
                for (int hour = 0; hour < Hours; hour++)
                {
                    DateTime parsed = last.UtcDateTime.AddHours(-hour);
                    yield return new JsonMap
                    {
                        ["p_event_time"] = Times.Text(parsed.AddSeconds(-DelaySeconds)),
                        ["p_parse_time"] = Times.Text(parsed),
                        ["p_log_type"] = logType,
                        ["p_source_id"] = source.Id,
                        ["p_source_label"] = source.Label,
                        ["count"] = MetricFields.EventsOfHour(logType),
                    };
                }
            }
        }
    }
}

/// <summary>An event, or several alike.</summary>
internal sealed class LakeEvent(JsonMap fields)
{
    /// <summary>How many it stands for.</summary>
    public long Count { get; } = fields.Get("count") is int count ? count : 1;

    /// <summary>A column's value: a time, a text, a number, or null.</summary>
    public object? Get(string column)
    {
        object? value = fields.Get(column) ?? (column == "p_parse_time" ? fields.Get("p_event_time") : null);
        return column.EndsWith("_time", StringComparison.Ordinal) && Times.TryRead(value, out DateTimeOffset time) ? time.UtcDateTime
            : value is int or long ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)
            : value;
    }
}
