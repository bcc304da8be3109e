using System.Globalization;
using System.Text.RegularExpressions;
using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;

namespace Panther.Emulator.Rest;

/// <summary>
/// The parameters in a request's query. As in the service, an empty one counts as left out, and unknown ones are passed over.
/// </summary>
internal sealed partial class RestQuery(string query)
{
    private static readonly string[] s_parts = ["yyyy-MM-dd", "yyyy-MM"];

    private readonly ILookup<string, string> _values = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && pair[1].Length > 0)
        .ToLookup(pair => Decode(pair[0]), pair => Decode(pair[1]));

    /// <summary>A text; null where it is left out.</summary>
    public string? Text(string name, params string[] allowed) => Texts(name, allowed).FirstOrDefault();

    /// <summary>The values of a parameter that may be there several times.</summary>
    public string[] Texts(string name, params string[] allowed)
    {
        string[] given = [.. _values[name]];
        return allowed.Length == 0 || given.All(allowed.Contains) ? given
            : throw new ApiException(Refusal.Invalid, $"{name} must be one of {string.Join(", ", allowed)}");
    }

    /// <summary>A whole number; null where it is left out.</summary>
    public int? Number(string name, int least = int.MinValue, int most = int.MaxValue) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least
            && number <= most ? number
        : throw new ApiException(Refusal.Invalid, $"{name} must be an integer from {least} to {most}");

    /// <summary>True or false; null where it is left out.</summary>
    public bool? Flag(string name) => Text(name) is not { } text ? null
        : bool.TryParse(text, out bool flag) ? flag
        : throw new ApiException(Refusal.Invalid, $"{name} must be a boolean");

    /// <summary>A time: a date, a month, RFC 3339, or the seconds of Unix; null where it is left out.</summary>
    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : Seconds().IsMatch(text) && long.TryParse(text, CultureInfo.InvariantCulture, out long seconds) && seconds <= int.MaxValue
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParseExact(text, s_parts, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day)
            ? day
        : Rfc3339().IsMatch(text) && Times.TryRead(text, out DateTimeOffset time) ? time
        : throw new ApiException(Refusal.Invalid, $"{name} must be a time");

    /// <summary>The page of a list that is asked for by <c>cursor</c> and <c>limit</c>.</summary>
    /// <param name="items">The list.</param>
    /// <param name="size">How many a page has where nothing is said.</param>
    /// <param name="most">How many it can have.</param>
    /// <param name="shown">What an answer shows of one.</param>
    public JsonMap Page<T>(IReadOnlyList<T> items, int size, int most, Func<T, object?> shown)
    {
        int start = Text("cursor") is { } cursor ? (int)Math.Min(Cursors.ReadKey(cursor), items.Count) : 0;
        int end = Math.Min(start + (Number("limit", 1, most) ?? size), items.Count);
        return new JsonMap
        {
            ["results"] = items.Skip(start).Take(end - start).Select(shown).ToList(),
            ["next"] = end < items.Count ? Cursors.WriteKey(end) : null,
        }.WithoutNulls();
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    [GeneratedRegex(@"^[0-9]{5,}\z")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)\z")]
    private static partial Regex Rfc3339();
}
