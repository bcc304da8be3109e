using System.Collections;
using Newtonsoft.Json.Linq;
using Panther.Client.Http;
using Panther.Client.Json;

namespace Panther.Client.GraphQL;

/// <summary>The way to everything of the GraphQL API that has no operation of its own.</summary>
public sealed class GraphQLOperations
{
    private readonly GraphQLTransport _transport;

    internal GraphQLOperations(GraphQLTransport transport) => _transport = transport;

    /// <summary>Sends any document. Queries are repeated after a passing fault, mutations never.</summary>
    /// <param name="document">The document, and which of its operations is meant.</param>
    /// <param name="variables">Texts, numbers, booleans, dictionaries and lists; null for none.</param>
    /// <param name="context">The caller's.</param>
    /// <exception cref="PantherException">There is no data, or no answer at all.</exception>
    public async Task<GraphQLResult> InvokeAsync(GraphQLRequest document, IDictionary? variables, CallContext context)
    {
        var operation = new GraphQLOperation(
            document.OperationName ?? "GraphQL",
            GraphQLDocument.FromText(document.Text),
            document.IsMutation ? RequestSafety.Once : RequestSafety.Read)
        {
            IsUnnamed = document.OperationName is null,
            Target = CallTarget.Anything,
            MaximumBytes = ApiCall.LargestMaximumBytes,
        };
        var input = variables is null ? [] : (JObject)PantherJson.FromPlain(variables);
        GraphQLResponse response = await _transport.SendAsync(operation, input, context).ConfigureAwait(false);
        if (response.Data is null)
        {
            throw response.Errors.Count > 0 ? response.ToException() : response.ProtocolError("its data is null");
        }

        return new GraphQLResult(
            (IDictionary)PantherJson.ToPlain(response.Data)!, response.Errors.Count > 0 ? response.ToException() : null);
    }
}

/// <summary>The answer to a document.</summary>
public sealed class GraphQLResult(IDictionary data, PantherException? errors)
{
    /// <summary>The data as ordered dictionaries, arrays, texts, numbers, booleans and null.</summary>
    public IDictionary Data { get; } = data;

    /// <summary>The errors that came with the data; null for none.</summary>
    public PantherException? Errors { get; } = errors;
}
