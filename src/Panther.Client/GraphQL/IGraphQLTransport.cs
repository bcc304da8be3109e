using Newtonsoft.Json.Linq;

namespace Panther.Client.GraphQL;

/// <summary>
/// GraphQL over HTTP. Everything above this interface is ignorant of how a document travels, so that a library can
/// take its place (docs/decisions/0001-no-graphql-library.md).
/// </summary>
internal interface IGraphQLTransport
{
    /// <summary>Sends an operation and reads the whole answer.</summary>
    /// <exception cref="PantherException">There is no GraphQL answer; an answer that holds errors is returned.</exception>
    Task<GraphQLResponse> SendAsync(GraphQLOperation operation, JObject variables, CallContext context);

    /// <summary>Prepares an operation whose answer is read as it arrives.</summary>
    GraphQLStream Stream(GraphQLOperation operation, JObject variables, CallContext context);
}
