using System.Collections.Concurrent;
using GraphQL.Types;
using GraphQL.Utilities;
using GraphQLParser;
using GraphQLParser.AST;
using Panther.Emulator.Alerts;
using Panther.Emulator.DataLake;
using Panther.Emulator.Json;
using Panther.Emulator.LogSources;
using Panther.Emulator.Metrics;
using Panther.Emulator.Schemas;
using Panther.Emulator.Tenant;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.GraphQL;

/// <summary>The schemas of the editions, with what resolves their fields.</summary>
public static class ExecutableSchema
{
    private static readonly Dictionary<string, RootField> s_rootFields = new[]
    {
        LogSourceFields.All, AlertFields.All, SchemaCatalog.Fields, SchemaChanges.Fields, MetricFields.All, DataLakeTables.Fields,
            TokenRoutes.Fields, TenantFields.All, DataLakeQueries.Fields,
    }.SelectMany(fields => fields).ToDictionary(field => field.Name);

    private static readonly ConcurrentDictionary<string, ISchema> s_schemas = new();

    /// <summary>The schema of an edition; it is made when it is first asked for.</summary>
    public static ISchema Of(string edition) => s_schemas.GetOrAdd(edition, name => Build(SchemaEditions.TextOf(name), isServed: true));

    /// <summary>A schema of its text alone, to validate documents against.</summary>
    public static ISchema Read(string text) => Build(text, isServed: false);

    private static Schema Build(string text, bool isServed)
    {
        Schema schema = null!;
        var scalars = new List<PlainScalar>();
        var builder = new SchemaBuilder();
        foreach (ASTNode definition in Parser.Parse<GraphQLDocument>(text).Definitions)
        {
            switch (definition)
            {
                case GraphQLScalarTypeDefinition scalar:
                    scalars.Add(new PlainScalar(scalar.Name.StringValue));
                    break;
                case GraphQLInterfaceTypeDefinition or GraphQLUnionTypeDefinition:
                    builder.Types.For(((INamedNode)definition).Name.StringValue).ResolveType = source =>
                        (IObjectGraphType)schema.AllTypes[TypeNameOf(source)]!;
                    break;
                case GraphQLObjectTypeDefinition type when isServed:
                    SetResolvers(builder.Types.For(type.Name.StringValue), type);
                    break;
            }
        }

        schema = builder.Build(text);
        scalars.ForEach(schema.RegisterType);
        schema.Features.DeprecationOfInputValues = true;
        schema.Initialize();
        return schema;
    }

    private static void SetResolvers(TypeConfig config, GraphQLObjectTypeDefinition type)
    {
        bool isRoot = type.Name.StringValue is "Query" or "Mutation";
        foreach (string name in type.Fields!.Select(field => field.Name.StringValue))
        {
            config.FieldFor(name).Resolver = isRoot ? new RootResolver(s_rootFields[name])
                : name == "createdBy" && type.Interfaces is not null ? new ActorResolver()
                : new FieldResolver();
        }
    }

    private static string TypeNameOf(object source) => source is LogSource logSource
        ? SourceTypes.Of(logSource.Type)
        : (string)((IFields)source).Get("__typename")!;
}
