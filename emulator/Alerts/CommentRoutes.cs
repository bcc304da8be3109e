using Panther.Emulator.Json;
using Panther.Emulator.Rest;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.Alerts;

/// <summary>The comments on alerts in the REST API.</summary>
internal static class CommentRoutes
{
    private const string Path = "/alert-comments";
    private const string Item = $"{Path}/{{id}}";

    private static readonly BodyField[] s_fields =
    [
        new("alertId", BodyFields.Text, true),
        new("body", BodyFields.Text, true),
        new("format", BodyFields.OneOf("PLAIN_TEXT", "HTML"), true),
    ];

    public static IEnumerable<RestRoute> All { get; } =
    [
        new("GET", Path, AlertRoutes.Read, call =>
        {
            string alert = call.Query.Text("alert-id") ?? throw new ApiException(Refusal.Invalid, "alert-id is missing from query string");
            List<JsonMap> comments = [.. call.State.Alerts.Comments.Where(comment => comment.Text("alertId") == alert)];
            return call.Query.Page(comments, AlertRoutes.Page, AlertRoutes.LargestPage, Shown);
        }),
        new("POST", Path, AlertRoutes.Modify, call =>
        {
            JsonMap body = BodyFields.Read(call.Body, s_fields);
            return Shown(Add(call.State, body.Text("alertId")!, body.Text("body")!, body.Text("format")!, call.Token));
        }) { TakesBody = true },
        new("GET", Item, AlertRoutes.Read, call => Shown(CommentOf(call))),
        new("POST", Item, AlertRoutes.Modify, call =>
        {
            JsonMap body = BodyFields.Read(call.Body, s_fields);
            JsonMap comment = CommentOf(call);
            comment.Add(body.Without("alertId"));
            comment["updatedAt"] = Times.Now();
            comment["updatedBy"] = call.Token;
            return Shown(comment);
        }) { TakesBody = true },
    ];

    /// <summary>Comments on an alert.</summary>
    public static JsonMap Add(EmulatorState state, string alertId, string body, string format, ApiToken by)
    {
        state.Alerts.Get(alertId);
        if (string.IsNullOrWhiteSpace(body))
        {
            throw new ApiException(Refusal.Invalid, "body must not be empty");
        }

        var comment = new JsonMap
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["alertId"] = alertId,
            ["body"] = body,
            ["format"] = format,
            ["createdAt"] = Times.Now(),
            ["createdBy"] = by,
        };
        state.Alerts.Comments.Add(comment);
        return comment;
    }

    private static JsonMap CommentOf(RestCall call) => call.State.Alerts.Comments.Find(comment => comment.Text("id") == call["id"])
        ?? throw new ApiException(Refusal.NotFound, $"comment not found: {call["id"]}");

    private static JsonMap Shown(JsonMap comment) => comment.With(new JsonMap
    {
        ["createdBy"] = (comment["createdBy"] as IActor)?.Reference,
        ["updatedBy"] = (comment.Get("updatedBy") as IActor)?.Reference,
    }).WithoutNulls();
}
