using Panther.Client.Alarms;
using Panther.Client.LogSources;

namespace Panther.Client.Health;

/// <summary>How a log source does: whether Panther's checks pass, whether it is silent, and what is wrong with it.</summary>
public sealed class LogSourceHealth : IOfLogSource
{
    /// <summary>The checks pass, and events come.</summary>
    public const string Healthy = "Healthy";

    /// <summary>The checks do not pass, whether or not events come.</summary>
    public const string Unhealthy = "Unhealthy";

    /// <summary>The checks pass, and no events come.</summary>
    public const string Silent = "Silent";

    /// <summary>After how long without an event a source is silent, where nothing else is asked for: a day.</summary>
    internal static readonly TimeSpan DefaultSilence = TimeSpan.FromDays(1);

    /// <param name="source">The source.</param>
    /// <param name="isSilent">Whether no event came for too long.</param>
    /// <param name="problems">What is wrong with it; null where that is not known.</param>
    /// <param name="alarm">Its no-data alarm; null for none, or where it was not asked for.</param>
    public LogSourceHealth(LogSource source, bool isSilent, IReadOnlyList<LogSourceProblem>? problems, LogSourceAlarm? alarm)
    {
        Source = source;
        IsSilent = isSilent;
        Problems = problems;
        Alarm = alarm;
    }

    /// <summary>The source's label.</summary>
    public string? Label => Source.Label;

    /// <summary>The source's id.</summary>
    public string SourceId => Source.Id;

    /// <summary>The kind of source, such as <c>aws-s3</c>.</summary>
    public string? IntegrationType => Source.IntegrationType;

    /// <summary>
    /// <see cref="Healthy"/>, <see cref="Unhealthy"/> or <see cref="Silent"/>; a source that is unhealthy and silent is unhealthy.
    /// </summary>
    public string Status => Source.IsHealthy != true ? Unhealthy : IsSilent ? Silent : Healthy;

    /// <summary>
    /// Whether Panther has received no event for as long as was asked about; one that never had an event counts from its creation.
    /// </summary>
    public bool IsSilent { get; }

    /// <summary>When Panther received the last event, in local time; null for never.</summary>
    public DateTime? LastEvent => Source.LastEventReceivedAt;

    /// <summary>What is wrong with it, the latest first; empty for nothing, and null where the token may not read it.</summary>
    public IReadOnlyList<LogSourceProblem>? Problems { get; }

    /// <summary>What to check, and with what: for each problem, and for a silence of which Panther has raised no error.</summary>
    public TextList Advice => new([.. (Problems ?? []).Select(p => p.Advice).Append(SilenceAdvice).OfType<string>()]);

    /// <summary>What to check about a silence of which Panther has raised no error; null where there is none.</summary>
    internal string? SilenceAdvice { get; init; }

    /// <summary>Its no-data alarm; null for none, or where it was not asked for.</summary>
    public LogSourceAlarm? Alarm { get; }

    /// <summary>Whether somebody has to look at it: it is not healthy, a problem is open, or its alarm has gone off.</summary>
    public bool NeedsAttention => Status != Healthy || Problems?.Count > 0 || Alarm?.State == "ALARM";

    /// <summary>The source as it was read.</summary>
    public LogSource Source { get; }

    string? IOfLogSource.SourceLabel => Label;

    string? IOfLogSource.SourceId => Source.Id;

    PantherClient? ITenantObject.Origin => Source.Origin;

    /// <summary>The label and the status.</summary>
    public override string ToString() => $"{Label ?? SourceId}: {Status}";
}
