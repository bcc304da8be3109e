using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.Alerts;

/// <summary>An alert, under the field names of REST. Tests may have given any field any value.</summary>
public sealed class Alert : IFields, IJsonShaped
{
    private const int EventPage = 25;
    private static readonly string[] s_alone = ["sourceId", "sourceType", "detection"];

    internal Alert(JsonMap fields) => Fields = fields;

    /// <summary>The id.</summary>
    public string Id => (string)Fields["id"]!;

    /// <summary>The raw fields.</summary>
    public JsonMap Fields { get; }

    /// <summary>The events that made it.</summary>
    public IReadOnlyList<object?> Events => Fields.Get("events") as List<object?> ?? [];

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt => Times.TryRead(Fields.Get("createdAt"), out DateTimeOffset time) ? time : default;

    /// <summary>A member of its system error or its detection.</summary>
    internal string? Of(string origin, string name) => (Fields.Get(origin) as JsonMap)?.Text(name);

    /// <summary>The texts of a list.</summary>
    internal IEnumerable<string> Texts(string name) => (Fields.Get(name) as List<object?> ?? []).OfType<string>();

    /// <summary>A field in GraphQL.</summary>
    public object? Get(string name) => name switch
    {
        "__typename" => "Alert",
        "assignee" => User.Find(Fields.Text("assignee")),
        "deliveries" => Deliveries?.Select(delivery => new JsonMap { ["url"] = "" }.With(delivery)),
        "events" => (Func<JsonMap, object?>)EventPages,
        "origin" => Origin(),
        _ => Fields.Get(name),
    };

    /// <inheritdoc/>
    public JsonMap ToJson() => Fields.With(new JsonMap { ["updatedBy"] = UpdatedBy });

    /// <summary>What the REST API shows.</summary>
    internal JsonMap ToRest() => new JsonMap
    {
        ["id"] = Id,
        ["type"] = Fields.Get("type"),
        ["status"] = Fields.Get("status"),
        ["title"] = Fields.Get("title"),
        ["severity"] = Fields.Get("severity"),
        ["createdAt"] = Fields.Get("createdAt"),
        ["firstEventOccurredAt"] = Fields.Get("firstEventOccurredAt"),
        ["lastReceivedEventAt"] = Fields.Get("lastReceivedEventAt"),
        ["eventCount"] = Fields.Get("eventCount"),
        ["assignee"] = User.Find(Fields.Text("assignee"))?.Reference,
        ["updatedBy"] = UpdatedBy,
        ["deliveries"] = Deliveries?.Select(delivery => delivery.Without("url")).ToList(),
        ["runbook"] = Fields.Get("runbook"),
        ["context"] = Fields.Get("context"),
        ["quality"] = Fields.Get("quality"),
        ["contextTags"] = Fields.Get("contextTags"),
        ["detection"] = (Fields.Get("detection") as JsonMap)?.Only("id", "type"),
        ["systemError"] = (Fields.Get("systemError") as JsonMap)?.Only(["type", .. s_alone]).WithoutNulls(),
    }.WithoutNulls();

    private IEnumerable<JsonMap>? Deliveries => (Fields.Get("deliveries") as List<object?>)?.OfType<JsonMap>();

    private object? CreationText => Fields.Get("createdAt");

    private JsonMap? UpdatedBy => (Fields.Get("updatedBy") as IActor)?.Reference;

    private JsonMap EventPages(JsonMap arguments) => Connection.Page(
        Events.Count, i => Events[i], new JsonMap { ["pageSize"] = EventPage }.With(arguments.Get("input") as JsonMap ?? []),
        cursors: CursorForm.Key);

    private JsonMap Origin()
    {
        if (Fields.Get("systemError") is JsonMap error)
        {
            return new JsonMap { ["__typename"] = "SystemError", ["relatedComponent"] = "LOG_SOURCE" }.With(error);
        }

        return Fields.Get("detection") is JsonMap detection
            ? new JsonMap { ["__typename"] = "Detection", ["name"] = detection.Get("id"), ["createdAt"] = CreationText }.With(detection)
            : new JsonMap { ["__typename"] = "DeletedDetection", ["id"] = "" };
    }
}
