using System.Text.Json.Nodes;
using Panther.Emulator.Rest;
using Panther.Emulator.Tests.Rest;

namespace Panther.Emulator.Tests.SchemaTruth;

/// <summary>Every route of the REST API with every status that it can answer with, against the published specification.</summary>
public sealed class RestAnswerTests : RestTest
{
    private const string Absent = "00000000-0000-4000-8000-000000000000";

    /// <summary>The statuses that every route has although they are not specified: facts 3.2.</summary>
    private static readonly int[] s_undeclared = [401, 403];

    /// <summary>The statuses that tests get by faults and settings, where there is no case of them here.</summary>
    private static readonly int[] s_ofBrokenService = [500, 504];

    /// <summary>Routes that find fault with no request that is specified: every id is fine, even if nothing has it.</summary>
    private static readonly string[] s_takeAnything =
        [.. Kinds.All.Keys.SelectMany(kind => new[] { $"GET /log-sources/{kind}/{{id}}", $"DELETE /log-sources/{kind}/{{id}}" }),
            "GET /alerts/{id}", "GET /alert-comments/{id}", "GET /api-tokens/{id}", "DELETE /api-tokens/{id}",
                "POST /api-tokens/{id}/rotate"];

    private static readonly Dictionary<string, Case> s_cases = Cases().ToDictionary(one => $"{one.Operation} {one.Status}");

    public static TheoryData<string> CaseNames => [.. s_cases.Keys];

    public static TheoryData<string> Routes => [.. RestApi.Routes.Select(NameOf)];

    [RestSpecificationTheory]
    [MemberData(nameof(CaseNames))]
    public async Task An_answer_is_as_specified(string name)
    {
        Case one = s_cases[name];
        JsonObject scene = await SetSceneAsync();
        if (one.Settings is not null)
        {
            await ControlAsync("POST", "settings", one.Settings);
        }

        string path = one.Path;
        foreach ((string key, JsonNode? id) in scene)
        {
            path = path.Replace($"{{{key}}}", (string?)id, StringComparison.Ordinal);
        }

        string method = one.Operation.Split(' ')[0];
        Reply reply = await SendAsync(method, path, one.Body, one.Token);

        Assert.True(reply.Status == one.Status, $"It answers {reply.Status}: {reply.Text}");
        Assert.Empty(ProblemsOf(method, path, reply));
    }

    [RestSpecificationTheory]
    [MemberData(nameof(Routes))]
    public void A_route_is_specified_and_has_a_case_for_every_status(string route)
    {
        RestSpecification specification = RestSpecification.Beside!;
        Assert.Contains(route, specification.Operations);
        int[] seen = [.. s_cases.Values.Where(one => one.Operation == route).Select(one => one.Status)];

        Assert.Equal(
            specification.StatusesOf(route).Except(s_ofBrokenService).Except(s_takeAnything.Contains(route) ? [400] : [])
                .Union(s_undeclared).Order(),
            seen.Except(s_ofBrokenService).Order());
    }

    [RestSpecificationFact]
    public async Task Answers_that_are_not_as_specified_are_found()
    {
        Reply reply = await GetAsync("/api-tokens/self");
        JsonObject token = reply.Json!.AsObject();
        Assert.Empty(ProblemsOf("GET", "/api-tokens/self", reply));

        (JsonObject Wrong, string Problem)[] cases =
        [
            (token.With(("name", null)), "PropertyRequired"),
            (token.With(("rotatedBy", "me")), "NoAdditionalPropertiesAllowed"),
            (token.With(("createdBy", new JsonObject { ["more"] = 1 })), "NoAdditionalPropertiesAllowed"),
            (token.With(("name", 5)), "StringExpected"),
            (token.With(("permissions", new JsonArray("Everything"))), "NotInEnumeration"),
        ];
        foreach ((JsonObject wrong, string problem) in cases)
        {
            Assert.Contains(problem, string.Join("; ", ProblemsOf("GET", "/api-tokens/self", reply with { Text = wrong.ToJsonString() })),
                StringComparison.Ordinal);
        }

        Assert.NotEmpty(
            ProblemsOf("GET", "/api-tokens/self",
                reply with { Text = token.ToJsonString().Replace("\"name\":\"full\"", "\"name\":null", StringComparison.Ordinal) }));
        Assert.NotEmpty(ProblemsOf("GET", "/api-tokens/self", reply with { Status = 404 }));
        Assert.NotEmpty(ProblemsOf("GET", "/api-tokens/self", reply with { Status = 418 }));
        Assert.NotEmpty(ProblemsOf("DELETE", "/api-tokens/self", reply with { Status = 204 }));
        Assert.NotEmpty(ProblemsOf("GET", "/api-token/self", reply));
    }

