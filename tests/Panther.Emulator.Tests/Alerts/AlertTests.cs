using System.Globalization;
using System.Text.Json.Nodes;
using Panther.Emulator.Tests.Rest;

namespace Panther.Emulator.Tests.Alerts;

/// <summary>Alerts and system errors, in both APIs.</summary>
public sealed class AlertTests : RestTest
{
    private const string List = """
        query($input: AlertsInput!) { alerts(input: $input) {
          edges { node { id title status severity type
            origin { ... on SystemError { type relatedComponent } ... on Detection { id name detectionType: type } } } }
          pageInfo { hasNextPage endCursor } } }
        """;

    private const string Change =
        """
        mutation($ids: [ID!]!) { updateAlertStatusById(input: { ids: $ids, status: RESOLVED }) {
          alerts { id status updatedBy { ... on APIToken { name } } } } }
        """;

    private static readonly string s_recently = TimeOf(-1);

    [Fact]
    public async Task An_unhealthy_source_has_a_system_error_among_the_alerts()
    {
        JsonArray sources = (await ControlAsync("POST", "sources", new object[]
        {
            new { integrationLabel = "ill", isHealthy = false, createdAtTime = "2026-01-02T00:00:00.000Z" },
            new { integrationLabel = "ill too", isHealthy = false },
            new { integrationLabel = "well" },
        }))!.AsArray();
        JsonObject period =
            Parse("""{"createdAtAfter":"2026-01-01T00:00:00Z","createdAtBefore":"2099-01-01T00:00:00Z","type":"SYSTEM_ERROR"}""");

        JsonNode alerts = await ListAsync(period.With(("logSources", new JsonArray((string)sources[0]!["integrationId"]!))));
        JsonNode node = Assert.Single(alerts["edges"]!.AsArray())!["node"]!;
        Assert.Equal(("CRITICAL", "OPEN", "LOG_SOURCE"),
            ((string?)node["severity"], (string?)node["status"], (string?)node["origin"]!["relatedComponent"]));
        Assert.StartsWith("SOURCE_", (string?)node["origin"]!["type"], StringComparison.Ordinal);
        Assert.False((bool)alerts["pageInfo"]!["hasNextPage"]!);
        Reply one = await GraphQLAsync("query($id: ID!) { alert(id: $id) { title } }", new { id = node["id"] });
        Assert.Equal((string?)node["title"], (string?)one.Json!["data"]!["alert"]!["title"]);

        JsonObject paged = period.With(("pageSize", 1), ("sortDir", "ascending"));
        JsonNode first = await ListAsync(paged);
        Assert.Equal((string?)node["id"], (string?)first["edges"]![0]!["node"]!["id"]);
        JsonNode second = await ListAsync(paged.With(("cursor", first["pageInfo"]!["endCursor"])));
        Assert.Single(second["edges"]!.AsArray());
        Assert.False((bool)second["pageInfo"]!["hasNextPage"]!);
        Assert.Empty((await ListAsync(period.With(("type", "ALERT"))))["edges"]!.AsArray());
        Assert.Equal("BAD_USER_INPUT", (await GraphQLAsync(List, new { input = new { type = "SYSTEM_ERROR" } })).Code);
        Assert.Equal(400, (await GraphQLAsync(List, new { input = period.With(("createdAtAfter", "then")) })).Status);
    }

    [Fact]
    public async Task One_listing_tells_the_sources_of_all_system_errors()
    {
        JsonArray sources = (await ControlAsync("POST", "sources", new object[]
        {
            new { integrationLabel = "a", isHealthy = false },
                new { integrationLabel = "b", isHealthy = false, integrationType = "http-ingest" }, new { integrationLabel = "c" },
        }))!.AsArray();

        JsonArray results = await ResultsAsync("type=SYSTEM_ERROR&sort-dir=asc");

        Assert.Equal(
            sources.Take(2).Select(source => ((string?)source!["integrationId"], (string?)source["integrationType"])),
            results.Select(alert => ((string?)alert!["systemError"]!["sourceId"], (string?)alert["systemError"]!["sourceType"])));
        Assert.Empty(await ResultsAsync("type=ALERT"));
        Assert.Single(await ResultsAsync($"type=SYSTEM_ERROR&log-source={sources[1]!["integrationId"]}"));
        await ControlAsync("PATCH", $"sources/{sources[0]!["integrationId"]}", new { isHealthy = true });
        Assert.Single(await ResultsAsync("type=SYSTEM_ERROR"));
    }

