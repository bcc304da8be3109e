using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.Alerts;

/// <summary>The tags that give alerts a context: Panther's own, and those of the tenant.</summary>
internal sealed class ContextTags
{
    private const string Path = "/alert-context-tags";
    private const string Item = $"{Path}/{{tag}}";
    private const int LargestPage = 2000;
    private static readonly string[] s_managed = ["expected-behavior", "needs-tuning"];
    private static readonly BodyField s_tag = new("tag", AlertRoutes.TagProblem, true);
    private readonly List<string> _own = [];

    public static IEnumerable<RestRoute> Routes { get; } =
    [
        new("GET", Path, AlertRoutes.Read, call =>
            call.Query.Page(call.State.Alerts.Tags.List(call.Query.Flag("managed")), LargestPage, LargestPage, Shown)),
        new("POST", Path, AlertRoutes.Modify, call =>
        {
            string tag = Checked(BodyFields.Read(call.Body, s_tag).Text("tag")!);
            call.State.Alerts.Tags.Claim(tag);
            call.State.Alerts.Tags.Add([tag]);
            return null;
        }) { TakesBody = true, EmptyStatus = 201 },
        new("PATCH", Item, AlertRoutes.Modify, call =>
        {
            string before = Own(call);
            string after = BodyFields.Read(call.Body, s_tag).Text("tag")!;
            call.State.Alerts.Tags.Claim(after);
            Replace(call.State.Alerts, before, after);
            return null;
        }) { TakesBody = true },
        new("DELETE", Item, AlertRoutes.Modify, call =>
        {
            if (call.State.Alerts.Tags._own.Contains(Checked(call["tag"])))
            {
                Replace(call.State.Alerts, call["tag"], null);
            }

            return null;
        }),
    ];

    /// <summary>Adds those of the tags that are not there.</summary>
    public void Add(IEnumerable<string> tags) => _own.AddRange(tags.Except(s_managed).Except(_own).ToList());

    private List<string> List(bool? managed) => [.. managed == false ? [] : s_managed, .. managed == true ? [] : _own];

    private void Claim(string tag)
    {
        if (_own.Contains(tag) || s_managed.Contains(tag))
        {
            throw new ApiException(Refusal.Conflict, $"the tag {tag} exists");
        }
    }

    private static string Own(RestCall call) => call.State.Alerts.Tags._own.Contains(Checked(call["tag"])) ? call["tag"]
        : throw new ApiException(Refusal.NotFound, $"tag not found: {call["tag"]}");

    private static string Checked(string tag) => AlertRoutes.TagProblem(tag) is { } problem
        ? throw new ApiException(Refusal.Invalid, $"tag {problem}")
        : s_managed.Contains(tag) ? throw new ApiException(Refusal.Invalid, $"the tag {tag} is managed by Panther") : tag;

    /// <summary>Renames a tag, or removes it, in the list and at every alert.</summary>
    private static void Replace(AlertStore alerts, string before, string? after)
    {
        alerts.Tags._own.Remove(before);
        alerts.Tags.Add(after is null ? [] : [after]);
        foreach (Alert alert in alerts.List().Where(alert => alert.Texts("contextTags").Contains(before)).ToList())
        {
            List<object?> tags = [.. alert.Texts("contextTags").Select(tag => tag == before ? after : tag).OfType<string>()];
            alerts.Change(alert.Id, new JsonMap { ["contextTags"] = tags });
        }
    }

    private static JsonMap Shown(string tag) =>
        new() { ["tag"] = tag, ["category"] = s_managed.Contains(tag) ? "Panther" : "Custom", ["managed"] = s_managed.Contains(tag) };
}
