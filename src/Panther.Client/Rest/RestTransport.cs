using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Http;
using Panther.Client.Json;

namespace Panther.Client.Rest;

/// <summary>Panther's REST API over the connection's HTTP: JSON in, JSON or nothing out.</summary>
internal sealed class RestTransport(HttpPipeline http, Uri baseUri)
{
    /// <summary>Sends an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="path">The path under the API's address, its parts escaped, with its query.</param>
    /// <param name="body">The JSON to send; null for none.</param>
    /// <param name="secrets">The secrets in the body, to keep out of every message.</param>
    /// <param name="context">The caller's.</param>
    public Task<RestResponse> SendAsync(
        RestOperation operation, string path, JToken? body, IReadOnlyList<string> secrets, CallContext context)
    {
        ApiCall call = ToCall(operation, path);
        call.Body = body is null ? null : PantherJson.ToUtf8(body);
        call.Secrets = secrets;
        var failures = new HttpFailures(http, call);
        return http.SendAsync(call, exchange => new RestResponse(Read(exchange, failures), failures, exchange), context);
    }

    /// <summary>Prepares a read whose answer is read as it arrives.</summary>
    public StreamedAnswer Stream(RestOperation operation, string path, CallContext context)
    {
        ApiCall call = ToCall(operation, path);
        call.MaximumBytes = ApiCall.LargestMaximumBytes;
        return new StreamedAnswer(http, call, context);
    }

    /// <summary>The id of a thing as a part of a path.</summary>
    /// <exception cref="PantherException">
    /// <see cref="PantherErrorKind.NotFound"/>: as a part of a path it would mean another path.
    /// </exception>
    public static string PathPart(CallTarget target) =>
        target.Id is "." or ".." ? throw target.NotFound(null) : Uri.EscapeDataString(target.Id);

    private ApiCall ToCall(RestOperation operation, string path) =>
        new(operation.Name, operation.Method, new Uri(baseUri, path), operation.Safety)
    {
        RequiredPermissions = operation.RequiredPermissions,
        Noun = operation.Noun ?? operation.Target?.Noun,
        Target = operation.Target,
        StatusMeansTarget = true,
        MaximumBytes = operation.MaximumBytes,
    };

    private static JToken? Read(HttpExchange exchange, HttpFailures failures)
    {
        try
        {
            using JsonTextReader reader = PantherJson.OpenReader(exchange.Body);
            return reader.Read() ? PantherJson.ReadToEnd(reader) : null;
        }
        catch (Exception e) when (PantherJson.IsMalformed(e))
        {
            throw failures.Malformed(e, exchange);
        }
    }
}
