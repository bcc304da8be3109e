using Panther.Client.Alerts;

namespace Panther.Client.Health;

/// <summary>The open errors of the system of a tenant, by the log source that each is about.</summary>
public sealed class SystemErrors
{
    /// <summary>The type of what Panther raises where a source is silent for longer than its alarm lets it.</summary>
    internal const string NoData = "SOURCE_NO_DATA";

    /// <summary>Types that are about no log source, so that it tells nothing that they name none.</summary>
    private static readonly string[] s_ofNoSource = ["ALERT_DELIVERY", "DETECTION_ALERT_LIMIT_EXCEEDED"];

    private readonly Dictionary<string, List<PantherAlert>> _bySource = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _strays = new(StringComparer.Ordinal);

    internal SystemErrors(DateTime since) => Since = since;

    /// <summary>They were raised then or later, in UTC.</summary>
    internal DateTime Since { get; }

    /// <summary>Whether there are errors of which it is not known yet which source they are about.</summary>
    internal bool HasStrays
    {
        get
        {
            lock (_strays)
            {
                return _strays.Count > 0;
            }
        }
    }

    internal void Add(PantherAlert error)
    {
        if (!error.IsPending)
        {
            return;
        }

        if (error.SystemError?.SourceId is { } id)
        {
            if (!_bySource.TryGetValue(id, out List<PantherAlert>? errors))
            {
                _bySource.Add(id, errors = []);
            }

            errors.Add(error);
        }
        else if (!s_ofNoSource.Contains(error.SystemError?.Type))
        {
            _strays.Add(error.Id);
        }
    }

    /// <summary>The errors that name a source.</summary>
    internal IReadOnlyList<PantherAlert> Of(string sourceId) =>
        _bySource.TryGetValue(sourceId, out List<PantherAlert>? errors) ? errors : [];

    /// <summary>Notes of which errors the source was found.</summary>
    internal void Found(IEnumerable<PantherAlert> errors)
    {
        lock (_strays)
        {
            _strays.ExceptWith(errors.Select(e => e.Id));
        }
    }
}
