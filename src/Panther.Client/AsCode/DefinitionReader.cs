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

        Read(token, new DefinitionPlace(path, text), path);
    }

    /// <summary>Reads an object, whose values may all be texts, as those of a row of a CSV file are.</summary>
    public void ReadObject(JToken token) => Read(token, new DefinitionPlace($"input object {++_objects}", null), path: null);

    /// <summary>Takes a definition that was made of a source.</summary>
    public void Add(LogSourceDefinition definition)
    {
        definition.Place = $"input object {++_objects}";
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
        foreach (IGrouping<(string, string), LogSourceDefinition> same in _definitions.GroupBy(d => (d.Kind, d.Label)))
        {
            LogSourceDefinition[] all = [.. same];
            bool areToldApart = all.All(d => d.Id is not null)
                && all.Select(d => d.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count() == all.Length;
            if (all.Length > 1 && !areToldApart)
            {
                _faults.Add($"{all[1].Place}: {all[0].Place} defines the same source, {all[0]}.");
            }
        }

        foreach (IGrouping<string, LogSourceDefinition> same in _definitions.Where(d => d.Id is not null)
            .GroupBy(d => d.Id!, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            _faults.Add($"{same.ElementAt(1).Place}: {same.First().Place} has the same Id, {same.Key}.");
        }

        return _faults.Count == 0 ? _definitions : throw Refuse(_faults);
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

    private void Read(JToken token, DefinitionPlace place, string? path)
    {
        int before = _faults.Count;
        var reading = new DefinitionReading(place, variable, _faults);
        LogSourceDefinition? definition = reading.Read(token, isObject: path is null);
        if (definition is not null && _faults.Count == before)
        {
            definition.Path = path;
            definition.Place = path ?? place.Name;
            _definitions.Add(definition);
        }
    }
}

/// <summary>Where something is written, for messages.</summary>
/// <param name="name">The file, or what an object is called.</param>
/// <param name="text">The file's text; null for an object.</param>
internal sealed class DefinitionPlace(string name, string? text)
{
    private string[]? _lines;

    public string Name { get; } = name;

    /// <summary>A sentence with the place of a token before it.</summary>
    public string Say(JToken? token, string sentence)
    {
        if (text is null || token is not IJsonLineInfo info || !info.HasLineInfo())
        {
            return $"{Name}: {sentence}";
        }

        _lines ??= text.Replace("\r\n", "\n").Split('\n', '\r');
        int line = info.LineNumber, end = info.LinePosition;
        string written = line <= _lines.Length ? _lines[line - 1] : "";

        // The reader stands behind what it has read.
        string? word = token is JProperty property ? property.Name : (token as JValue)?.Value as string;
        int start = word is { Length: > 0 } && end <= written.Length
            ? written.LastIndexOf(word, Math.Max(0, end - 1), StringComparison.Ordinal)
            : -1;
        bool isQuoted = start > 0 && written[start - 1] is '"' or '\'';
        return $"{Name}, line {line}, column {(start < 0 ? Math.Max(1, end) : isQuoted ? start : start + 1)}: {sentence}";
    }
}
