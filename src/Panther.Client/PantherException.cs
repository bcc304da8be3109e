namespace Panther.Client;

/// <summary>
/// A request to Panther that failed, or was refused before it was sent. No text in it holds the token or another
/// secret of the connection.
/// </summary>
public sealed class PantherException : Exception
{
    /// <summary>Longer than any message that is read; what a message quotes may be of any length.</summary>
    private const int LongestMessage = 4000;

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
    public string? Operation { get; internal set; }

    /// <summary>The HTTP status, where there was an answer.</summary>
    public int? StatusCode { get; internal set; }

    /// <summary>The id that the API gave the request, where it sends one.</summary>
    public string? RequestId { get; internal set; }

    /// <summary>How long the API asked to wait, where it did.</summary>
    public TimeSpan? RetryAfter { get; internal set; }

    /// <summary>The permissions that the operation needs, by their names in the Panther Console.</summary>
    public string? RequiredPermissions { get; internal set; }

    /// <summary>The GraphQL errors of the answer; empty where there are none.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; internal set; } = [];

    /// <summary>What is known of the request's arrival; it decides whether the request may be sent again.</summary>
    internal Delivery Delivery { get; set; }

    /// <summary>When the last attempt was sent, by the clock of its connection; null where it is not known.</summary>
    internal TimeSpan? SentAt { get; set; }

    /// <summary>Whether an earlier attempt of the same request may have been carried out.</summary>
    internal bool MayHaveBeenCarriedOut { get; set; }

    /// <summary>Whether the same request may well succeed a moment later.</summary>
    internal bool IsTransient { get; set; }
}

/// <summary>What is known of a failed request's arrival at the API.</summary>
internal enum Delivery
{
    /// <summary>The API answered: its word is the outcome.</summary>
    Answered = 0,

    /// <summary>It certainly did not arrive, or was turned away unread: sending it again is safe.</summary>
    NotSent,

    /// <summary>It may have been carried out.</summary>
    Unknown,
}
