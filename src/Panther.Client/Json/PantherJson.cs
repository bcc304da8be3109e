using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Json;

/// <summary>How JSON is read and written everywhere: dates stay text, depth is bounded, bytes must be UTF-8.</summary>
internal static class PantherJson
{
    /// <summary>How deep a value may be nested, read or sent: more than anything means, and less than a stack holds.</summary>
    public const int MaximumDepth = 256;

    /// <summary>The form of Panther's scalar <c>DateTime</c>.</summary>
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>UTF-8 that refuses bytes that are none, since a replaced character would be written back by an update.</summary>
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static JsonTextReader OpenReader(Stream stream) =>
        Configure(new JsonTextReader(new StreamReader(stream, s_strictUtf8, false, 16 * 1024)));

    /// <summary>Reads one JSON value; anything after it is an error.</summary>
    public static JToken Parse(string text)
    {
        using JsonTextReader reader = Configure(new JsonTextReader(new StringReader(text)));
        return ReadToEnd(reader);
    }

    /// <summary>Reads JSON values that follow each other.</summary>
    public static IReadOnlyList<JToken> ParseMany(string text)
    {
        using JsonTextReader reader = Configure(new JsonTextReader(new StringReader(text)));
        reader.SupportMultipleContent = true;
        var values = new List<JToken>();
        while (reader.Read())
        {
            values.Add(JToken.ReadFrom(reader));
        }

        return values;
    }

    /// <summary>
    /// Reads one JSON value that people write: comments are passed over, each token knows its line, and a name that comes twice is an
    /// error.
    /// </summary>
    public static JToken ParseWritten(string text)
    {
        using JsonTextReader reader = Configure(new JsonTextReader(new StringReader(text)));
        var settings = new JsonLoadSettings
        {
            CommentHandling = CommentHandling.Ignore,
            LineInfoHandling = LineInfoHandling.Load,
            DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error,
        };
        reader.Read();
        JToken token = JToken.ReadFrom(reader, settings);
        while (reader.Read())
        {
            if (reader.TokenType != JsonToken.Comment)
            {
                throw new JsonReaderException("There is text after the JSON value.", "", reader.LineNumber, reader.LinePosition, null);
            }
        }

        return token;
    }

    /// <summary>Reads one JSON value; anything after it is an error.</summary>
    public static JToken ReadToEnd(JsonReader reader)
    {
        JToken token = JToken.ReadFrom(reader);
        ExpectEnd(reader);
        return token;
    }

    /// <summary>Reads one JSON value that a caller gave.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is, for the error, such as "The body".</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: it is no JSON.</exception>
    public static JToken ParseInput(string text, string what)
    {
        try
        {
            return Parse(text);
        }
        catch (JsonException e)
        {
            throw Refuse($"{what} is {Describe(e)}.");
        }
    }

    /// <summary>What is wrong with a text that is no JSON, or deeper than is read; never the text itself.</summary>
    public static string Describe(JsonException exception) => exception switch
    {
        JsonReaderException e when e.Message.Contains("MaxDepth") => $"JSON that is nested deeper than {MaximumDepth} levels",
        JsonReaderException { LineNumber: > 0 } e => $"not valid JSON at line {e.LineNumber}, position {e.LinePosition}",
        _ => "not valid JSON",
    };

    /// <summary>Whether an exception of a reader means that the body is no JSON.</summary>
    public static bool IsMalformed(Exception exception) =>
        exception is JsonException or DecoderFallbackException
            or ArgumentException or FormatException or OverflowException or InvalidCastException;

    public static void ExpectEnd(JsonReader reader)
    {
        if (reader.Read())
        {
            throw new JsonReaderException("There is text after the JSON value.");
        }
    }

    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: a text in it is no Unicode.</exception>
    public static byte[] ToUtf8(JToken token)
    {
        try
        {
            return s_strictUtf8.GetBytes(token.ToString(Formatting.None));
        }
        catch (EncoderFallbackException)
        {
            throw Refuse("A string in the request contains half of a Unicode character (an unpaired surrogate).");
        }
    }

