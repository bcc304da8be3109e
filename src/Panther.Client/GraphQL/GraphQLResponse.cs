using Newtonsoft.Json.Linq;
using Panther.Client.Http;

namespace Panther.Client.GraphQL;

/// <summary>A GraphQL answer: data, errors, or some of both.</summary>
internal sealed class GraphQLResponse(
    JObject? data, IReadOnlyList<GraphQLError> errors, HttpFailures failures, HttpExchange exchange)
{
    public JObject? Data { get; } = data;

    public IReadOnlyList<GraphQLError> Errors { get; } = errors;

    /// <summary>Whether any field of the data has a value.</summary>
    public bool HasValues => Data?.Properties().Any(p => p.Value.Type != JTokenType.Null) == true;

    /// <summary>The errors as one exception.</summary>
    public PantherException ToException()
    {
        PantherException error = failures.FromErrors(Errors, exchange.StatusCode, exchange.RequestId);
        return error.With(error.Outcome with { MayHaveBeenCarriedOut = exchange.MayHaveBeenCarriedOut });
    }

    /// <summary>The object at a path of the data, or null where the API gave null there without an error.</summary>
    /// <exception cref="PantherException">
    /// The answer's errors, where the object is missing because of them; or what is there is no object.
    /// </exception>
    public JObject? Find(params string[] path)
    {
        JToken? token = Data;
        foreach (string name in path)
        {
            token = (token as JObject)?[name];
        }

        return token switch
        {
            JObject found => found,
            null or { Type: JTokenType.Null } when Errors.Count > 0 => throw ToException(),
            { Type: JTokenType.Null } => null,
            _ => throw ProtocolError($"it has no '{string.Join(".", path)}'"),
        };
    }

    /// <summary>As <see cref="Find"/>, where null is no answer.</summary>
    public JObject Require(params string[] path) =>
        Find(path) ?? throw ProtocolError($"'{string.Join(".", path)}' is null");

    /// <summary>An error that says that the answer breaks the API's promise.</summary>
    public PantherException ProtocolError(string what) => failures.ProtocolError(what, exchange);
}
