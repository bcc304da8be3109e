namespace Panther.Client;

/// <summary>
/// A request to Panther that failed, or was refused before it was sent. No text in it holds the token or another
/// secret of the connection.
/// </summary>
public sealed class PantherException : Exception
{
    /// <summary>Longer than any message that is read; what a message quotes may be of any length.</summary>
    private const int LongestMessage = 4000;

    /// <summary>Longer than any label that is read; a message goes without such a name.</summary>
    private const int LongestName = 200;

    /// <summary>Creates an error of the kind <see cref="PantherErrorKind.ApiError"/>.</summary>
    public PantherException()
        : this(PantherErrorKind.ApiError, "The request to Panther failed.")
    {
    }

    /// <summary>Creates an error of the kind <see cref="PantherErrorKind.ApiError"/>.</summary>
    public PantherException(string message)
        : this(PantherErrorKind.ApiError, message)
    {
    }

    /// <summary>Creates an error of the kind <see cref="PantherErrorKind.ApiError"/>.</summary>
    public PantherException(string message, Exception innerException)
        : this(PantherErrorKind.ApiError, message, innerException)
    {
    }

    /// <summary>Creates an error of a kind.</summary>
    public PantherException(PantherErrorKind kind, string message, Exception? innerException = null)
        : base(message.Length <= LongestMessage ? message : message.Substring(0, LongestMessage) + " ...", innerException) => Kind = kind;

    /// <summary>What went wrong.</summary>
    public PantherErrorKind Kind { get; }

    /// <summary>The operation by Panther's name, such as <c>CreateS3LogSource</c>; null for a check before any operation.</summary>
    public string? Operation { get; internal init; }

    /// <summary>The HTTP status, where there was an answer.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>The id that the API gave the request, where it sends one.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>How long the API asked to wait, where it did.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>The permissions that the operation needs, by their names in the Panther Console.</summary>
    public string? RequiredPermissions { get; internal init; }

    /// <summary>The GraphQL errors of the answer; empty where there are none.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; internal init; } = [];

    /// <summary>What the request was about, such as "log source"; null for a request of the caller's own.</summary>
    public string? Noun { get; internal init; }

    /// <summary>What is known of the request itself, as far as it matters for another one.</summary>
    internal RequestOutcome Outcome { get; init; } = RequestOutcome.Answered;

    /// <summary>The same error, with more known of its request.</summary>
    internal PantherException With(RequestOutcome outcome) => With(Message, InnerException, outcome);

    /// <summary>The same error, which this one causes, in words of the work that it was part of.</summary>
    internal PantherException With(string message) => With(message, this, Outcome);

    /// <summary>The same error, with the name of what it is about before its message, unless that says it.</summary>
    internal PantherException About(string name) =>
        name.Length is 0 or > LongestName || Message.Contains(name) ? this : With($"'{name}': {Message}", InnerException, Outcome);

    private PantherException With(string message, Exception? cause, RequestOutcome outcome) => new(Kind, message, cause)
    {
        Operation = Operation,
        StatusCode = StatusCode,
        RequestId = RequestId,
        RetryAfter = RetryAfter,
        RequiredPermissions = RequiredPermissions,
        Errors = Errors,
        Noun = Noun,
        Outcome = outcome,
    };
}
