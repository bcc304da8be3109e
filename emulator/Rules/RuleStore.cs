using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.Rules;

/// <summary>The rules of the tenant, or its simple rules: a few of Panther's own, and what a test adds.</summary>
public sealed class RuleStore
{
    private const string Read = "RuleRead";
    private const int PageSize = 100;
    private const int LargestPage = 1000;
    private static readonly string[] s_severities = ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"];
    private readonly OrderedDictionary<string, JsonMap> _rules = [];
    private readonly JsonMap _logic;

    private RuleStore(JsonMap logic) => _logic = logic;

    /// <summary>The rules of a fresh tenant.</summary>
    public RuleStore()
        : this(new JsonMap { ["body"] = "def rule(event):\n    return True\n" })
    {
        Add("AWS.Console.RootLogin", "HIGH", true, "AWS.CloudTrail");
        Add("AWS.VPC.InboundPortScan", "MEDIUM", true, "AWS.VPCFlow");
        Add("AWS.S3.BruteForce", "LOW", false, "AWS.S3ServerAccess", "AWS.CloudTrail");
        Add("GitHub.Repository.MadePublic", "HIGH", true, "GitHub.Audit", "GitHub.Webhook");
        Add("Okta.Login.WithoutMFA", "MEDIUM", true, "Okta.SystemLog");
    }

    internal static IEnumerable<RestRoute> Routes { get; } =
        [.. RoutesOf("/rules", state => state.Rules), .. RoutesOf("/simple-rules", state => state.SimpleRules)];

    /// <summary>The simple rules of a fresh tenant.</summary>
    public static RuleStore Simple()
    {
        var rules = new RuleStore(new JsonMap { ["detection"] = "- Key: action\n  Condition: Exists\n" });
        rules.Add("Okta.Session.Anomaly", "LOW", true, "Okta.SystemLog");
        return rules;
    }

    /// <summary>All rules.</summary>
    public IReadOnlyList<JsonMap> List() => [.. _rules.Values];

    /// <summary>A rule by its id.</summary>
    public JsonMap Get(string id) => _rules.GetValueOrDefault(id) ?? throw new ApiException(Refusal.NotFound, $"rule not found: {id}");

    /// <summary>Adds a rule; fields that are not given get a plain value.</summary>
    public JsonMap Add(JsonMap given)
    {
        string now = Times.Now();
        JsonMap rule = new JsonMap
        {
            ["id"] = $"Custom.Rule.{_rules.Count + 1}",
            ["displayName"] = given.Get("id") ?? "A rule",
            ["severity"] = "MEDIUM",
            ["enabled"] = true,
            ["managed"] = false,
            ["createAlert"] = true,
            ["logTypes"] = new List<object?>(),
            ["tags"] = new List<object?>(),
            ["threshold"] = 1,
            ["dedupPeriodMinutes"] = 60,
            ["createdAt"] = now,
            ["lastModified"] = now,
        }.With(_logic).With(given);
        if (rule.Get("id") is not string id || !_rules.TryAdd(id, rule))
        {
            throw new ApiException(Refusal.Conflict, "the id is no text, or is taken");
        }

        return rule;
    }

    /// <summary>Removes a rule.</summary>
    public void Remove(string id)
    {
        Get(id);
        _rules.Remove(id);
    }

    private static IEnumerable<RestRoute> RoutesOf(string path, Func<EmulatorState, RuleStore> of) =>
    [
        new("GET", path, Read, call => call.Query.Page(of(call.State).List(call.Query), PageSize, LargestPage, rule => rule)),
        new("GET", $"{path}/{{id}}", Read, call => of(call.State).Get(call["id"])),
    ];

    private void Add(string id, string severity, bool isEnabled, params string[] logTypes) => Add(new JsonMap
    {
        ["id"] = id,
        ["severity"] = severity,
        ["enabled"] = isEnabled,
        ["managed"] = true,
        ["logTypes"] = logTypes.ToList<object?>(),
    });

    private List<JsonMap> List(RestQuery query)
    {
        string? state = query.Text("state", "enabled", "disabled");
        string[] logTypes = query.Texts("log-type");
        string[] severities = query.Texts("severity", s_severities);
        string[] tags = query.Texts("tag");
        string? name = query.Text("name-contains");
        return [.. _rules.Values.Where(rule =>
            (state is null || (state == "enabled") == (rule.Get("enabled") is true))
            && (logTypes.Length == 0 || Texts(rule, "logTypes").Any(logTypes.Contains))
            && (severities.Length == 0 || severities.Contains(rule.Text("severity")))
            && (tags.Length == 0 || Texts(rule, "tags").Any(tags.Contains))
            && (name is null || Contains(rule, "id", name) || Contains(rule, "displayName", name)))];
    }

    private static bool Contains(JsonMap rule, string field, string text) =>
        rule.Text(field)?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static IEnumerable<string> Texts(JsonMap rule, string name) => (rule.Get(name) as List<object?> ?? []).OfType<string>();
}
