using Newtonsoft.Json;

namespace Panther.Client.Paging;

/// <summary>What a list is asked for by, and how its items are read.</summary>
/// <typeparam name="T">The items' type.</typeparam>
internal abstract record ListQuery<T>
    where T : class
{
    /// <summary>Reads the value at the reader, of whatever type, and leaves the reader at its end; null where it is no item.</summary>
    public required Func<JsonReader, T?> ReadItem { get; init; }

    /// <summary>What tells an item from the others, so that none comes twice; null where only its place in its page does.</summary>
    public Func<T, string>? Key { get; init; }

    /// <summary>A narrower query that may succeed where this one was refused, as a whole or in part; null where there is none.</summary>
    public Func<PantherException, ListQuery<T>?> Narrow { get; init; } = _ => null;

    /// <summary>Which errors beside the items need not be told, since they only say that <see cref="Narrow"/> has to be used.</summary>
    public Func<GraphQLError, bool> IsForgiven { get; init; } = _ => false;

    /// <summary>Called after each page that was delivered.</summary>
    public Action<CallContext>? Accepted { get; init; }

    /// <summary>What the list is called in the answer.</summary>
    public abstract string Name { get; }

    /// <summary>Prepares the request of a page; sends nothing.</summary>
    /// <param name="cursor">The cursor that the page before has given; null for the first page.</param>
    /// <param name="context">The caller's.</param>
    public abstract ListPage<T> Open(string? cursor, CallContext context);
}
