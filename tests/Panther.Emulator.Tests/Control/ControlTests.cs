using System.Text.Json.Nodes;
using Panther.Emulator.Json;

namespace Panther.Emulator.Tests.Control;

/// <summary>What a test tells the emulator.</summary>
public sealed class ControlTests : EmulatorTest
{
    private const string List = "query List { sources { edges { node { integrationId } } } }";

    protected override JsonMap Start => new() { ["sources"] = 4, ["latency"] = 1 };

    [Fact]
    public async Task A_reset_goes_back_to_the_start_with_the_changes_that_it_names()
    {
        await ControlAsync("POST", "settings", new { pageSize = 2, conflict = "text" });
        await ControlAsync("POST", "faults", """{"status":500,"times":null}""");
        await ControlAsync("POST", "tokens", new { name = "extra", permissions = Array.Empty<string>() });
        await ControlAsync("POST", "alerts", new { id = "a" });
        await GraphQLAsync(List);

        JsonNode state = (await ControlAsync("POST", "reset", new { sources = 2, latency = 0, settings = new { edition = "next" } }))!;

        Assert.Equal((2, 0, 0), ((int)state["sources"]!, (int)state["faults"]!, (int)state["requests"]!));
        JsonNode settings = state["settings"]!;
        Assert.Equal((0, "code", "next", 0),
            ((int)settings["pageSize"]!, (string?)settings["conflict"], (string?)settings["edition"], (int)settings["latency"]!));
        Assert.Equal(5, (await ControlAsync("GET", "tokens"))!.AsArray().Count);
        Assert.DoesNotContain((await ControlAsync("GET", "alerts"))!.AsArray(), alert => (string?)alert!["id"] == "a");
        JsonNode again = (await ControlAsync("POST", "reset"))!;
        Assert.Equal((4, 1, "current"),
            ((int)again["sources"]!, (int)again["settings"]!["latency"]!, (string?)again["settings"]!["edition"]));
        await RefusesAsync("POST", "reset", new { sources = -1 }, "sources");
        await RefusesAsync("POST", "reset", new { nope = 1 }, "nope");
    }

