using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;
using NSwag;

namespace Panther.Emulator.Tests.SchemaTruth;

/// <summary>The published specification of the REST API: what an answer and a request may hold.</summary>
internal sealed class RestSpecification
{
    private const string Json = "application/json";

    /// <summary>What comes from in front of the service, and so is in no specification: an object with this text.</summary>
    private static readonly Dictionary<int, string> s_undeclared = new() { [401] = "message", [403] = "error", [429] = "message" };

    private static readonly Lazy<RestSpecification> s_published = new(() => new RestSpecification(Published.Rest));
    private readonly List<Operation> _operations = [];

    private RestSpecification(string path)
    {
        OpenApiDocument document = OpenApiYamlDocument.FromFileAsync(path).GetAwaiter().GetResult();
        foreach (JsonSchema schema in document.Components.Schemas.Values)
        {
            MakeStrict(schema);
        }

        foreach ((string template, OpenApiPathItem item) in document.Paths)
        {
            foreach ((string method, OpenApiOperation operation) in item)
            {
                _operations.Add(new Operation($"{method.ToUpperInvariant()} {template}", PatternOf(method, template), operation));
            }
        }
    }

    /// <summary>The specification that lies beside this checkout; null where none does.</summary>
    public static RestSpecification? Beside => File.Exists(Published.Rest) ? s_published.Value : null;

    /// <summary>The operations, such as "GET /alerts/{id}".</summary>
    public IEnumerable<string> Operations => _operations.Select(operation => operation.Name);

    /// <summary>The statuses that an operation is specified to have.</summary>
    public IEnumerable<int> StatusesOf(string operation) =>
        _operations.Single(one => one.Name == operation)
            .Definition.ActualResponses.Keys.Select(status => int.Parse(status, CultureInfo.InvariantCulture));

    /// <summary>What an answer has that it should not have, or lacks.</summary>
    public IReadOnlyList<string> ProblemsOfAnswer(string method, string path, int status, string? contentType, string body)
    {
        if (Find(method, path) is not { } operation)
        {
            return [$"{method} {path} is not specified"];
        }

        if (!operation.Definition.ActualResponses.TryGetValue(status.ToString(CultureInfo.InvariantCulture), out OpenApiResponse? response))
        {
            return s_undeclared.TryGetValue(status, out string? member)
                ? Parse(body) is JObject { Count: 1 } told && told[member]?.Type == JTokenType.String ? []
                    : [$"a {status} has to be {{\"{member}\": ...}}"]
                : [$"{operation.Name} has no {status}"];
        }

        if (response.Content.Count == 0)
        {
            return body.Length == 0 ? [] : [$"{operation.Name} answers {status} without a body"];
        }

        return response.Content.TryGetValue((contentType ?? "").Split(';')[0], out OpenApiMediaType? content)
            ? ProblemsOf(content.Schema, Parse(body), "")
            : [$"{operation.Name} answers {status} as {string.Join(", ", response.Content.Keys)}, not as '{contentType}'"];
    }

