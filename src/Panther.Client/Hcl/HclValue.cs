using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Hcl;

/// <summary>A value of HCL, Terraform's language, as <c>terraform fmt</c> lays it out.</summary>
internal abstract class HclValue
{
    private static readonly Regex s_name = new(@"\A[A-Za-z_][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant);

    /// <summary>The value's lines; those after the first are indented relative to the line that it begins on.</summary>
    internal abstract IReadOnlyList<string> Lines { get; }

    /// <summary>A text, quoted; what would be an interpolation or a directive in it is none.</summary>
    public static HclValue Text(string text) => new Plain(Quote(text));

    /// <summary>An expression that is written as it is, such as a reference to a resource.</summary>
    public static HclValue Expression(string expression) => new Plain(expression);

    /// <summary>A whole number.</summary>
    public static HclValue Number(long number) => new Plain(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>true or false.</summary>
    public static HclValue Boolean(bool value) => new Plain(value ? "true" : "false");

    /// <summary>A list on one line.</summary>
    public static HclValue List(IEnumerable<HclValue> items) => new Plain($"[{string.Join(", ", items.Select(OnOneLine))}]");

    /// <summary>A list with an item on each line.</summary>
    public static HclValue LongList(IEnumerable<HclValue> items) => new Enclosed("[", items.SelectMany(Item), "]");

    /// <summary>A list of one item of several lines, which shares its brackets' lines.</summary>
    public static HclValue ListOfOne(HclValue item) => new Wrapped("[", item, "]");

    /// <summary>The call of a function with one argument.</summary>
    public static HclValue Call(string function, HclValue argument) => new Wrapped(function + "(", argument, ")");

    /// <summary>An object on one line.</summary>
    public static HclValue Object(IEnumerable<KeyValuePair<string, HclValue>> members)
    {
        string text = string.Join(", ", members.Select(m => $"{Key(m.Key)} = {OnOneLine(m.Value)}"));
        return new Plain(text.Length == 0 ? "{}" : $"{{ {text} }}");
    }

    /// <summary>An object with a member on each line.</summary>
    public static HclValue LongObject(IEnumerable<KeyValuePair<string, HclValue>> members) =>
        new Enclosed("{", HclBody.Align(members.Select(m => new KeyValuePair<string, HclValue>(Key(m.Key), m.Value))), "}");

    /// <summary>JSON as a value, on one line where it is not too long for it.</summary>
    /// <param name="token">The JSON.</param>
    /// <param name="width">How long a line may be.</param>
    /// <param name="replace">What stands for a text, such as a reference to the resource that it names; null for the text itself.</param>
    public static HclValue Of(JToken? token, int width = int.MaxValue, Func<string, HclValue?>? replace = null)
    {
        HclValue Inner(JToken? inner) => Of(inner, width, replace);
        IEnumerable<KeyValuePair<string, HclValue>> Members(JObject members) =>
            members.Properties().Select(p => new KeyValuePair<string, HclValue>(p.Name, Inner(p.Value)));

        switch (token)
        {
            case JObject members:
                HclValue[] values = [.. members.Properties().Select(p => Inner(p.Value))];
                return values.All(IsOneLine) && Object(Members(members)) is var line && line.Lines[0].Length <= width ? line
                    : LongObject(Members(members));
            case JArray items:
                HclValue[] all = [.. items.Select(Inner)];
                return all.All(IsOneLine) && List(all) is var list && list.Lines[0].Length <= width ? list : LongList(all);
            case JValue { Type: JTokenType.Boolean } value:
                return Boolean((bool)value);
            case JValue { Type: JTokenType.Integer } value:
                return Number((long)value);
            case null or JValue { Value: null }:
                return Expression("null");
            case JValue value:
                string text = Convert.ToString(value.Value, CultureInfo.InvariantCulture)!;
                return replace?.Invoke(text) ?? Text(text);
            default:
                throw new ArgumentException($"A {token.Type} has no form in HCL.", nameof(token));
        }
    }

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '$' or '%' when i + 1 < text.Length && text[i + 1] == '{' => quoted.Append(c).Append(c),
                _ when char.IsControl(c) => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A text as the name of a resource: letters, digits and underscores, the first no digit.</summary>
    public static string Name(string text)
    {
        string name = Regex.Replace(text.ToLowerInvariant(), "[^a-z0-9]+", "_", RegexOptions.CultureInvariant).Trim('_');
        return name.Length == 0 || char.IsDigit(name[0]) ? "_" + name : name;
    }

    private static string Key(string key) => s_name.IsMatch(key) ? key : Quote(key);

    private static bool IsOneLine(HclValue value) => value.Lines.Count == 1;

    private static string OnOneLine(HclValue value) => IsOneLine(value)
        ? value.Lines[0]
        : throw new ArgumentException("A value of several lines does not fit on one.", nameof(value));

    private static IEnumerable<string> Item(HclValue item) =>
        item.Lines.Select((line, i) => i == item.Lines.Count - 1 ? line + "," : line);

    private sealed class Plain(string text) : HclValue
    {
        internal override IReadOnlyList<string> Lines { get; } = [text];
    }

    private sealed class Enclosed(string open, IEnumerable<string> inner, string close) : HclValue
    {
        internal override IReadOnlyList<string> Lines { get; } = Enclose(open, inner.ToArray(), close);

        private static string[] Enclose(string open, string[] inner, string close) =>
            inner.Length == 0 ? [open + close] : [open, .. inner.Select(line => HclBody.Indent + line), close];
    }

    private sealed class Wrapped(string open, HclValue inner, string close) : HclValue
    {
        internal override IReadOnlyList<string> Lines { get; } =
            [.. inner.Lines.Select((line, i) => (i == 0 ? open : "") + line + (i == inner.Lines.Count - 1 ? close : ""))];
    }
}
