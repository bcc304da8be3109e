using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;
using Panther.Emulator.LogSources;

namespace Panther.Emulator.Alerts;

/// <summary>The system errors of unhealthy sources, as alerts.</summary>
internal static class SystemErrors
{
    private static readonly (string Type, string Text)[] s_errors =
    [
        ("SOURCE_PERMISSIONS_CHECKS", "cannot be read with its role"),
        ("SOURCE_SCANNING_ERRORS", "has objects that cannot be scanned"),
        ("SOURCE_CLASSIFICATION_FAILURES", "has events that match no schema"),
        ("SOURCE_LOG_PROCESSING_ERRORS", "has events that cannot be processed"),
    ];

    private static readonly string[] s_read = ["AlertRead"];

    public static IEnumerable<RootField> Fields { get; } =
    [
        new("alert", s_read, call => AllOf(call.State).FirstOrDefault(alert => alert.Text("id") == call.Id)
            ?? throw new ApiException(Refusal.NotFound, $"alert not found: {call.Id}")),
        new("alerts", s_read, List),
    ];

    private static JsonMap List(RootCall call)
    {
        JsonMap input = call.Input;
        bool isOfDetection = !string.IsNullOrEmpty(input.Text("detectionId"));
        if (!isOfDetection && !(Times.TryRead(input.Get("createdAtAfter"), out _) && Times.TryRead(input.Get("createdAtBefore"), out _)))
        {
            throw new ApiException(Refusal.Invalid, "either detectionId or createdAtAfter and createdAtBefore must be given");
        }

        IEnumerable<JsonMap> alerts = input.Text("type") == "SYSTEM_ERROR" && !isOfDetection ? AllOf(call.State).Where(alert => Fits(alert, input)) : [];
        alerts = input.Text("sortDir") == "ascending"
            ? alerts.OrderBy(alert => alert.Text("createdAt"), StringComparer.Ordinal)
            : alerts.OrderByDescending(alert => alert.Text("createdAt"), StringComparer.Ordinal);
        JsonMap[] sorted = [.. alerts];
        return Connection.Page(sorted.Length, i => sorted[i], input);
    }

    private static IEnumerable<JsonMap> AllOf(EmulatorState state) => state.Sources.List().Where(source => !source.IsHealthy).Select(AlertOf);

    private static JsonMap AlertOf(LogSource source)
    {
        (string type, string text) = s_errors[source.Id.Sum(c => c) % s_errors.Length];
        object createdAt = source.Get("lastEventReceivedAtTime") ?? source.Get("lastModified") ?? source.Get("createdAtTime") ?? Times.Now();
        return new JsonMap
        {
            ["id"] = source.Id.Replace("-", "", StringComparison.Ordinal),
            ["assignee"] = null,
            ["createdAt"] = createdAt,
            ["description"] = $"The log source \"{source.Label}\" {text}.",
            ["firstEventOccurredAt"] = null,
            ["lastReceivedEventAt"] = createdAt,
            ["origin"] = new JsonMap { ["__typename"] = "SystemError", ["type"] = type, ["relatedComponent"] = "LOG_SOURCE" },
            ["reference"] = "",
            ["runbook"] = "",
            ["severity"] = "CRITICAL",
            ["status"] = "OPEN",
            ["title"] = $"Log source {source.Label} {text}",
            ["type"] = "SYSTEM_ERROR",
            ["updatedAt"] = null,
            ["updatedBy"] = null,
            ["logTypes"] = source.LogTypes.ToList(),
            ["sourceId"] = source.Id,
        };
    }

    private static bool Fits(JsonMap alert, JsonMap input)
    {
        Times.TryRead(alert.Get("createdAt"), out DateTimeOffset created);
        return (!Times.TryRead(input.Get("createdAtAfter"), out DateTimeOffset after) || created >= after)
            && (!Times.TryRead(input.Get("createdAtBefore"), out DateTimeOffset before) || created <= before)
            && IsAmong(input, "logSources", alert.Text("sourceId"))
            && IsAmong(input, "severities", alert.Text("severity"))
            && IsAmong(input, "statuses", alert.Text("status"))
            && (input.Text("nameContains") is not { Length: > 0 } text || alert.Text("title")!.Contains(text, StringComparison.OrdinalIgnoreCase))
            && (TextsOf(input, "logTypes") is not { Length: > 0 } logTypes || ((List<string>)alert["logTypes"]!).Any(logTypes.Contains));
    }

    private static bool IsAmong(JsonMap input, string name, string? value) => TextsOf(input, name) is not { Length: > 0 } wanted || wanted.Contains(value);

    private static string[] TextsOf(JsonMap input, string name) => [.. (input.Get(name) as List<object?> ?? []).OfType<string>()];
}
