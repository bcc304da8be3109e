using Newtonsoft.Json;
using Panther.Client.GraphQL;
using Panther.Client.Http;

namespace Panther.Client.LogSources;

/// <summary>
/// All log sources, read off the answer while it arrives, page after page. Call <see cref="NextAsync"/>, then
/// <see cref="TryRead"/> until it gives nothing more, and so on until <see cref="NextAsync"/> returns false. Disposing
/// it ends its request.
/// </summary>
public sealed class LogSourceListing : IDisposable
{
    private readonly LogSourceOperations _operations;
    private readonly CallContext _context;
    private readonly HashSet<Guid> _seen = [];
    private readonly HashSet<string> _seenOdd = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cursors = new(StringComparer.Ordinal);
    private readonly List<PantherException> _errors = [];
    private SourceSelection _selection;
    private GraphQLStream? _stream;
    private IEnumerator<LogSource>? _sources;
    private Page _page = new();
    private PantherException? _failure;
    private string? _cursor;

    internal LogSourceListing(LogSourceOperations operations, CallContext context)
    {
        _operations = operations;
        _context = context;
        _selection = operations.Selection;
    }

    /// <summary>The faults that did not end the listing, since the last call.</summary>
    public IReadOnlyList<PantherException> TakeErrors()
    {
        PantherException[] errors = [.. _errors];
        _errors.Clear();
        return errors;
    }

