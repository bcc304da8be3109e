using System.Text.RegularExpressions;

namespace Panther.Client.Http;

/// <summary>What an operation is about: errors and recommendations speak of it, and the API's own texts are read by it.</summary>
internal sealed class Noun
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private readonly Regex _duplicate;

    /// <param name="name">What messages call it.</param>
    /// <param name="words">What the API may call it, as a pattern.</param>
    /// <param name="key">What the API calls its name, as a pattern; null where it has none that is unique.</param>
    public Noun(string name, string words, string? key = null)
    {
        Name = name;
        Words = words;
        _duplicate = new Regex($@"\bduplicate (?:{words}{(key is null ? "" : "|" + key)})\b", Options);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>What the API may call it, as a pattern.</summary>
    public string Words { get; }

    /// <summary>Whether a text says that there is one such already.</summary>
    public bool IsDuplicateIn(string text) => _duplicate.IsMatch(text);

    /// <summary>The one of an id, as what a request addresses.</summary>
    public CallTarget WithId(string id) => new(this, id);
}
