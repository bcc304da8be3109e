namespace Panther.Client.Schemas;

/// <summary>Warns of names that are none of a tenant's log types. It is silent where the token may not read those.</summary>
public sealed class LogTypeCheck
{
    private readonly LogTypeNames _names;

    internal LogTypeCheck(LogTypeNames names) => _names = names;

    /// <summary>Warns, of each once a context, of log types that the tenant does not know, and names the nearest that it knows.</summary>
    public async Task WarnOfUnknownAsync(IEnumerable<string> logTypes, CallContext context)
    {
        string[] asked = [.. logTypes];
        if (asked.Length > 0)
        {
            Warn(asked, await _names.GetAsync(context).ConfigureAwait(false), context);
        }
    }

    /// <summary>The same without waiting: where the tenant's log types are not known yet, they are asked for in the background.</summary>
    /// <returns>Whether they are known.</returns>
    public bool TryWarnOfUnknown(IEnumerable<string> logTypes, CallContext context)
    {
        if (_names.Known is not { } names)
        {
            _ = _names.GetAsync(TimeSpan.Zero, context.With(CancellationToken.None));
            return false;
        }

        Warn(logTypes, names, context);
        return true;
    }

    private void Warn(IEnumerable<string> asked, IReadOnlyList<string> names, CallContext context)
    {
        // None at all is no tenant's list, and tells nothing.
        foreach (string unknown in names.Count == 0 ? [] : asked.Except(names, StringComparer.Ordinal))
        {
            context.WarnOnce((this, unknown), $"This tenant has no log type '{unknown}'.{NearestNames.Sentence(unknown, names)}");
        }
    }
}
