using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;

namespace Panther.Client.Rest;

/// <summary>Panther's REST API over the connection's HTTP: JSON in, JSON or nothing out.</summary>
internal sealed class RestTransport(HttpPipeline http, Uri baseUri)
{
    /// <summary>Sends an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="path">The path under the API's address, its parts escaped, with its query.</param>
    /// <param name="body">The JSON to send; null for none.</param>
    /// <param name="context">The caller's.</param>
    /// <returns>The JSON of the answer; null where it has no body.</returns>
    public Task<JToken?> SendAsync(RestOperation operation, string path, JToken? body, CallContext context)
    {
        var call = new ApiCall(operation.Name, operation.Method, new Uri(baseUri, path), operation.Safety)
        {
            Body = body is null ? null : Json.ToUtf8(body),
            RequiredPermissions = operation.RequiredPermissions,
            HasTarget = operation.HasTarget,
        };
        var failures = new HttpFailures(http, call);
        return http.SendAsync(call, Read, context);

        JToken? Read(HttpExchange exchange)
        {
            try
            {
                using JsonTextReader reader = Json.OpenReader(exchange.Body);
                return reader.Read() ? Json.ReadToEnd(reader) : null;
            }
            catch (Exception e) when (GraphQLStream.IsMalformed(e))
            {
                throw failures.NotWhatWasPromised(GraphQLStream.Describe(e), exchange.StatusCode, exchange.RequestId);
            }
        }
    }
}
