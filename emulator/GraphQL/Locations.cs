using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using Panther.Emulator.Json;

namespace Panther.Emulator.GraphQL;

/// <summary>What is wrong with a document or its variables.</summary>
internal sealed record DocumentError(string Message, IReadOnlyList<Location> Locations)
{
    /// <summary>Its place among the others: what is found at the end of an operation or the document comes last.</summary>
    public (int, int, int) Order { get; init; } = Locations.Count == 0 ? default : (0, Locations[0].Line, Locations[0].Column);

    /// <summary>The error as Apollo shows it.</summary>
    public JsonMap ToJson(string code)
    {
        JsonMap json = new() { ["message"] = Message };
        if (Locations.Count > 0)
        {
            json["locations"] = GraphQL.Locations.ToJson(Locations);
        }

        json["extensions"] = new JsonMap { ["code"] = code };
        return json;
    }
}

/// <summary>Places in documents.</summary>
internal static class Locations
{
    public static Location Of(ASTNode node, GraphQLDocument document) => Location.FromLinearPosition(document.Source, node.Location.Start);

    public static List<object?> ToJson(IEnumerable<Location> locations) =>
        [.. locations.Select(location => new JsonMap { ["line"] = location.Line, ["column"] = location.Column })];

    /// <summary>The input type that a type's text means; null where there is none.</summary>
    public static IGraphType? InputTypeIn(this GraphQLType type, ISchema schema)
    {
        switch (type)
        {
            case GraphQLNonNullType required:
                return required.Type.InputTypeIn(schema) is { } inner ? new NonNullGraphType(inner) : null;
            case GraphQLListType list:
                return list.Type.InputTypeIn(schema) is { } item ? new ListGraphType(item) : null;
            default:
                IGraphType? named = schema.AllTypes[((GraphQLNamedType)type).Name.StringValue];
                return named is IInputObjectGraphType or ScalarGraphType ? named : null;
        }
    }
}
