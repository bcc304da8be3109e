using System.Collections;
using System.Globalization;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using Panther.Emulator.Json;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.GraphQL;

/// <summary>Whose call it is, for the resolvers.</summary>
internal sealed class CallContext(EmulatorState state, ApiToken token) : Dictionary<string, object?>
{
    public EmulatorState State { get; } = state;

    public ApiToken Token { get; } = token;
}

/// <summary>An error of a field, in the words of graphql-js.</summary>
internal sealed class FieldError(string message, string code, int? index = null) : ExecutionError(message)
{
    /// <summary>The error of a refusal.</summary>
    public FieldError(ApiException refusal) : this(refusal.Message, refusal.Code) => Refusal = refusal.Refusal;

    public string ErrorCode { get; } = code;

    /// <summary>The place within the field's list.</summary>
    public int? Index { get; } = index;

    public Refusal? Refusal { get; }
}

/// <summary>Takes a field's value from its object, and completes it as graphql-js does.</summary>
internal class FieldResolver : IFieldResolver
{
    private const string Failure = "INTERNAL_SERVER_ERROR";

    public virtual ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        object? value = ((IFields)context.Source!).Get(context.FieldDefinition.Name);
        try
        {
            if (value is Func<JsonMap, object?> compute)
            {
                value = compute(InputValues.Arguments(context));
            }

            return new ValueTask<object?>(Complete(context, context.FieldDefinition.ResolvedType!, value));
        }
        catch (ApiException e)
        {
            throw new FieldError(e);
        }
    }

    protected static object? Complete(IResolveFieldContext context, IGraphType type, object? value, int? index = null)
    {
        if (type is NonNullGraphType required)
        {
            return Complete(context, required.ResolvedType!, value, index)
                ?? throw new FieldError($"Cannot return null for non-nullable field {PlaceOf(context)}.", Failure, index);
        }

        return value is null ? null : type switch
        {
            ListGraphType list => CompleteList(context, list.ResolvedType!, value),
            ScalarGraphType scalar => Leaf(scalar, value, index),
            _ => value,
        };
    }

    private static object CompleteList(IResolveFieldContext context, IGraphType itemType, object value)
    {
        if (value is string or not IEnumerable)
        {
            throw new FieldError($"Expected Iterable, but did not find one for field \"{PlaceOf(context)}\".", Failure);
        }

        if (value is List<Edge>)
        {
            return value;
        }

        var items = new List<object?>();
        foreach (object? item in (IEnumerable)value)
        {
            items.Add(Complete(context, itemType, item, items.Count));
        }

        return items;
    }

    private static object Leaf(ScalarGraphType type, object value, int? index) => type.Name switch
    {
        "String" or "ID" => value switch
        {
            string => value,
            bool flag when type.Name == "String" => flag ? "true" : "false",
            int or long or double => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            _ => throw new FieldError($"{type.Name} cannot represent value: {Inspection.Of(value)}", Failure, index),
        },
        "Boolean" => value switch
        {
            bool => value,
            int number => number != 0,
            _ => throw new FieldError($"Boolean cannot represent a non boolean value: {Inspection.Of(value)}", Failure, index),
        },
        "Int" => value is int ? value
            : throw new FieldError($"Int cannot represent non-integer value: {Inspection.Of(value)}", Failure, index),
        "Float" => value switch
        {
            int number => (double)number,
            long number => (double)number,
            double => value,
            _ => throw new FieldError($"Float cannot represent non numeric value: {Inspection.Of(value)}", Failure, index),
        },
        _ when type is EnumerationGraphType names => value is string name && names.Values.FindByName(name) is not null
            ? value : throw new FieldError($"Enum \"{type.Name}\" cannot represent value: {Inspection.Of(value)}", Failure, index),
        _ => value,
    };

    private static string PlaceOf(IResolveFieldContext context) => $"{context.ParentType.Name}.{context.FieldDefinition.Name}";
}

/// <summary>Resolves who created a source, which needs a permission of its own.</summary>
internal sealed class ActorResolver : FieldResolver
{
    /// <summary>The refusal's text.</summary>
    public const string Refused = "the API token lacks the permission UserRead";

    public override ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        if (((CallContext)context.UserContext).Token.May("UserRead"))
        {
            return base.ResolveAsync(context);
        }

        // Not thrown: there may be very many.
        var error = new FieldError(Refused, "FORBIDDEN") { Path = [.. context.ResponsePath] };
        error.AddLocation(Locations.Of(context.FieldAst, context.Document));
        context.Errors.Add(error);
        return default;
    }
}

/// <summary>Resolves a root field; it checks the token first.</summary>
internal sealed class RootResolver(RootField field) : FieldResolver
{
    public override ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var call = (CallContext)context.UserContext;
        try
        {
            call.Token.Demand(field.Needs);
            object? value = field.Resolve(new RootCall(call.State, call.Token, InputValues.Arguments(context), context.Schema));
            return new ValueTask<object?>(Complete(context, context.FieldDefinition.ResolvedType!, value));
        }
        catch (ApiException e)
        {
            throw new FieldError(e);
        }
    }
}
