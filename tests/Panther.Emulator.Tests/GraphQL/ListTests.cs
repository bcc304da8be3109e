using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.GraphQL;

/// <summary>Lists of sources: pages, and answers from memory.</summary>
public sealed class ListTests : GraphQLTest
{
    [Fact]
    public async Task All_sources_are_on_one_page_unless_a_page_size_is_set()
    {
        await ControlAsync("POST", "reset", new { sources = 7 });
        JsonNode all = await SourcesAsync();
        Assert.Equal(7, Nodes(all).Count());
        object last = new { hasNextPage = false, hasPreviousPage = false, startCursor = (string?)null, endCursor = (string?)null };
        JsonAssert.Equal(last, all["pageInfo"]);

        await ControlAsync("POST", "settings", new { pageSize = 3 });
        List<JsonNode> seen = [];
        string? cursor = "";
        foreach (int size in new[] { 3, 3, 1 })
        {
            JsonNode page = await SourcesAsync(cursor);
            Assert.Equal(size, Nodes(page).Count());
            Assert.Equal(size == 3, (bool)page["pageInfo"]!["hasNextPage"]!);
            seen.AddRange(Nodes(page));
            cursor = (string?)page["pageInfo"]!["endCursor"];
        }

        Assert.Null(cursor);
        Assert.Equal(Nodes(all).Select(node => node.ToJsonString()), seen.Select(node => node.ToJsonString()));
        Assert.Equal("BAD_USER_INPUT", (await GraphQLAsync(List, new { cursor = "nonsense" })).Code);
    }

    [Fact]
    public async Task A_deletion_while_paging_moves_nothing()
    {
        await ControlAsync("POST", "reset", new { sources = 4, pageSize = 2 });
        JsonNode first = await SourcesAsync();
        await GraphQLAsync(Delete, new { id = Nodes(first).First()["integrationId"] });

        JsonNode second = await SourcesAsync((string?)first["pageInfo"]!["endCursor"]);

        Assert.Equal(
            (await RawAsync()).TakeLast(2).Select(source => (string?)source!["integrationId"]),
            Nodes(second).Select(node => (string?)node["integrationId"]));
    }

    [Fact]
    public async Task A_list_that_is_answered_from_memory_is_never_stale()
    {
        string id = await CreatedIdAsync(("label", "one"));
        Assert.Equal(["one"], await LabelsAsync());
        Assert.Equal(["one"], await LabelsAsync());
        await UpdateAsync(id, ("label", "two"));
        Assert.Equal(["two"], await LabelsAsync());
        await GraphQLAsync(Delete, new { id });
        Assert.Empty(await LabelsAsync());
        Assert.NotNull((await GraphQLAsync(List, token: "none")).Json!["errors"]);
    }
}
