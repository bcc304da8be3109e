using Panther.Client.LogSources;

namespace Panther.Client.DataLake;

/// <summary>How many events a log source has delivered of a log type in a period, and when.</summary>
public sealed class LogSourceVolume : IOfLogSource
{
    internal LogSourceVolume(PantherClient? origin) => Origin = origin;

    /// <summary>The id of the source; null for events that name none.</summary>
    public string? SourceId { get; internal set; }

    /// <summary>The label of the source; null where there is no such source any more.</summary>
    public string? Label { get; internal set; }

    /// <summary>The log type; null in the row of a source that has no events.</summary>
    public string? LogType { get; internal set; }

    /// <summary>How many events there are.</summary>
    public long Events { get; internal set; }

    /// <summary>The time of the earliest event of the period, in local time; null for none.</summary>
    public DateTime? FirstEvent { get; internal set; }

    /// <summary>The time of the latest event, in local time; null for none.</summary>
    public DateTime? LastEvent { get; internal set; }

    /// <summary>How many events there are a day, over the whole period.</summary>
    public double EventsPerDay { get; internal set; }

    /// <summary>How long after it happened an event is parsed, on average; null where that cannot be told.</summary>
    public TimeSpan? AverageDelay { get; internal set; }

    /// <summary>Whether the events are of a source that there is not, or not any more.</summary>
    public bool IsOrphan { get; internal set; }

    /// <summary>The client that has measured.</summary>
    internal PantherClient? Origin { get; }

    PantherClient? ITenantObject.Origin => Origin;

    string? IOfLogSource.SourceLabel => Label;

    LogSource? IOfLogSource.Source => null;

    /// <summary>The source, the log type and how many events there are.</summary>
    public override string ToString() => FormattableString.Invariant($"{Label ?? SourceId}: {Events} {LogType}").TrimEnd();
}
