using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Names;

namespace PantherPS.LogSources;

/// <summary>What a list is filtered by, since the API filters nothing.</summary>
internal sealed class LogSourceFilter : IListFilter<LogSource>
{
    private readonly PantherClient _client;
    private readonly NameFilter _labels;
    private readonly NameFilter _integrationTypes;
    private readonly NameFilter _logTypes;
    private readonly bool _unhealthy;
    private readonly DateTime? _silentSince;

    /// <param name="client">The tenant's client, which knows the log types that no source has.</param>
    /// <param name="labels">Labels; null takes all, as with the others.</param>
    /// <param name="integrationTypes">Kinds of sources.</param>
    /// <param name="logTypes">Log types, at least one of which a source has.</param>
    /// <param name="unhealthy">Whether only sources are wanted whose health checks do not pass.</param>
    /// <param name="silentFor">For how long no event was received.</param>
    public LogSourceFilter(
        PantherClient client,
        string[]? labels,
        string[]? integrationTypes = null,
        string[]? logTypes = null,
        bool unhealthy = false,
        TimeSpan? silentFor = null)
    {
        _client = client;
        _labels = new NameFilter(labels);
        _integrationTypes = new NameFilter(integrationTypes);
        _logTypes = new NameFilter(logTypes);
        _unhealthy = unhealthy;
        _silentSince = silentFor is TimeSpan span ? Before(span) : null;
    }

    /// <summary>The one kind of source that is looked for at all; null for every kind.</summary>
    public ILogSourceKind? Kind { get; init; }

    /// <inheritdoc/>
    public void Offer(LogSource source, Action<LogSource> take)
    {
        if (Kind?.IsOfKind(source) == false)
        {
            return;
        }

        // Each filter sees every source: a name is there, whatever the other filters leave out.
        bool isOfType = _integrationTypes.Takes([source.IntegrationType ?? ""]);
        bool hasLogType = _logTypes.Takes(source.LogTypes);
        bool isWanted = isOfType && hasLogType && !(_unhealthy && source.IsHealthy == true) && IsSilent(source);
        _labels.Offer(source, source.Label ?? "", labelled =>
        {
            if (isWanted)
            {
                take(labelled);
            }
        });
    }

    /// <inheritdoc/>
    public void Finish() => _labels.Finish();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Name, PantherException Error)>> FindErrorsAsync(CallContext context)
    {
        var errors = new List<(string Name, PantherException Error)>(_labels.Errors(NoLabel));
        errors.AddRange(
            _integrationTypes.Errors(t => $"Neither this tenant nor PantherPS knows the log source type '{t}'.", IntegrationTypes.Known)
            .Where(e => !IntegrationTypes.Known.Contains(e.Name, StringComparer.OrdinalIgnoreCase)));
        if (_logTypes.NotFound.Count > 0)
        {
            IReadOnlyList<string> known = await _client.Schemas.LogTypes.GetAllAsync(context).ConfigureAwait(false);
            string[] unknown = [.. _logTypes.NotFound.Except(known, StringComparer.OrdinalIgnoreCase)];
            if (known.Count > 0)
            {
                errors.AddRange(_logTypes.Errors(t => $"This tenant has no log type '{t}'.", known).Where(e => unknown.Contains(e.Name)));
            }
            else
            {
                context.Warning(
                    $"No source has the log type '{string.Join("', '", unknown)}'. It is not known whether it exists: the tenant's log "
                    + "types cannot be read.");
            }
        }

        return errors;

        string NoLabel(string label) =>
            $"There is no {(Kind is null ? "" : Kind.Name + " ")}log source with the label '{label}'."
            + (Guid.TryParse(label, out _) ? " It looks like an id: pass it with -Id." : "");
    }

    private bool IsSilent(LogSource source) => _silentSince is not { } since || source.IsSilentSince(since);

    /// <summary>That long ago, in UTC; a span longer than the calendar reaches back to its beginning.</summary>
    private static DateTime Before(TimeSpan span) => span.Ticks < DateTime.UtcNow.Ticks ? DateTime.UtcNow - span : DateTime.MinValue;
}
