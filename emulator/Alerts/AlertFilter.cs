using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.Alerts;

/// <summary>Which alerts a list has, in the terms of both APIs; an empty list of values lets all pass.</summary>
internal sealed record AlertFilter
{
    /// <summary>The types of alerts that each type of listing has.</summary>
    private static readonly Dictionary<string, string[]> s_types = new()
    {
        ["ALERT"] = ["RULE", "SCHEDULED_RULE", "POLICY", "CORRELATION_RULE"],
        ["DETECTION_ERROR"] = ["RULE_ERROR", "SCHEDULED_RULE_ERROR", "CORRELATION_RULE_ERROR"],
        ["SYSTEM_ERROR"] = ["SYSTEM_ERROR"],
    };

    private static readonly string[] s_onlyRest = ["CORRELATION_RULE", "CORRELATION_RULE_ERROR"];

    /// <summary>What changes of an alert.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["OPEN", "CLOSED", "TRIAGED", "RESOLVED"];

    public static IReadOnlyList<string> Qualities { get; } = ["NOISE", "USEFUL"];

    private string Listing { get; init; } = "ALERT";

    private string? DetectionId { get; init; }

    private DateTimeOffset? After { get; init; }

    private DateTimeOffset? Before { get; init; }

    private bool IsAscending { get; init; }

    private string? NameContains { get; init; }

    private int? LeastEvents { get; init; }

    private int? MostEvents { get; init; }

    private IReadOnlyList<string> SubTypes { get; init; } = [];

    private IReadOnlyList<string> Without { get; init; } = [];

    private IReadOnlyList<string> StatusesWanted { get; init; } = [];

    private IReadOnlyList<string> Severities { get; init; } = [];

    private IReadOnlyList<string> Assignees { get; init; } = [];

    private IReadOnlyList<string> QualitiesWanted { get; init; } = [];

    private IReadOnlyList<string> LogSources { get; init; } = [];

    private IReadOnlyList<string> LogTypes { get; init; } = [];

    private IReadOnlyList<string> ResourceTypes { get; init; } = [];

    private IReadOnlyList<string> ContextTags { get; init; } = [];

    /// <summary>The filter of a listing in GraphQL, which wants a detection or a period.</summary>
    public static AlertFilter Of(JsonMap input)
    {
        bool hasAfter = Times.TryRead(input.Get("createdAtAfter"), out DateTimeOffset after);
        bool hasBefore = Times.TryRead(input.Get("createdAtBefore"), out DateTimeOffset before);
        if (string.IsNullOrEmpty(input.Text("detectionId")) && !(hasAfter && hasBefore))
        {
            throw new ApiException(Refusal.Invalid, "either detectionId or createdAtAfter and createdAtBefore must be given");
        }

        return new AlertFilter
        {
            Listing = input.Text("type") ?? "ALERT",
            SubTypes = Texts(input, "subtypes"),
            Without = s_onlyRest,
            DetectionId = input.Text("detectionId"),
            After = hasAfter ? after : null,
            Before = hasBefore ? before : null,
            IsAscending = input.Text("sortDir") == "ascending",
            NameContains = input.Text("nameContains"),
            LeastEvents = input.Get("eventCountMin") as int?,
            MostEvents = input.Get("eventCountMax") as int?,
            StatusesWanted = Texts(input, "statuses"),
            Severities = Texts(input, "severities"),
            Assignees = Texts(input, "assigneeIds"),
            LogSources = Texts(input, "logSources"),
            LogTypes = Texts(input, "logTypes"),
            ResourceTypes = Texts(input, "resourceTypes"),
        };
    }

    /// <summary>The filter of a listing in REST, which has a period where none is given.</summary>
    public static AlertFilter Of(RestQuery query) => new()
    {
        Listing = query.Text("type", [.. s_types.Keys]) ?? "ALERT",
        SubTypes = query.Texts("sub-type", [.. s_types.Values.SelectMany(types => types)]),
        DetectionId = query.Text("detection-id"),
        After = query.Time("created-after") ?? DateTimeOffset.UtcNow.AddDays(-30),
        Before = query.Time("created-before") ?? DateTimeOffset.UtcNow,
        IsAscending = query.Text("sort-dir", "asc", "desc") == "asc",
        NameContains = query.Text("name-contains"),
        LeastEvents = query.Number("event-count-min"),
        MostEvents = query.Number("event-count-max"),
        StatusesWanted = query.Texts("status", [.. Statuses]),
        Severities = query.Texts("severity", "CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"),
        Assignees = query.Texts("assignee"),
        QualitiesWanted = query.Texts("quality", [.. Qualities]),
        LogSources = query.Texts("log-source"),
        LogTypes = query.Texts("log-type"),
        ResourceTypes = query.Texts("resource-type"),
        ContextTags = query.Texts("context-tag"),
    };

    /// <summary>The alerts that fit, in their order.</summary>
    public List<Alert> Of(AlertStore alerts)
    {
        IEnumerable<Alert> fitting = alerts.List().Where(Fits);
        return [.. IsAscending ? fitting.OrderBy(alert => alert.CreatedAt) : fitting.OrderByDescending(alert => alert.CreatedAt)];
    }

    private bool Fits(Alert alert)
    {
        string type = alert.Fields.Text("type") ?? "";
        int events = alert.Fields.Get("eventCount") as int? ?? 0;
        return s_types[Listing].Contains(type)
            && !Without.Contains(type)
            && IsAmong(SubTypes, type)
            && (DetectionId is not { Length: > 0 } || alert.Of("detection", "id") == DetectionId)
            && (After is null || alert.CreatedAt >= After)
            && (Before is null || alert.CreatedAt <= Before)
            && (LeastEvents is null || events >= LeastEvents)
            && (MostEvents is null || events <= MostEvents)
            && (NameContains is not { Length: > 0 } text
                || alert.Fields.Text("title")?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
            && IsAmong(StatusesWanted, alert.Fields.Text("status"))
            && IsAmong(Severities, alert.Fields.Text("severity"))
            && IsAmong(Assignees, alert.Fields.Text("assignee"))
            && IsAmong(QualitiesWanted, alert.Fields.Text("quality"))
            && IsAmong(LogSources, [.. alert.Texts("logSources"), alert.Of("systemError", "sourceId")])
            && IsAmong(LogTypes, [.. alert.Texts("logTypes")])
            && IsAmong(ResourceTypes, [.. alert.Texts("resourceTypes")])
            && IsAmong(ContextTags, [.. alert.Texts("contextTags")]);
    }

    private static bool IsAmong(IReadOnlyList<string> wanted, params string?[] values) => wanted.Count == 0
        || values.Any(value => value is not null && wanted.Contains(value));

    private static string[] Texts(JsonMap input, string name) => [.. (input.Get(name) as List<object?> ?? []).OfType<string>()];
}
