using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;
using Panther.Client.Paging;

namespace Panther.Client.GraphQL;

/// <summary>A list that GraphQL gives as a connection: <c>edges { node }</c> and <c>pageInfo { hasNextPage endCursor }</c>.</summary>
/// <typeparam name="T">The nodes' type.</typeparam>
/// <param name="Transport">The transport.</param>
/// <param name="Operation">The operation that reads a page.</param>
/// <param name="Path">The way to the connection from the root of the data, such as <c>thing</c>, <c>parts</c>.</param>
internal sealed record ConnectionQuery<T>(GraphQLTransport Transport, GraphQLOperation Operation, params string[] Path) : ListQuery<T>
    where T : class
{
    /// <summary>The operation's variables but for the cursor.</summary>
    public JObject Variables { get; init; } = [];

    /// <summary>The way to the cursor within the variables.</summary>
    public IReadOnlyList<string> CursorPath { get; init; } = ["input", "cursor"];

    public override string Name => string.Join(".", Path);

    public override ListPage<T> Open(string? cursor, CallContext context)
    {
        JObject variables = Variables;
        if (cursor is not null)
        {
            variables = (JObject)variables.DeepClone();
            JObject target = variables;
            foreach (string name in CursorPath.Take(CursorPath.Count - 1))
            {
                target = target[name] as JObject
                    ?? throw new InvalidOperationException($"{Operation.Name} has no variable '{name}' for its cursor.");
            }

            target[CursorPath[CursorPath.Count - 1]] = cursor;
        }

        return new ConnectionPage(Transport.Stream(Operation, variables, context), Path, ReadItem);
    }

    private sealed class ConnectionPage(GraphQLStream answer, string[] path, Func<JsonReader, T?> readItem) : ListPage<T>(answer)
    {
        public override PantherException ToException(IReadOnlyList<GraphQLError> errors) => answer.ToException(errors);

        protected override IEnumerable<T?> Read(JsonTextReader reader)
        {
            if (!reader.EnterObject())
            {
                throw ProtocolError("it is not a JSON object");
            }

            while (reader.NextProperty() is string member)
            {
                switch (member)
                {
                    case "errors":
                        Errors = answer.ReadErrors(reader);
                        break;
                    case "data":
                        foreach (T? item in ReadData(reader, 0))
                        {
                            yield return item;
                        }

                        break;
                    default:
                        reader.SkipNext();
                        break;
                }
            }

            PantherJson.ExpectEnd(reader);
        }

        private IEnumerable<T?> ReadData(JsonReader reader, int depth)
        {
            if (!reader.EnterObject())
            {
                yield break;
            }

            while (reader.NextProperty() is string field)
            {
                if (field != path[depth])
                {
                    reader.SkipNext();
                    continue;
                }

                foreach (T? item in depth + 1 < path.Length ? ReadData(reader, depth + 1) : ReadConnection(reader))
                {
                    yield return item;
                }
            }
        }

        private IEnumerable<T?> ReadConnection(JsonReader reader)
        {
            if (!reader.EnterObject())
            {
                yield break;
            }

            while (reader.NextProperty() is string field)
            {
                if (field == "pageInfo")
                {
                    ReadPageInfo(reader);
                }
                else if (field != "edges")
                {
                    reader.SkipNext();
                }
                else if (reader.EnterArray())
                {
                    HasItems = true;
                    while (reader.Advance() && reader.TokenType != JsonToken.EndArray)
                    {
                        yield return ReadEdge(reader);
                    }
                }
            }
        }

        private T? ReadEdge(JsonReader reader)
        {
            if (reader.TokenType != JsonToken.StartObject)
            {
                reader.Skip();
                return null;
            }

            T? item = null;
            while (reader.NextProperty() is string field)
            {
                reader.Advance();
                if (field == "node")
                {
                    item = readItem(reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            return item;
        }

        private void ReadPageInfo(JsonReader reader)
        {
            if (!reader.EnterObject())
            {
                return;
            }

            while (reader.NextProperty() is string field)
            {
                switch (field)
                {
                    case "hasNextPage": HasNextPage = reader.ReadBoolean(); break;
                    case "endCursor": NextCursor = reader.ReadText(); break;
                    default: reader.SkipNext(); break;
                }
            }
        }
    }
}
