namespace Panther.Emulator;

/// <summary>What the service refuses, in the terms of both APIs.</summary>
public enum Refusal
{
    /// <summary>400, BAD_USER_INPUT.</summary>
    Invalid,

    /// <summary>403, FORBIDDEN.</summary>
    Forbidden,

    /// <summary>404, NOT_FOUND.</summary>
    NotFound,

    /// <summary>409, CONFLICT.</summary>
    Conflict,

    /// <summary>500, INTERNAL_SERVER_ERROR.</summary>
    Service,
}

/// <summary>A refusal by the service; GraphQL shows its code, REST its status.</summary>
public sealed class ApiException(Refusal refusal, string message) : Exception(message)
{
    /// <summary>Of which kind it is.</summary>
    public Refusal Refusal { get; } = refusal;

    /// <summary>The HTTP status.</summary>
    public int Status => Refusal switch
    {
        Refusal.Invalid => 400,
        Refusal.Forbidden => 403,
        Refusal.NotFound => 404,
        Refusal.Conflict => 409,
        _ => 500,
    };

    /// <summary>The code in GraphQL.</summary>
    public string Code => Refusal switch
    {
        Refusal.Invalid => "BAD_USER_INPUT",
        Refusal.Forbidden => "FORBIDDEN",
        Refusal.NotFound => "NOT_FOUND",
        Refusal.Conflict => "CONFLICT",
        _ => "INTERNAL_SERVER_ERROR",
    };
}
