using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Panther.Client.AsCode;

/// <summary>Where something is written, for messages.</summary>
/// <param name="path">The file; null for an object.</param>
/// <param name="text">The file's text; null for an object.</param>
/// <param name="objectNumber">Which of the objects it is.</param>
internal sealed class DefinitionPlace(string? path, string? text, int objectNumber)
{
    private string[]? _lines;

    /// <summary>A sentence with the place of a token before it.</summary>
    public string Say(JToken? token, string sentence)
    {
        if (text is null || token is not IJsonLineInfo info || !info.HasLineInfo())
        {
            return $"{path ?? LogSourceDefinition.PlaceOf(objectNumber)}: {sentence}";
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
        return $"{path}, line {line}, column {(start < 0 ? Math.Max(1, end) : isQuoted ? start : start + 1)}: {sentence}";
    }
}
