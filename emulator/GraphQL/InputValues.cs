using System.Collections;
using System.Globalization;
using GraphQL;
using GraphQL.Types;
using Panther.Emulator.Json;

namespace Panther.Emulator.GraphQL;

/// <summary>Arguments as the domains take them.</summary>
internal static class InputValues
{
    /// <summary>The arguments of a field that are given or have a default.</summary>
    public static JsonMap Arguments(IResolveFieldContext context)
    {
        JsonMap arguments = [];
        foreach (QueryArgument argument in context.FieldDefinition.Arguments ?? Enumerable.Empty<QueryArgument>())
        {
            if (context.Arguments?.TryGetValue(argument.Name, out var given) == true)
            {
                arguments[argument.Name] = Plain(argument.ResolvedType!, given.Value);
            }
        }

        return arguments;
    }

    private static object? Plain(IGraphType type, object? value) => (type, value) switch
    {
        (_, null) => null,
        (NonNullGraphType required, _) => Plain(required.ResolvedType!, value),
        (ListGraphType list, IEnumerable items) => items.Cast<object?>().Select(item => Plain(list.ResolvedType!, item)).ToList(),
        (IInputObjectGraphType input, IEnumerable<KeyValuePair<string, object?>> fields) => PlainMap(input, fields),
        (IdGraphType, _) => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => value,
    };

    private static JsonMap PlainMap(IInputObjectGraphType type, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        JsonMap map = [];
        foreach ((string name, object? value) in fields)
        {
            map[name] = Plain(type.GetField(name)!.ResolvedType!, value);
        }

        return map;
    }
}
