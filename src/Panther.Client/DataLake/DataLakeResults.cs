using System.Collections;
using System.Collections.Specialized;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Json;
using Panther.Client.Paging;

namespace Panther.Client.DataLake;

/// <summary>
/// The rows of a query that has succeeded. What their columns are is said in the same answer, and not always before them.
/// </summary>
internal sealed record DataLakeResults(GraphQLTransport Transport, GraphQLOperation Operation, string Id) : ListQuery<IDictionary>
{
    /// <summary>How long Panther is given where it says that the results are to be asked for again.</summary>
    private static readonly TimeSpan s_notYet = TimeSpan.FromSeconds(3);

    public override string Name => "dataLakeQuery.results";

    public override ListPage<IDictionary> Open(string? cursor, CallContext context)
    {
        var input = new JObject();
        if (cursor is not null)
        {
            input["cursor"] = cursor;
        }

        return new ResultPage(Transport.Stream(Operation, new JObject { ["id"] = Id, ["input"] = input }, context), this);
    }

    private sealed class ResultPage(GraphQLStream answer, DataLakeResults query) : ListPage<IDictionary>(answer)
    {
        public override PantherException ToException(IReadOnlyList<GraphQLError> errors) => answer.ToException(errors);

        protected override IEnumerable<IDictionary?> Read(JsonTextReader reader)
        {
            var envelope = PantherJson.ReadToEnd(reader) as JObject ?? throw ProtocolError("it is not a JSON object");
            if (envelope["errors"] is { Type: not JTokenType.Null } errors)
            {
                Errors = answer.ReadErrors(PantherJson.OpenReader(errors));
            }

            if (((envelope["data"] as JObject)?["dataLakeQuery"] as JObject)?["results"] is not JObject results)
            {
                yield break;
            }

            if (results["tryAgain"].AsBoolean() == true)
            {
                throw new PantherException(
                    PantherErrorKind.ServerError,
                    $"Panther asks to request the results of the query '{query.Id}' again later.")
                {
                    Operation = query.Operation.Name,
                    RetryAfter = s_notYet,
                    Outcome = RequestOutcome.Lost,
                };
            }

            var pageInfo = results["pageInfo"] as JObject;
            HasNextPage = pageInfo?["hasNextPage"].AsBoolean();
            NextCursor = pageInfo?["endCursor"].AsString();
            HasItems = results["edges"] is JArray;
            var columns = new Columns(results["columnInfo"] as JObject);
            foreach (JToken edge in results["edges"] as JArray ?? [])
            {
                yield return (edge as JObject)?["node"] is JObject node ? columns.ToRow(node) : null;
            }
        }
    }

    /// <summary>The columns of the results, in the query's order, with their types.</summary>
    private sealed class Columns(JObject? info)
    {
        private readonly string[] _order = [.. (info?["order"] as JArray ?? []).Select(name => name.AsString()).OfType<string>()];
        private readonly JObject _types = info?["types"] as JObject ?? [];

        /// <summary>The row's values: those of the columns in their order, then what else it has.</summary>
        public OrderedDictionary ToRow(JObject node)
        {
            var row = new OrderedDictionary(StringComparer.Ordinal);
            foreach (string name in _order.Where(name => !row.Contains(name)))
            {
                row[name] = ValueOf(Find(node, name), name);
            }

            foreach (JProperty other in node.Properties().Where(
                p => !row.Contains(p.Name) && !Array.Exists(_order, name => Find(node, name) == p.Value)))
            {
                row[other.Name] = ValueOf(other.Value, other.Name);
            }

            return row;
        }

        /// <summary>A backend that changes the case of names may do so in one place alone.</summary>
        private static JToken? Find(JObject node, string name) => node[name] ?? node.GetValue(name, StringComparison.OrdinalIgnoreCase);

        private object? ValueOf(JToken? value, string name) => LakeValue.Read(PantherJson.ToPlain(value), Find(_types, name).AsString());
    }
}
