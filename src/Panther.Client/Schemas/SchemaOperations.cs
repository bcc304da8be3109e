using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;

namespace Panther.Client.Schemas;

/// <summary>The schemas (log types) of a tenant. Source: https://docs.panther.com/panther-developer-workflows/api/graphql/schemas.</summary>
public sealed class SchemaOperations
{
    private static readonly GraphQLOperation s_list = GraphQLOperation.Load("ListSchemas", RequestSafety.Read) with
    {
        RequiredPermissions = "View Log Sources",
    };

    private readonly IGraphQLTransport _transport;

    internal SchemaOperations(IGraphQLTransport transport, IClock clock)
    {
        _transport = transport;
        LogTypes = new LogTypeCheck(this, clock);
    }

    /// <summary>The names of the log types, kept for some minutes.</summary>
    public LogTypeCheck LogTypes { get; }

    /// <summary>Lists schemas.</summary>
    public Task<IReadOnlyList<PantherSchema>> ListAsync(SchemaQuery query, CallContext context) => ListAsync(query, RequestSafety.Read, context);

    internal async Task<IReadOnlyList<PantherSchema>> ListAsync(SchemaQuery query, RequestSafety safety, CallContext context)
    {
        GraphQLOperation list = s_list with { Safety = safety };
        var input = new JObject();
        Add("isArchived", query.IsArchived);
        Add("isInUse", query.IsInUse);
        Add("isManaged", query.IsManaged);
        var schemas = new List<PantherSchema>();
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            GraphQLResponse response = await _transport.SendAsync(
                list, new JObject { ["input"] = input, ["withSpec"] = query.WithSpec }, context).ConfigureAwait(false);
            JObject page = response.Require("schemas");
            schemas.AddRange((page["edges"] as JArray ?? []).Select(edge => ToSchema((edge as JObject)?["node"] as JObject)).Where(s => s is not null)!);
            if ((page["pageInfo"] as JObject)?["hasNextPage"].AsFlag() != true)
            {
                return schemas;
            }

            string cursor = page["pageInfo"]!["endCursor"].AsText() ?? "";
            if (cursor.Length == 0 || !cursors.Add(cursor))
            {
                throw response.NotWhatWasPromised("it gives no way, or the same way again, to its next page");
            }

            input["cursor"] = cursor;
        }

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                input[name] = JToken.FromObject(value);
            }
        }
    }

    private static PantherSchema? ToSchema(JObject? node) => node?["name"].AsText() is not string name ? null : new PantherSchema
    {
        Name = name,
        Description = node!["description"].AsText(),
        Revision = node["revision"].AsNumber(),
        Version = node["version"].AsNumber(),
        IsArchived = node["isArchived"].AsFlag(),
        IsManaged = node["isManaged"].AsFlag(),
        IsFieldDiscoveryEnabled = node["isFieldDiscoveryEnabled"].AsFlag(),
        ReferenceUrl = node["referenceURL"].AsText(),
        CreatedAt = node["createdAt"].AsTime(),
        UpdatedAt = node["updatedAt"].AsTime(),
        Spec = node["spec"].AsText(),
        DiscoveredSpec = node["discoveredSpec"].AsText(),
    };
}
