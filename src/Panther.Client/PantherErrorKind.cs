namespace Panther.Client;

/// <summary>
/// What went wrong, in the terms a caller can act on. The cmdlets' error ids are these names with the prefix
/// <c>Panther</c>.
/// </summary>
public enum PantherErrorKind
{
    /// <summary>Any refusal by the API that no other kind names.</summary>
    ApiError = 0,

    /// <summary>401: the token is wrong, expired or rotated.</summary>
    Unauthorized,

    /// <summary>403: the token lacks a permission.</summary>
    Forbidden,

    /// <summary>The thing that was asked for does not exist.</summary>
    NotFound,

    /// <summary>409, or a GraphQL error that says that it already exists.</summary>
    Conflict,

    /// <summary>The input is refused, by the API or before it was sent.</summary>
    InvalidInput,

    /// <summary>429 after all retries, or a wait that is too long to be waited for.</summary>
    RateLimited,

    /// <summary>5xx after all retries, a gateway's error page, or GraphQL's <c>INTERNAL_SERVER_ERROR</c>.</summary>
    ServerError,

    /// <summary>No answer within the time that one attempt has.</summary>
    Timeout,

    /// <summary>No connection to the host: name, network, TLS, or a connection that broke.</summary>
    Unreachable,

    /// <summary>An answer that is not what the API promises: no JSON, a redirect, a repeated cursor, cut off, too large.</summary>
    ProtocolError,

    /// <summary>A create that ended without a clear answer and was not found afterwards.</summary>
    OutcomeUnknown,

    /// <summary>There is no connection, or it has ended.</summary>
    NotConnected,

    /// <summary>The tenant's API lacks a field or an operation that this request needs.</summary>
    Unsupported,

    /// <summary>What a caller gave to store a secret has failed.</summary>
    NotStored,
}