    /// <summary>Opens what is to be read next: the first page, the next one, or a broken one once more.</summary>
    /// <returns>False at the end of the list.</returns>
    /// <exception cref="PantherException">The list cannot be read, or not further.</exception>
    public async Task<bool> NextAsync()
    {
        if (_failure is not null)
        {
            if (!await _stream!.WaitToRetryAsync(_failure).ConfigureAwait(false))
            {
                throw _failure;
            }
        }
        else if (_stream is not null)
        {
            if (!_page.IsRead)
            {
                await Task.Run(ReadRest).ConfigureAwait(false);
            }

            if (!FinishPage())
            {
                return false;
            }
        }

        await OpenPageAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads the next source of what was opened; blocks while it arrives.</summary>
    /// <returns>False where this page gives nothing more.</returns>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out LogSource? source)
    {
        source = null;
        try
        {
            if (_sources?.MoveNext() == true)
            {
                source = _sources.Current;
                return true;
            }

            _page.IsRead = true;
        }
        catch (PantherException e)
        {
            _failure = e;
        }
        catch (Exception e) when (Json.IsMalformed(e))
        {
            _failure = _stream!.Malformed(e);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sources?.Dispose();
        _stream?.Dispose();
    }

    private async Task OpenPageAsync()
    {
        // The stream of a broken page is kept: it counts the page's attempts.
        bool again = _failure is not null;
        _failure = null;
        while (true)
        {
            if (!again)
            {
                _stream?.Dispose();
                _stream = _operations.OpenList(_selection, _cursor, _context);
            }

            again = false;
            try
            {
                JsonTextReader reader = await _stream!.OpenAsync().ConfigureAwait(false);
                _page = new Page();
                _sources = Read(reader, _page);
                return;
            }
            catch (PantherException e) when (_selection.Narrow(e) is { } narrower)
            {
                _selection = narrower;
            }
        }
    }

    /// <summary>Passes over what the caller did not read of the page.</summary>
    private void ReadRest()
    {
        while (TryRead(out _))
        {
        }

        if (_failure is not null)
        {
            throw _failure;
        }
    }

    /// <summary>Draws the conclusions from a page that was read to its end.</summary>
    /// <returns>Whether there is something to open.</returns>
    private bool FinishPage()
    {
        if (!_page.HasSources)
        {
            PantherException refusal = _page.Errors.Count > 0
                ? _stream!.ToException(_page.Errors)
                : _stream!.NotWhatWasPromised("it holds no sources");
            _selection = _selection.Narrow(refusal) ?? throw refusal;
            return true;
        }

        if (_page.Errors.Any(SourceSelection.IsAboutCreatedBy))
        {
            _selection = _selection with { WithCreatedBy = false };
        }

        _operations.Remember(_selection, _context);
        GraphQLError[] errors = _page.Errors.Where(e => !SourceSelection.IsAboutCreatedBy(e)).ToArray();
        if (errors.Length > 0)
        {
            _errors.Add(_stream!.ToException(errors));
        }

        if (_page.OddEntries > 0)
        {
            _errors.Add(_stream!.NotWhatWasPromised($"{_page.OddEntries} of its entries hold no source with an id"));
        }

        if (_page.HasNextPage is null)
        {
            throw _stream!.NotWhatWasPromised("it does not say whether there is a next page, so the list may be incomplete");
        }

        if (_page.HasNextPage == false)
        {
            return false;
        }

        if (string.IsNullOrEmpty(_page.EndCursor))
        {
            throw _stream!.NotWhatWasPromised("it says that there is a next page and gives no cursor to it");
        }

        if (!_cursors.Add(_page.EndCursor!))
        {
            throw _stream!.NotWhatWasPromised("it repeats a cursor, so the list would never end");
        }

        _cursor = _page.EndCursor;
        return true;
    }

    private IEnumerator<LogSource> Read(JsonTextReader reader, Page page)
    {
        if (!reader.EnterObject())
        {
            throw _stream!.NotWhatWasPromised("it is no JSON object");
        }

        while (reader.NextProperty() is string member)
        {
            if (member == "errors")
            {
                page.Errors = _stream!.ReadErrors(reader);
            }
            else if (member != "data")
            {
                reader.SkipNext();
            }
            else if (reader.EnterObject())
            {
                while (reader.NextProperty() is string field)
                {
                    if (field != "sources")
                    {
                        reader.SkipNext();
                        continue;
                    }

                    foreach (LogSource source in ReadConnection(reader, page))
                    {
                        yield return source;
                    }
                }
            }
        }

        Json.ExpectEnd(reader);
    }

    private IEnumerable<LogSource> ReadConnection(JsonReader reader, Page page)
    {
        if (!reader.EnterObject())
        {
            yield break;
        }

        while (reader.NextProperty() is string field)
        {
            if (field == "pageInfo")
            {
                ReadPageInfo(reader, page);
            }
            else if (field != "edges")
            {
                reader.SkipNext();
            }
            else if (reader.EnterArray())
            {
                page.HasSources = true;
                while (reader.Advance() && reader.TokenType != JsonToken.EndArray)
                {
                    LogSource? source = ReadEdge(reader);
                    if (source is null)
                    {
                        page.OddEntries++;
                    }
                    else if (IsNew(source.Id))
                    {
                        yield return source;
                    }
                }
            }
        }
    }

    private LogSource? ReadEdge(JsonReader reader)
    {
        if (reader.TokenType != JsonToken.StartObject)
        {
            reader.Skip();
            return null;
        }

        LogSource? source = null;
        while (reader.NextProperty() is string field)
        {
            reader.Advance();
            if (field == "node" && reader.TokenType == JsonToken.StartObject)
            {
                source = LogSourceReader.Read(reader, _operations.Client);
            }
            else
            {
                reader.Skip();
            }
        }

        return source;
    }

    private static void ReadPageInfo(JsonReader reader, Page page)
    {
        if (!reader.EnterObject())
        {
            return;
        }

        while (reader.NextProperty() is string field)
        {
            switch (field)
            {
                case "hasNextPage": page.HasNextPage = reader.ReadBoolean(); break;
                case "endCursor": page.EndCursor = reader.ReadText(); break;
                default: reader.SkipNext(); break;
            }
        }
    }

    /// <summary>Ids are UUIDs, and as such take little room in a tenant of any size.</summary>
    private bool IsNew(string id) => Guid.TryParseExact(id, "D", out Guid uuid) ? _seen.Add(uuid) : _seenOdd.Add(id);

    private sealed class Page
    {
        public bool IsRead { get; set; }

        public bool HasSources { get; set; }

        public int OddEntries { get; set; }

        public IReadOnlyList<GraphQLError> Errors { get; set; } = [];

        public bool? HasNextPage { get; set; }

        public string? EndCursor { get; set; }
    }
}
