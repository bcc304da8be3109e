using System.Globalization;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace Panther.Emulator.GraphQL;

/// <summary>The rule that literals are of their types, with the messages of graphql-js.</summary>
internal sealed class LiteralValues : ValidationRuleBase
{
    private readonly List<DocumentError> _errors;

    public LiteralValues(List<DocumentError> errors) => _errors = errors;

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(new NodeVisitors(
        new MatchingNodeVisitor<GraphQLArgument>((argument, c) => Check(c, c.TypeInfo.GetArgument()?.ResolvedType, argument.Value)),
        new MatchingNodeVisitor<GraphQLVariableDefinition>((variable, c) =>
        {
            if (variable.DefaultValue is { } value)
            {
                Check(c, variable.Type.InputTypeIn(c.Schema), value);
            }
        })));

    private void Check(ValidationContext context, IGraphType? type, GraphQLValue value)
    {
        if (type is null)
        {
            return;
        }

        if (value is GraphQLVariable variable)
        {
            CheckVariable(context, type, variable);
            return;
        }

        if (type is NonNullGraphType required)
        {
            if (value is GraphQLNullValue)
            {
                Report(context, value, $"Expected value of type \"{type}\", found {Print(value)}.");
            }
            else
            {
                Check(context, required.ResolvedType, value);
            }

            return;
        }

        switch (type)
        {
            case var _ when value is GraphQLNullValue:
                break;
            case ListGraphType list when value is GraphQLListValue items:
                (items.Values ?? []).ForEach(item => Check(context, list.ResolvedType, item));
                break;
            case ListGraphType list:
                Check(context, list.ResolvedType, value);
                break;
            case IInputObjectGraphType input when value is GraphQLObjectValue fields:
                CheckObject(context, input, fields);
                break;
            case IInputObjectGraphType:
                Report(context, value, $"Expected value of type \"{type}\", found {Print(value)}.");
                break;
            case ScalarGraphType scalar when Problem(scalar, value) is { } problem:
                Report(context, value, problem);
                break;
        }
    }

    /// <summary>The library takes a variable of whole numbers for an id.</summary>
    private void CheckVariable(ValidationContext context, IGraphType type, GraphQLVariable variable)
    {
        foreach (GraphQLVariableDefinition definition in context.Document.Definitions.OfType<GraphQLOperationDefinition>()
            .SelectMany(operation => operation.Variables?.Items ?? []).Where(definition => definition.Variable.Name == variable.Name))
        {
            if (type.GetNamedType() is IdGraphType && definition.Type.InputTypeIn(context.Schema)?.GetNamedType() is IntGraphType)
            {
                string given = definition.Type.InputTypeIn(context.Schema)!.ToString()!;
                _errors.Add(new DocumentError(
                    $"Variable \"${variable.Name}\" of type \"{given}\" used in position expecting type \"{type}\".",
                    [Locations.Of(definition, context.Document), Locations.Of(variable, context.Document)]));
            }
        }
    }

    private void CheckObject(ValidationContext context, IInputObjectGraphType type, GraphQLObjectValue value)
    {
        List<GraphQLObjectField> given = value.Fields ?? [];
        foreach (FieldType field in type.Fields.Where(field => field.ResolvedType is NonNullGraphType && field.DefaultValue is null))
        {
            if (!given.Exists(f => f.Name.StringValue == field.Name))
            {
                Report(context, value, $"Field \"{type.Name}.{field.Name}\" of required type \"{field.ResolvedType}\" was not provided.");
            }
        }

        foreach (GraphQLObjectField field in given)
        {
            string name = field.Name.StringValue;
            if (type.GetField(name) is { } known)
            {
                Check(context, known.ResolvedType, field.Value);
            }
            else
            {
                string suggestion = Suggestions.DidYouMean(name, type.Fields.Select(f => f.Name));
                Report(context, field, $"Field \"{name}\" is not defined by type \"{type.Name}\".{suggestion}");
            }
        }
    }

    private static string? Problem(ScalarGraphType type, GraphQLValue value) => type switch
    {
        EnumerationGraphType names when value is GraphQLEnumValue given => names.Values.FindByName(given.Name.Value) is not null ? null
            : $"Value \"{given.Name}\" does not exist in \"{type.Name}\" enum."
                + Suggestions.DidYouMean(given.Name.StringValue, names.Values.Select(v => v.Name), "the enum value"),
        EnumerationGraphType names => $"Enum \"{type.Name}\" cannot represent non-enum value: {Print(value)}."
            + Suggestions.DidYouMean(Print(value), names.Values.Select(v => v.Name), "the enum value"),
        _ => type.Name switch
        {
            "ID" => value is GraphQLStringValue or GraphQLIntValue ? null
                : $"ID cannot represent a non-string and non-integer value: {Print(value)}",
            "String" => value is GraphQLStringValue ? null : $"String cannot represent a non string value: {Print(value)}",
            "Boolean" => value is GraphQLBooleanValue ? null : $"Boolean cannot represent a non boolean value: {Print(value)}",
            "Int" => value is not GraphQLIntValue whole ? $"Int cannot represent non-integer value: {Print(value)}"
                : int.TryParse(whole.Value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null
                : $"Int cannot represent non 32-bit signed integer value: {Print(value)}",
            "Float" => value is GraphQLIntValue or GraphQLFloatValue ? null : $"Float cannot represent non numeric value: {Print(value)}",
            "DateTime" => value is GraphQLStringValue text && PlainScalar.Takes("DateTime", text.Value.ToString()) ? null
                : $"Expected value of type \"DateTime\", found {Print(value)}; DateTime cannot represent {Print(value)}.",
            _ => null,
        },
    };

    private void Report(ValidationContext context, ASTNode node, string message) =>
        _errors.Add(new DocumentError(message, [Locations.Of(node, context.Document)]));

    private static string Print(ASTNode node)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        new SDLPrinter().PrintAsync(node, text).AsTask().GetAwaiter().GetResult();
        return text.ToString().Trim();
    }
}
