namespace Panther.Emulator.Tests.GraphQL;

/// <summary>The log types' schemas.</summary>
public sealed class SchemaCatalogTests : GraphQLTest
{
    [Fact]
    public async Task Schemas_are_filtered_by_field_names_too()
    {
        Assert.True((await NamesAsync(new { })).Length > 30);
        Assert.Equal(["AWS.CloudTrail"], await NamesAsync(new { contains = "eventname" }));
        Assert.Equal(["Custom.Legacy.Mainframe"], await NamesAsync(new { isArchived = true }));
        Assert.All(await NamesAsync(new { isManaged = false }), name => Assert.StartsWith("Custom.", name, StringComparison.Ordinal));
        Assert.Empty(await NamesAsync(new { isInUse = true }));
        await CreatedIdAsync();
        Assert.Equal(["AWS.ALB"], await NamesAsync(new { isInUse = true }));
        Assert.DoesNotContain("AWS.ALB", await NamesAsync(new { isInUse = false }));
    }

    private async Task<string[]> NamesAsync(object input)
    {
        const string Query =
            "query($input: SchemasInput!) { schemas(input: $input) { edges { node { name } } pageInfo { hasNextPage } } }";
        return [.. Nodes((await GraphQLAsync(Query, new { input })).Json!["data"]!["schemas"]!).Select(node => (string)node["name"]!)];
    }
}