    /// <summary>
    /// JSON as plain .NET objects: <see cref="OrderedDictionary"/>, <c>object[]</c>, text, <see cref="long"/> (or
    /// <see cref="System.Numerics.BigInteger"/>), <see cref="double"/>, <see cref="bool"/>, null.
    /// </summary>
    public static object? ToPlain(JToken? token)
    {
        switch (token)
        {
            case JObject json:
                // Names of JSON differ by case, those of a PowerShell dictionary as a rule do not.
                var members = new OrderedDictionary(StringComparer.Ordinal);
                foreach (KeyValuePair<string, JToken?> member in json)
                {
                    members[member.Key] = ToPlain(member.Value);
                }

                return members;
            case JArray items:
                return items.Select(ToPlain).ToArray();
            default:
                return (token as JValue)?.Value;
        }
    }

    /// <summary>Plain .NET objects as JSON: dictionaries, lists, and what JSON has as a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="unwrap">Takes off what a caller's objects are wrapped in, of one value at a time; null where they are plain.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: a value has no form in JSON.</exception>
    public static JToken FromPlain(object? value, Func<object?, object?>? unwrap = null) => FromPlain(value, unwrap, depth: 0);

    /// <summary>The members of a dictionary, each as JSON.</summary>
    /// <inheritdoc cref="FromPlain(object?, Func{object?, object?}?)"/>
    public static IEnumerable<KeyValuePair<string, JToken?>> FromPlainMembers(
        IDictionary members, Func<object?, object?>? unwrap = null, int depth = 1)
    {
        // An entry of a foreach would be boxed.
        IDictionaryEnumerator member = members.GetEnumerator();
        while (member.MoveNext())
        {
            yield return new(Convert.ToString(member.Key, CultureInfo.InvariantCulture)!, FromPlain(member.Value, unwrap, depth));
        }
    }

    private static JToken FromPlain(object? value, Func<object?, object?>? unwrap, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Refuse($"The value is nested deeper than {MaximumDepth} levels.");
        }

        value = unwrap is null ? value : unwrap(value);
        switch (value)
        {
            case null:
                return JValue.CreateNull();
            case JToken token:
                return token;
            case IJsonInput input:
                return input.ToInput();
            case string text:
                return new JValue(text);
            case IDictionary members:
                var result = new JObject();
                foreach (KeyValuePair<string, JToken?> member in FromPlainMembers(members, unwrap, depth + 1))
                {
                    result[member.Key] = member.Value;
                }

                return result;
            case IEnumerable items:
                var array = new JArray();
                foreach (object? item in items)
                {
                    array.Add(FromPlain(item, unwrap, depth + 1));
                }

                return array;
            case DateTime time:
                return new JValue(time.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture));
            case DateTimeOffset time:
                return new JValue(time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            case double.NaN or double.PositiveInfinity or double.NegativeInfinity
                or float.NaN or float.PositiveInfinity or float.NegativeInfinity:
                throw Refuse("JSON cannot represent NaN and Infinity.");
            case bool or sbyte or byte or short or ushort or int or uint or long or ulong
                or float or double or decimal or System.Numerics.BigInteger:
                return new JValue(value);
            case Enum or Guid or Uri or char or TimeSpan:
                return new JValue(Convert.ToString(value, CultureInfo.InvariantCulture));
            default:
                throw Refuse(
                    $"A value of the type {value.GetType()} cannot be written as JSON. Use strings, numbers, booleans, hashtables and "
                    + "arrays.");
        }
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);

    /// <summary>Reads what was read already once more; what is deep enough to have been read is so here as well.</summary>
    public static JsonReader OpenReader(JToken json)
    {
        JsonReader reader = json.CreateReader();
        reader.MaxDepth = MaximumDepth;
        return reader;
    }

    private static JsonTextReader Configure(JsonTextReader reader)
    {
        reader.DateParseHandling = DateParseHandling.None;
        reader.MaxDepth = MaximumDepth;
        reader.PropertyNameTable = new TextPool();
        reader.ArrayPool = BoundedBuffers.Instance;
        return reader;
    }

    /// <summary>Ends a text that never ends: the reader keeps the whole of one text in one buffer.</summary>
    private sealed class BoundedBuffers : IArrayPool<char>
    {
        private const int LongestText = 32 * 1024 * 1024;

        public static BoundedBuffers Instance { get; } = new();

        public char[] Rent(int minimumLength) =>
            minimumLength <= LongestText ? new char[minimumLength] : throw new TextTooLongException();

        public void Return(char[]? array)
        {
        }
    }
}
