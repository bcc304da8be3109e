using Panther.Client;
using Panther.Client.Detections;
using Panther.Client.LogSources;
using Panther.Client.Paging;

namespace PantherPS.LogSources;

/// <summary>
/// What sources feed alone, among all that one command removes: the enabled detections that see nothing any more. The tenant's sources are
/// read once, and the detections of a log type once. What cannot be found out is left out: in silence where a permission is missing.
/// </summary>
internal sealed class RemovalImpact
{
    private const int MostNamed = 10;

    private readonly PantherClient _client;
    private readonly Func<Func<CallContext, Task<IReadOnlyList<LogSource>?>>, Task<IReadOnlyList<LogSource>?>> _requestSources;
    private readonly Func<Func<CallContext, Task<IReadOnlyList<Detection>?>>, Task<IReadOnlyList<Detection>?>> _requestDetections;
    private readonly Dictionary<string, Task<IReadOnlyList<Detection>?>> _detections = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _removed = new(StringComparer.OrdinalIgnoreCase);
    private Task<IReadOnlyList<LogSource>?>? _sources;
    private volatile bool _isRefused;

    /// <param name="client">The client of the tenant.</param>
    /// <param name="requestSources">Sends a request when one of the command's places is free.</param>
    /// <param name="requestDetections">The same, for another answer.</param>
    public RemovalImpact(
        PantherClient client,
        Func<Func<CallContext, Task<IReadOnlyList<LogSource>?>>, Task<IReadOnlyList<LogSource>?>> requestSources,
        Func<Func<CallContext, Task<IReadOnlyList<Detection>?>>, Task<IReadOnlyList<Detection>?>> requestDetections)
    {
        _client = client;
        _requestSources = requestSources;
        _requestDetections = requestDetections;
    }

    /// <summary>The list of the tenant's sources; its result is null where it cannot be had.</summary>
    public Task Sources => _sources ??= _requestSources(ReadSourcesAsync);

    /// <summary>
    /// Reads the detections of the log types that no source may feed once this one is gone. To be called when <see cref="Sources"/> is
    /// there.
    /// </summary>
    public Task ReadDetections(LogSource source)
    {
        // Nobody has yet been asked about all of those before it: they may go, or stay.
        string[] logTypes = [.. OrphansOf(source, _taken)];
        _taken.Add(source.Id);
        foreach (string logType in logTypes)
        {
            if (!_isRefused && !_detections.ContainsKey(logType))
            {
                _detections[logType] = _requestDetections(context => ReadDetectionsAsync(logType, context));
            }
        }

        return Task.WhenAll(logTypes.Where(_detections.ContainsKey).Select(logType => _detections[logType]));
    }

    /// <summary>
    /// What to say of the removal of a source, on a line of its own; empty for nothing. To be called when the detections are there.
    /// </summary>
    public string Describe(LogSource source)
    {
        HashSet<string> fed = FedWithout(source, _removed);
        string[] orphans = [.. OrphansOf(source, _removed)];
        Detection[] blind = [.. orphans
            .SelectMany(
                logType =>
                    _detections.TryGetValue(logType, out Task<IReadOnlyList<Detection>?>? read) ? read.GetAwaiter().GetResult() ?? [] : [])
            .GroupBy(d => d.Id, StringComparer.Ordinal).Select(same => same.First())
            .Where(d => !d.LogTypes.Any(fed.Contains))
            .OrderBy(d => d.Id, StringComparer.OrdinalIgnoreCase)];
        if (blind.Length == 0)
        {
            return "";
        }

        string[] logTypes = [.. orphans.Where(t => blind.Any(d => d.LogTypes.Count == 0 || d.LogTypes.Contains(t)))];
        string more = blind.Length > MostNamed ? $" and {blind.Length - MostNamed} more" : "";
        return $"{Environment.NewLine}  Afterwards no other source provides {string.Join(", ", logTypes)}. Enabled detections that see "
            + "nothing any more: "
            + string.Join(", ", blind.Take(MostNamed)) + more + ".";
    }

    /// <summary>Notes that a source goes, so that those after it no longer count on it.</summary>
    public void Remove(LogSource source) => _removed.Add(source.Id);

    private IEnumerable<string> OrphansOf(LogSource source, HashSet<string> gone) =>
        _sources?.GetAwaiter().GetResult() is null ? [] : source.LogTypes.Except(FedWithout(source, gone));

    /// <summary>The log types that the others feed, without those that go before.</summary>
    private HashSet<string> FedWithout(LogSource source, HashSet<string> gone) => new(
        (_sources!.GetAwaiter().GetResult() ?? [])
            .Where(s => !string.Equals(s.Id, source.Id, StringComparison.OrdinalIgnoreCase) && !gone.Contains(s.Id))
            .SelectMany(s => s.LogTypes),
        StringComparer.Ordinal);

    private async Task<IReadOnlyList<LogSource>?> ReadSourcesAsync(CallContext context)
    {
        try
        {
            using Listing<LogSource> listing = _client.LogSources.List(context);
            return await listing.ToListAsync().ConfigureAwait(false);
        }
        catch (PantherException e)
        {
            Leave(e, context);
            return null;
        }
    }

    private async Task<IReadOnlyList<Detection>?> ReadDetectionsAsync(string logType, CallContext context)
    {
        if (_isRefused)
        {
            return null;
        }

        try
        {
            return await _client.Detections.ListEnabledAsync(logType, context).ConfigureAwait(false);
        }
        catch (PantherException e)
        {
            Leave(e, context);
            return null;
        }
    }

    private void Leave(PantherException failure, CallContext context)
    {
        if (failure.Kind == PantherErrorKind.Forbidden)
        {
            _isRefused = true;
            context.Verbose($"{failure.Operation}: the token may not read it, so the detections that need a source are not listed.");
        }
        else
        {
            context.WarnOnce(typeof(RemovalImpact), $"Could not find out which detections need what is removed: {failure.Message}");
        }
    }
}
