using Newtonsoft.Json;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Paging;

namespace Panther.Client.Rest;

/// <summary>
/// A list that the REST API gives as <c>{ "results": [...], "next": "..." }</c>, whose next page takes <c>next</c> as its <c>cursor</c>.
/// </summary>
/// <typeparam name="T">The results' type.</typeparam>
/// <param name="Transport">The transport.</param>
/// <param name="Operation">The operation that reads a page.</param>
/// <param name="Path">The list's path under the API's address, escaped, with its query but for the cursor.</param>
internal sealed record RestListQuery<T>(RestTransport Transport, RestOperation Operation, string Path) : ListQuery<T>
    where T : class
{
    public override string Name => "results";

    public override ListPage<T> Open(string? cursor, CallContext context)
    {
        string path = cursor is null ? Path : $"{Path}{(Path.Contains('?') ? '&' : '?')}cursor={Uri.EscapeDataString(cursor)}";
        return new ResultsPage(Transport.Stream(Operation, path, context), ReadItem);
    }

    private sealed class ResultsPage(StreamedAnswer answer, Func<JsonReader, T?> readItem) : ListPage<T>(answer)
    {
        protected override IEnumerable<T?> Read(JsonTextReader reader)
        {
            if (!reader.EnterObject())
            {
                throw ProtocolError("it is not a JSON object");
            }

            while (reader.NextProperty() is string member)
            {
                if (member == "next")
                {
                    NextCursor = reader.ReadText();
                }
                else if (member != "results")
                {
                    reader.SkipNext();
                }
                else if (reader.EnterArray())
                {
                    HasItems = true;
                    while (reader.Advance() && reader.TokenType != JsonToken.EndArray)
                    {
                        yield return readItem(reader);
                    }
                }
            }

            PantherJson.ExpectEnd(reader);

            // On its last page the API leaves it out, or gives it empty.
            HasNextPage = !string.IsNullOrEmpty(NextCursor);
        }
    }
}
