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

    public static IEnumerable<JsonMap> Of(LogSourceStore sources) => sources.List().Where(source => !source.IsHealthy).Select(AlertOf);

    private static JsonMap AlertOf(LogSource source)
    {
        (string type, string text) = s_errors[source.Id.Sum(c => c) % s_errors.Length];
        object createdAt = source.Get("lastEventReceivedAtTime") ?? source.Get("lastModified") ?? source.Get("createdAtTime")
            ?? Times.Now();
        return new JsonMap
        {
            ["id"] = source.Id.Replace("-", "", StringComparison.Ordinal),
            ["type"] = "SYSTEM_ERROR",
            ["status"] = "OPEN",
            ["title"] = $"Log source {source.Label} {text}",
            ["severity"] = "CRITICAL",
            ["createdAt"] = createdAt,
            ["lastReceivedEventAt"] = createdAt,
            ["eventCount"] = 0,
            ["description"] = $"The log source \"{source.Label}\" {text}.",
            ["reference"] = "",
            ["runbook"] = "",
            ["deliveries"] = new List<object?>(),
            ["contextTags"] = new List<object?>(),
            ["logTypes"] = source.LogTypes.ToList<object?>(),
            ["systemError"] = new JsonMap
            {
                ["type"] = type,
                ["sourceId"] = source.Id,
                ["sourceType"] = source.Type,
                ["relatedComponent"] = "LOG_SOURCE",
            },
        };
    }
}
