using System.Buffers;
using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using Panther.Emulator.Http;
using Panther.Emulator.Json;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.GraphQL;

/// <summary>Panther's GraphQL API, which answers as Apollo does.</summary>
internal sealed class GraphQLApi
{
    private const string WrongBody = "POST body missing, invalid, or without a \"query\".";
    private static readonly DocumentExecuter s_executer = new(
        new GraphQLDocumentBuilder(), new global::GraphQL.Validation.DocumentValidator(),
        new DefaultExecutionStrategySelector([
            new ExecutionStrategyRegistration(new SerialExecutionStrategy(), OperationType.Query),
            new ExecutionStrategyRegistration(new SerialExecutionStrategy(), OperationType.Mutation),
        ]),
        []);

    private readonly Documents _documents = new();
    private readonly ListCache _lists = new();

    /// <summary>What a request means, as far as its text tells: the operation's name, and <c>query</c> or <c>mutation</c>.</summary>
    public (string Operation, string Kind) Describe(object? body, Settings settings)
    {
        var request = body as JsonMap;
        string? name = request?.Text("operationName");
        GraphQLOperationDefinition? operation = request?.Text("query") is { } query
            ? Documents.OperationOf(_documents.Read(query, settings).Tree, name) : null;
        string kind = operation?.Operation switch
        {
            OperationType.Mutation => "mutation",
            OperationType.Subscription => "subscription",
            _ => "query",
        };
        return (name ?? operation?.Name?.StringValue ?? "", kind);
    }

    public Task<Answer> AnswerAsync(EmulatorState state, ApiToken token, object? body)
    {
        lock (state.Gate)
        {
            return Task.FromResult(Answer(state, token, body));
        }
    }

    private Answer Answer(EmulatorState state, ApiToken token, object? body)
    {
        if (body is not JsonMap request || request.Text("query") is not { } query || request.Get("variables") is not (null or JsonMap))
        {
            return Refuse("BAD_REQUEST", [new DocumentError(WrongBody, [])]);
        }

        Document read = _documents.Read(query, state.Settings);
        if (read.Code is not null)
        {
            return Refuse(read.Code, read.Errors);
        }

        string? name = request.Text("operationName");
        if (Documents.OperationOf(read.Tree, name) is not { } operation)
        {
            string message = string.IsNullOrEmpty(name) ? "Must provide operation name if query contains multiple operations."
                : $"Unknown operation named \"{name}\".";
            return Refuse("OPERATION_RESOLUTION_FAILURE", [new DocumentError(message, [])]);
        }

        if (name?.Length == 0)
        {
            JsonMap error = new DocumentError("Unknown operation named \"\".", []).ToJson("INTERNAL_SERVER_ERROR");
            return Http.Answer.Of(200, new JsonMap { ["errors"] = new List<object?> { error } });
        }

        ISchema schema = ExecutableSchema.Of(state.Settings.Edition);
        JsonMap variables = request.Get("variables") as JsonMap ?? [];
        List<DocumentError> wrong = VariableValues.Check(schema, read.Tree!, operation, variables);
        if (wrong.Count > 0)
        {
            return Refuse("BAD_USER_INPUT", wrong);
        }

        if (RefusedForActors(state.Settings, token, read.Tree!, operation, variables) is { } refused)
        {
            return refused;
        }

        Answer Run() => Execute(state, token, schema, read.Tree!, operation, variables);
        if (!state.Settings.CacheLists || !IsList(operation))
        {
            return Run();
        }

        string key = JsonText.WriteText(new List<object?> { query, variables, name, token.Permissions });
        return _lists.Get($"{state.SettingsVersion} {state.Sources.Version}", key, Run);
    }