    private static IReadOnlyList<string> ProblemsOf(string method, string path, Reply reply) =>
        RestSpecification.Beside!.ProblemsOfAnswer(method, path.Split('?')[0], reply.Status, reply.ContentHeaders.ContentType?.ToString(),
            reply.Text);

    private static string NameOf(RestRoute route) => $"{route.Method} {route.Path}";

    /// <summary>One of everything.</summary>
    /// <returns>The ids by name.</returns>
    private async Task<JsonObject> SetSceneAsync()
    {
        var ids = new JsonObject { ["absent"] = Absent };
        foreach (string kind in Kinds.All.Keys)
        {
            ids[kind] = await CreateAsync(kind);
        }

        object scan = new { integrationType = "aws-scan", integrationLabel = "taken" };
        ids["scan"] = (string)(await ControlAsync("POST", "sources", scan))![0]!["integrationId"]!;
        Assert.Equal(200, (await PutAsync($"/log-source-alarms/{ids["s3"]}/SOURCE_NO_DATA", new { minutesThreshold = 60 })).Status);
        object seeded = new
        {
            id = "alert",
            type = "RULE",
            quality = "USEFUL",
            assignee = await OtherAlertsAssigneeAsync(),
            contextTags = new[] { "custom" },
            context = new { ip = "10.0.0.1" },
            detection = new { id = "My.Rule", type = "RULE", name = "mine" },
            deliveries = new[]
            {
                new { dispatchedAt = "2026-01-01T00:00:00Z", label = "#a", message = "sent", outputId = "o", statusCode = 200,
                    success = true },
            },
            firstEventOccurredAt = "2026-01-01T00:00:00Z",
            events = new[] { new { n = 1 } },
        };
        await ControlAsync("POST", "alerts", seeded);
        await ControlAsync("POST", "sources", new { integrationLabel = "ill", isHealthy = false });
        Assert.Equal(200, (await SendAsync("PATCH", "/alerts/alert", new { status = "TRIAGED" })).Status);
        Assert.Equal(201, (await PostAsync("/alert-context-tags", new { tag = "custom" })).Status);
        object comment = new { alertId = "alert", body = "why?", format = "PLAIN_TEXT" };
        ids["comment"] = (string)(await PostAsync("/alert-comments", comment)).Json!["id"]!;
        ids["token"] = (string)(await PostAsync("/api-tokens", new { name = "made", permissions = new[] { "AlertRead" } })).Json!["id"]!;
        return ids;
    }

    /// <summary>Adds an alert, assigns it, and answers the user's id.</summary>
    private async Task<string> OtherAlertsAssigneeAsync()
    {
        await ControlAsync("POST", "alerts", new { id = "other" });
        Reply reply = await GraphQLAsync("""
            mutation { updateAlertsAssigneeByEmail(input: { ids: ["other"], assigneeEmail: "analyst@example.com" }) {
              alerts { assignee { id } } } }
            """);
        return (string)reply.Json!["data"]!["updateAlertsAssigneeByEmail"]!["alerts"]![0]!["assignee"]!["id"]!;
    }

    private static IEnumerable<Case> Cases() => RestApi.Routes.SelectMany(OfEveryRoute)
        .Concat(Kinds.All.Keys.SelectMany(OfSources))
        .Concat(OfAlarms())
        .Concat(OfTokens())
        .Concat(OfAlerts())
        .Concat(OfComments())
        .Concat(OfContextTags())
        .Concat(OfRules());

    /// <summary>What the token decides.</summary>
    private static IEnumerable<Case> OfEveryRoute(RestRoute route)
    {
        string path = route.Path.Replace("{sourceId}", "{s3}", StringComparison.Ordinal)
            .Replace("{type}", "SOURCE_NO_DATA", StringComparison.Ordinal)
            .Replace("{id}", "{absent}", StringComparison.Ordinal).Replace("{tag}", "custom", StringComparison.Ordinal);
        yield return new Case(NameOf(route), 401, path) { Token = "expired" };
        yield return new Case(NameOf(route), 403, path) { Token = "none" };
    }

