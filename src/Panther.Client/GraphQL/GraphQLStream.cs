using Newtonsoft.Json;
using Panther.Client.Http;

namespace Panther.Client.GraphQL;

/// <summary>A GraphQL operation whose answer is read as it arrives.</summary>
internal sealed class GraphQLStream(HttpPipeline http, ApiCall call, CallContext context) : StreamedAnswer(http, call, context)
{
    /// <summary>Reads the value of <c>errors</c> that comes next.</summary>
    public IReadOnlyList<GraphQLError> ReadErrors(JsonReader reader) => GraphQLErrors.ReadNext(reader, Redactor);

    /// <summary>The errors of the answer as one exception.</summary>
    public PantherException ToException(IReadOnlyList<GraphQLError> errors) =>
        Failures.FromErrors(errors, Exchange.StatusCode, Exchange.RequestId);
}
