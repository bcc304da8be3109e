using System.Collections;
using System.Globalization;
using Panther.Emulator.Json;

namespace Panther.Emulator.GraphQL;

/// <summary>Shows values in messages, as graphql-js does.</summary>
internal static class Inspection
{
    private const int LongestList = 10;
    private const int Deepest = 2;

    public static string Of(object? value, int depth = 0) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => JsonText.WriteText(text),
        JsonMap { Count: 0 } => "{}",
        JsonMap when depth > Deepest => "[Object]",
        JsonMap map => $"{{ {string.Join(", ", map.Select(member => $"{member.Key}: {Of(member.Value, depth + 1)}"))} }}",
        IEnumerable list => OfList([.. list.Cast<object?>()], depth),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string OfList(object?[] items, int depth)
    {
        if (items.Length == 0)
        {
            return "[]";
        }

        if (depth > Deepest)
        {
            return "[Array]";
        }

        IEnumerable<string> shown = items.Take(LongestList).Select(item => Of(item, depth + 1));
        int more = items.Length - LongestList;
        return $"[{string.Join(", ", more > 0 ? shown.Append(more == 1 ? "... 1 more item" : $"... {more} more items") : shown)}]";
    }
}
