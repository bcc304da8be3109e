using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using Panther.Emulator.Json;

namespace Panther.Emulator.GraphQL;

/// <summary>A document that has been read.</summary>
/// <param name="Tree">The document; null where it cannot be parsed.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Code">The code of its errors; null where there are none.</param>
internal sealed record Document(GraphQLDocument? Tree, IReadOnlyList<DocumentError> Errors, string? Code);

/// <summary>Parses and validates documents, once for each text.</summary>
internal sealed class Documents
{
    private const int Remembered = 500;

    /// <summary>All rules of the specification, but for literals: these have a rule of ours.</summary>
    private static readonly IValidationRule[] s_rules =
        [.. DocumentValidator.CoreRules.Where(rule => rule is not (ArgumentsOfCorrectType or DefaultValuesOfCorrectType))];

    private readonly Dictionary<string, Document> _known = [];
    private readonly Lock _gate = new();

    /// <summary>Reads a document.</summary>
    public Document Read(string text, Settings settings)
    {
        string key = $"{settings.Edition} {settings.Introspection} {text}";
        lock (_gate)
        {
            if (!_known.TryGetValue(key, out Document? read))
            {
                read = Read(text, ExecutableSchema.Of(settings.Edition), settings.Introspection);
                if (_known.Count >= Remembered)
                {
                    _known.Clear();
                }

                _known[key] = read;
            }

            return read;
        }
    }

    /// <summary>Reads a document against a schema.</summary>
    public static Document Read(string text, ISchema schema, bool introspection = true)
    {
        GraphQLDocument document;
        try
        {
            document = Parser.Parse<GraphQLDocument>(text);
        }
        catch (GraphQLSyntaxErrorException e)
        {
            return new Document(null, [SyntaxErrors.Of(e, text)], "GRAPHQL_PARSE_FAILED");
        }

        if (document.Definitions.Count == 0)
        {
            return new Document(null, [SyntaxErrors.Nothing(text)], "GRAPHQL_PARSE_FAILED");
        }

        IReadOnlyList<DocumentError> errors = Validate(schema, document, introspection);
        return new Document(document, errors, errors.Count > 0 ? "GRAPHQL_VALIDATION_FAILED" : null);
    }

    /// <summary>The operation of a document that a request means.</summary>
    public static GraphQLOperationDefinition? OperationOf(GraphQLDocument? document, string? name)
    {
        GraphQLOperationDefinition[] operations = [.. document?.Definitions.OfType<GraphQLOperationDefinition>() ?? []];
        return !string.IsNullOrEmpty(name) ? operations.FirstOrDefault(operation => operation.Name?.StringValue == name)
            : operations.Length == 1 ? operations[0] : null;
    }

    /// <summary>Whether an operation asks for a field, however deep.</summary>
    public static bool AsksFor(GraphQLDocument document, GraphQLOperationDefinition operation, JsonMap variables, string field)
    {
        bool Within(GraphQLSelectionSet? set) => set?.Selections.Exists(IsAsked) ?? false;

        bool IsAsked(ASTNode selection) => IsIncluded((IHasDirectivesNode)selection, operation, variables) && selection switch
        {
            GraphQLField child => child.Name.StringValue == field || Within(child.SelectionSet),
            GraphQLInlineFragment inline => Within(inline.SelectionSet),
            GraphQLFragmentSpread spread => Within(document.FindFragmentDefinition(spread.FragmentName.Name.Value)?.SelectionSet),
            _ => false,
        };

        return Within(operation.SelectionSet);
    }

    private static bool IsIncluded(IHasDirectivesNode node, GraphQLOperationDefinition operation, JsonMap variables) =>
        node.Directives?.Items.TrueForAll(directive => directive.Name.StringValue switch
        {
            "skip" => !Condition(directive, operation, variables),
            "include" => Condition(directive, operation, variables),
            _ => true,
        }) ?? true;

    private static bool Condition(GraphQLDirective directive, GraphQLOperationDefinition operation, JsonMap variables)
    {
        GraphQLValue? value = directive.Arguments?.Items.Find(argument => argument.Name.StringValue == "if")?.Value;
        if (value is GraphQLVariable variable)
        {
            if (variables.TryGetValue(variable.Name.StringValue, out object? given))
            {
                return given is true;
            }

            value = operation.Variables?.Items.Find(definition => definition.Variable.Name == variable.Name)?.DefaultValue;
        }

        return value is GraphQLTrueBooleanValue;
    }

    private static IReadOnlyList<DocumentError> Validate(ISchema schema, GraphQLDocument document, bool introspection)
    {
        var literals = new List<DocumentError>();
        List<IValidationRule> rules = [.. s_rules, new LiteralValues(literals)];
        var errors = new List<DocumentError>();
        errors.AddRange(ExtraRules.Check(document, introspection));
        if (document.Definitions.OfType<GraphQLOperationDefinition>().FirstOrDefault() is { } operation)
        {
            IValidationResult result = new DocumentValidator().ValidateAsync(new ValidationOptions
            {
                Schema = schema,
                Document = document,
                Operation = operation,
                Rules = rules,
                Variables = Inputs.Empty,
            }).GetAwaiter().GetResult();
            IEnumerable<ValidationError> ofRules = result.Errors.OfType<ValidationError>()
                .Where(error => error is not (InvalidVariableError or InvalidLiteralError or InvalidValueError));
            errors.AddRange(ApolloMessages.Of(ofRules, schema, document));
        }

        errors.AddRange(literals);
        return [.. errors.OrderBy(error => error.Order)];
    }
}
