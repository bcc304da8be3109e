using Panther.Client.Health;
using Panther.Client.LogSources;

namespace Panther.Client.Reports;

/// <summary>What a report says, in whatever form it is written.</summary>
internal sealed class LogSourceReport
{
    /// <summary>The state of a source whose checks pass and whose events come, and that needs attention all the same.</summary>
    public const string WithProblems = "With problems";

    /// <summary>The states of sources, the worst first.</summary>
    public static readonly string[] States = [LogSourceHealth.Unhealthy, LogSourceHealth.Silent, WithProblems, LogSourceHealth.Healthy];

    /// <param name="sources">How the sources do.</param>
    /// <param name="volumes">What Panther measured, by tenant.</param>
    /// <param name="madeAt">When, in UTC; ages are as of then.</param>
    /// <param name="title">The heading; null for one that names the tenant.</param>
    public LogSourceReport(
        IReadOnlyCollection<LogSourceHealth> sources, IReadOnlyList<TenantVolume> volumes, DateTime madeAt, string? title = null)
    {
        Sources =
        [
            .. sources.OrderBy(s => OrderOf(s)).ThenBy(s => s.LastEvent ?? DateTime.MinValue).ThenBy(s => s.Label, StringComparer.Ordinal)
        ];
        NeedingAttention = [.. Sources.Where(s => s.NeedsAttention)];
        Volumes = volumes;
        MadeAt = madeAt;
        Hosts = [.. sources.Select(s => HostOf(s)).OfType<string>().Concat(volumes.Select(v => v.Host)).Distinct(StringComparer.Ordinal)];
        Title = title ?? Hosts.Count switch
        {
            0 => "Log sources",
            1 => $"Log sources of {Hosts[0]}",
            _ => $"Log sources of {Hosts.Count} tenants",
        };
    }

    public string Title { get; }

    public DateTime MadeAt { get; }

    /// <summary>The tenants, by the hosts of their APIs.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>All sources, the worst first, and of these the longest without an event.</summary>
    public IReadOnlyList<LogSourceHealth> Sources { get; }

    public IReadOnlyList<TenantVolume> Volumes { get; }

    /// <summary>Those that somebody has to look at, in the same order.</summary>
    public IReadOnlyList<LogSourceHealth> NeedingAttention { get; }

    public int OpenProblems => Sources.Sum(s => s.Problems?.Count ?? 0);

    /// <summary>Whether alarms were read: of at least one source there is one.</summary>
    public bool HasAlarms => Sources.Any(s => s.Alarm is not null);

    /// <summary>What the report says before all else.</summary>
    public string Headline => (Sources.Count, NeedingAttention.Count) switch
    {
        (0, _) => "There are no log sources in this report.",
        (1, 0) => "The one log source is healthy.",
        (1, _) => "The one log source needs attention.",
        (int all, 0) => $"All {ReportText.Count(all)} log sources are healthy.",
        (int all, 1) => $"1 of {ReportText.Count(all)} log sources needs attention.",
        (int all, int some) => $"{ReportText.Count(some)} of {ReportText.Count(all)} log sources need attention.",
    };

    /// <summary>What the report cannot say, and why.</summary>
    public IEnumerable<string> Gaps
    {
        get
        {
            int unknown = Sources.Count(s => s.Problems is null);
            if (unknown > 0)
            {
                yield return "The problems are not known of "
                    + $"{(unknown == Sources.Count ? "any source" : ReportText.Count(unknown, "source"))}: "
                    + "the system errors could not be read, for which the token needs the permission Read Alerts.";
            }
        }
    }

    public static string? HostOf(LogSourceHealth source) => source.Source.Origin?.Endpoint.ApiHost;

    public int CountOf(string state) => Sources.Count(s => StateOf(s) == state);

    /// <summary>Its status, which tells as well whether it needs attention.</summary>
    public static string StateOf(LogSourceHealth source) =>
        source.Status == LogSourceHealth.Healthy && source.NeedsAttention ? WithProblems : source.Status;

    /// <summary>How bad it is: 0 for the worst.</summary>
    public static int OrderOf(LogSourceHealth source) => Array.IndexOf(States, StateOf(source));

    /// <summary>Why a source needs attention, besides its problems.</summary>
    public IEnumerable<string> ReasonsOf(LogSourceHealth health)
    {
        if (health.Status == LogSourceHealth.Unhealthy)
        {
            yield return health.Source.IsHealthy is null
                ? "Panther does not say whether its health checks pass."
                : "Panther\u2019s health checks do not pass.";
        }

        if (health.IsSilent)
        {
            yield return health.LastEvent is DateTime last ? $"No event for {ReportText.Span(MadeAt - last.ToUniversalTime())}."
                : health.Source.CreatedAt is DateTime created
                    ? $"No event has ever arrived, in the {ReportText.Span(MadeAt - created.ToUniversalTime())} since the source was "
                        + "created."
                : "No event has ever arrived.";
        }

        if (health.Alarm?.State == "ALARM")
        {
            yield return $"Its no-data alarm has gone off{(AlarmOf(health) is { } threshold ? $": no event for {threshold}" : "")}.";
        }
    }

    /// <summary>After how long without an event its alarm goes off; null for no alarm.</summary>
    public static string? AlarmOf(LogSourceHealth health) =>
        health.Alarm?.MinutesThreshold is int minutes ? ReportText.Span(TimeSpan.FromMinutes(minutes)) : null;

    /// <summary>The log types of a source, the first few by name.</summary>
    public static string LogTypesOf(LogSource source, int most = 4) => source.LogTypes.Count <= most
        ? string.Join(", ", source.LogTypes)
        : $"{string.Join(", ", source.LogTypes.Take(most))} and {source.LogTypes.Count - most} more";

    /// <summary>The problems by short names: <c>No data</c> for <c>SOURCE_NO_DATA</c>.</summary>
    public static string ProblemsOf(LogSourceHealth health) => string.Join(", ", (health.Problems ?? []).Select(p => ShortNameOf(p.Type)));

    private static string ShortNameOf(string type)
    {
        if (type.Length == 0 || !type.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_'))
        {
            return type;
        }

        string words = (type.StartsWith("SOURCE_", StringComparison.Ordinal) ? type.Substring("SOURCE_".Length) : type).Replace('_', ' ')
            .Trim();
        return words.Length == 0 ? type : words.Substring(0, 1) + words.Substring(1).ToLowerInvariant();
    }

    /// <summary>The name of a source: its label, or its id where it has none.</summary>
    public static string NameOf(LogSourceHealth health) => string.IsNullOrWhiteSpace(health.Label) ? health.SourceId : health.Label!;
}
