using Newtonsoft.Json;
using Panther.Client.Http;
using Panther.Client.Json;

namespace Panther.Client.Paging;

/// <summary>One page of a list: its request, which can be repeated after a fault, and what its answer holds.</summary>
/// <typeparam name="T">The items' type.</typeparam>
internal abstract class ListPage<T>(StreamedAnswer answer) : IDisposable
    where T : class
{
    private IEnumerator<T?>? _items;

    /// <summary>Whether the answer was read to its end.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Whether the answer has the list, be it an empty one.</summary>
    public bool HasItems { get; protected set; }

    /// <summary>How many entries hold no item.</summary>
    public int OddEntries { get; private set; }

    /// <summary>Whether there is another page; null where the answer does not say.</summary>
    public bool? HasNextPage { get; protected set; }

    /// <summary>The cursor to the next page.</summary>
    public string? NextCursor { get; protected set; }

    /// <summary>The errors that came with the items.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; protected set; } = [];

    /// <summary>Sends the page's request, for the first time or once more.</summary>
    public async Task OpenAsync()
    {
        JsonTextReader reader = await answer.OpenAsync().ConfigureAwait(false);
        IsRead = false;
        HasItems = false;
        OddEntries = 0;
        HasNextPage = null;
        NextCursor = null;
        Errors = [];
        _items = Read(reader).GetEnumerator();
    }

    /// <summary>Reads the next item; blocks while it arrives.</summary>
    /// <returns>Null at the end of the page, or before it was opened.</returns>
    /// <exception cref="PantherException">The answer breaks off, or is no JSON.</exception>
    public T? ReadNext()
    {
        try
        {
            while (_items?.MoveNext() == true)
            {
                if (_items.Current is { } item)
                {
                    return item;
                }

                OddEntries++;
            }

            IsRead = _items is not null;
            return null;
        }
        catch (Exception e) when (PantherJson.IsMalformed(e))
        {
            throw answer.Malformed(e);
        }
    }

    /// <summary>After a fault in the answer: waits, and tells whether it may be asked for again.</summary>
    public Task<bool> WaitToRetryAsync(PantherException failure) => answer.WaitToRetryAsync(failure);

    /// <summary>An error that says that the answer breaks the API's promise.</summary>
    public PantherException ProtocolError(string what) => answer.ProtocolError(what);

    /// <summary>Errors of the answer as one exception.</summary>
    public virtual PantherException ToException(IReadOnlyList<GraphQLError> errors) =>
        ProtocolError(string.Join("; ", errors.Select(e => e.Message)));

    public void Dispose()
    {
        _items?.Dispose();
        answer.Dispose();
    }

    /// <summary>Reads the whole answer.</summary>
    /// <returns>Each entry's item; null for an entry that holds none.</returns>
    protected abstract IEnumerable<T?> Read(JsonTextReader reader);
}
