using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Http;
using Panther.Client.Json;

namespace Panther.Client.GraphQL;

/// <summary>GraphQL over the connection's HTTP: a POST of query, variables and operation name.</summary>
internal sealed class GraphQLTransport(HttpPipeline http, Uri uri)
{
    /// <summary>Sends an operation and reads the whole answer.</summary>
    /// <exception cref="PantherException">There is no GraphQL answer; an answer that holds errors is returned.</exception>
    public Task<GraphQLResponse> SendAsync(GraphQLOperation operation, JObject variables, CallContext context)
    {
        ApiCall call = ToCall(operation, variables);
        var failures = new HttpFailures(http, call);
        return http.SendAsync(call, Read, context);

        GraphQLResponse Read(HttpExchange exchange)
        {
            JToken answer;
            try
            {
                using JsonTextReader reader = PantherJson.OpenReader(exchange.Body);
                answer = PantherJson.ReadToEnd(reader);
            }
            catch (Exception e) when (PantherJson.IsMalformed(e))
            {
                throw failures.Malformed(e, exchange);
            }

            if (answer is not JObject { Count: > 0 } envelope || (envelope["data"] ?? envelope["errors"]) is null)
            {
                throw failures.ProtocolError("it contains neither data nor errors", exchange);
            }

            IReadOnlyList<GraphQLError> errors = envelope["errors"] is { } said ? GraphQLErrors.Read(said, failures.Redactor) : [];
            var response = new GraphQLResponse(envelope["data"] as JObject, errors, failures, exchange);

            // As a status 401: where the token was rotated meanwhile, it is sent again.
            return response is { Errors.Count: > 0, HasValues: false }
                && response.ToException() is { Kind: PantherErrorKind.Unauthorized } refusal
                ? throw refusal
                : response;
        }
    }

    /// <summary>Prepares an operation whose answer is read as it arrives.</summary>
    public GraphQLStream Stream(GraphQLOperation operation, JObject variables, CallContext context)
    {
        ApiCall call = ToCall(operation, variables);
        call.MaximumBytes = ApiCall.LargestMaximumBytes;
        return new GraphQLStream(http, call, context);
    }

    private ApiCall ToCall(GraphQLOperation operation, JObject variables) => new(operation.Name, HttpMethod.Post, uri, operation.Safety)
    {
        Body = PantherJson.ToUtf8(new JObject
        {
            ["operationName"] = operation.IsUnnamed ? null : operation.Name,
            ["query"] = operation.Document.Text,
            ["variables"] = variables,
        }),
        RequiredPermissions = operation.RequiredPermissions,
        Noun = operation.Noun ?? operation.Target?.Noun,
        Target = operation.Target,
        MaximumBytes = operation.MaximumBytes,
    };
}
