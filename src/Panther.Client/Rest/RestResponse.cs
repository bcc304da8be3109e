using Newtonsoft.Json.Linq;
using Panther.Client.Http;

namespace Panther.Client.Rest;

/// <summary>An answer of the REST API.</summary>
internal sealed class RestResponse(JToken? body, HttpFailures failures, HttpExchange exchange)
{
    /// <summary>The JSON; null where there is none.</summary>
    public JToken? Body { get; } = body;

    /// <summary>Whether an earlier attempt of the same request may have been carried out.</summary>
    public bool MayHaveBeenCarriedOut { get; } = exchange.MayHaveBeenCarriedOut;

    /// <summary>An error that says that the answer breaks the API's promise.</summary>
    public PantherException ProtocolError(string what) => failures.ProtocolError(what, exchange);
}
