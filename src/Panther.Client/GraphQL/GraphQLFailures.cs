using Panther.Client.Http;

namespace Panther.Client.GraphQL;

/// <summary>The errors of GraphQL answers that hold errors.</summary>
internal static class GraphQLFailures
{
    /// <summary>The error of a GraphQL answer that holds errors.</summary>
    public static PantherException FromErrors(this HttpFailures failures, IReadOnlyList<GraphQLError> errors, int status, string? requestId)
    {
        PantherErrorKind kind = GraphQLErrors.KindOf(errors, failures.Call, PantherErrorKind.ApiError);
        string said = GraphQLErrors.TextOf(errors);
        string message = kind switch
        {
            PantherErrorKind.Forbidden =>
                $"The API token is not allowed to do this. {failures.Call.Operation} needs "
                + $"{failures.Call.RequiredPermissions ?? "a permission that the token does not have"}: {said}",
            PantherErrorKind.Unauthorized => "Panther does not accept the API token: " + said,
            PantherErrorKind.NotFound => failures.Call.Target!.Describe(said),
            PantherErrorKind.Unsupported => $"This tenant's API does not support what {failures.Call.Operation} asks for: {said}",
            _ => said,
        };
        return failures.Create(kind, message, RequestOutcome.Answered, status, requestId, errors: errors);
    }
}
