using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>Writes a policy's JSON as AWS's documentation shows it: what is short stands on one line.</summary>
internal static class PolicyJson
{
    private const string Indent = "  ";

    /// <summary>How long a line may get where something can go to the next.</summary>
    private const int Width = 110;

    /// <summary>An object of more members than these gets a line for each.</summary>
    private const int ShortObject = 2;

    /// <summary>The text, without a line end at its end.</summary>
    public static string Write(JToken token) => Write(token, "", 0);

    private static string Write(JToken token, string indent, int before) => OnOneLine(token) is { } line && before + line.Length <= Width
        ? line
        : token switch
        {
            JObject members => Enclose("{", members.Properties().Select(m => Member(m, indent + Indent)), "}", indent),
            JArray items when items.All(i => i is JValue) => Enclose("[", Fill(items, Width - indent.Length), "]", indent),
            JArray items => Enclose("[", items.Select(i => Write(i, indent + Indent, indent.Length)), "]", indent),
            _ => Scalar(token),
        };

    private static string Member(JProperty member, string indent)
    {
        string name = $"{Scalar(member.Name)}: ";
        return name + Write(member.Value, indent, indent.Length + name.Length);
    }

    private static string Enclose(string open, IEnumerable<string> items, string close, string indent) =>
        $"{open}\n{string.Join(",\n", items.Select(i => indent + Indent + i))}\n{indent}{close}";

    /// <summary>The items, as many on a line as fit.</summary>
    private static IEnumerable<string> Fill(JArray items, int width)
    {
        string line = "";
        foreach (string item in items.Select(Scalar))
        {
            if (line.Length > 0 && line.Length + item.Length + 2 > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? item : ", " + item;
        }

        yield return line;
    }

    /// <summary>The text on one line; null where an object in it has too many members.</summary>
    private static string? OnOneLine(JToken token)
    {
        switch (token)
        {
            case JObject members when members.Count <= ShortObject:
                string?[] pairs = [.. members.Properties()
                    .Select(m => OnOneLine(m.Value) is { } value ? $"{Scalar(m.Name)}: {value}" : null)];
                return Array.IndexOf(pairs, null) < 0 ? $"{{ {string.Join(", ", pairs)} }}" : null;
            case JObject:
                return null;
            case JArray items:
                string?[] texts = [.. items.Select(OnOneLine)];
                return Array.IndexOf(texts, null) < 0 ? $"[{string.Join(", ", texts)}]" : null;
            default:
                return Scalar(token);
        }
    }

    private static string Scalar(JToken token) => token.ToString(Formatting.None);

    private static string Scalar(string text) => JsonConvert.ToString(text);
}