    /// <summary>What a request has that it should not have, or lacks.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, without a stage before it.</param>
    /// <param name="query">The part behind the question mark; null for none.</param>
    /// <param name="body">The JSON of the body; null for none.</param>
    public IReadOnlyList<string> ProblemsOfRequest(string method, string path, string? query, JToken? body)
    {
        if (Find(method, path) is not { } operation)
        {
            return [$"{method} {path} is not specified"];
        }

        Match match = operation.Path.Match($"{method} {path}");
        ILookup<string, string> given = (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToLookup(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));
        OpenApiParameter[] parameters = [.. operation.Definition.ActualParameters];
        OpenApiParameter[] queried = [.. parameters.Where(parameter => parameter.Kind == OpenApiParameterKind.Query)];
        List<string> problems = [.. given.Select(group => group.Key).Except(queried.Select(parameter => parameter.Name))
            .Select(name => $"{operation.Name} has no parameter '{name}'")];
        problems.AddRange(queried.Where(parameter => given.Contains(parameter.Name))
            .SelectMany(parameter =>
                ProblemsOf(parameter.ActualSchema, Typed(parameter.ActualSchema, given[parameter.Name]), parameter.Name)));
        problems.AddRange(queried.Where(parameter => parameter.IsRequired && !given.Contains(parameter.Name))
            .Select(parameter => $"'{parameter.Name}' is missing"));
        problems.AddRange(parameters.Where(parameter => parameter.Kind == OpenApiParameterKind.Path)
            .SelectMany(parameter =>
                ProblemsOf(parameter.ActualSchema, Uri.UnescapeDataString(match.Groups[parameter.Name].Value), parameter.Name)));
        problems.AddRange((operation.Definition.RequestBody, body) switch
        {
            (null, null) => [],
            (null, _) => ["a body, where none is taken"],
            (_, null) => ["no body"],
            ({ } taken, _) => ProblemsOf(taken.Content[Json].Schema, body, ""),
        });
        return problems;
    }

    private Operation? Find(string method, string path) => _operations.Find(operation => operation.Path.IsMatch($"{method} {path}"));

    private static Regex PatternOf(string method, string template) =>
        new($"^{method.ToUpperInvariant()} {Regex.Replace(template, @"\{(\w+)\}", "(?<$1>[^/]+)")}\\z", RegexOptions.CultureInvariant);

    private static JToken? Parse(string body)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(body)) { DateParseHandling = DateParseHandling.None };
            return JToken.ReadFrom(reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The values of a parameter as the JSON that its schema describes.</summary>
    private static JToken Typed(JsonSchema schema, IEnumerable<string> values) => schema.Type.HasFlag(JsonObjectType.Array)
        ? new JArray(values.Select(value => Typed(schema.Item!.ActualSchema, [value])))
        : values.Count() > 1 ? new JArray(values)
        : schema.Type.HasFlag(JsonObjectType.Integer) && long.TryParse(values.Single(), CultureInfo.InvariantCulture, out long number)
            ? number
        : schema.Type.HasFlag(JsonObjectType.Boolean) && bool.TryParse(values.Single(), out bool flag) ? flag
        : values.Single();

    private static IReadOnlyList<string> ProblemsOf(JsonSchema schema, JToken? json, string name) => json is null
        ? ["it is no JSON"]
        : [.. Leaves(schema.Validate(json, SchemaType.OpenApi3)).Select(error => $"{name}{error.Path}: {error.Kind}")];

    private static IEnumerable<ValidationError> Leaves(IEnumerable<ValidationError> errors) => errors.SelectMany(error =>
        error is ChildSchemaValidationError { Errors: { } of } ? Leaves(of.Values.SelectMany(one => one)) : [error]);

    /// <summary>Takes nothing that is not named, in this schema and in those within it.</summary>
    private static void MakeStrict(JsonSchema schema)
    {
        // The specification has the values of an actor's type at its id: facts 8.3.
        if (schema.Properties.TryGetValue("id", out JsonSchemaProperty? id) && schema.Properties.ContainsKey("type")
            && id.Enumeration.Contains("api-token"))
        {
            foreach (JsonSchemaProperty property in schema.Properties.Values)
            {
                property.Enumeration.Clear();
            }
        }

        if (schema.Properties.Count > 0)
        {
            schema.AllowAdditionalProperties = false;
        }

        // Its description says when it is null, its type does not.
        if (schema.Properties.TryGetValue("expiresAt", out JsonSchemaProperty? end))
        {
            end.IsNullableRaw = true;
        }

        // What is only referred to has its turn among the components.
        foreach (JsonSchema part in schema.Properties.Values.Append(schema.Item).OfType<JsonSchema>().Where(part => part.Reference is null))
        {
            MakeStrict(part);
        }
    }

    private sealed record Operation(string Name, Regex Path, OpenApiOperation Definition);
}
