using GraphQLParser;
using GraphQLParser.AST;

namespace Panther.Emulator.Tests.SchemaTruth;

/// <summary>A schema as the set of all that a client can rely on: one line for each type, field, argument, input field and value.</summary>
internal static class SchemaMembers
{
    /// <summary>The members of a schema, such as "type S3LogIntegration.kmsKey: String".</summary>
    public static HashSet<string> Of(string schema)
    {
        var members = new HashSet<string>();
        foreach (GraphQLTypeDefinition type in Parser.Parse<GraphQLDocument>(schema).Definitions.OfType<GraphQLTypeDefinition>())
        {
            string name = $"{KindOf(type)} {type.Name.StringValue}";
            members.Add(name);
            members.UnionWith(MembersOf(type).Select(member => $"{name}{member}"));
        }

        return members;
    }

    /// <summary>The name of the type that a member belongs to.</summary>
    public static string TypeOf(string member) => member.Split(' ', '.', '(', ':')[1];

    private static string KindOf(GraphQLTypeDefinition type) => type switch
    {
        GraphQLEnumTypeDefinition => "enum",
        GraphQLInputObjectTypeDefinition => "input",
        GraphQLInterfaceTypeDefinition => "interface",
        GraphQLObjectTypeDefinition => "type",
        GraphQLScalarTypeDefinition => "scalar",
        GraphQLUnionTypeDefinition => "union",
        _ => throw new InvalidOperationException($"{type.Kind} is no type."),
    };

    private static IEnumerable<string> MembersOf(GraphQLTypeDefinition type) => type switch
    {
        GraphQLEnumTypeDefinition { Values: { } values } => values.Select(value => $".{value.Name.StringValue}"),
        GraphQLInputObjectTypeDefinition { Fields: { } fields } => fields.Select(field => $".{Signature(field)}"),
        GraphQLInterfaceTypeDefinition { Fields: { } fields } => fields.SelectMany(MembersOf),
        GraphQLObjectTypeDefinition { Fields: { } fields } of => fields.SelectMany(MembersOf)
            .Concat(of.Interfaces?.Select(one => $" implements {one.Name.StringValue}") ?? []),
        GraphQLUnionTypeDefinition { Types: { } types } => types.Select(one => $" = {one.Name.StringValue}"),
        _ => [],
    };

    private static IEnumerable<string> MembersOf(GraphQLFieldDefinition field)
    {
        string name = $".{field.Name.StringValue}";
        return (field.Arguments?.Select(argument => $"{name}({Signature(argument)})") ?? []).Prepend($"{name}: {TypeText(field.Type)}");
    }

    private static string Signature(GraphQLInputValueDefinition input) =>
        $"{input.Name.StringValue}: {TypeText(input.Type)}{(input.DefaultValue is null ? "" : $" = {ValueText(input.DefaultValue)}")}";

    private static string TypeText(GraphQLType type) => type switch
    {
        GraphQLNonNullType nonNull => $"{TypeText(nonNull.Type)}!",
        GraphQLListType list => $"[{TypeText(list.Type)}]",
        _ => ((GraphQLNamedType)type).Name.StringValue,
    };

    private static string ValueText(GraphQLValue value) => value switch
    {
        GraphQLStringValue text => $"\"{text.Value}\"",
        IHasValueNode plain => plain.Value.ToString(),
        _ => value.Kind.ToString(),
    };
}
