using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Panther.Emulator.Json;

namespace Panther.Emulator.GraphQL;

/// <summary>An edge of a connection.</summary>
public sealed class Edge(object? node) : IFields
{
    /// <inheritdoc/>
    public object? Get(string name) => name == "node" ? node : null;
}

/// <summary>Pages of lists, as Relay has them.</summary>
public static class Connection
{
    private const int DefaultPageSize = 25;

    /// <summary>A page of a fixed list.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="at">One of them.</param>
    /// <param name="input">With <c>cursor</c> and <c>pageSize</c>.</param>
    /// <param name="edgeOf">Makes an edge; null for one with the node alone.</param>
    /// <param name="cursors">What the cursors look like.</param>
    public static JsonMap Page(
        int count, Func<int, object?> at, JsonMap input, Func<int, object?, object>? edgeOf = null, CursorForm cursors = CursorForm.Plain)
    {
        int size = input.Get("pageSize") as int? ?? DefaultPageSize;
        if (size < 1)
        {
            throw new ApiException(Refusal.Invalid, "pageSize must be positive");
        }

        string? cursor = input.Text("cursor");
        bool isKey = cursors == CursorForm.Key;
        long position = string.IsNullOrEmpty(cursor) ? 0 : isKey ? Cursors.ReadKey(cursor) : Cursors.Read("position", cursor);
        int start = (int)Math.Min(position, int.MaxValue / 2);
        int end = (int)Math.Min((long)start + size, count);
        string? next = end >= count ? null : isKey ? Cursors.WriteKey(end) : Cursors.Write("position", end);
        return new JsonMap
        {
            ["edges"] = Enumerable.Range(start, Math.Max(end - start, 0)).Select(i => edgeOf is null ? new Edge(at(i)) : edgeOf(i, at(i)))
                .ToList(),
            ["pageInfo"] = PageInfo(cursor, next, start > 0),
        };
    }

    /// <summary>All of a list on one page.</summary>
    public static JsonMap All(IEnumerable<object> nodes) => new()
    {
        ["edges"] = nodes.Select(node => new Edge(node)).ToList(),
        ["pageInfo"] = PageInfo(null, null, false),
    };

    /// <summary>What a page tells of itself.</summary>
    public static JsonMap PageInfo(string? startCursor, string? endCursor, bool hasPreviousPage) => new()
    {
        ["startCursor"] = string.IsNullOrEmpty(startCursor) ? null : startCursor,
        ["endCursor"] = endCursor,
        ["hasNextPage"] = endCursor is not null,
        ["hasPreviousPage"] = hasPreviousPage,
    };
}

/// <summary>What cursors look like.</summary>
public enum CursorForm
{
    /// <summary>Letters, digits, - and _.</summary>
    Plain,

    /// <summary>A key of the database as JSON, with quotes and braces, as those of Panther's alerts are.</summary>
    Key,
}

/// <summary>Cursors, which clients are not to read.</summary>
public static partial class Cursors
{
    /// <summary>Makes a cursor that is a key.</summary>
    public static string WriteKey(long number) => string.Create(CultureInfo.InvariantCulture, $$"""{"position":{"N":"{{number}}"} }""");

    /// <summary>Reads a cursor that is a key.</summary>
    public static long ReadKey(string cursor) => Key().Match(cursor) is { Success: true } key
        && long.TryParse(key.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number : throw new ApiException(Refusal.Invalid, "invalid cursor");

    /// <summary>Makes a cursor.</summary>
    public static string Write(string kind, long number) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{kind}:{number.ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>Reads a cursor.</summary>
    public static long Read(string kind, string cursor)
    {
        try
        {
            string text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            if (text.StartsWith($"{kind}:", StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(kind.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                return number;
            }
        }
        catch (FormatException)
        {
            // Refused below.
        }

        throw new ApiException(Refusal.Invalid, "invalid cursor");
    }

    [GeneratedRegex("""^\{"position":\{"N":"([0-9]+)"\} \}\z""")]
    private static partial Regex Key();
}