    [Fact]
    public async Task A_listing_comes_in_pages_whose_cursors_have_to_be_escaped()
    {
        await ControlAsync("POST", "alerts", Enumerable.Range(0, 120).Select(i => new { id = $"a{i:000}", createdAt = TimeOf(-i) }));
        List<string?> seen = [];
        string next = "";
        do
        {
            JsonNode page = (await GetAsync($"/alerts?limit=50&cursor={Uri.EscapeDataString(next)}")).Json!;
            seen.AddRange(page["results"]!.AsArray().Select(alert => (string?)alert!["id"]));
            next = (string?)page["next"] ?? "";
            Assert.True(next.Length == 0 || next.Contains('"', StringComparison.Ordinal));
        }
        while (next.Length > 0);

        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"a{i:000}"), seen);
        Assert.Equal(25, (await ResultsAsync("")).Count);
        Assert.Equal(400, (await GetAsync("/alerts?cursor=x")).Status);
    }

    [Theory]
    [InlineData("status=OPEN&status=TRIAGED", "rule policy")]
    [InlineData("severity=HIGH", "policy")]
    [InlineData("sub-type=POLICY", "policy")]
    [InlineData("sub-type=CORRELATION_RULE", "correlation")]
    [InlineData("detection-id=My.Rule", "rule")]
    [InlineData("name-contains=sec", "policy")]
    [InlineData("log-source=s1", "rule")]
    [InlineData("log-type=AWS.ALB", "rule")]
    [InlineData("resource-type=AWS.S3.Bucket", "policy")]
    [InlineData("quality=NOISE", "correlation")]
    [InlineData("context-tag=known", "correlation")]
    [InlineData("event-count-min=2", "correlation")]
    [InlineData("event-count-min=1&event-count-max=1", "rule")]
    [InlineData("assignee=0f5bb3ef-4c4a-4ad6-9e77-9d3a0a7f2b51", "policy")]
    [InlineData("created-after=2020-01", "rule policy correlation old")]
    [InlineData("created-after=2020-01-01&created-before=2021-01-01T00:00:00Z", "old")]
    [InlineData("created-after=1577836800&created-before=1609459200", "old")]
    [InlineData("type=DETECTION_ERROR", "error")]
    [InlineData("status=", "rule policy correlation")]
    [InlineData("unknown=1", "rule policy correlation")]
    public async Task A_listing_is_filtered(string query, string expected)
    {
        await SeedAsync();

        JsonArray results = await ResultsAsync(query + "&limit=50");

        Assert.Equal(expected.Split(' '), results.Select(alert => (string?)alert!["id"]));
    }

    [Theory]
    [InlineData("type=NONE")]
    [InlineData("sub-type=NONE")]
    [InlineData("status=open")]
    [InlineData("severity=HIGHEST")]
    [InlineData("quality=GOOD")]
    [InlineData("sort-dir=up")]
    [InlineData("limit=0")]
    [InlineData("limit=51")]
    [InlineData("event-count-min=few")]
    [InlineData("created-after=yesterday")]
    public async Task A_filter_that_makes_no_sense_is_refused(string query) =>
        Assert.Equal(400, (await GetAsync($"/alerts?{query}")).Status);

    [Fact]
    public async Task Alerts_are_changed_one_by_one_and_many_at_once()
    {
        await SeedAsync();
        Assert.Equal((200, ""),
            Outcome(await SendAsync("PATCH", "/alerts/rule",
                new { status = "TRIAGED", quality = "USEFUL", contextTags = new[] { "known", "new" } })));
        JsonNode rule = (await GetAsync("/alerts/rule")).Json!;
        Assert.Equal(("TRIAGED", "USEFUL"), ((string?)rule["status"], (string?)rule["quality"]));
        JsonAssert.Equal(new[] { "known", "new" }, rule["contextTags"]);
        Assert.Equal("api-token", (string?)rule["updatedBy"]!["type"]);
        await SendAsync("PATCH", "/alerts/rule", new { quality = "" });
        Assert.False((await GetAsync("/alerts/rule")).Json!.AsObject().ContainsKey("quality"));

        Assert.Equal((204, ""), Outcome(await SendAsync("PATCH", "/alerts", new { ids = new[] { "rule", "policy" }, status = "CLOSED" })));
        Assert.Equal(404, (await SendAsync("PATCH", "/alerts", new { ids = new[] { "correlation", "gone" }, status = "CLOSED" })).Status);
        Assert.Equal(["rule", "policy"], (await ResultsAsync("status=CLOSED")).Select(alert => (string?)alert!["id"]));
        Assert.Equal(400, (await SendAsync("PATCH", "/alerts/rule", new { assignee = "nobody" })).Status);
        Assert.Equal(400,
            (await SendAsync("PATCH", "/alerts/rule", new { contextTags = Enumerable.Range(0, 11).Select(i => $"t{i}") })).Status);
        Assert.Equal(403, (await SendAsync("PATCH", "/alerts/rule", new { status = "OPEN" }, "readOnly")).Status);
    }

    [Fact]
    public async Task A_system_error_is_changed_too_and_keeps_the_change()
    {
        await ControlAsync("POST", "sources", new { integrationLabel = "ill", isHealthy = false });
        string id = (string)(await ResultsAsync("type=SYSTEM_ERROR"))[0]!["id"]!;

        JsonNode changed = (await GraphQLAsync(Change, new { ids = new[] { id } })).Json!["data"]!["updateAlertStatusById"]!["alerts"]![0]!;

        Assert.Equal(("RESOLVED", "full"), ((string?)changed["status"], (string?)changed["updatedBy"]!["name"]));
        Assert.Equal("RESOLVED", (string?)(await GetAsync($"/alerts/{id}")).Json!["status"]);
        Assert.Equal("NOT_FOUND", (await GraphQLAsync(Change, new { ids = new[] { id, "gone" } })).Code);
        Assert.Equal("FORBIDDEN", (await GraphQLAsync(Change, new { ids = new[] { id } }, "logSources")).Code);
    }

    [Fact]
    public async Task An_alert_is_assigned_by_id_and_by_email_and_to_nobody()
    {
        await SeedAsync();
        const string ByEmail =
            """
            mutation($email: String) { updateAlertsAssigneeByEmail(input: { ids: ["rule"], assigneeEmail: $email }) {
              alerts { assignee { email } } } }
            """;
        const string ById =
            "mutation($id: ID) { updateAlertsAssigneeById(input: { ids: [\"rule\"], assigneeId: $id }) { alerts { assignee { email } } } }";

        JsonNode byEmail = (await GraphQLAsync(ByEmail, new { email = "Owner@example.com" }))
            .Json!["data"]!["updateAlertsAssigneeByEmail"]!["alerts"]![0]!;
        Assert.Equal("owner@example.com", (string?)byEmail["assignee"]!["email"]);
        string id = (string)(await GetAsync("/alerts/rule")).Json!["assignee"]!["id"]!;
        Assert.Null((await GraphQLAsync(ById, new { id = (string?)null }))
            .Json!["data"]!["updateAlertsAssigneeById"]!["alerts"]![0]!["assignee"]);
        Assert.Equal(200, (await SendAsync("PATCH", "/alerts/rule", new { assignee = id })).Status);
        Assert.Single(await ResultsAsync($"assignee={id}"));
        Assert.Equal("BAD_USER_INPUT", (await GraphQLAsync(ByEmail, new { email = "nobody@example.com" })).Code);
    }

    [Fact]
    public async Task Events_come_in_pages_in_both_APIs()
    {
        await ControlAsync("POST", "alerts", new { id = "busy", events = Enumerable.Range(0, 30).Select(n => new { n }) });
        JsonNode first = (await GetAsync("/alerts/busy/events")).Json!;
        JsonNode second = (await GetAsync($"/alerts/busy/events?cursor={Uri.EscapeDataString((string)first["next"]!)}")).Json!;
        Assert.Equal(Enumerable.Range(0, 30),
            first["results"]!.AsArray().Concat(second["results"]!.AsArray()).Select(one => (int)one!["n"]!));
        Assert.Null(second["next"]);

        Reply page =
            await GraphQLAsync("{ alert(id: \"busy\") { events(input: { pageSize: 20 }) { edges { node } pageInfo { hasNextPage } } } }");
        Assert.Equal(20, page.Json!["data"]!["alert"]!["events"]!["edges"]!.AsArray().Count);
        Assert.True((bool)page.Json["data"]!["alert"]!["events"]!["pageInfo"]!["hasNextPage"]!);
    }

    [Fact]
    public async Task Comments_are_made_by_both_APIs_listed_and_changed()
    {
        await SeedAsync();
        Reply made = await GraphQLAsync(
            """
            mutation { createAlertComment(input: { alertId: "rule", body: "one" }) {
              comment { id body format entity { ... on Alert { id } } createdBy { ... on APIToken { name } } } } }
            """);
        JsonNode comment = made.Json!["data"]!["createAlertComment"]!["comment"]!;
        Assert.Equal(("PLAIN_TEXT", "rule", "full"),
            ((string?)comment["format"], (string?)comment["entity"]!["id"], (string?)comment["createdBy"]!["name"]));
        await PostAsync("/alert-comments", new { alertId = "rule", body = "two", format = "HTML" });
        await PostAsync("/alert-comments", new { alertId = "policy", body = "other", format = "HTML" });

        Assert.Equal(200,
            (await PostAsync($"/alert-comments/{comment["id"]}", new { alertId = "rule", body = "uno", format = "HTML" })).Status);
        JsonArray listed = (await GetAsync("/alert-comments?alert-id=rule")).Json!["results"]!.AsArray();
        Assert.Equal(["uno", "two"], listed.Select(one => (string?)one!["body"]));
        Assert.Equal("NOT_FOUND",
            (await GraphQLAsync("mutation { createAlertComment(input: { alertId: \"gone\", body: \"x\" }) { comment { id } } }")).Code);
    }

    [Fact]
    public async Task A_context_tag_is_renamed_and_removed_at_its_alerts_too()
    {
        await SeedAsync();
        Assert.Equal(201, (await PostAsync("/alert-context-tags", new { tag = "known" })).Status);
        Assert.Equal((204, ""), Outcome(await SendAsync("PATCH", "/alert-context-tags/known", new { tag = "renamed" })));
        Assert.Single(await ResultsAsync("context-tag=renamed"));
        Assert.Equal(204, (await DeleteAsync("/alert-context-tags/renamed")).Status);
        Assert.Equal(204, (await DeleteAsync("/alert-context-tags/renamed")).Status);
        Assert.Empty(await ResultsAsync("context-tag=renamed"));
        Assert.All((await GetAsync("/alert-context-tags")).Json!["results"]!.AsArray(), tag => Assert.True((bool)tag!["managed"]!));
    }

    [Fact]
    public async Task Both_APIs_list_the_same_alerts_but_for_what_GraphQL_does_not_know()
    {
        await SeedAsync();
        JsonNode listed = await ListAsync(Parse("""{"createdAtAfter":"2019-01-01T00:00:00Z","createdAtBefore":"2099-01-01T00:00:00Z"}"""));

        Assert.Equal(["rule", "policy", "old"], listed["edges"]!.AsArray().Select(edge => (string?)edge!["node"]!["id"]));
        JsonAssert.Equal(new { id = "My.Rule", name = "mine", detectionType = "RULE" }, listed["edges"]![0]!["node"]!["origin"]);
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static (int Status, string Text) Outcome(Reply reply) => (reply.Status, reply.Text);

    private static string TimeOf(double minutesFromNow) =>
        DateTime.UtcNow.AddMinutes(minutesFromNow).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async Task<JsonNode> ListAsync(JsonObject input) => (await GraphQLAsync(List, new { input })).Json!["data"]!["alerts"]!;

    private async Task<JsonArray> ResultsAsync(string query) => (await GetAsync($"/alerts?{query}")).Json!["results"]!.AsArray();

    /// <summary>One alert of each kind, the newest first.</summary>
    private Task<JsonNode?> SeedAsync() => ControlAsync("POST", "alerts", new object[]
    {
        new
        {
            id = "rule", type = "RULE", createdAt = s_recently, detection = new { id = "My.Rule", type = "RULE", name = "mine" },
                logSources = new[] { "s1" },
            logTypes = new[] { "AWS.ALB" }, eventCount = 1,
        },
        new
        {
            id = "policy", type = "POLICY", createdAt = TimeOf(-2), status = "TRIAGED", severity = "HIGH", title = "Insecure bucket",
            resourceTypes = new[] { "AWS.S3.Bucket" }, assignee = "0f5bb3ef-4c4a-4ad6-9e77-9d3a0a7f2b51",
        },
        new
        {
            id = "correlation", type = "CORRELATION_RULE", createdAt = TimeOf(-3), status = "RESOLVED", quality = "NOISE",
                contextTags = new[] { "known" },
            events = new[] { 1, 2 },
        },
        new { id = "error", type = "RULE_ERROR", createdAt = TimeOf(-4) },
        new { id = "old", createdAt = "2020-05-05T05:05:05.000Z", status = "CLOSED" },
    });
}