    private static IEnumerable<Case> OfSources(string kind)
    {
        string path = $"/log-sources/{kind}";
        string one = $"{path}/{{{kind}}}";
        string absent = $"{path}/{{absent}}";
        JsonObject body = Kinds.Body(kind);
        JsonObject other =
            body.With(("integrationLabel", "other"), ("subscriptionId", body.ContainsKey("subscriptionId") ? "other" : null));
        yield return new Case($"POST {path}", 201, path, other);
        yield return new Case($"POST {path}", 400, path, new JsonObject());
        yield return new Case($"POST {path}", 409, path, body);
        yield return new Case($"GET {path}/{{id}}", 200, one);
        yield return new Case($"GET {path}/{{id}}", 404, absent);
        yield return new Case($"PUT {path}/{{id}}", 200, one, other);
        yield return new Case($"PUT {path}/{{id}}", 400, one, new JsonObject());
        yield return new Case($"PUT {path}/{{id}}", 404, absent, other);
        yield return new Case($"PUT {path}/{{id}}", 409, one, body.With(("integrationLabel", "taken")));
        yield return new Case($"DELETE {path}/{{id}}", 204, absent);
    }

    private static IEnumerable<Case> OfAlarms()
    {
        const string Template = "/log-source-alarms/{sourceId}/{type}";
        const string Path = "/log-source-alarms/{s3}/SOURCE_NO_DATA";
        const string OfAbsent = "/log-source-alarms/{absent}/SOURCE_NO_DATA";
        const string OfOtherType = "/log-source-alarms/{s3}/SOURCE_SCANNING_ERRORS";
        var hour = new JsonObject { ["minutesThreshold"] = 60 };
        yield return new Case($"GET {Template}", 200, Path);
        yield return new Case($"GET {Template}", 400, OfOtherType);
        yield return new Case($"GET {Template}", 404, OfAbsent);
        yield return new Case($"PUT {Template}", 200, Path, hour);
        yield return new Case($"PUT {Template}", 400, "/log-source-alarms/{scan}/SOURCE_NO_DATA", hour);
        yield return new Case($"PUT {Template}", 404, OfAbsent, hour);
        yield return new Case($"DELETE {Template}", 204, OfAbsent);
        yield return new Case($"DELETE {Template}", 400, OfOtherType);
    }

    private static IEnumerable<Case> OfTokens()
    {
        const string Path = "/api-tokens";
        const string Item = "/api-tokens/{id}";
        var whole =
            new JsonObject
            {
                ["name"] = "new",
                ["permissions"] = new JsonArray("AlertRead"),
                ["allowedCIDRBlocks"] = new JsonArray("10.0.0.0/8")
            };
        yield return new Case($"GET {Path}", 200, Path);
        yield return new Case($"POST {Path}", 200, Path, whole);
        yield return new Case($"POST {Path}", 400, Path, new JsonObject());
        yield return new Case($"GET {Item}", 200, "/api-tokens/{token}");
        yield return new Case($"GET {Item}", 404, "/api-tokens/{absent}");
        yield return new Case($"POST {Item}", 200, "/api-tokens/{token}", whole);
        yield return new Case($"POST {Item}", 400, "/api-tokens/{token}", new JsonObject());
        yield return new Case($"POST {Item}", 404, "/api-tokens/{absent}", whole);
        yield return new Case($"DELETE {Item}", 204, "/api-tokens/{token}");
        yield return new Case($"DELETE {Item}", 404, "/api-tokens/{absent}");
        yield return new Case($"POST {Item}/rotate", 200, "/api-tokens/{token}/rotate");
        yield return new Case($"POST {Item}/rotate", 404, "/api-tokens/{absent}/rotate");
    }

