using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.Alerts;

/// <summary>The alerts in GraphQL.</summary>
internal static class AlertFields
{
    private static readonly string[] s_read = ["AlertRead"];
    private static readonly string[] s_change = ["AlertModify"];

    public static IEnumerable<RootField> All { get; } =
    [
        new("alert", s_read, call => call.State.Alerts.Get(call.Id)),
        new("alerts", s_read, call =>
        {
            List<Alert> alerts = AlertFilter.Of(call.Input).Of(call.State.Alerts);
            return Connection.Page(alerts.Count, i => alerts[i], call.Input, cursors: CursorForm.Key);
        }),
        new("updateAlertStatusById", s_change, call => Update(call, new JsonMap { ["status"] = call.Input["status"] })),
        new("updateAlertsAssigneeById", s_change, call => Update(call, new JsonMap { ["assignee"] = call.Input.Get("assigneeId") })),
        new("updateAlertsAssigneeByEmail", s_change, call =>
            Update(call, new JsonMap { ["assignee"] = IdOf(call.Input.Text("assigneeEmail")) })),
        new("createAlertComment", s_change, call =>
        {
            string id = call.Input.Text("alertId")!;
            JsonMap comment = CommentRoutes.Add(call.State, id, call.Input.Text("body")!, call.Input.Text("format")!, call.Token);
            return new JsonMap { ["comment"] = comment.With(new JsonMap { ["entity"] = call.State.Alerts.Get(id) }) };
        }),
    ];

    private static JsonMap Update(RootCall call, JsonMap changes)
    {
        IEnumerable<string> ids = ((List<object?>)call.Input["ids"]!).Cast<string>();
        return new JsonMap { ["alerts"] = call.State.Alerts.Update(ids, changes, call.Token) };
    }

    private static string? IdOf(string? email) => email is null ? null
        : User.All.FirstOrDefault(user => user.Email.Equals(email, StringComparison.OrdinalIgnoreCase))?.Id
            ?? throw new ApiException(Refusal.Invalid, $"there is no user {email}");
}
