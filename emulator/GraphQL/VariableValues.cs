using System.Globalization;
using GraphQL.Types;
using GraphQLParser.AST;
using Panther.Emulator.Json;

namespace Panther.Emulator.GraphQL;

/// <summary>Holds the values of variables against their types, with the messages of graphql-js.</summary>
internal static class VariableValues
{
    private const int MostErrors = 50;

    public static List<DocumentError> Check(ISchema schema, GraphQLDocument document, GraphQLOperationDefinition operation, JsonMap given)
    {
        var errors = new List<DocumentError>();
        foreach (GraphQLVariableDefinition definition in operation.Variables ?? Enumerable.Empty<GraphQLVariableDefinition>())
        {
            string name = definition.Variable.Name.StringValue;
            if (definition.Type.InputTypeIn(schema) is not { } type)
            {
                continue;
            }

            void Add(string message) => errors.Add(new DocumentError(message, [Locations.Of(definition, document)]));
            if (!given.TryGetValue(name, out object? value))
            {
                if (definition.DefaultValue is null && type is NonNullGraphType)
                {
                    Add($"Variable \"${name}\" of required type \"{type}\" was not provided.");
                }
            }
            else if (value is null && type is NonNullGraphType)
            {
                Add($"Variable \"${name}\" of non-null type \"{type}\" must not be null.");
            }
            else
            {
                Coerce(type, value, name, name, (path, wrong, problem) =>
                {
                    string place = path == name ? "" : $" at \"{path}\"";
                    Add($"Variable \"${name}\" got invalid value {Inspection.Of(wrong)}{place}; {problem}");
                });
            }
        }

        return errors.Count > MostErrors
            ? [.. errors.Take(MostErrors),
                new DocumentError("Too many errors processing variables, error limit reached. Execution aborted.", [])]
            : errors;
    }

    private static void Coerce(IGraphType type, object? value, string name, string path, Action<string, object?, string> report)
    {
        if (type is NonNullGraphType required)
        {
            if (value is null)
            {
                report(path, value, $"Expected non-nullable type \"{type}\" not to be null.");
            }
            else
            {
                Coerce(required.ResolvedType!, value, name, path, report);
            }

            return;
        }

        switch (type)
        {
            case var _ when value is null:
                break;
            case ListGraphType list when value is List<object?> items:
                for (int i = 0; i < items.Count; i++)
                {
                    Coerce(list.ResolvedType!, items[i], name, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", report);
                }

                break;
            case ListGraphType list:
                Coerce(list.ResolvedType!, value, name, path, report);
                break;
            case IInputObjectGraphType input:
                CoerceObject(input, value, name, path, report);
                break;
            case ScalarGraphType scalar when ScalarProblem(scalar, value) is { } problem:
                report(path, value, problem);
                break;
        }
    }

    private static void CoerceObject(IInputObjectGraphType type, object? value, string name, string path,
        Action<string, object?, string> report)
    {
        if (value is not JsonMap map)
        {
            report(path, value, $"Expected type \"{type.Name}\" to be an object.");
            return;
        }

        foreach (FieldType field in type.Fields)
        {
            if (map.TryGetValue(field.Name, out object? member))
            {
                Coerce(field.ResolvedType!, member, name, $"{path}.{field.Name}", report);
            }
            else if (field.ResolvedType is NonNullGraphType && field.DefaultValue is null)
            {
                report(path, value, $"Field \"{field.Name}\" of required type \"{field.ResolvedType}\" was not provided.");
            }
        }

        foreach (string unknown in map.Keys.Where(key => type.GetField(key) is null))
        {
            string suggestion = Suggestions.DidYouMean(unknown, type.Fields.Select(field => field.Name));
            report(path, value, $"Field \"{unknown}\" is not defined by type \"{type.Name}\".{suggestion}");
        }
    }

    private static string? ScalarProblem(ScalarGraphType type, object? value) => type switch
    {
        EnumerationGraphType when value is not string =>
            $"Enum \"{type.Name}\" cannot represent non-string value: {Inspection.Of(value)}.",
        EnumerationGraphType names => names.Values.FindByName((string)value!) is not null ? null
            : $"Value \"{value}\" does not exist in \"{type.Name}\" enum."
                + Suggestions.DidYouMean((string)value!, names.Values.Select(v => v.Name), "the enum value"),
        _ => type.Name switch
        {
            "ID" => value is string or int or long ? null : $"ID cannot represent value: {Inspection.Of(value)}",
            "String" => value is string ? null : $"String cannot represent a non string value: {Inspection.Of(value)}",
            "Boolean" => value is bool ? null : $"Boolean cannot represent a non boolean value: {Inspection.Of(value)}",
            "Int" => value is int ? null
                : value is long || (value is double number && Math.Floor(number) == number)
                    ? $"Int cannot represent non 32-bit signed integer value: {Inspection.Of(value)}"
                    : $"Int cannot represent non-integer value: {Inspection.Of(value)}",
            "Float" => value is int or long or double ? null : $"Float cannot represent non numeric value: {Inspection.Of(value)}",
            _ => PlainScalar.Takes(type.Name, value) ? null : $"{type.Name} cannot represent {JsonText.WriteText(value)}.",
        },
    };
}
