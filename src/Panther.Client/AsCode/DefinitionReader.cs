using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.AsCode;

/// <summary>
/// Reads definitions from files and objects, and gathers everything that is wrong with them, so that nothing is done with a half of them.
/// </summary>
/// <param name="variable">Gives the value of a variable of the environment; null where there is none.</param>
internal sealed class DefinitionReader(Func<string, string?> variable)
{
    public const string KindKey = "Kind";
    public const string IdKey = "Id";

    /// <summary>A definition is a few lines; what is far larger is something else.</summary>
    private const int LargestFile = 4 * 1024 * 1024;

    private const int MostFaultsShown = 20;

    private static readonly string[] s_reasons =
    [
        "Unexpected", "Unterminated", "After parsing", "Property with the name", "Additional text", "There is text after",
        "The reader's MaxDepth",
    ];

    private readonly List<LogSourceDefinition> _definitions = [];
    private readonly List<string> _faults = [];
    private int _objects;

    /// <summary>What is wrong, each with its place.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Reads a file.</summary>
    public void ReadFile(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                _faults.Add($"{path}: The file is too large for a definition.");
                return;
            }

            ReadText(ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            _faults.Add($"{path}: The file cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads the text of a file.</summary>
    public void ReadText(string text, string path)
    {
        JToken token;
        try
        {
            token = PantherJson.ParseWritten(text);
        }
        catch (JsonReaderException e)
        {
            _faults.Add(
                $"{path}, line {Math.Max(1, e.LineNumber)}, column {Math.Max(1, e.LinePosition)}: The file is not valid JSON.{Reason(e)}");
            return;
        }
        catch (JsonException)
        {
            _faults.Add($"{path}: The file is not valid JSON.");
            return;
        }

        var place = new DefinitionPlace(path, text, 0);
        if (token is JObject written)
        {
            Read([.. written.Properties().Select(WrittenKey.Of)], written, place, path);
        }
        else
        {
            _faults.Add(place.Say(token, "A definition must be an object with keys such as Kind and Label."));
        }
    }

    /// <summary>Reads the members of an object, whose values may all be texts, as those of a row of a CSV file are.</summary>
    public void ReadObject(IEnumerable<KeyValuePair<string, JToken?>> members) =>
        Read(
            [.. members.Select(m => new WrittenKey(m.Key, m.Value!, Where: null))],
            whole: null,
            new DefinitionPlace(null, null, ++_objects),
            path: null);

    /// <summary>Takes a definition that was made of a source.</summary>
    public void Add(LogSourceDefinition definition)
    {
        definition.ObjectNumber = ++_objects;
        _definitions.Add(definition);
    }

    /// <summary>Takes what is wrong with something that never came to be read.</summary>
    public void AddFault(string fault) => _faults.Add(fault);

    /// <summary>All definitions.</summary>
    /// <exception cref="PantherException">
    /// <see cref="PantherErrorKind.InvalidInput"/>: something is wrong; the message says everything.
    /// </exception>
    public IReadOnlyList<LogSourceDefinition> Finish()
    {
        foreach (LogSourceDefinition[] same in Repeated(d => (d.Kind, d.Label), EqualityComparer<(string, string)>.Default))
        {
            bool areToldApart = same.All(d => d.Id is not null)
                && same.Select(d => d.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count() == same.Length;
            if (!areToldApart)
            {
                _faults.Add($"{same[1].Place}: {same[0].Place} defines the same source, {same[0]}.");
            }
        }

        foreach (LogSourceDefinition[] same in Repeated(d => d.Id, StringComparer.OrdinalIgnoreCase))
        {
            _faults.Add($"{same[1].Place}: {same[0].Place} has the same Id, {same[0].Id}.");
        }

        return _faults.Count == 0 ? _definitions : throw Refuse(_faults);
    }

    /// <summary>The definitions that have a key in common; as a rule there are none, and groups of one are not made to see that.</summary>
    private IEnumerable<LogSourceDefinition[]> Repeated<TKey>(Func<LogSourceDefinition, TKey?> keyOf, IEqualityComparer<TKey> comparer)
    {
        var seen = new HashSet<TKey>(comparer);
        IEnumerable<LogSourceDefinition> keyed = _definitions.Where(d => keyOf(d) is not null);
        return keyed.All(d => seen.Add(keyOf(d)!))
            ? []
            : keyed.GroupBy(d => keyOf(d)!, comparer).Where(g => g.Count() > 1).Select(g => g.ToArray());
    }

    /// <summary>One error of everything that is wrong.</summary>
    public static PantherException Refuse(IReadOnlyList<string> faults)
    {
        string more = faults.Count > MostFaultsShown ? $"{Environment.NewLine}and {faults.Count - MostFaultsShown} more" : "";
        string text = faults.Count == 1 ? faults[0] : string.Join(Environment.NewLine, faults.Take(MostFaultsShown)) + more;
        return new PantherException(
            PantherErrorKind.InvalidInput, text + (faults.Count == 1 ? " " : Environment.NewLine) + "Nothing was changed.");
    }

    private static string ReadAllText(string path)
    {
        // Windows PowerShell writes UTF-16 with a mark where it is not told otherwise.
        using var reader = new StreamReader(
            path, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>Why a text is no JSON, where the library says so without quoting the text, which may hold a secret.</summary>
    private static string Reason(JsonReaderException e)
    {
        int path = e.Message.IndexOf(" Path '", StringComparison.Ordinal);
        return s_reasons.Any(r => e.Message.StartsWith(r, StringComparison.Ordinal))
            ? " " + (path < 0 ? e.Message : e.Message.Substring(0, path))
            : "";
    }

    private void Read(IReadOnlyList<WrittenKey> written, JObject? whole, DefinitionPlace place, string? path)
    {
        int before = _faults.Count;
        LogSourceDefinition? definition = new DefinitionReading(place, variable, _faults).Read(written, whole);
        if (definition is not null && _faults.Count == before)
        {
            definition.Path = path;
            definition.ObjectNumber = _objects;
            _definitions.Add(definition);
        }
    }
}
