using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.GraphQL;

/// <summary>Queries of the data lake.</summary>
public sealed class DataLakeTests : GraphQLTest
{
    private const string Poll = """
        query($id: ID!, $input: DataLakeQueryResultsInput) { dataLakeQuery(id: $id) { status sql message completedAt results(input: $input) {
          edges { node } pageInfo { hasNextPage endCursor } columnInfo { order types } stats { rowCount } } } }
        """;

    [Fact]
    public async Task A_query_runs_then_has_its_rows_page_by_page()
    {
        await ControlAsync("POST", "settings", new { dataLakeRows = 2000 });
        string id = await ExecuteAsync("select 1");
        JsonNode running = await PollAsync(id);
        Assert.Equal(("running", null, null), ((string?)running["status"], running["results"], running["completedAt"]));

        List<int> sizes = [];
        string? cursor = null;
        do
        {
            JsonNode polled = await PollAsync(id, cursor);
            Assert.Equal("succeeded", (string?)polled["status"]);
            JsonNode results = polled["results"]!;
            Assert.Equal(
                results["columnInfo"]!["order"]!.AsArray().Select(name => (string?)name), Nodes(results).First().AsObject()
                    .Select(column => column.Key));
            sizes.Add(Nodes(results).Count());
            cursor = (string?)results["pageInfo"]!["endCursor"];
        }
        while (cursor is not null);

        Assert.Equal([999, 999, 2], sizes);
    }

    [Fact]
    public async Task A_query_that_runs_can_be_cancelled_and_one_that_is_not_there_is_not_found()
    {
        string id = await ExecuteAsync("select 1 limit 3");
        Reply cancelled = await GraphQLAsync("mutation($id: ID!) { cancelDataLakeQuery(input: { id: $id }) { id } }", new { id });
        Assert.Equal(id, (string?)cancelled.Json!["data"]!["cancelDataLakeQuery"]!["id"]);
        Assert.Equal("cancelled", (string?)(await PollAsync(id))["status"]);
        Assert.Equal("NOT_FOUND", (await GraphQLAsync("{ dataLakeQuery(id: \"x\") { status } }")).Code);
    }

    [Fact]
    public async Task A_query_has_the_rows_or_the_error_that_a_test_has_set()
    {
        await ControlAsync("POST", "datalake", new object[]
        {
            new { contains = "p_source_id", rows = new[] { new { p_source_id = "a", n = 5 }, new { p_source_id = "b", n = 7 } } },
            new { contains = "too much", error = "Query exceeded its limit." },
        });
        await ControlAsync("POST", "settings", new { dataLakeRunningPolls = 0 });

        JsonNode results = (await PollAsync(await ExecuteAsync("select p_source_id, n from x")))["results"]!;
        Assert.Equal(["a 5", "b 7"], Nodes(results).Select(row => $"{row["p_source_id"]} {row["n"]}"));
        JsonAssert.Equal(new[] { "p_source_id", "n" }, results["columnInfo"]!["order"]);
        JsonNode failed = await PollAsync(await ExecuteAsync("select too much"));
        Assert.Equal(("failed", "Query exceeded its limit.", null), (
            (string?)failed["status"], (string?)failed["message"], failed["results"]));
        Assert.Equal(400, (await SendAsync("POST", "/_emulator/datalake", new { contains = "x" }, "")).Status);
    }

    [Theory]
    [InlineData("select * from panther_logs.public.aws_cloudtrail", "succeeded")]
    [InlineData("select * from panther_logs.public.nowhere", "failed")]
    public async Task A_table_that_is_not_there_fails_the_query(string sql, string status)
    {
        await ControlAsync("POST", "settings", new { dataLakeRunningPolls = 0 });

        JsonNode polled = await PollAsync(await ExecuteAsync(sql));

        Assert.Equal(status, (string?)polled["status"]);
        Assert.Equal(status == "failed", ((string)polled["message"]!)
            .Contains("does not exist or not authorized", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Queries_are_found_by_a_part_of_their_SQL_the_newest_first()
    {
        string first = await ExecuteAsync("select 1 /* mark */");
        string second = await ExecuteAsync("select 2 /* mark */");
        await ExecuteAsync("select 3");

        Reply reply = await GraphQLAsync(
            """{ dataLakeQueries(input: { contains: "MARK", status: [running] }) { edges { node { id status sql } } pageInfo { hasNextPage } } }""");

        Assert.Equal([second, first], Nodes(reply.Json!["data"]!["dataLakeQueries"]!).Select(node => (string)node["id"]!));
    }

    [Fact]
    public async Task Each_log_type_has_a_table_with_the_columns_of_its_fields()
    {
        const string Query = """
            query($cursor: String) { dataLakeDatabaseTables(input: { databaseName: "panther_logs.public", cursor: $cursor }) {
              edges { node { name logType columns { name } } } pageInfo { hasNextPage endCursor } } }
            """;
        JsonNode first = (await GraphQLAsync(Query)).Json!["data"]!["dataLakeDatabaseTables"]!;
        JsonNode second = (await GraphQLAsync(
            Query, new { cursor = first["pageInfo"]!["endCursor"] })).Json!["data"]!["dataLakeDatabaseTables"]!;
        JsonNode[] tables = [.. Nodes(first), .. Nodes(second)];

        JsonNode trail = tables.Single(table => (string?)table["logType"] == "AWS.CloudTrail");
        Assert.Equal("aws_cloudtrail", (string?)trail["name"]);
        Assert.Contains("eventName", trail["columns"]!.AsArray().Select(column => (string?)column!["name"]));
        Assert.Contains("p_source_id", trail["columns"]!.AsArray().Select(column => (string?)column!["name"]));
        Assert.DoesNotContain(tables, table => (string?)table["logType"] == "Custom.Legacy.Mainframe");
        Assert.Equal("NOT_FOUND", (await GraphQLAsync("""{ dataLakeDatabase(name: "x") { name } }""")).Code);
        Reply all = await GraphQLAsync("{ dataLakeDatabases { name tables { name } } }");
        Assert.Equal(
            ["panther_logs.public", "panther_views.public"], all.Json!["data"]!["dataLakeDatabases"]!.AsArray()
                .Select(one => (string?)one!["name"]));
    }

    private async Task<string> ExecuteAsync(string sql)
    {
        Reply reply = await GraphQLAsync("mutation($sql: String!) { executeDataLakeQuery(input: { sql: $sql }) { id } }", new { sql });
        return (string)reply.Json!["data"]!["executeDataLakeQuery"]!["id"]!;
    }

    private async Task<JsonNode> PollAsync(string id, string? cursor = null) =>
        (await GraphQLAsync(Poll, new { id, input = new { cursor } })).Json!["data"]!["dataLakeQuery"]!;
}
