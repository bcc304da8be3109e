using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Panther.Emulator.Json;

/// <summary>Reads and writes JSON without a model behind it.</summary>
public static class JsonText
{
    private static readonly JsonWriterOptions s_plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonReaderOptions s_deep = new() { MaxDepth = 1000 };

    /// <summary>Reads a text.</summary>
    /// <returns>Whether it is JSON; an empty text is valid, and nothing.</returns>
    public static bool TryRead(string text, out object? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        try
        {
            value = Read(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Reads bytes that are JSON.</summary>
    public static object? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, s_deep);
        reader.Read();
        object? value = ReadValue(ref reader);
        return reader.Read() ? throw new JsonException("There is more behind the value.") : value;
    }

    /// <summary>Writes a value.</summary>
    public static byte[] Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_plain))
        {
            Write(writer, value);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a value as a text.</summary>
    public static string WriteText(object? value) => Encoding.UTF8.GetString(Write(value));

    /// <summary>A writer as all answers are written.</summary>
    public static Utf8JsonWriter WriterOn(IBufferWriter<byte> buffer) => new(buffer, s_plain);

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case IJsonShaped shaped:
                Write(writer, shaped.ToJson());
                break;
            case IEnumerable<KeyValuePair<string, object?>> members:
                writer.WriteStartObject();
                foreach ((string name, object? member) in members)
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (object? item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>A copy that shares nothing.</summary>
    public static object? Copy(object? value) => Read(Write(value));

    private static object? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var map = new JsonMap();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string name = reader.GetString()!;
                    reader.Read();
                    map[name] = ReadValue(ref reader);
                }

                return map;
            case JsonTokenType.StartArray:
                var list = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(ReadValue(ref reader));
                }

                return list;
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return NumberOf(ref reader);
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            default:
                return null;
        }
    }

    /// <summary>As in JavaScript, 5.0 is the whole number 5.</summary>
    private static object NumberOf(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt32(out int small))
        {
            return small;
        }

        if (reader.TryGetInt64(out long large))
        {
            return large;
        }

        double number = reader.GetDouble();
        return Math.Floor(number) == number && Math.Abs(number) <= int.MaxValue ? (int)number : number;
    }
}
