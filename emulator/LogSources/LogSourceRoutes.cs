using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.LogSources;

/// <summary>A kind of source in the REST API.</summary>
/// <param name="Name">Its part of the path.</param>
/// <param name="Type">Its integration type.</param>
/// <param name="Create">Creates one.</param>
/// <param name="Replace">Replaces one.</param>
/// <param name="Shown">What a read shows.</param>
internal sealed record SourceKind(
    string Name, string Type, Func<RestCall, LogSource> Create, Func<RestCall, LogSource, LogSource> Replace,
        Func<LogSource, JsonMap> Shown);

/// <summary>The log sources in the REST API.</summary>
internal static class LogSourceRoutes
{
    private const string Read = "LogSourceRead";
    private const string Modify = "LogSourceModify";

    private static readonly SourceKind[] s_kinds =
        [S3Kind.Kind, ConfiguredKind.Http, ConfiguredKind.Gcs, ConfiguredKind.PubSub, ConfiguredKind.LogForwarder];

    public static IEnumerable<RestRoute> All { get; } = [.. s_kinds.SelectMany(RoutesOf)];

    private static IEnumerable<RestRoute> RoutesOf(SourceKind kind)
    {
        string path = $"/log-sources/{kind.Name}";
        string item = $"{path}/{{id}}";
        LogSource SourceOf(RestCall call) => call.State.Sources.Get(call["id"], kind.Type);
        return
        [
            new("POST", path, Modify, call => kind.Shown(kind.Create(call))) { TakesBody = true, Status = 201 },
            new("GET", item, Read, call => kind.Shown(SourceOf(call))),
            new("PUT", item, Modify, call => kind.Shown(kind.Replace(call, SourceOf(call)))) { TakesBody = true },
            new("DELETE", item, Modify, call =>
            {
                call.State.Sources.Remove(SourceOf(call).Id);
                return null;
            }) { IsIdempotent = true },
        ];
    }
}
