namespace Panther.Client.Health;

/// <summary>What is wrong with a log source, by the errors of the system that are open: all of one type are one problem.</summary>
/// <param name="type">The type of the errors.</param>
/// <param name="title">What the latest of them says.</param>
/// <param name="advice">What to check.</param>
/// <param name="firstSeen">When the first of them was raised.</param>
/// <param name="lastSeen">When the latest was raised.</param>
/// <param name="alertId">The id of the latest.</param>
public sealed class LogSourceProblem(string type, string? title, string? advice, DateTime? firstSeen, DateTime? lastSeen, string alertId)
    : ITenantObject
{
    /// <summary>The type by Panther's name, such as <c>SOURCE_PERMISSIONS_CHECKS</c>. Panther may add types.</summary>
    public string Type { get; } = type;

    /// <summary>What Panther says of it, in the words of the latest error.</summary>
    public string? Title { get; } = title;

    /// <summary>What to check, and with what.</summary>
    public string? Advice { get; } = advice;

    /// <summary>When the first of the errors was raised, in local time; null where Panther does not say.</summary>
    public DateTime? FirstSeen { get; } = firstSeen;

    /// <summary>When the latest of the errors was raised, in local time; null where Panther does not say.</summary>
    public DateTime? LastSeen { get; } = lastSeen;

    /// <summary>The id of the alert that is the latest of the errors.</summary>
    public string AlertId { get; } = alertId;

    /// <summary>The client that has read it; null for none.</summary>
    internal PantherClient? Origin { get; init; }

    PantherClient? ITenantObject.Origin => Origin;

    /// <summary>The type, and what Panther says.</summary>
    public override string ToString() => Title is null ? Type : $"{Type}: {Title}";
}