    private static Answer Execute(EmulatorState state, ApiToken token, ISchema schema, GraphQLDocument document,
        GraphQLOperationDefinition operation, JsonMap variables)
    {
        if (operation.Operation == OperationType.Subscription)
        {
            var none =
                new DocumentError("Schema is not configured to execute subscription operation.", [Locations.Of(operation, document)]);
            return Http.Answer.Of(200,
                new JsonMap { ["data"] = null, ["errors"] = new List<object?> { none.ToJson("INTERNAL_SERVER_ERROR") } });
        }

        // All resolvers answer at once, so nothing is waited for.
        ExecutionResult result = s_executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = schema,
            Document = document,
            Query = document.Source.ToString(),
            OperationName = operation.Name?.StringValue,
            Variables = new Inputs(variables),
            UserContext = new CallContext(state, token),
            ValidationRules = [],
        }).GetAwaiter().GetResult();

        if (state.Settings.Is("forbidden", "http")
            && result.Errors?.Any(e => e is FieldError { Refusal: Refusal.Forbidden } && e.Path?.Count() == 1) == true)
        {
            return Http.Answer.Of(403, new JsonMap { ["error"] = "forbidden" });
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (Utf8JsonWriter writer = JsonText.WriterOn(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("data");
            WriteNode(writer, result.Data as ExecutionNode);
            if (result.Errors is { Count: > 0 } errors)
            {
                writer.WritePropertyName("errors");
                JsonText.Write(writer, errors.Select(error => Shown(error, state.Settings)));
            }

            writer.WriteEndObject();
        }

        return new Answer(200, buffer.WrittenSpan.ToArray());
    }

    private static void WriteNode(Utf8JsonWriter writer, ExecutionNode? node)
    {
        switch (node)
        {
            case ObjectExecutionNode { SubFields: { } fields }:
                writer.WriteStartObject();
                foreach (ExecutionNode field in fields)
                {
                    writer.WritePropertyName(field.Name!);
                    WriteNode(writer, field);
                }

                writer.WriteEndObject();
                break;
            case ArrayExecutionNode { Items: { } items }:
                writer.WriteStartArray();
                items.ForEach(item => WriteNode(writer, item));
                writer.WriteEndArray();
                break;
            default:
                JsonText.Write(writer, node?.ToValue());
                break;
        }
    }

    private static JsonMap Shown(ExecutionError error, Settings settings)
    {
        var field = error as FieldError;
        string message = error.Message;
        string code = field?.ErrorCode ?? "INTERNAL_SERVER_ERROR";
        if (code == "CONFLICT" && settings.Is("conflict", "text"))
        {
            message = "failed to save the log source: the label already exists";
            code = "INTERNAL_SERVER_ERROR";
        }

        if (code == "NOT_FOUND" && settings.Is("notFound", "text"))
        {
            code = "INTERNAL_SERVER_ERROR";
        }

        List<object?> path = [.. error.Path ?? []];
        if (field?.Index is int index)
        {
            path.Add(index);
        }

        return new JsonMap
        {
            ["message"] = message,
            ["locations"] = Locations.ToJson(error.Locations ?? []),
            ["path"] = path,
            ["extensions"] = new JsonMap { ["code"] = code },
        };
    }

    /// <summary>The refusals of createdBy that come instead of an answer, before anything is done.</summary>
    private static Answer? RefusedForActors(Settings settings, ApiToken token, GraphQLDocument document,
        GraphQLOperationDefinition operation, JsonMap variables)
    {
        if (settings.Is("createdByRefusal", "field") || token.May("UserRead")
            || !Documents.AsksFor(document, operation, variables, "createdBy"))
        {
            return null;
        }

        return settings.Is("createdByRefusal", "http403")
            ? Http.Answer.Message(403, ActorResolver.Refused)
            : Http.Answer.Of(200, new JsonMap
            {
                ["data"] = null,
                ["errors"] = new List<object?>
                {
                    new JsonMap { ["message"] = ActorResolver.Refused, ["extensions"] = new JsonMap { ["code"] = "FORBIDDEN" } },
                },
            });
    }

    private static bool IsList(GraphQLOperationDefinition operation) => operation.Operation == OperationType.Query
        && operation.SelectionSet.Selections.TrueForAll(selection => selection is GraphQLField field
            && field.Name.StringValue == "sources");

    private static Answer Refuse(string code, IEnumerable<DocumentError> errors) =>
        Http.Answer.Of(400, new JsonMap { ["errors"] = errors.Select(error => error.ToJson(code)).ToList() });
}
