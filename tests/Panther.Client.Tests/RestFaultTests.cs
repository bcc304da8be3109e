using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tokens;

namespace Panther.Client.Tests;

/// <summary>
/// The operations of the REST API under faults that strike once. They go the same way as those of GraphQL, whose whole
/// matrix is in docs/reliability.md; a cell says what that page says.
/// </summary>
public sealed class RestFaultTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private static readonly string[] s_operations =
    [
        "get", "create", "update", "set alarm", "remove alarm", "create token", "update token", "remove token"
    ];

    private static readonly Dictionary<string, Fault> s_faults = new()
    {
        ["reset, not carried out"] = new Fault { Reset = true },
        ["reset, carried out"] = new Fault { Reset = true, Phase = "after" },
        ["429"] = new Fault { Status = 429, Body = new { message = "Too Many Requests" } },
        ["400"] = new Fault { Status = 400, Body = new { message = "bad request" } },
        ["401"] = new Fault { Status = 401, Body = new { message = "Unauthorized" } },
        ["403 with an error"] = new Fault { Status = 403, Body = new { error = "forbidden" } },
        ["404 with a message"] = new Fault { Status = 404, Body = new { message = "not found" } },
        ["404 with an HTML page"] = new Fault { Status = 404, Body = "<html>Not Found</html>" },
        ["409"] = new Fault { Status = 409, Body = new { message = "it exists" } },
        ["500"] = new Fault { Status = 500, Body = new { message = "internal error" } },
        ["502 with an HTML page"] = new Fault { Status = 502, Body = "<html>Bad Gateway</html>" },
        ["503, carried out"] = new Fault { Status = 503, Phase = "after" },
        ["200 with an HTML page"] = new Fault { Body = "<html>Welcome</html>", Status = 200 },
        ["JSON that ends early"] = new Fault { Truncate = 10, End = "end", Phase = "after" },
        ["redirect"] = new Fault { Redirect = new { location = "https://127.0.0.1:1/elsewhere" } },
    };

    public static TheoryData<string, string[]> Rows => new()
    {
        {
            "reset, not carried out",
            ["ok x2", "OutcomeUnknown x1, not done", "ok x2", "ok x2", "ok x2", "OutcomeUnknown x1, not done", "ok x2", "ok x2"]
        },
        { "reset, carried out", ["ok x2", "found x1", "ok x2", "ok x2", "ok x2", "OutcomeUnknown x1, done", "ok x2", "ok x2"] },
        { "429", ["ok x2", "ok x2", "ok x2", "ok x2", "ok x2", "ok x2", "ok x2", "ok x2"] },
        { "400", ["InvalidInput x1", "InvalidInput x1, not done", "InvalidInput x1, not done", "InvalidInput x1, not done", "InvalidInput x1, not done", "InvalidInput x1, not done", "InvalidInput x1, not done", "InvalidInput x1, not done"] },
        { "401", ["Unauthorized x1", "Unauthorized x1, not done", "Unauthorized x1, not done", "Unauthorized x1, not done", "Unauthorized x1, not done", "Unauthorized x1, not done", "Unauthorized x1, not done", "Unauthorized x1, not done"] },
        { "403 with an error", ["Forbidden x1", "Forbidden x1, not done", "Forbidden x1, not done", "Forbidden x1, not done", "Forbidden x1, not done", "Forbidden x1, not done", "Forbidden x1, not done", "Forbidden x1, not done"] },
        { "404 with a message", ["NotFound x1", "ApiError x1, not done", "NotFound x1, not done", "NotFound x1, not done", "NotFound x1, not done", "ApiError x1, not done", "NotFound x1, not done", "NotFound x1, not done"] },
        { "404 with an HTML page", ["ApiError x1", "ApiError x1, not done", "ApiError x1, not done", "ApiError x1, not done", "ApiError x1, not done", "ApiError x1, not done", "ApiError x1, not done", "ApiError x1, not done"] },
        { "409", ["Conflict x1", "Conflict x1, not done", "Conflict x1, not done", "Conflict x1, not done", "Conflict x1, not done", "Conflict x1, not done", "Conflict x1, not done", "Conflict x1, not done"] },
        { "500", ["ok x2", "ServerError x1, not done", "ServerError x1, not done", "ServerError x1, not done", "ServerError x1, not done", "ServerError x1, not done", "ServerError x1, not done", "ServerError x1, not done"] },
        {
            "502 with an HTML page",
            ["ok x2", "OutcomeUnknown x1, not done", "ok x2", "ok x2", "ok x2", "OutcomeUnknown x1, not done", "ok x2", "ok x2"]
        },
        { "503, carried out", ["ok x2", "found x1", "ok x2", "ok x2", "ok x2", "OutcomeUnknown x1, done", "ok x2", "ok x2"] },
        { "200 with an HTML page", ["ProtocolError x1", "OutcomeUnknown x1, not done", "ProtocolError x1, not done", "ProtocolError x1, not done", "ProtocolError x1, not done", "OutcomeUnknown x1, not done", "ProtocolError x1, not done", "ProtocolError x1, not done"] },
        { "JSON that ends early", ["ProtocolError x1", "found x1", "ProtocolError x1, done", "ProtocolError x1, done", "ok x1", "OutcomeUnknown x1, done", "ProtocolError x1, done", "ok x1"] },
        { "redirect", ["ProtocolError x1", "ProtocolError x1, not done", "ProtocolError x1, not done", "ProtocolError x1, not done", "ProtocolError x1, not done", "ProtocolError x1, not done", "ProtocolError x1, not done", "ProtocolError x1, not done"] },
    };

    [Fact]
    public void Every_fault_has_its_row() => Assert.Equal(s_faults.Keys.Order(), Rows.Select(row => (string)row[0]).Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_fault_has_the_outcome_that_its_row_says(string fault, string[] expected)
    {
        var actual = new List<string>();
        foreach (string operation in s_operations)
        {
            await Control.ResetAsync();
            actual.Add(await RunAsync(operation, s_faults[fault]));
        }

        Assert.Equal(expected, actual);
    }

    private static HttpSourceSettings Settings(string label) => new()
    {
        Label = label,
        LogTypes = ["AWS.ALB"],
        LogStreamType = "JSON",
        AuthMethod = "Bearer",
        AuthBearerToken = "the source's own secret",
    };

    private static ApiTokenSettings TokenSettings(string name) => new() { Name = name, Permissions = ["RuleRead"] };

    private async Task<string> RunAsync(string operation, Fault fault)
    {
        PantherClient client = Connect();
        HttpLogSource target = await client.HttpSources.CreateAsync(Settings("target"), Context);
        if (operation == "remove alarm")
        {
            await client.Alarms.SetAsync(target.Id, 30, Context);
        }

        ApiToken token = await client.Tokens.CreateAsync(TokenSettings("target"), Context);
        ApiTokenUpdate renaming = await client.Tokens.PrepareUpdateAsync(token.Id, new ApiTokenSettings { Name = "renamed" }, Context);
        SourceUpdate<HttpLogSource>? update = operation != "update" ? null
            : await client.HttpSources.PrepareUpdateAsync(target, Settings("renamed"), Context);
        (string method, string path) = operation switch
        {
            "get" => ("GET", $"/log-sources/http/{target.Id}"),
            "create" => ("POST", "/log-sources/http"),
            "update" => ("PUT", $"/log-sources/http/{target.Id}"),
            "set alarm" => ("PUT", $"/log-source-alarms/{target.Id}/SOURCE_NO_DATA"),
            "create token" => ("POST", "/api-tokens"),
            "update token" => ("POST", $"/api-tokens/{token.Id}"),
            "remove token" => ("DELETE", $"/api-tokens/{token.Id}"),
            _ => ("DELETE", $"/log-source-alarms/{target.Id}/SOURCE_NO_DATA"),
        };
        int before = await CountAsync(method, path);
        await Control.BreakAsync(fault with { Method = method, Path = path });
        string outcome = "ok";
        try
        {
            await (operation switch
            {
                "get" => client.HttpSources.GetAsync(target, Context),
                "create" => client.HttpSources.CreateAsync(Settings("new"), Context),
                "update" => client.HttpSources.UpdateAsync(update!, Context),
                "set alarm" => client.Alarms.SetAsync(target.Id, 60, Context),
                "create token" => client.Tokens.CreateAsync(TokenSettings("new"), Context),
                "update token" => client.Tokens.UpdateAsync(renaming, Context),
                "remove token" => client.Tokens.DeleteAsync(token.Id, Context),
                _ => client.Alarms.RemoveAsync(target.Id, Context),
            });
        }
        catch (PantherException e)
        {
            outcome = e.Kind.ToString();
            Assert.DoesNotContain("the source's own secret", e.ToString(), StringComparison.Ordinal);
        }

        int requests = await CountAsync(method, path) - before;
        bool wasLookedFor = operation == "create" && await Control.CountAsync("ListSources") > 0;
        await Control.RepairAsync();
        bool? isDone = await IsDoneAsync(client, operation, target);
        string state = isDone is null || (outcome == "ok" && isDone == true) ? "" : isDone == true ? ", done" : ", not done";
        return $"{(outcome == "ok" && wasLookedFor ? "found" : outcome)} x{requests}{state}";
    }

    private async Task<int> CountAsync(string method, string path) =>
        (await Control.GetRequestsAsync()).Count(r => r.Method == method && r.Path == path);

    /// <summary>Whether the change was made at the API, and once; null for a read.</summary>
    private async Task<bool?> IsDoneAsync(PantherClient client, string operation, HttpLogSource target)
    {
        IReadOnlyList<JObject> sources = await Control.GetSourcesAsync();
        int? minutes = operation.EndsWith("alarm", StringComparison.Ordinal)
            ? (await client.Alarms.GetAsync(target.Id, Context))?.MinutesThreshold
            : null;
        IReadOnlyList<ApiToken> tokens = operation.EndsWith("token", StringComparison.Ordinal)
            ? await client.Tokens.List(Context).ToListAsync()
            : [];
        return operation switch
        {
            "get" => null,
            "create" => sources.Count(s => (string?)s["integrationLabel"] == "new") == 1,
            "update" => sources.Count(s => (string?)s["integrationLabel"] == "renamed") == 1,
            "set alarm" => minutes == 60,
            "create token" => tokens.Count(t => t.Name == "new") == 1,
            "update token" => tokens.Count(t => t.Name == "renamed") == 1,
            "remove token" => tokens.All(t => t.Name != "target"),
            _ => minutes is null,
        };
    }
}
