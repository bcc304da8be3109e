using System.Globalization;
using Newtonsoft.Json;

namespace Panther.Client.Json;

/// <summary>Steps of a reader through JSON that need not have the shape that it should have.</summary>
internal static class JsonReaderExtensions
{
    /// <summary>Goes on to the next token, which must be there.</summary>
    public static bool Advance(this JsonReader reader) =>
        reader.Read() ? true : throw new JsonReaderException("The JSON ends too early.");

    /// <summary>The next property of the object that the reader is in; null at its end.</summary>
    public static string? NextProperty(this JsonReader reader)
    {
        reader.Advance();
        return reader.TokenType == JsonToken.PropertyName ? (string)reader.Value! : null;
    }

    /// <summary>Goes into the object that comes next; whatever else comes is passed over.</summary>
    public static bool EnterObject(this JsonReader reader) => Enter(reader, JsonToken.StartObject);

    /// <summary>Goes into the array that comes next; whatever else comes is passed over.</summary>
    public static bool EnterArray(this JsonReader reader) => Enter(reader, JsonToken.StartArray);

    /// <summary>Passes over the value that comes next.</summary>
    public static void SkipNext(this JsonReader reader)
    {
        reader.Advance();
        reader.Skip();
    }

    /// <summary>The value that comes next as text; null where it is none.</summary>
    public static string? ReadText(this JsonReader reader)
    {
        reader.Advance();
        return reader.ValueAsText();
    }

    /// <summary>The value at the reader as text; null where it is none.</summary>
    public static string? ValueAsText(this JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonToken.String:
                return (string)reader.Value!;
            case JsonToken.Integer or JsonToken.Float or JsonToken.Boolean:
                return Convert.ToString(reader.Value, CultureInfo.InvariantCulture);
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>As <see cref="ReadText"/>, of a value that many objects of a list have in common, which is kept once.</summary>
    public static string? ReadCommonText(this JsonReader reader) => reader.ReadText() is string text ? reader.Share(text) : null;

    /// <summary>The text, or one equal to it that the reader has met before.</summary>
    public static string Share(this JsonReader reader, string text) =>
        reader is JsonTextReader { PropertyNameTable: TextPool pool } ? pool.Share(text) : text;

    /// <summary>The value that comes next as a boolean; null where it is none.</summary>
    public static bool? ReadBoolean(this JsonReader reader)
    {
        reader.Advance();
        if (reader.TokenType == JsonToken.Boolean)
        {
            return (bool)reader.Value!;
        }

        reader.Skip();
        return null;
    }

    private static bool Enter(JsonReader reader, JsonToken start)
    {
        reader.Advance();
        if (reader.TokenType == start)
        {
            return true;
        }

        reader.Skip();
        return false;
    }
}
