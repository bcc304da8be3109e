using System.Management.Automation;

namespace PantherPS.Pipeline;

/// <summary>
/// Names that a list is filtered by, each a name or a pattern. What looks like a pattern may be a name itself, such as <c>prod [eu]</c>, and
/// finds that too.
/// </summary>
internal sealed class NameFilter
{
    private readonly (string Text, WildcardPattern Pattern)[] _names;
    private readonly List<string> _notFound;

    /// <param name="names">The names; null takes all.</param>
    public NameFilter(IEnumerable<string>? names)
    {
        _names = names?.Select(n => (n, Patterns.Parse(n))).ToArray() ?? [];
        TakesAll = names is null;
        _notFound = [.. _names.Select(n => n.Text).Where(n => !Patterns.IsPattern(n)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Whether there is nothing to filter by.</summary>
    public bool TakesAll { get; }

    /// <summary>The names without wildcards that nothing had so far, in their order.</summary>
    public IReadOnlyList<string> NotFound => _notFound;

    public bool Takes(string name)
    {
        bool takes = TakesAll;
        foreach ((string text, WildcardPattern pattern) in _names)
        {
            if (string.Equals(text, name, StringComparison.OrdinalIgnoreCase) || pattern.IsMatch(name))
            {
                takes = true;
                _notFound.RemoveAll(n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase));
            }
        }

        return takes;
    }
}