    [Fact]
    public async Task A_reset_cuts_off_what_is_still_held()
    {
        await ControlAsync("POST", "faults", new { hold = true });
        Task<Reply> held = GraphQLAsync("mutation Rotate { rotateAPIToken { token { name } } }");
        await WaitUntilHoldingAsync(1);

        await ControlAsync("POST", "reset");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => held);
        Assert.Equal(200, (await GraphQLAsync(List)).Status);
    }

    [Fact]
    public async Task Settings_are_checked_and_changed_by_POST_and_PATCH_alike()
    {
        Assert.Equal(5, (int)(await ControlAsync("POST", "settings", new { pageSize = 5 }))!["pageSize"]!);
        Assert.Equal(5, (int)(await ControlAsync("PATCH", "settings", new { notFound = "null" }))!["pageSize"]!);
        Assert.Equal("null", (string?)(await ControlAsync("GET", "settings"))!["notFound"]);
        foreach (
            string wrong in new[] { """{"edition":"old"}""", """{"pageSize":-1}""", """{"introspection":"no"}""", """{"toString":1}""" })
        {
            await RefusesAsync("POST", "settings", wrong, "setting");
        }
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_sources_another_seed_makes_others()
    {
        string[] first = await MadeUpAsync(seed: 1);

        Assert.Equal(first, await MadeUpAsync(seed: 1));
        Assert.NotEqual(first, await MadeUpAsync(seed: 2));
    }

    [Fact]
    public async Task Made_up_sources_are_a_realistic_mixture()
    {
        await ControlAsync("POST", "reset", new { sources = 2000 });
        JsonNode[] sources = [.. (await ControlAsync("GET", "sources"))!.AsArray().Select(source => source!)];
        JsonNode[] ofS3 = [.. sources.Where(IsS3)];

        Assert.InRange(ofS3.Length, 1500, 1700);
        Assert.InRange(sources.Count(source => !(bool)source["isHealthy"]!), 40, 240);
        Assert.InRange(sources.Count(source => source["lastEventReceivedAtTime"] is null), 40, 200);
        Assert.Equal(2000, sources.Select(source => (string?)source["integrationLabel"]).Distinct().Count());
        Assert.All(ofS3, source => Assert.Matches("^[0-9a-zA-Z- ]{1,32}$", (string?)source["integrationLabel"]));
        Assert.All(ofS3, source => Assert.Matches(@"^\d{12}$", (string?)source["awsAccountId"]));
        Assert.True(sources.Select(source => (string?)source["integrationType"]).Distinct().Count() > 5);
        await ControlAsync("POST", "reset", new { sources = 100, allS3 = true });
        Assert.All((await ControlAsync("GET", "sources"))!.AsArray(), source => Assert.True(IsS3(source!)));
    }

    [Fact]
    public async Task Sources_are_added_changed_and_removed_as_given()
    {
        JsonNode added =
            (await ControlAsync("POST", "sources", """{"integrationId":"odd","integrationType":"from-the-future","logTypes":null}"""))![0]!;
        Assert.Equal(("odd", null), ((string?)added["integrationId"], added["logTypes"]));
        await RefusesAsync("POST", "sources", new { integrationId = "odd" }, "taken");
        Assert.False((bool)(await ControlAsync("PATCH", "sources/odd", new { isHealthy = false }))!["isHealthy"]!);
        Assert.False((bool)(await ControlAsync("GET", "sources/odd"))!["isHealthy"]!);
        await ControlAsync("DELETE", "sources/odd");
        await RefusesAsync("GET", "sources/odd", null, "not found");
    }

    [Fact]
    public async Task Alerts_are_added_changed_and_removed_as_given()
    {
        JsonNode added =
            (await ControlAsync("POST", "alerts", new { id = "odd", type = "FROM_THE_FUTURE", logSources = new[] { "x" } }))![0]!;
        Assert.Equal(("FROM_THE_FUTURE", "OPEN"), ((string?)added["type"], (string?)added["status"]));
        await RefusesAsync("POST", "alerts", new { id = "odd" }, "taken");
        Assert.Equal("ODD", (string?)(await ControlAsync("PATCH", "alerts/odd", new { severity = "ODD" }))!["severity"]);
        Assert.Equal("ODD", (string?)(await ControlAsync("GET", "alerts/odd"))!["severity"]);
        await ControlAsync("DELETE", "alerts/odd");
        await RefusesAsync("GET", "alerts/odd", null, "not found");
    }

    [Fact]
    public async Task Tokens_are_created_with_permissions_expired_and_deleted()
    {
        JsonNode made = (await ControlAsync("POST", "tokens", new { name = "mine", permissions = new[] { "LogSourceRead" } }))!;
        string value = (string)made["value"]!;
        Assert.Matches("^[\x21-\x7e]{40}$", value);
        Assert.Null((await GraphQLAsync(List, token: value)).Json!["errors"]);
        await ControlAsync("POST", "tokens/mine/expire");
        Assert.Equal(401, (await GraphQLAsync(List, token: value)).Status);
        await ControlAsync("DELETE", "tokens/mine");
        await RefusesAsync("POST", "tokens/mine/expire", null, "not found");
        await RefusesAsync("POST", "tokens", new { name = "mine", permissions = new[] { "All" } }, "permission");
        await RefusesAsync("POST", "tokens", new { permissions = Array.Empty<string>() }, "name");
    }

    [Fact]
    public async Task Requests_are_logged_with_what_was_sent_but_never_with_a_token()
    {
        await GraphQLAsync("query Q($id: ID!) { source(id: $id) { integrationId } }", new { id = "x" });
        object body =
            new
            {
                integrationLabel = "h",
                logTypes = Array.Empty<string>(),
                logStreamType = "Auto",
                authMethod = "Bearer",
                authBearerToken = "in the open"
            };
        await SendAsync("POST", "/log-sources/http", body, "logSources");
        await SendAsync("GET", "/log-sources/s3/x?why=not", token: "not a token");

        JsonArray requests = (await ControlAsync("GET", "requests"))!.AsArray();
        JsonNode first = requests[0]!;
        Assert.Equal(("Q", "query", 200, false),
            ((string?)first["operation"], (string?)first["kind"], (int)first["status"]!, (bool)first["aborted"]!));
        JsonAssert.Equal(new { id = "x" }, first["variables"]);
        Assert.Contains("query Q", (string?)first["query"], StringComparison.Ordinal);
        Assert.Equal("full", (string?)first["headers"]!["x-api-key"]);
        JsonNode second = requests[1]!;
        Assert.Equal(
            ("POST /log-sources/http", "mutation", 201, "logSources"),
            ((string?)second["operation"], (string?)second["kind"], (int)second["status"]!, (string?)second["headers"]!["x-api-key"]));
        JsonAssert.Equal(body, second["body"]);
        JsonNode third = requests[2]!;
        Assert.Equal(
            ("GET /log-sources/s3/{id}", 401, "unknown", "why=not"),
            ((string?)third["operation"], (int)third["status"]!, (string?)third["headers"]!["x-api-key"], (string?)third["queryString"]));
        Assert.All(requests, request => Assert.True(
            request!["time"] is not null && (double)request["durationMs"]! >= 0 && (int)request["connection"]! > 0
                && request["requestId"] is not null));
        string all = requests.ToJsonString();
        Assert.All((await ControlAsync("GET", "tokens"))!.AsArray(), token =>
            Assert.DoesNotContain((string)token!["value"]!, all, StringComparison.Ordinal));
        await ControlAsync("DELETE", "requests");
        Assert.Empty((await ControlAsync("GET", "requests"))!.AsArray());
    }

    [Fact]
    public async Task Requests_are_counted()
    {
        string id = (string)(await ControlAsync("POST", "faults", """{"hold":true,"times":null}"""))!["id"]!;
        Task<Reply>[] lists = [.. Enumerable.Range(0, 3).Select(_ => GraphQLAsync(List))];
        await WaitUntilHoldingAsync(3);
        await ControlAsync("DELETE", $"faults/{id}");
        await Task.WhenAll(lists);
        await GraphQLAsync(List, token: "readOnly");
        await WaitUntilIdleAsync();

        JsonNode stats = (await ControlAsync("GET", "stats"))!;
        Assert.Equal((4, 3), ((int)stats["requests"]!, (int)stats["maxInFlight"]!));
        JsonAssert.Equal(new { List = 4 }, stats["byOperation"]);
        JsonAssert.Equal(new { full = 3, readOnly = 1 }, stats["byToken"]);
    }

    [Fact]
    public async Task A_request_id_goes_with_every_answer_under_the_name_that_is_set()
    {
        Reply reply = await GraphQLAsync(List);
        Assert.Equal((string?)(await ControlAsync("GET", "requests"))![0]!["requestId"], reply.Headers.GetValues("X-Request-Id").Single());
        await ControlAsync("POST", "settings", new { requestIdHeader = "x-amzn-RequestId" });
        Assert.NotEmpty((await GraphQLAsync(List)).Headers.GetValues("x-amzn-requestid").Single());
        await ControlAsync("POST", "settings", """{"requestIdHeader":null}""");
        Assert.False((await GraphQLAsync(List)).Headers.Contains("X-Request-Id"));
    }

    [Fact]
    public async Task It_says_what_it_has_and_refuses_what_is_no_JSON()
    {
        await RefusesAsync("GET", "nope", null, "GET state");
        await RefusesAsync("POST", "settings", "{", "JSON");
    }

    private static bool IsS3(JsonNode source) => (string?)source["integrationType"] == "aws-s3";

    private async Task<string[]> MadeUpAsync(int seed)
    {
        await ControlAsync("POST", "reset", new { sources = 50, seed });
        return [.. (await ControlAsync("GET", "sources"))!.AsArray()
            .Select(source => $"{source!["integrationId"]} {source["integrationLabel"]}")];
    }

    private async Task RefusesAsync(string method, string path, object? body, string message)
    {
        Reply reply = await SendAsync(method, $"/_emulator/{path}", body, token: "");
        Assert.InRange(reply.Status, 400, 499);
        Assert.Contains(message, (string?)reply.Json!["message"], StringComparison.OrdinalIgnoreCase);
    }
}
