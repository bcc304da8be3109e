namespace Panther.Client.Alerts;

/// <summary>Which alerts are asked for. An empty list and null let all pass; of several values of one property an alert has one.</summary>
public sealed class AlertQuery
{
    /// <summary>How far back a list goes where <see cref="CreatedAfter"/> says nothing.</summary>
    public static TimeSpan DefaultPeriod { get; } = TimeSpan.FromDays(30);

    /// <summary>The types of lists that Panther has, each with the types of alerts in it. Panther may add some.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Types { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["ALERT"] = ["RULE", "SCHEDULED_RULE", "CORRELATION_RULE", "POLICY"],
        ["DETECTION_ERROR"] = ["RULE_ERROR", "SCHEDULED_RULE_ERROR", "CORRELATION_RULE_ERROR"],
        ["SYSTEM_ERROR"] = ["SYSTEM_ERROR"],
    };

    /// <summary>The severities that Panther has.</summary>
    public static IReadOnlyList<string> KnownSeverities { get; } = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"];

    /// <summary>The statuses that Panther has.</summary>
    public static IReadOnlyList<string> KnownStatuses { get; } = ["OPEN", "TRIAGED", "RESOLVED", "CLOSED"];

    /// <summary>What is listed: <c>ALERT</c>, <c>DETECTION_ERROR</c> or <c>SYSTEM_ERROR</c>; null for the first.</summary>
    public string? Type { get; init; }

    /// <summary>What raised it, within the type: <c>RULE</c>, <c>POLICY</c>, <c>RULE_ERROR</c> and so on.</summary>
    public IReadOnlyList<string> SubTypes { get; init; } = [];

    /// <summary>How severe it is.</summary>
    public IReadOnlyList<string> Severities { get; init; } = [];

    /// <summary>How it stands.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>The ids of the log sources that it is about.</summary>
    public IReadOnlyList<string> LogSources { get; init; } = [];

    /// <summary>The log types of its events.</summary>
    public IReadOnlyList<string> LogTypes { get; init; } = [];

    /// <summary>The ids of the users to whom it is assigned.</summary>
    public IReadOnlyList<string> Assignees { get; init; } = [];

    /// <summary>
    /// It was raised then or later; of a time without a kind it counts as local. Null for <see cref="DefaultPeriod"/> ago.
    /// </summary>
    public DateTime? CreatedAfter { get; init; }

    /// <summary>It was raised then or before; of a time without a kind it counts as local. Null for now.</summary>
    public DateTime? CreatedBefore { get; init; }

    /// <summary>How many will be read at most, so that no page is asked for that is larger than needed; null for all.</summary>
    public int? First { get; init; }
}
