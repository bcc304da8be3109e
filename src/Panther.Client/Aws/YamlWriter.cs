using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>Writes a CloudFormation template in YAML as people write it, with the short form of functions.</summary>
internal static class YamlWriter
{
    private const string Indent = "  ";

    /// <summary>A list of texts that is longer gets a line for each.</summary>
    private const int Width = 100;

    /// <summary>What means the same to every version of YAML without quotes, in a line of its own.</summary>
    private static readonly Regex s_plain =
        new(@"\A[A-Za-z/*][\w./*@+=,-]*(?::(?=[\w*/:])[\w./*@+=,-]*|::)*(?: [\w./@+=,()-]+)*\z", RegexOptions.CultureInvariant);

    private static readonly Regex s_word =
        new(@"\A(?:y|n|yes|no|on|off|true|false|null|\*.*)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The functions of CloudFormation that have a short form, by their long one.</summary>
    private static readonly Dictionary<string, string> s_functions = new()
    {
        ["Fn::Sub"] = "!Sub",
        ["Fn::GetAtt"] = "!GetAtt",
        ["Ref"] = "!Ref",
    };

    /// <summary>The text, with a line end after each line.</summary>
    public static string Write(JObject document)
    {
        var text = new StringBuilder();
        WriteMembers(text, document, "");
        return text.ToString();
    }

    private static void WriteMembers(StringBuilder text, JObject members, string indent)
    {
        string before = "";
        foreach (JProperty member in members.Properties())
        {
            text.Append(before).Append(Scalar(member.Name, inList: false)).Append(':');
            WriteValue(text, member.Value, indent);
            before = indent;
        }
    }

    private static void WriteValue(StringBuilder text, JToken value, string indent)
    {
        switch (value)
        {
            case JObject { Count: > 0 } members when FunctionOf(members) is null:
                text.Append('\n').Append(indent).Append(Indent);
                WriteMembers(text, members, indent + Indent);
                break;
            case JArray { Count: > 0 } items when OnOneLine(items) is { } line && indent.Length + line.Length <= Width:
                text.Append(' ').Append(line).Append('\n');
                break;
            case JArray { Count: > 0 } items:
                text.Append('\n');
                foreach (JToken item in items)
                {
                    WriteItem(text, item, indent + Indent);
                }

                break;
            default:
                text.Append(' ').Append(Scalar(value, inList: false)).Append('\n');
                break;
        }
    }

    private static void WriteItem(StringBuilder text, JToken item, string indent)
    {
        text.Append(indent).Append("- ");
        if (item is JObject { Count: > 0 } members && FunctionOf(members) is null)
        {
            WriteMembers(text, members, indent + Indent);
        }
        else
        {
            text.Append(Scalar(item, inList: false)).Append('\n');
        }
    }

    private static string? OnOneLine(JArray items) => items.All(i => i is JValue || FunctionOf(i) is not null)
        ? $"[{string.Join(", ", items.Select(i => Scalar(i, inList: true)))}]"
        : null;

    /// <summary>The call of a function; null for what is none.</summary>
    private static JProperty? FunctionOf(JToken token) =>
        token is JObject { Count: 1 } members && members.Properties().First() is { } only && s_functions.ContainsKey(only.Name) ? only
            : null;

    private static string Scalar(JToken token, bool inList)
    {
        if (FunctionOf(token) is { } function)
        {
            return $"{s_functions[function.Name]} "
                + $"{(function.Name == "Fn::Sub" ? Quote((string)function.Value!) : (string)function.Value!)}";
        }

        return token switch
        {
            JObject => "{}",
            JArray => "[]",
            JValue { Type: JTokenType.Integer or JTokenType.Boolean } value => value.ToString(Formatting.None),
            _ => Scalar((string)token!, inList),
        };
    }

    private static string Scalar(string text, bool inList) =>
        inList || !s_plain.IsMatch(text) || s_word.IsMatch(text) ? Quote(text) : text;

    /// <summary>A text in quotes: double ones where a character needs an escape.</summary>
    private static string Quote(string text) => text.Any(char.IsControl)
        ? JsonConvert.ToString(text)
        : $"'{text.Replace("'", "''")}'";
}
