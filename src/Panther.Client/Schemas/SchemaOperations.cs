using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Paging;

namespace Panther.Client.Schemas;

/// <summary>The schemas (log types) of a tenant. Source: https://docs.panther.com/panther-developer-workflows/api/graphql/schemas.</summary>
public sealed class SchemaOperations
{
    private static readonly GraphQLOperation s_list = GraphQLOperation.Load("Schemas/ListSchemas", RequestSafety.Read) with
    {
        RequiredPermissions = "View Log Sources",
        Noun = new Noun("schema", "(?:schema|log[ _-]?type)"),
    };

    private readonly GraphQLTransport _transport;

    internal SchemaOperations(GraphQLTransport transport, IClock clock)
    {
        _transport = transport;
        LogTypes = new LogTypeNames(this, clock);
        LogTypeCheck = new LogTypeCheck(LogTypes);
    }

    /// <summary>The names of the log types, kept for some minutes.</summary>
    public LogTypeNames LogTypes { get; }

    /// <summary>Warns of names that are none of them.</summary>
    public LogTypeCheck LogTypeCheck { get; }

    /// <summary>Lists schemas. Nothing is sent before the listing is read.</summary>
    public Listing<PantherSchema> List(SchemaQuery query, CallContext context) => List(query, RequestSafety.Read, context);

    internal Listing<PantherSchema> List(SchemaQuery query, RequestSafety safety, CallContext context)
    {
        var input = new JObject();
        Add("isArchived", query.IsArchived);
        Add("isInUse", query.IsInUse);
        Add("isManaged", query.IsManaged);
        return new Listing<PantherSchema>(
            new ConnectionQuery<PantherSchema>(_transport, s_list with { Safety = safety }, "schemas")
            {
                Variables = new JObject { ["input"] = input, ["withSpec"] = query.WithSpec },
                ReadItem = reader => Model.Read<PantherSchema>(reader) is { Name.Length: > 0 } schema ? schema : null,
                Key = schema => schema.Name,
            },
            context);

        void Add(string name, bool? value)
        {
            if (value is not null)
            {
                input[name] = value;
            }
        }
    }
}
