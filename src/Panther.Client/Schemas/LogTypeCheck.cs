namespace Panther.Client.Schemas;

/// <summary>Warns of names that are none of a tenant's log types. It is silent where the token may not read those.</summary>
public sealed class LogTypeCheck
{
    private const int MostSuggestions = 3;
    private const int LongestName = 200;

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
            // A text that is far longer than any name is near to none, and comparing it takes its time.
            IEnumerable<string> nearest = (unknown.Length > LongestName ? [] : names)
                .Select(name => (Name: name, Distance: Distance(unknown.ToUpperInvariant(), name.ToUpperInvariant())))
                .Where(n => n.Distance <= Math.Max(2, unknown.Length / 2))
                .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
                .Take(MostSuggestions)
                .Select(n => n.Name);
            string suggestion = string.Join(", ", nearest);
            context.WarnOnce(
                (this, unknown), $"This tenant has no log type '{unknown}'." + (suggestion.Length == 0 ? "" : $" The nearest: {suggestion}."));
        }
    }

    /// <summary>The Levenshtein distance: how many characters differ.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
