using System.Collections;
using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace Panther.Client.Json;

/// <summary>
/// Reads the API's objects into ours. Only properties with a <see cref="JsonPropertyAttribute"/> are read, so that a secret that
/// an answer holds gets into no object; what is not known is passed over; and a value of a type that it should not have counts as
/// null, since one odd field must not hide the rest.
/// </summary>
internal static class Model
{
    private static readonly JsonSerializer s_serializer = new() { ContractResolver = new Resolver(), MaxDepth = PantherJson.MaximumDepth };

    /// <summary>Reads the object at the reader, which is left at its end.</summary>
    /// <returns>Null where there is no object.</returns>
    public static T? Read<T>(JsonReader reader)
        where T : class, new() => Read(reader, new T());

    /// <summary>Reads the object at the reader into one of ours.</summary>
    /// <returns>It; null where there is no object.</returns>
    public static T? Read<T>(JsonReader reader, T target)
        where T : class
    {
        if (reader.TokenType != JsonToken.StartObject)
        {
            reader.Skip();
            return null;
        }

        s_serializer.Populate(reader, target);
        return target;
    }

    /// <summary>Reads an object that was read as JSON before.</summary>
    public static T Read<T>(JObject json, T target)
        where T : class
    {
        using JsonReader reader = PantherJson.OpenReader(json);
        s_serializer.Populate(reader, target);
        return target;
    }

    private sealed class Resolver : DefaultContractResolver
    {
        protected override List<MemberInfo> GetSerializableMembers(Type objectType) =>
            [.. base.GetSerializableMembers(objectType).Where(m => m.IsDefined(typeof(JsonPropertyAttribute), inherit: true))];

        protected override JsonProperty CreateProperty(MemberInfo member, MemberSerialization memberSerialization)
        {
            JsonProperty property = base.CreateProperty(member, memberSerialization);
            property.Converter ??= Tolerant.Instance;
            return property;
        }
    }

    /// <summary>Reads a property's value; null, or what the property has when nothing is read, where the JSON has another type.</summary>
    private sealed class Tolerant : JsonConverter
    {
        public static Tolerant Instance { get; } = new();

        public override bool CanWrite => false;

        public override bool CanConvert(Type objectType) => true;

        public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer) =>
            Read(reader, Nullable.GetUnderlyingType(objectType) ?? objectType, serializer) ?? existingValue;

        public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) => throw new NotSupportedException();

        private static object? Read(JsonReader reader, Type type, JsonSerializer serializer)
        {
            if (type == typeof(string))
            {
                return reader.ValueAsText();
            }

            if (type == typeof(DateTime))
            {
                return JTokenExtensions.ToTime(reader.ValueAsText());
            }

            if (type == typeof(TextList))
            {
                return reader.TokenType == JsonToken.StartArray
                    ? new TextList((string[])ReadItems(reader, typeof(string), serializer))
                    : Skip(reader);
            }

            if (type.IsPrimitive)
            {
                return ReadPrimitive(reader, type);
            }

            if (type.IsDefined(typeof(JsonConverterAttribute)))
            {
                return serializer.Deserialize(reader, type);
            }

            if (ItemTypeOf(type) is { } itemType)
            {
                return reader.TokenType == JsonToken.StartArray ? ReadItems(reader, itemType, serializer) : Skip(reader);
            }

            return reader.TokenType == JsonToken.StartObject ? serializer.Deserialize(reader, type) : Skip(reader);
        }

        private static Array ReadItems(JsonReader reader, Type itemType, JsonSerializer serializer)
        {
            var items = new ArrayList();
            while (reader.Advance() && reader.TokenType != JsonToken.EndArray)
            {
                if (Read(reader, itemType, serializer) is { } item)
                {
                    items.Add(item);
                }
            }

            return items.ToArray(itemType);
        }

        /// <summary>The type of a list's items; null for what is no list.</summary>
        private static Type? ItemTypeOf(Type type) =>
            type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[0] : null;

        private static object? ReadPrimitive(JsonReader reader, Type type)
        {
            object? value = reader.Value;
            switch (reader.TokenType)
            {
                case JsonToken.Boolean when type == typeof(bool):
                    return value;
                case JsonToken.Integer when type == typeof(int) && value is >= (long)int.MinValue and <= (long)int.MaxValue:
                    return (int)(long)value;
                case JsonToken.Integer when type == typeof(long) && value is long:
                    return value;
                case JsonToken.Integer or JsonToken.Float when type == typeof(double) && value is long or double:
                    return Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
                default:
                    return Skip(reader);
            }
        }

        private static object? Skip(JsonReader reader)
        {
            reader.Skip();
            return null;
        }
    }
}

/// <summary>Reads a text; an empty one, as the API gives for what is not set, counts as null.</summary>
internal sealed class EmptyAsNull : JsonConverter<string>
{
    public override bool CanWrite => false;

    public override string? ReadJson(
        JsonReader reader, Type objectType, string? existingValue, bool hasExistingValue, JsonSerializer serializer) =>
        reader.ValueAsText() is { Length: > 0 } text ? text : null;

    public override void WriteJson(JsonWriter writer, string? value, JsonSerializer serializer) => throw new NotSupportedException();
}

/// <summary>Lets a type that is read by hand be a property's type too.</summary>
/// <param name="read">Reads the value that comes next; null where it has another type than it should have.</param>
internal abstract class ReadByHand<T>(Func<JsonReader, T?> read) : JsonConverter<T>
    where T : class
{
    public sealed override bool CanWrite => false;

    public sealed override T? ReadJson(
        JsonReader reader, Type objectType, T? existingValue, bool hasExistingValue, JsonSerializer serializer)
    {
        using JsonReader value = PantherJson.OpenReader(JToken.ReadFrom(reader));
        return read(value);
    }

    public sealed override void WriteJson(JsonWriter writer, T? value, JsonSerializer serializer) => throw new NotSupportedException();
}
