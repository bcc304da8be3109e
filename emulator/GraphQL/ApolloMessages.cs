using System.Text.RegularExpressions;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Errors;
using GraphQLParser.AST;

namespace Panther.Emulator.GraphQL;

/// <summary>Says the library's validation errors in the words of graphql-js, and at its places.</summary>
internal static partial class ApolloMessages
{
    /// <summary>What the messages of each kind of error become; the names in them stand in single quotes.</summary>
    private static readonly Dictionary<Type, Func<string[], string, string>> s_messages = new()
    {
        [typeof(KnownArgumentNamesError)] = (names, text) => text.Contains("on directive", StringComparison.Ordinal)
            ? $"Unknown argument \"{names[0]}\" on directive \"@{names[1]}\".{Question(text)}"
            : $"Unknown argument \"{names[0]}\" on field \"{names[2]}.{names[1]}\".{Question(text)}",
        [typeof(KnownDirectivesError)] = (names, _) => $"Unknown directive \"@{names[0]}\".",
        [typeof(DirectivesInAllowedLocationsError)] = (names, text) => $"Directive \"@{names[0]}\" may not be used on {Place(text)}.",
        [typeof(UniqueDirectivesPerLocationError)] = (names, _) => $"The directive \"@{names[0]}\" can only be used once at this location.",
        [typeof(ProvidedNonNullArgumentsError)] = (names, text) =>
            (text.Contains("for directive", StringComparison.Ordinal) ? "Directive \"@" : "Field \"")
            + $"{names[2]}\" argument \"{names[0]}\" of type \"{names[1]}\" is required, but it was not provided.",
        [typeof(UniqueInputFieldNamesError)] = (_, text) => $"There can be only one input field named \"{LastWord(text)}\".",
        [typeof(UniqueOperationNamesError)] = (_, text) => $"There can be only one operation named \"{LastWord(text)}\".",
        [typeof(UniqueFragmentNamesError)] = (names, _) => $"There can be only one fragment named \"{names[0]}\".",
        [typeof(UniqueVariableNamesError)] = (names, _) => $"There can be only one variable named \"${names[0].TrimStart('$')}\".",
        [typeof(VariablesAreInputTypesError)] = (names, _) =>
            $"Variable \"${names[0].TrimStart('$')}\" cannot be non-input type \"{names[1]}\".",
        [typeof(NoUnusedVariablesError)] = (_, text) =>
            InDoubleQuotes(text).Replace("operation \"$", "operation \"", StringComparison.Ordinal),
        [typeof(NoFragmentCyclesError)] = (_, text) => Via().Replace(InDoubleQuotes(text), match =>
            $" via {string.Join(", ", match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries).Select(name => $"\"{name}\""))}."),
        [typeof(OverlappingFieldsCanBeMergedError)] = (_, text) => Different().Replace(
            Conflict().Replace(InDoubleQuotes(text), "Fields \"$1\" conflict because"), "because \"$1\" and \"$2\" are different fields"),
        [typeof(KnownTypeNamesError)] = (_, text) => $"Unknown type \"{UnknownType().Match(text).Groups[1].Value}\".",
        [typeof(ScalarLeafsError)] = (_, text) => Leaf().Match(text) is { Success: true } leaf
            ? text.Contains("must not", StringComparison.Ordinal)
                ? $"Field \"{leaf.Groups[1]}\" must not have a selection since type \"{leaf.Groups[2]}\" has no subfields."
                : $"Field \"{leaf.Groups[1]}\" of type \"{leaf.Groups[2]}\" must have a selection of subfields."
                    + $" Did you mean \"{leaf.Groups[1]} {{ ... }}\"?"
            : text,
    };

    /// <summary>The errors as graphql-js has them.</summary>
    public static IEnumerable<DocumentError> Of(IEnumerable<ValidationError> errors, ISchema schema, GraphQLDocument document)
    {
        // A directive that is repeated is one error, with all its places.
        ILookup<bool, ValidationError> byKind = errors.ToLookup(error => error is UniqueDirectivesPerLocationError);
        IEnumerable<DocumentError> repeated = byKind[true].Select(error => Of(error, schema, document)!).GroupBy(error => error.Message)
            .Select(same => new DocumentError(same.Key, [.. same.SelectMany(error => error.Locations)]));
        return repeated.Concat(byKind[false].Select(error => Of(error, schema, document)).OfType<DocumentError>());
    }

    private static DocumentError? Of(ValidationError error, ISchema schema, GraphQLDocument document)
    {
        string[] names = [.. Quoted().Matches(error.Message).Select(match => match.Groups[1].Value)];
        if (IsConsequence(error, names, schema, document))
        {
            return null;
        }

        string message = s_messages.TryGetValue(error.GetType(), out var say) ? say(names, error.Message) : InDoubleQuotes(error.Message);
        if (error is KnownTypeNamesError)
        {
            string name = UnknownType().Match(error.Message).Groups[1].Value;
            message += Suggestions.DidYouMean(name,
                schema.AllTypes.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal)).Select(type => type.Name));
        }

        var said = new DocumentError(message, PlacesOf(error, document));
        return said with { Order = said.Order with { Item1 = PhaseOf(error) } };
    }

    /// <summary>What graphql-js does not say, since it has said the cause.</summary>
    private static bool IsConsequence(ValidationError error, string[] names, ISchema schema, GraphQLDocument document) => error switch
    {
        FieldsOnCorrectTypeError => schema.AllTypes[names[1]] is not IComplexGraphType and not UnionGraphType,
        PossibleFragmentSpreadsError => names.Any(name => schema.AllTypes[name] is ScalarGraphType or IInputObjectGraphType),
        VariablesAreInputTypesError => schema.AllTypes[names[1].Trim('[', ']', '!')] is null,
        NoUnusedFragmentsError => document.Definitions.OfType<GraphQLFragmentDefinition>()
            .Count(fragment => fragment.FragmentName.Name.StringValue == names[0]) > 1,
        _ => false,
    };

    private static int PhaseOf(ValidationError error) => error switch
    {
        NoUndefinedVariablesError or NoUnusedVariablesError or VariablesInAllowedPositionError => 1,
        NoUnusedFragmentsError => 2,
        _ => 0,
    };

    private static IReadOnlyList<global::GraphQLParser.Location> PlacesOf(ValidationError error, GraphQLDocument document)
    {
        IEnumerable<ASTNode> nodes = error switch
        {
            KnownFragmentNamesError => error.Nodes.Select(node => node is GraphQLFragmentSpread spread ? spread.FragmentName.Name : node),
            UniqueFragmentNamesError =>
                error.Nodes.Select(node => node is GraphQLFragmentDefinition fragment ? fragment.FragmentName.Name : node),
            UniqueVariableNamesError =>
                error.Nodes.Select(node => node is GraphQLVariableDefinition variable ? variable.Variable.Name : node),
            VariablesAreInputTypesError => error.Nodes.Select(node => node is GraphQLVariableDefinition variable ? variable.Type : node),
            UniqueInputFieldNamesError => error.Nodes.Select(node => ParentOf(node, document)),
            UniqueOperationNamesError => document.Definitions.OfType<GraphQLOperationDefinition>()
                .Where(operation => operation.Name?.StringValue == LastWord(error.Message)).Select(operation => operation.Name!),
            _ => [],
        };
        IReadOnlyList<global::GraphQLParser.Location> places = [.. nodes.Select(node => Locations.Of(node, document))];
        return places.Count > 0 ? places : [.. error.Locations ?? []];
    }

    /// <summary>The field of an input whose value is given.</summary>
    private static ASTNode ParentOf(ASTNode value, GraphQLDocument document) =>
        Nodes.Of(document).OfType<GraphQLObjectField>().FirstOrDefault(field => field.Value == value) ?? value;

    private static string InDoubleQuotes(string message) => Quoted().Replace(message, "\"$1\"");

    private static string Question(string message) => message.IndexOf(" Did you mean", StringComparison.Ordinal) is >= 0 and var at
        ? InDoubleQuotes(message[at..].TrimEnd('?')) + "?" : "";

    private static string LastWord(string text) => text[(text.LastIndexOf(' ') + 1)..].Trim('.', '\'');

    private static string Place(string text) => UpperCase().Replace(LastWord(text), "_$0").TrimStart('_').ToUpperInvariant();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex UpperCase();

    [GeneratedRegex(@" via ([\w, ]+)\.")]
    private static partial Regex Via();

    [GeneratedRegex(@"Fields (\w+) conflicts because")]
    private static partial Regex Conflict();

    [GeneratedRegex(@"because (\w+) and (\w+) are different fields")]
    private static partial Regex Different();

    [GeneratedRegex(@"Unknown type (\w+)")]
    private static partial Regex UnknownType();

    [GeneratedRegex(@"^Field (\S+) of type (\S+) ")]
    private static partial Regex Leaf();
}
