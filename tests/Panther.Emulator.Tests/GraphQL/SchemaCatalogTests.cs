using System.Text.Json.Nodes;

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

    [Fact]
    public async Task A_schema_is_created_and_changed_by_its_name_and_the_revision_that_was_read()
    {
        const string Spec = "schema: Custom.Door\nfields:\n  - name: opened\n    type: string\n";
        JsonNode made = (await SaveAsync(
            new { name = "Custom.Door", spec = Spec, isFieldDiscoveryEnabled = true })).Json!["data"]!["createOrUpdateSchema"]!["schema"]!;
        Assert.Equal((1, true, false), ((int)made["revision"]!, (bool)made["isFieldDiscoveryEnabled"]!, (bool)made["isManaged"]!));
        Assert.Equal(["Custom.Door"], await NamesAsync(new { contains = "opened" }));

        Assert.Equal("BAD_USER_INPUT", (await SaveAsync(new { name = "Custom.Door", spec = Spec })).Code);
        Assert.Equal("BAD_USER_INPUT", (await SaveAsync(new { name = "Custom.Door", spec = Spec, revision = 2 })).Code);
        JsonNode changed = (await SaveAsync(new { name = "Custom.Door", spec = Spec, revision = 1, description = "doors" }))
            .Json!["data"]!["createOrUpdateSchema"]!["schema"]!;
        Assert.Equal((2, "doors", false), (
            (int)changed["revision"]!, (string?)changed["description"], (bool)changed["isFieldDiscoveryEnabled"]!));
        Assert.Equal("CONFLICT", (await SaveAsync(new { name = "Custom.DOOR", spec = Spec })).Code);
        Assert.Equal("BAD_USER_INPUT", (await SaveAsync(new { name = "AWS.CloudTrail", spec = Spec })).Code);
        Assert.Equal("BAD_USER_INPUT", (await SaveAsync(new { name = "Custom.Empty", spec = "schema: x" })).Code);
        Assert.Equal("FORBIDDEN", (await SaveAsync(new { name = "Custom.Gate", spec = Spec }, "readOnly")).Code);
    }

    [Fact]
    public async Task A_schema_is_archived_unless_it_is_in_use_or_managed_which_the_data_say()
    {
        const string Name = "Custom.WebShop.Order";
        await ControlAsync("POST", "sources", new { logTypes = new[] { "Custom.Vpn.Session" } });

        Assert.True((bool)(await ArchiveAsync(Name))["schema"]!["isArchived"]!);
        Assert.False((bool)(await ArchiveAsync(Name, false))["schema"]!["isArchived"]!);
        Assert.Equal("InvalidInput", (string?)(await ArchiveAsync("Custom.Vpn.Session"))["error"]!["code"]);
        Assert.Equal("InvalidInput", (string?)(await ArchiveAsync("AWS.ALB"))["error"]!["code"]);
        Assert.Equal("NotFound", (string?)(await ArchiveAsync("Custom.Nope"))["error"]!["code"]);
    }

    private Task<Reply> SaveAsync(object input, string token = "full") => GraphQLAsync(
        """
        mutation($input: CreateOrUpdateSchemaInput!) { createOrUpdateSchema(input: $input) {
          schema { name revision description isManaged isFieldDiscoveryEnabled } } }
        """,
        new { input },
        token);

    private async Task<JsonNode> ArchiveAsync(string name, bool isArchived = true)
    {
        const string Mutation =
            "mutation($input: UpdateSchemaStatusInput!) { updateSchemaStatus(input: $input) { error { code message } schema { "
                + "isArchived } } }";
        Reply reply = await GraphQLAsync(Mutation, new { input = new { name, isArchived } });
        Assert.Null(reply.Json!["errors"]);
        return reply.Json["data"]!["updateSchemaStatus"]!;
    }

    private async Task<string[]> NamesAsync(object input)
    {
        const string Query =
            "query($input: SchemasInput!) { schemas(input: $input) { edges { node { name } } pageInfo { hasNextPage } } }";
        return [.. Nodes((await GraphQLAsync(Query, new { input })).Json!["data"]!["schemas"]!).Select(node => (string)node["name"]!)];
    }
}
