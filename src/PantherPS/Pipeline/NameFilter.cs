using System.Management.Automation;

namespace PantherPS.Pipeline;

/// <summary>
/// Names that things are chosen by. A name is taken literally first, and as a pattern only where nothing has it: what only a pattern
/// matches waits for the end of the list. The pattern * waits for nothing.
/// </summary>
internal sealed class NameFilter
{
    private readonly Name[]? _names;
    private readonly List<(Name[] By, Action Take)> _held = [];

    /// <param name="names">The names; null takes all.</param>
    public NameFilter(IEnumerable<string>? names) => _names = names?.Distinct(StringComparer.OrdinalIgnoreCase).Select(n => new Name(n)).ToArray();

    /// <summary>The names without wildcards that nothing had, in their order.</summary>
    public IEnumerable<string> NotFound => _names?.Where(n => !n.IsPattern && !n.IsFound).Select(n => n.Text) ?? [];

    /// <summary>Takes a thing that is wanted, each once: now, or when <see cref="Finish"/> is called.</summary>
    public void Offer<T>(T thing, string name, Action<T> take)
    {
        if (_names is null)
        {
            take(thing);
            return;
        }

        Name[] literal = Array.FindAll(
            _names, n => string.Equals(n.Text, name, StringComparison.OrdinalIgnoreCase) || (!n.IsPattern && n.Pattern.IsMatch(name)));
        Array.ForEach(literal, n => n.IsFound = true);
        Name[] by = literal.Length > 0 ? [] : Array.FindAll(_names, n => !n.IsFound && n.IsPattern && n.Pattern.IsMatch(name));
        if (literal.Length > 0 || by.Any(n => n.Text == "*"))
        {
            take(thing);
        }
        else if (by.Length > 0)
        {
            _held.Add((by, () => take(thing)));
        }
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

    private sealed class Name(string text)
    {
        public string Text { get; } = text;

        public WildcardPattern Pattern { get; } = Patterns.Parse(text);

        public bool IsPattern { get; } = Patterns.IsPattern(text);

        public bool IsFound { get; set; }
    }
}
