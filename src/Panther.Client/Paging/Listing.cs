using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Panther.Client.Paging;

/// <summary>
/// A list of any length, read off the API's answers while they arrive, page after page: <c>await foreach</c> over it,
/// once. A page is asked for only when the items before it were taken, and of its answer no more than some megabytes
/// are read ahead. Disposing it ends its request. It is not for several threads at once.
/// </summary>
/// <typeparam name="T">The items' type.</typeparam>
public sealed class Listing<T> : IDisposable
    where T : class
{
    private readonly CallContext _context;
    private readonly SeenKeys _seen = new();
    private readonly HashSet<string> _cursors = new(StringComparer.Ordinal);
    private readonly List<PantherException> _errors = [];
    private ListQuery<T> _query;
    private ListPage<T>? _page;
    private string? _cursor;
    private T? _current;

    /// <summary>How many items of this page were delivered, and how many of them a repetition of the page has yet to pass over.</summary>
    private int _delivered;
    private int _toPassOver;

    /// <summary>What broke the page that is being read; it may be asked for again.</summary>
    private PantherException? _broken;

    /// <summary>What ended the list before its end.</summary>
    private ExceptionDispatchInfo? _failure;
    private bool _isAtEnd;
    private bool _isBegun;
    private bool _isDisposed;

    internal Listing(ListQuery<T> query, CallContext context)
    {
        _query = query;
        _context = context;
    }

    /// <summary>The item that <see cref="MoveNextAsync"/> has read.</summary>
    public T Current => _current ?? throw new InvalidOperationException("There is no current item: read one with MoveNextAsync.");

    /// <summary>For <c>await foreach</c>. A listing is read once.</summary>
    /// <exception cref="InvalidOperationException">It is being read, or was.</exception>
    public Listing<T> GetAsyncEnumerator()
    {
        if (_isBegun)
        {
            throw new InvalidOperationException("A listing is read once: ask for another one.");
        }

        _isBegun = true;
        return this;
    }

    /// <summary>Reads the next item.</summary>
    /// <returns>False at the end of the list.</returns>
    /// <exception cref="PantherException">
    /// The list cannot be read, or not further. Or it was read to its end and faults came beside the items, each of which is thrown
    /// by one call, unless <see cref="TakeErrors"/> took it.
    /// </exception>
    public async Task<bool> MoveNextAsync()
    {
        _current = null;
        while (true)
        {
            if (_page is not null && await Task.Run(() => TryRead(out T? item) ? item : null).ConfigureAwait(false) is { } read)
            {
                _current = read;
                return true;
            }

            if (await NextAsync().ConfigureAwait(false))
            {
                continue;
            }

            if (_errors.Count == 0)
            {
                return false;
            }

            PantherException error = _errors[0];
            _errors.RemoveAt(0);
            throw error;
        }
    }

    /// <summary>Reads what is left of the list, and keeps it all.</summary>
    /// <exception cref="PantherException">See <see cref="MoveNextAsync"/>.</exception>
    public async Task<IReadOnlyList<T>> ToListAsync()
    {
        var items = new List<T>();
        while (await MoveNextAsync().ConfigureAwait(false))
        {
            items.Add(Current);
        }

        return items;
    }

    /// <summary>The faults that did not end the list, since the last call.</summary>
    public IReadOnlyList<PantherException> TakeErrors()
    {
        PantherException[] errors = [.. _errors];
        _errors.Clear();
        return errors;
    }

    /// <summary>Ends the request that runs; for <c>await foreach</c>.</summary>
    public Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _page?.Dispose();
    }

    /// <summary>
    /// For a thread that may block while it reads, which is faster than one item at a time: opens what is to be read next by
    /// <see cref="TryRead"/>, that is, the first page, the next one, or a broken one once more.
    /// </summary>
    /// <returns>False at the end of the list.</returns>
    /// <exception cref="PantherException">The list cannot be read, or not further; every later call throws it again.</exception>
    internal async Task<bool> NextAsync()
    {
        _failure?.Throw();
        if (_isAtEnd)
        {
            return false;
        }

        if (_isDisposed)
        {
            throw new ObjectDisposedException(nameof(Listing<T>));
        }

        _context.CancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (_page is { IsRead: false } && _broken is null)
            {
                await Task.Run(ReadRest).ConfigureAwait(false);
            }

            _broken ??= RefusalOfToken();
            if (_broken is not null && !await _page!.WaitToRetryAsync(_broken).ConfigureAwait(false))
            {
                throw _broken;
            }

            bool again = _broken is not null;
            _broken = null;
            _isAtEnd = !again && _page is not null && !FinishPage();
            if (!_isAtEnd)
            {
                await OpenPageAsync(again).ConfigureAwait(false);
            }

            return !_isAtEnd;
        }
        catch (PantherException e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }

    /// <summary>Reads the next item of what <see cref="NextAsync"/> opened; blocks while it arrives.</summary>
    /// <returns>False where nothing more is to be had before another <see cref="NextAsync"/>.</returns>
    internal bool TryRead([NotNullWhen(true)] out T? item)
    {
        item = null;
        if (_broken is not null || _page is null)
        {
            return false;
        }

        try
        {
            while (_page.ReadNext() is { } read)
            {
                if (_toPassOver > 0)
                {
                    _toPassOver--;
                }
                else if (_query.Key is null || _seen.Add(_query.Key(read)))
                {
                    _delivered++;
                    item = read;
                    return true;
                }
            }
        }
        catch (PantherException e)
        {
            _broken = e;
        }

        return false;
    }

    /// <param name="again">Whether the page broke off and is asked for once more: it counts its attempts.</param>
    private async Task OpenPageAsync(bool again)
    {
        while (true)
        {
            if (!again)
            {
                _page?.Dispose();
                _page = _query.Open(_cursor, _context);
            }

            again = false;
            _toPassOver = _query.Key is null ? _delivered : 0;
            try
            {
                await _page!.OpenAsync().ConfigureAwait(false);
                return;
            }
            catch (PantherException e) when (_query.Narrow(e) is { } narrower)
            {
                _query = narrower;
            }
        }
    }

    /// <summary>What a page says instead of items where the token was refused: with another one it may be read; else null.</summary>
    private PantherException? RefusalOfToken() => _page is { HasItems: false, Errors.Count: > 0 } page
        && page.ToException(page.Errors) is { Kind: PantherErrorKind.Unauthorized } refusal ? refusal : null;

    /// <summary>Passes over what the caller did not read of the page.</summary>
    private void ReadRest()
    {
        while (TryRead(out _))
        {
        }
    }

    /// <summary>Draws the conclusions from a page that was read to its end.</summary>
    /// <returns>Whether there is something to open.</returns>
    private bool FinishPage()
    {
        ListPage<T> page = _page!;
        if (!page.HasItems)
        {
            PantherException refusal = page.Errors.Count > 0
                ? page.ToException(page.Errors)
                : page.ProtocolError($"it has no '{_query.Name}'");
            _query = _query.Narrow(refusal) ?? throw refusal;
            return true;
        }

        NoteErrors(page);
        _query.Accepted?.Invoke(_context);
        switch (page)
        {
            case { HasNextPage: null }:
                throw page.ProtocolError("it does not say whether there is a next page, so the list may be incomplete");
            case { HasNextPage: false }:
                return false;
            case { NextCursor: null or "" }:
                throw page.ProtocolError("it says that there is a next page but has no cursor for it");
        }

        if (!_cursors.Add(page.NextCursor!))
        {
            throw page.ProtocolError("it repeats a cursor, so the list would never end");
        }

        _cursor = page.NextCursor;
        _delivered = 0;
        return true;
    }

    private void NoteErrors(ListPage<T> page)
    {
        GraphQLError[] errors = [.. page.Errors.Where(e => !_query.IsForgiven(e))];
        if (errors.Length < page.Errors.Count)
        {
            _query = _query.Narrow(page.ToException(page.Errors)) ?? _query;
        }

        if (errors.Length > 0)
        {
            _errors.Add(page.ToException(errors));
        }

        if (page.OddEntries > 0)
        {
            _errors.Add(page.ProtocolError($"{page.OddEntries} of the entries of '{_query.Name}' cannot be read"));
        }
    }
}
