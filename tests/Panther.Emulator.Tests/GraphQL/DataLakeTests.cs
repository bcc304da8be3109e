using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.GraphQL;

/// <summary>Queries of the data lake.</summary>
public sealed class DataLakeTests : GraphQLTest
{
    private const string Poll = """
        query($id: ID!, $input: DataLakeQueryResultsInput) { dataLakeQuery(id: $id) { status sql completedAt results(input: $input) {
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

    private async Task<string> ExecuteAsync(string sql)
    {
        Reply reply = await GraphQLAsync("mutation($sql: String!) { executeDataLakeQuery(input: { sql: $sql }) { id } }", new { sql });
        return (string)reply.Json!["data"]!["executeDataLakeQuery"]!["id"]!;
    }

    private async Task<JsonNode> PollAsync(string id, string? cursor = null) =>
        (await GraphQLAsync(Poll, new { id, input = new { cursor } })).Json!["data"]!["dataLakeQuery"]!;
}
