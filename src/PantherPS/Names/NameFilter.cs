using System.Management.Automation;
using Panther.Client;

namespace PantherPS.Names;

/// <summary>
/// Names that things are chosen by. A name is taken literally first, and as a pattern only where nothing has it: what only a pattern
/// matches waits for the end of the list. The pattern * waits for nothing.
/// </summary>
internal sealed class NameFilter
{
    /// <summary>
    /// How many names are kept to suggest the nearest of, and for how many missing names that is done: a bound for odd cases.
    /// </summary>
    private const int MostKept = 20_000;
    private const int MostSuggestedFor = 20;

    private readonly Name[]? _names;
    private readonly List<(Name[] By, Action Take)> _held = [];
    private readonly HashSet<string> _offered = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="names">The names; null takes all.</param>
    public NameFilter(IEnumerable<string>? names) =>
        _names = names?.Distinct(StringComparer.OrdinalIgnoreCase).Select(n => new Name(n)).ToArray();

    /// <summary>The names without wildcards that nothing had, in their order.</summary>
    public IReadOnlyList<string> NotFound => _names is null ? [] : [.. _names.Where(n => !n.IsPattern && !n.IsFound).Select(n => n.Text)];

    /// <summary>The errors of the names without wildcards that nothing had: each names the nearest that there are.</summary>
    /// <param name="say">Says of a name that there is nothing of it.</param>
    /// <param name="others">Further names that may be meant.</param>
    public IEnumerable<(string Name, PantherException Error)> Errors(Func<string, string> say, IEnumerable<string>? others = null)
    {
        string[] near = [.. _offered.Union(others ?? [], StringComparer.OrdinalIgnoreCase)];
        return NotFound.Select((name, i) => (name, new PantherException(
            PantherErrorKind.NotFound, say(name) + (i < MostSuggestedFor ? NearestNames.Sentence(name, near) : ""))));
    }

    /// <summary>Takes a thing that is wanted, each once: now, or when <see cref="Finish"/> is called.</summary>
    public void Offer<T>(T thing, string name, Action<T> take)
    {
        if (_names is null)
        {
            take(thing);
            return;
        }

        bool isNamed = Note(name);
        Name[] by = isNamed ? [] : Array.FindAll(_names, n => !n.IsFound && n.IsPattern && n.Pattern.IsMatch(name));
        if (isNamed || by.Any(n => n.Text == "*"))
        {
            take(thing);
        }
        else if (by.Length > 0)
        {
            _held.Add((by, () => take(thing)));
        }
    }

    /// <summary>Whether a thing is wanted whose names hold no wildcards, so that nothing has to wait.</summary>
    public bool Takes(IEnumerable<string> names)
    {
        bool isTaken = _names is null;
        foreach (string name in _names is null ? [] : names)
        {
            isTaken |= Note(name) || _names.Any(n => n.IsPattern && n.Pattern.IsMatch(name));
        }

        return isTaken;
    }

    /// <summary>Takes what patterns match that are no names themselves; to be called when everything was offered.</summary>
    public void Finish()
    {
        foreach ((Name[] by, Action take) in _held)
        {
            if (by.Any(n => !n.IsFound))
            {
                take();
            }
        }

        _held.Clear();
    }

    /// <summary>Notes that something has a name.</summary>
    /// <returns>Whether it is asked for literally.</returns>
    private bool Note(string name)
    {
        Name[] literal = Array.FindAll(
            _names!, n => string.Equals(n.Text, name, StringComparison.OrdinalIgnoreCase) || (!n.IsPattern && n.Pattern.IsMatch(name)));
        Array.ForEach(literal, n => n.IsFound = true);
        if (literal.Length == 0 && _offered.Count < MostKept && Array.Exists(_names!, n => !n.IsPattern && !n.IsFound))
        {
            _offered.Add(name);
        }

        return literal.Length > 0;
    }

    private sealed class Name(string text)
    {
        public string Text { get; } = text;

        public WildcardPattern Pattern { get; } = NamePattern.Parse(text);

        public bool IsPattern { get; } = NamePattern.IsPattern(text);

        public bool IsFound { get; set; }
    }
}
