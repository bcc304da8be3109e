using Panther.Emulator.Json;

namespace Panther.Emulator.Rest;

/// <summary>A field of a body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Check">Returns what is wrong with a value, or null.</param>
/// <param name="IsRequired">Whether the body has to have it.</param>
internal sealed record BodyField(string Name, Func<object, string?> Check, bool IsRequired = false);

/// <summary>Checks of body fields.</summary>
internal static class BodyFields
{
    /// <summary>
    /// Takes the known fields out of a body. As in the service, unknown ones are passed over, and null counts as left out.
    /// </summary>
    public static JsonMap Read(JsonMap body, params IEnumerable<BodyField> fields)
    {
        JsonMap values = [];
        foreach (BodyField field in fields)
        {
            if (body.Get(field.Name) is not { } value)
            {
                if (field.IsRequired)
                {
                    throw new ApiException(Refusal.Invalid, $"{field.Name} is missing from body");
                }

                continue;
            }

            if (field.Check(value) is { } problem)
            {
                throw new ApiException(Refusal.Invalid, $"{field.Name} {problem}");
            }

            values[field.Name] = value;
        }

        return values;
    }

    public static string? Text(object value) => value is string ? null : "must be a string";

    public static string? Flag(object value) => value is bool ? null : "must be a boolean";

    public static string? Texts(object value) => value is List<object?> list && list.All(item => item is string) ? null
        : "must be an array of strings";

    public static Func<object, string?> OneOf(params string[] values) =>
        value => value is string text && values.Contains(text) ? null : $"must be one of {string.Join(", ", values)}";

    public static Func<object, string?> WholeFrom(int least, int most) =>
        value => value is int number && number >= least && number <= most ? null : $"must be an integer from {least} to {most}";

    /// <summary>An object with the given optional members.</summary>
    public static Func<object, string?> Object(params BodyField[] members) => value => value is not JsonMap map
        ? "must be an object"
        : members.Where(member => map.ContainsKey(member.Name))
            .Select(member => (member.Name, Problem: map[member.Name] is { } given ? member.Check(given) : member.Check(DBNull.Value)))
            .Where(found => found.Problem is not null)
            .Select(found => $"{found.Name} {found.Problem}")
            .FirstOrDefault();

    /// <summary>Mappings of prefixes to log types.</summary>
    public static string? Mappings(object value)
    {
        Func<object, string?> mapping = Object(new("prefix", Text), new("logTypes", Texts), new("excludedPrefixes", Texts));
        return value is not List<object?> list
            ? "must be an array"
            : list.Select(item => mapping(item ?? DBNull.Value)
                ?? (((JsonMap)item!).ContainsKey("prefix") ? null : "needs a prefix in each mapping"))
                .FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Mappings with the lists that a body may leave out.</summary>
    public static List<object?> Completed(object? mappings) => [.. ((List<object?>)mappings!).Cast<JsonMap>().Select(mapping => new JsonMap
    {
        ["prefix"] = mapping.Get("prefix"),
        ["logTypes"] = mapping.Get("logTypes") ?? new List<object?>(),
        ["excludedPrefixes"] = mapping.Get("excludedPrefixes") ?? new List<object?>(),
    })];
}