    private static IEnumerable<Case> OfAlerts()
    {
        const string Path = "/alerts";
        const string Item = "/alerts/{id}";
        var change = new JsonObject { ["status"] = "RESOLVED", ["quality"] = "", ["contextTags"] = new JsonArray("new-tag") };
        JsonObject wrong = change.With(("status", "GONE"));
        yield return new Case($"GET {Path}", 200, "/alerts?limit=50");
        yield return new Case($"GET {Path}", 400, "/alerts?limit=51");
        yield return new Case($"GET {Item}", 200, "/alerts/alert");
        yield return new Case($"GET {Item}", 404, "/alerts/{absent}");
        yield return new Case($"GET {Item}/events", 200, "/alerts/alert/events?limit=1");
        yield return new Case($"GET {Item}/events", 400, "/alerts/alert/events?cursor=x");
        yield return new Case($"GET {Item}/events", 404, "/alerts/{absent}/events");
        yield return new Case($"PATCH {Item}", 200, "/alerts/alert", change);
        yield return new Case($"PATCH {Item}", 400, "/alerts/alert", wrong);
        yield return new Case($"PATCH {Item}", 404, "/alerts/{absent}", change);
        yield return new Case($"PATCH {Path}", 204, Path, change.With(("ids", new JsonArray("alert", "other"))));
        yield return new Case($"PATCH {Path}", 400, Path, change);
        yield return new Case($"PATCH {Path}", 404, Path, change.With(("ids", new JsonArray("alert", Absent))));
    }

    private static IEnumerable<Case> OfComments()
    {
        const string Path = "/alert-comments";
        const string Item = "/alert-comments/{id}";
        var body = new JsonObject { ["alertId"] = "alert", ["body"] = "because", ["format"] = "HTML" };
        yield return new Case($"GET {Path}", 200, "/alert-comments?alert-id=alert");
        yield return new Case($"GET {Path}", 400, Path);
        yield return new Case($"POST {Path}", 200, Path, body);
        yield return new Case($"POST {Path}", 400, Path, new JsonObject());
        yield return new Case($"POST {Path}", 404, Path, body.With(("alertId", Absent)));
        yield return new Case($"GET {Item}", 200, "/alert-comments/{comment}");
        yield return new Case($"GET {Item}", 404, "/alert-comments/{absent}");
        yield return new Case($"POST {Item}", 200, "/alert-comments/{comment}", body);
        yield return new Case($"POST {Item}", 400, "/alert-comments/{comment}", new JsonObject());
        yield return new Case($"POST {Item}", 404, "/alert-comments/{absent}", body);
    }

    private static IEnumerable<Case> OfContextTags()
    {
        const string Path = "/alert-context-tags";
        const string Item = "/alert-context-tags/{tag}";
        var body = new JsonObject { ["tag"] = "other-tag" };
        yield return new Case($"GET {Path}", 200, "/alert-context-tags?managed=false");
        yield return new Case($"GET {Path}", 400, "/alert-context-tags?managed=perhaps");
        yield return new Case($"POST {Path}", 201, Path, body);
        yield return new Case($"POST {Path}", 400, Path, new JsonObject { ["tag"] = "No Tag" });
        yield return new Case($"POST {Path}", 409, Path, new JsonObject { ["tag"] = "custom" });
        yield return new Case($"PATCH {Item}", 204, "/alert-context-tags/custom", body);
        yield return new Case($"PATCH {Item}", 400, "/alert-context-tags/custom", new JsonObject());
        yield return new Case($"PATCH {Item}", 404, "/alert-context-tags/absent", body);
        yield return new Case($"PATCH {Item}", 409, "/alert-context-tags/custom", new JsonObject { ["tag"] = "needs-tuning" });
        yield return new Case($"DELETE {Item}", 204, "/alert-context-tags/custom");
        yield return new Case($"DELETE {Item}", 400, "/alert-context-tags/needs-tuning");
    }

    private static IEnumerable<Case> OfRules()
    {
        yield return new Case("GET /rules", 200, "/rules?log-type=AWS.CloudTrail&state=enabled&limit=1");
        yield return new Case("GET /rules/{id}", 200, "/rules/AWS.Console.RootLogin");
        yield return new Case("GET /rules/{id}", 404, "/rules/{absent}");
        yield return new Case("GET /simple-rules", 200, "/simple-rules?log-type=Okta.SystemLog&state=enabled&limit=1");
        yield return new Case("GET /simple-rules/{id}", 200, "/simple-rules/Okta.Session.Anomaly");
        yield return new Case("GET /simple-rules/{id}", 404, "/simple-rules/{absent}");
    }

    /// <summary>A request that gets a certain status.</summary>
    private sealed record Case(string Operation, int Status, string Path, JsonNode? Body = null)
    {
        public string Token { get; init; } = "full";

        public object? Settings { get; init; }
    }
}
