using Newtonsoft.Json;
using Panther.Client.LogSources;

namespace Panther.Client.Alarms;

/// <summary>The no-data alarm of a log source: it goes off when no event was received for some time.</summary>
public sealed class LogSourceAlarm : IOfLogSource
{
    internal LogSourceAlarm(PantherClient origin, string sourceId)
    {
        Origin = origin;
        SourceId = sourceId;
    }

    /// <summary>The id of the source.</summary>
    public string SourceId { get; }

    /// <summary>The label of the source; null where only its id was given.</summary>
    public string? SourceLabel { get; internal set; }

    /// <summary>The type of alarm: <c>SOURCE_NO_DATA</c>, the only one that the API configures.</summary>
    [JsonProperty("type")]
    public string? Type { get; internal set; }

    /// <summary>After how many minutes without an event it goes off.</summary>
    [JsonProperty("minutesThreshold")]
    public int? MinutesThreshold { get; internal set; }

    /// <summary>How it stands: <c>OK</c>, <c>ALARM</c> or <c>INSUFFICIENT_DATA</c>; null right after it was set.</summary>
    [JsonProperty("state")]
    public string? State { get; internal set; }

    /// <summary>The client that read the alarm.</summary>
    internal PantherClient Origin { get; }

    string? IOfLogSource.SourceId => SourceId;

    PantherClient? ITenantObject.Origin => Origin;

    LogSource? IOfLogSource.Source => null;

    /// <summary>The source and the threshold.</summary>
    public override string ToString() => $"{SourceLabel ?? SourceId}: {MinutesThreshold} minutes";
}
