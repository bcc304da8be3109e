namespace Panther.Client;

/// <summary>What is known of a request that failed, as far as it decides about another.</summary>
/// <param name="Delivery">What is known of its arrival.</param>
/// <param name="IsTransient">Whether the same request may well succeed a moment later.</param>
internal sealed record RequestOutcome(Delivery Delivery, bool IsTransient = false)
{
    /// <summary>The API's word is the outcome.</summary>
    public static RequestOutcome Answered { get; } = new(Delivery.Answered);

    /// <summary>It may have been carried out.</summary>
    public static RequestOutcome Unknown { get; } = new(Delivery.Unknown);

    /// <summary>It may have been carried out, and another may well succeed.</summary>
    public static RequestOutcome Lost { get; } = new(Delivery.Unknown, IsTransient: true);

    /// <summary>When the last attempt was sent, by the clock of its connection; null where it is not known.</summary>
    public TimeSpan? SentAt { get; init; }

    /// <summary>Whether an earlier attempt of the same request may have been carried out.</summary>
    public bool MayHaveBeenCarriedOut { get; init; }
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
