using System.Buffers.Text;
using System.Globalization;
using System.Text;
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
    public static JsonMap Page(int count, Func<int, object?> at, JsonMap input, Func<int, object?, object>? edgeOf = null)
    {
        int size = input.Get("pageSize") as int? ?? DefaultPageSize;
        if (size < 1)
        {
            throw new ApiException(Refusal.Invalid, "pageSize must be positive");
        }

        string? cursor = input.Text("cursor");
        int start = string.IsNullOrEmpty(cursor) ? 0 : (int)Math.Min(Cursors.Read("position", cursor), int.MaxValue / 2);
        int end = (int)Math.Min((long)start + size, count);
        return new JsonMap
        {
            ["edges"] = Enumerable.Range(start, Math.Max(end - start, 0)).Select(i => edgeOf is null ? new Edge(at(i)) : edgeOf(i, at(i))).ToList(),
            ["pageInfo"] = PageInfo(cursor, end < count ? Cursors.Write("position", end) : null, start > 0),
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

/// <summary>Cursors, which clients are not to read.</summary>
public static class Cursors
{
    /// <summary>Makes a cursor.</summary>
    public static string Write(string kind, long number) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{kind}:{number.ToString(CultureInfo.InvariantCulture)}"));

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
}
