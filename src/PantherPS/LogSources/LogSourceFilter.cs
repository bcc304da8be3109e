using System.Management.Automation;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>What a list is filtered by, since the API filters nothing.</summary>
internal sealed class LogSourceFilter
{
    private readonly NameFilter _labels;
    private readonly WildcardPattern[]? _integrationTypes;
    private readonly WildcardPattern[]? _logTypes;
    private readonly bool _unhealthy;
    private readonly DateTime? _silentSince;

    public LogSourceFilter(
        string[]? labels, string[]? integrationTypes = null, string[]? logTypes = null, bool unhealthy = false, TimeSpan? silentFor = null)
    {
        _labels = new NameFilter(labels);
        _integrationTypes = ToPatterns(integrationTypes);
        _logTypes = ToPatterns(logTypes);
        _unhealthy = unhealthy;
        _silentSince = silentFor is TimeSpan span ? Before(span) : null;
    }

    /// <summary>The labels without wildcards that no source had, whatever its other properties.</summary>
    public IEnumerable<string> LabelsNotFound => _labels.NotFound;

    /// <summary>The one kind of source that is looked for at all; null for every kind.</summary>
    public ILogSourceKind? Kind { get; init; }

    /// <summary>Takes a source that is wanted, now or when <see cref="Finish"/> is called.</summary>
    public void Offer(LogSource source, Action<LogSource> take)
    {
        if (Kind?.IsOfKind(source) != false)
        {
            _labels.Offer(source, source.Label ?? "", TakeIfWanted);
        }

        void TakeIfWanted(LogSource labelled)
        {
            if (IsWanted(labelled))
            {
                take(labelled);
            }
        }
    }

    /// <summary>To be called when all sources were offered.</summary>
    public void Finish() => _labels.Finish();

    private bool IsWanted(LogSource source) =>
        (_integrationTypes is null || _integrationTypes.Any(p => p.IsMatch(source.IntegrationType ?? "")))
        && (_logTypes is null || source.LogTypes.Any(t => _logTypes.Any(p => p.IsMatch(t))))
        && !(_unhealthy && source.IsHealthy == true)
        && !(source.LastEventReceivedAt > _silentSince);

    /// <summary>That long ago; a span longer than the calendar reaches back to its beginning.</summary>
    private static DateTime Before(TimeSpan span) => span.Ticks < DateTime.Now.Ticks ? DateTime.Now - span : DateTime.MinValue;

    private static WildcardPattern[]? ToPatterns(string[]? texts) =>
        texts?.Select(Patterns.Parse).ToArray();
}
