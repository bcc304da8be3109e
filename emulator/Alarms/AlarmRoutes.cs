using Panther.Emulator.Json;
using Panther.Emulator.LogSources;
using Panther.Emulator.Rest;

namespace Panther.Emulator.Alarms;

/// <summary>The alarm that goes off when a source receives nothing for a while.</summary>
internal static class AlarmRoutes
{
    private const string Path = "/log-source-alarms/{sourceId}/{type}";
    private const string Type = "SOURCE_NO_DATA";
    private const string WithoutEvents = "aws-scan";
    private static readonly BodyField s_minutes = new("minutesThreshold", BodyFields.WholeFrom(15, 43_200), true);

    public static IEnumerable<RestRoute> All { get; } =
    [
        new("GET", Path, "LogSourceRead", call =>
        {
            LogSource source = SourceOf(call);
            int minutes = ThresholdOf(call);
            return new JsonMap { ["type"] = Type, ["minutesThreshold"] = minutes, ["state"] = StateOf(source, minutes) };
        }),
        new("PUT", Path, "LogSourceModify", call =>
        {
            // Sources of that kind do not tell when they last received an event.
            if (SourceOf(call).Type == WithoutEvents)
            {
                throw new ApiException(Refusal.Invalid, "cloud security sources have no such alarm");
            }

            int minutes = (int)BodyFields.Read(call.Body, s_minutes)["minutesThreshold"]!;
            call.State.Sources.Alarms[call["sourceId"]] = minutes;
            return new JsonMap { ["type"] = Type, ["minutesThreshold"] = minutes };
        }) { TakesBody = true },
        new("DELETE", Path, "LogSourceModify", call =>
        {
            SourceOf(call);
            ThresholdOf(call);
            call.State.Sources.Alarms.Remove(call["sourceId"]);
            return null;
        }) { IsIdempotent = true },
    ];

    private static LogSource SourceOf(RestCall call) => call["type"] != Type
        ? throw new ApiException(Refusal.Invalid, $"type must be {Type}")
        : call.State.Sources.Has(call["sourceId"]) ? call.State.Sources.Get(call["sourceId"])
        : throw new ApiException(Refusal.NotFound, "log source was not found");

    private static int ThresholdOf(RestCall call) => call.State.Sources.Alarms.TryGetValue(call["sourceId"], out int minutes)
        ? minutes : throw new ApiException(Refusal.NotFound, "log source alarm was not found");

    private static string StateOf(LogSource source, int minutes) =>
        !Times.TryRead(source.Get("lastEventReceivedAtTime"), out DateTimeOffset last) ? "INSUFFICIENT_DATA"
        : DateTimeOffset.UtcNow - last > TimeSpan.FromMinutes(minutes) ? "ALARM" : "OK";
}
