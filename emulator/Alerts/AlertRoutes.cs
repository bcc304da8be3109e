using System.Text.RegularExpressions;
using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.Alerts;

/// <summary>The alerts in the REST API.</summary>
internal static partial class AlertRoutes
{
    public const string Read = "AlertRead";
    public const string Modify = "AlertModify";
    public const int Page = 25;
    public const int LargestPage = 50;
    private const string Path = "/alerts";
    private const string Item = $"{Path}/{{id}}";
    private const int MostTags = 10;

    private static readonly string[] s_takenAway = ["quality", "assignee"];
    private static readonly BodyField s_ids = new("ids", BodyFields.Texts, true);

    private static readonly BodyField[] s_changes =
    [
        new("status", BodyFields.OneOf([.. AlertFilter.Statuses])),
        new("assignee", BodyFields.Text),
        new("quality", BodyFields.OneOf([.. AlertFilter.Qualities, ""])),
        new("contextTags", value => BodyFields.Texts(value)
            ?? (((List<object?>)value).Count > MostTags ? $"must have at most {MostTags} tags" : null)
            ?? ((List<object?>)value).Select(tag => TagProblem(tag!)).FirstOrDefault(problem => problem is not null)),
    ];

    public static IEnumerable<RestRoute> All { get; } =
    [
        new("GET", Path, Read, call =>
            call.Query.Page(AlertFilter.Of(call.Query).Of(call.State.Alerts), Page, LargestPage, alert => alert.ToRest())),
        new("GET", Item, Read, call => call.State.Alerts.Get(call["id"]).ToRest()),
        new("GET", $"{Item}/events", Read, call =>
            call.Query.Page(call.State.Alerts.Get(call["id"]).Events, Page, LargestPage, one => one)),
        new("PATCH", Item, Modify, call => Update(call, [call["id"]])) { TakesBody = true, EmptyStatus = 200 },
        new("PATCH", Path, Modify, call =>
        {
            List<object?> ids = (List<object?>)BodyFields.Read(call.Body, s_ids)["ids"]!;
            return Update(call, ids.Cast<string>());
        }) { TakesBody = true },
    ];

    /// <summary>What is wrong with a context tag; null where it is fine.</summary>
    public static string? TagProblem(object value) => value is string tag && Tag().IsMatch(tag) ? null
        : "must have 1 to 30 of a-z, 0-9, _ and -";

    private static object? Update(RestCall call, IEnumerable<string> ids)
    {
        JsonMap changes = BodyFields.Read(call.Body, s_changes);

        // How an assignee and a quality are taken away is specified for the quality only: by an empty text.
        foreach (string name in s_takenAway.Where(name => changes.Text(name)?.Length == 0))
        {
            changes[name] = null;
        }

        call.State.Alerts.Update(ids, changes, call.Token);
        call.State.Alerts.Tags.Add((changes.Get("contextTags") as List<object?> ?? []).Cast<string>());
        return null;
    }

    [GeneratedRegex(@"^[a-z0-9_-]{1,30}\z")]
    private static partial Regex Tag();
}
