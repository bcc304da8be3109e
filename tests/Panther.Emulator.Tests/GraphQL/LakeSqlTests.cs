using System.Globalization;
using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.GraphQL;

/// <summary>SQL of the data lake that counts events.</summary>
public sealed class LakeSqlTests : GraphQLTest
{
    private static readonly DateTime s_now = DateTime.UtcNow;

    [Fact]
    public async Task Events_that_a_test_has_added_are_counted_by_source()
    {
        await ControlAsync("POST", "settings", new { dataLakeRunningPolls = 0 });
        await ControlAsync("POST", "events", new object[]
        {
            Event("a", 60, 30), Event("a", 120, 10, count: 3), Event("b'\\", 90, 0), Event(null, 90, 0), Event("a", 100_000, 0),
            new { p_log_type = "AWS.ALB", p_event_time = At(60), p_source_id = "a" },
        });

        JsonNode results = await RunAsync("""
            /* a comment */ SELECT p_source_id, COUNT(*) AS events, MIN(p_event_time) AS first, MAX(p_event_time) AS last,
              AVG((EXTRACT(MINUTE FROM p_parse_time) - EXTRACT(MINUTE FROM p_event_time)) * 60
                + EXTRACT(SECOND FROM p_parse_time) - EXTRACT(SECOND FROM p_event_time)) AS delay
            FROM panther_logs.public.aws_cloudtrail WHERE p_occurs_since('1 d') GROUP BY p_source_id
            """);
        string[] rows = [.. Nodes(results).Select(row => $"{row["p_source_id"]} {row["events"]}")];
        Assert.Equal(["a 4", "b'\\ 1", " 1"], rows);
        JsonAssert.Equal(new[] { "p_source_id", "events", "first", "last", "delay" }, results["columnInfo"]!["order"]);
        JsonNode types = results["columnInfo"]!["types"]!;
        Assert.Equal(("string", "number", "timestamp"), ((string?)types["p_source_id"], (string?)types["events"], (string?)types["first"]));

        JsonNode chosen = await RunAsync("""
            SELECT count(*) AS n, sum(2 * 3) AS six, floor(max(1) / 2) AS none FROM panther_logs.public.aws_cloudtrail
            WHERE p_source_id IN ('x', 'b' || chr(39) || chr(92)) AND p_log_type = 'AWS.CloudTrail';
            """);
        JsonNode row = Nodes(chosen).Single();
        Assert.Equal((1, 6, 0), ((int)row["n"]!, (int)row["six"]!, (int)row["none"]!));
        Assert.Equal(8, (int)Nodes(await RunAsync("select count(*) as n from panther_views.public.all_logs")).Single()["n"]!);
    }

    [Fact]
    public async Task Without_any_there_are_those_of_the_sources()
    {
        await ControlAsync("POST", "settings", new { dataLakeRunningPolls = 0 });
        await ControlAsync("POST", "sources", new object[]
        {
            new { integrationId = "s", logTypes = new[] { "AWS.ALB" }, lastEventReceivedAtTime = At(60) },
            new { integrationId = "silent", logTypes = new[] { "AWS.ALB" } },
        });

        JsonNode row = Nodes(await RunAsync(
            "select p_source_id, count(*) as n from panther_logs.public.aws_alb where p_occurs_since('2 h') group by 1")).Single();

        Assert.Equal("s", (string?)row["p_source_id"]);
        Assert.True((int)row["n"]! > 0);
    }

    [Theory]
    [InlineData("select count(* from panther_logs.public.aws_alb")]
    [InlineData("select count(*) from panther_logs.public.aws_alb qualify 1 = 1")]
    [InlineData("select count(*), datediff('s', p_event_time, p_parse_time) from panther_logs.public.aws_alb")]
    [InlineData("select count(*) from panther_logs.public.aws_alb where p_occurs_since('long')")]
    [InlineData("select p_source_id from panther_logs.public.aws_alb")]
    public async Task Other_SQL_has_made_up_rows(string sql)
    {
        await ControlAsync("POST", "settings", new { dataLakeRunningPolls = 0, dataLakeRows = 4 });

        Assert.Equal(4, Nodes(await RunAsync(sql)).Count());
    }

    [Fact]
    public async Task An_event_without_a_log_type_or_a_time_is_refused()
    {
        Assert.Equal(400, (await SendAsync("POST", "/_emulator/events", new { p_log_type = "AWS.ALB" }, "")).Status);
        Assert.Equal(400, (await SendAsync("POST", "/_emulator/events", new { p_event_time = At(0) }, "")).Status);
    }

    [Fact]
    public async Task A_test_can_start_queries_and_see_them()
    {
        JsonNode started = (await ControlAsync("POST", "queries", new { sql = "select 1" }))!;

        JsonNode seen = (await ControlAsync("GET", "queries"))!.AsArray().Single()!;
        Assert.Equal(((string?)started["id"], "select 1", "running"), ((string?)seen["id"], (string?)seen["sql"], (string?)seen["status"]));
    }

    private static string At(int secondsAgo) =>
        s_now.AddSeconds(-secondsAgo).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static object Event(string? source, int secondsAgo, int delay, int count = 1) => new
    {
        p_log_type = "AWS.CloudTrail", p_source_id = source, p_event_time = At(secondsAgo), p_parse_time = At(secondsAgo - delay), count,
    };

    private async Task<JsonNode> RunAsync(string sql)
    {
        Reply begun = await GraphQLAsync("mutation($sql: String!) { executeDataLakeQuery(input: { sql: $sql }) { id } }", new { sql });
        Reply polled = await GraphQLAsync(
            "query($id: ID!) { dataLakeQuery(id: $id) { results { edges { node } columnInfo { order types } } } }",
            new { id = (string)begun.Json!["data"]!["executeDataLakeQuery"]!["id"]! });
        return polled.Json!["data"]!["dataLakeQuery"]!["results"]!;
    }
}
