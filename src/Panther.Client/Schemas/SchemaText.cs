using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Schemas;

/// <summary>
/// What the text of a schema file says of itself at its top: name, description, reference and field discovery. The text as a whole goes to
/// Panther as it is; only these keys are read, so no reader of all of YAML is needed.
/// </summary>
internal sealed class SchemaText
{
    private static readonly Regex s_key = new(
        @"\A(?:(?<key>[A-Za-z_][\w-]*)|""(?<key>[^""\\]+)""|'(?<key>[^']+)')[ \t]*:(?:[ \t]+(?<value>.*))?\z",
        RegexOptions.CultureInvariant);
    private static readonly Regex s_block = new(@"\A(?<style>[|>])[-+0-9]*[ \t]*(?:#.*)?\z", RegexOptions.CultureInvariant);

    private readonly Dictionary<string, string?> _values;

    private SchemaText(Dictionary<string, string?> values) => _values = values;

    /// <summary>The schema's name; null where the text has none.</summary>
    public string? Name => Value("schema");

    /// <summary>What it is for; null where the text says nothing.</summary>
    public string? Description => Value("description");

    /// <summary>Where the events are described; null where the text says nothing.</summary>
    public string? ReferenceUrl => Value("referenceURL");

    /// <summary>Whether Panther adds fields that it sees; null where the text says nothing.</summary>
    public bool? IsFieldDiscoveryEnabled => Value("fieldDiscoveryEnabled")?.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" => true,
        "FALSE" or "NO" or "OFF" => false,
        _ => null,
    };

    /// <summary>Whether it is no schema but tests of one, for pantherlog.</summary>
    public bool IsTest =>
        _values.ContainsKey("input") && _values.ContainsKey("logType") && (_values.ContainsKey("result") || _values.ContainsKey("results"));

    /// <summary>Whether it is another thing of a repository of detections: a rule, a policy, a query.</summary>
    public bool IsAnalysis => _values.ContainsKey("AnalysisType");

    /// <summary>Reads the keys at the top of the first document.</summary>
    public static SchemaText Read(string text)
    {
        string trimmed = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return new SchemaText(trimmed.StartsWith("{", StringComparison.Ordinal) ? ReadJson(trimmed) : ReadYaml(text.TrimStart('\uFEFF')));
    }

    /// <summary>JSON is YAML, too.</summary>
    private static Dictionary<string, string?> ReadJson(string text)
    {
        try
        {
            return PantherJson.Parse(text) is JObject json
                ? json.Properties().ToDictionary(
                    p => p.Name, p => p.Value is JValue { Value: { } value } ? value.ToString() : null, StringComparer.Ordinal)
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static Dictionary<string, string?> ReadYaml(string text)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        string[] lines = text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        bool hasBegun = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line is "---" || line.StartsWith("--- ", StringComparison.Ordinal) || line == "...")
            {
                if (hasBegun)
                {
                    break;
                }

                continue;
            }

            if (line.Length == 0 || char.IsWhiteSpace(line[0]) || line[0] is '#' or '%' || s_key.Match(line) is not { Success: true } match)
            {
                continue;
            }

            hasBegun = true;
            string[] more = [.. lines.Skip(i + 1).TakeWhile(l => l.Trim().Length == 0 || char.IsWhiteSpace(l[0]))];
            if (!values.ContainsKey(match.Groups["key"].Value))
            {
                values.Add(match.Groups["key"].Value, ToText(match.Groups["value"].Value.Trim(), more));
            }
        }

        return values;
    }

    /// <summary>A value as text: quoted, plain, or a block; null for what is no text, such as a list.</summary>
    private static string? ToText(string value, string[] more)
    {
        if (s_block.Match(value) is { Success: true } block)
        {
            return Block(more, isFolded: block.Groups["style"].Value == ">");
        }

        // A text may go on on lines that are indented.
        string whole = string.Join(" ", new[] { value }.Concat(more.Select(l => l.Trim())).Where(l => l.Length > 0));
        if (value.StartsWith("\"", StringComparison.Ordinal))
        {
            Match quoted = Regex.Match(whole, "\\A\"((?:[^\"\\\\]|\\\\.)*)\"");
            return quoted.Success ? Unescape(quoted.Groups[1].Value) : null;
        }

        if (value.StartsWith("'", StringComparison.Ordinal))
        {
            Match quoted = Regex.Match(whole, "\\A'((?:[^']|'')*)'");
            return quoted.Success ? quoted.Groups[1].Value.Replace("''", "'") : null;
        }

        if (value.Length == 0 || value[0] is '#' or '[' or '{' or '&' or '*' or '!')
        {
            return null;
        }

        string plain = Regex.Replace(value, @"[ \t]+#.*\z", "");
        bool hasComment = plain.Length != value.Length;
        string text = hasComment ? plain : Regex.Replace(whole, @"[ \t]+#.*\z", "");
        return text is "~" or "null" ? null : text;
    }

    private static string Block(string[] lines, bool isFolded)
    {
        int indent = lines.Where(l => l.Trim().Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().First();
        string[] content = [.. lines.Select(l => l.Length > indent ? l.Substring(indent).TrimEnd() : "")];
        string text = string.Join("\n", content).TrimEnd('\n');

        // Lines that follow each other are one; an empty line is a break.
        return isFolded ? Regex.Replace(text, @"(?<!\n)\n(?![\n ])", " ").Replace("\n\n", "\n") : text;
    }

    private static string Unescape(string text)
    {
        try
        {
            // The escapes of JSON are among those of YAML.
            return (string?)PantherJson.Parse($"\"{text}\"") ?? "";
        }
        catch (JsonException)
        {
            return new StringBuilder(text).Replace("\\\"", "\"").ToString();
        }
    }

    private string? Value(string key) => _values.TryGetValue(key, out string? value) && value?.Trim() is { Length: > 0 } text ? text : null;
}
