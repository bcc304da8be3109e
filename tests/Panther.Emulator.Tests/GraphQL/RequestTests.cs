using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.GraphQL;

/// <summary>Wrong documents and bodies, introspection, tokens and permissions.</summary>
public sealed class RequestTests : GraphQLTest
{
    private const string WithActor = "{ sources { edges { node { integrationId createdBy { __typename } } } } }";

    public static TheoryData<string, string?, string> Wrong => new()
    {
        { "{ nope }", null, "GRAPHQL_VALIDATION_FAILED" },
        { "{ sources(input: { size: 1 }) { edges { node { integrationId } } } }", null, "GRAPHQL_VALIDATION_FAILED" },
        { "{ sources", null, "GRAPHQL_PARSE_FAILED" },
        { Create, VariablesOf(Creation(("logStreamType", "Csv"))), "BAD_USER_INPUT" },
        { Update, VariablesOf(Replacement("x", ("kmsKey", null))), "BAD_USER_INPUT" },
        { Create, "{}", "BAD_USER_INPUT" },
    };

    /// <summary>Who may do what: the token, the document, and whether it is allowed.</summary>
    public static TheoryData<string, string, bool> Permissions => new()
    {
        { "readOnly", List, true },
        { "none", List, false },
        { "none", Source, false },
        { "readOnly", Source, true },
        { "readOnly", Create, false },
        { "readOnly", Update, false },
        { "readOnly", Delete, false },
        { "none", "{ schemas(input: {}) { edges { node { name } } } }", false },
        { "readOnly", "{ schemas(input: {}) { edges { node { name } } } }", true },
        { "logSources", "{ generalSettings { pantherVersion } }", false },
        { "full", "{ generalSettings { pantherVersion } }", true },
        { "logSources", "mutation { executeDataLakeQuery(input: { sql: \"x\" }) { id } }", false },
        { "logSources", "{ alerts(input: { detectionId: \"x\" }) { edges { node { id } } } }", false },
        { "none", "{ __typename }", true },
        { "logSources", Update, true },
        { "logSources", Delete, true },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_document_that_is_wrong_fails_as_at_Apollo(string query, string? variables, string code)
    {
        Reply reply = await GraphQLAsync(query, variables is null ? null : JsonNode.Parse(variables));

        Assert.Equal((400, code), (reply.Status, reply.Code));
        Assert.True((int)reply.Json!["errors"]![0]!["locations"]![0]!["line"]! > 0);
        Assert.False(reply.Json.AsObject().ContainsKey("data"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"query\":5}")]
    public async Task A_body_without_a_query_is_refused(string body) =>
        Assert.Equal(400, (await SendAsync("POST", "/public/graphql", body)).Status);

    [Fact]
    public async Task Of_several_operations_one_has_to_be_named()
    {
        const string Two = "query A { __typename } query B { __typename }";
        Assert.Equal("OPERATION_RESOLUTION_FAILURE", (await GraphQLAsync(Two)).Code);
        Assert.Equal(200, (await SendAsync("POST", "/public/graphql", new { query = Two, operationName = "B" })).Status);
        Assert.Equal(405, (await SendAsync("GET", "/public/graphql")).Status);
    }

    [Fact]
    public async Task Introspection_works_for_a_token_and_can_be_refused()
    {
        const string Fields = """{ __type(name: "UpdateS3SourceInput") { inputFields { name } } }""";
        Assert.Equal(8, (await GraphQLAsync(Fields, token: "none")).Json!["data"]!["__type"]!["inputFields"]!.AsArray().Count);
        Assert.Equal(401, (await GraphQLAsync(Fields, token: "")).Status);

        await ControlAsync("POST", "settings", new { introspection = false });
        Reply refused = await GraphQLAsync(Fields);
        Assert.Equal((400, "GRAPHQL_VALIDATION_FAILED"), (refused.Status, refused.Code));
        Assert.Equal(200, (await GraphQLAsync(List)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("expired")]
    public async Task A_token_that_is_missing_wrong_or_expired_gets_401(string token)
    {
        Reply reply = await GraphQLAsync("{ __typename }", token: token);

        Assert.Equal(401, reply.Status);
        JsonAssert.Equal(new { message = "Unauthorized" }, reply.Json);
    }

    [Theory]
    [MemberData(nameof(Permissions))]
    public async Task Each_operation_needs_its_permissions(string token, string query, bool isAllowed)
    {
        string id = await CreatedIdAsync(("label", "there"));
        object? variables = query switch
        {
            Source or Delete => new { id },
            Create => new { input = Creation() },
            Update => new { input = Replacement(id) },
            _ => null,
        };

        Reply reply = await GraphQLAsync(query, variables, token);

        Assert.Equal((200, isAllowed ? null : "FORBIDDEN"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task A_missing_permission_can_be_a_status_of_its_own()
    {
        await ControlAsync("POST", "settings", new { forbidden = "http" });

        Reply reply = await GraphQLAsync(Create, new { input = Creation() }, "readOnly");

        Assert.Equal(403, reply.Status);
        JsonAssert.Equal(new { error = "forbidden" }, reply.Json);
        Assert.Empty(await RawAsync());
    }

    [Fact]
    public async Task CreatedBy_needs_the_permission_to_read_users_and_how_it_is_refused_can_be_chosen()
    {
        await ControlAsync("POST", "reset", new { sources = 2 });
        JsonNode allowed = (await GraphQLAsync(WithActor)).Json!["data"]!["sources"]!;
        Assert.Equal("User", (string?)Nodes(allowed).First()["createdBy"]!["__typename"]);

        JsonObject partial = (await GraphQLAsync(WithActor, token: "logSources")).Json!.AsObject();
        Assert.Equal(["data", "errors"], partial.Select(member => member.Key));
        Assert.All(Nodes(partial["data"]!["sources"]!), node => Assert.Null(node["createdBy"]));
        Assert.Equal(
            ["sources.edges.0.node.createdBy FORBIDDEN", "sources.edges.1.node.createdBy FORBIDDEN"],
            partial["errors"]!.AsArray().Select(e => $"{string.Join('.', e!["path"]!.AsArray())} {e["extensions"]!["code"]}"));

        await ControlAsync("POST", "settings", new { createdByRefusal = "whole" });
        Reply whole = await GraphQLAsync(WithActor, token: "logSources");
        Assert.Equal((200, null), (whole.Status, whole.Json!["data"]));

        await ControlAsync("POST", "settings", new { createdByRefusal = "http403" });
        Reply refused = await GraphQLAsync(WithActor, token: "logSources");
        Assert.Equal(403, refused.Status);
        Assert.Contains("UserRead", (string?)refused.Json!["message"], StringComparison.Ordinal);

        const string Optional = """
            query($with: Boolean!) { sources { edges { node { ...F } } } }
            fragment F on LogIntegration { createdBy @include(if: $with) { __typename } integrationId }
            """;
        Assert.Equal(200, (await GraphQLAsync(Optional, new { with = false }, "logSources")).Status);
        Assert.Equal(403, (await GraphQLAsync(Optional, new { with = true }, "logSources")).Status);
        Reply creation = await GraphQLAsync(Create, new { input = Creation() }, "logSources");
        JsonAssert.Equal(refused.Json["message"], creation.Json!["message"]);
        Assert.Equal(2, (await RawAsync()).Count);
    }

    [Fact]
    public async Task A_token_rotates_itself_the_old_value_ends_at_once_and_a_reset_brings_it_back()
    {
        Reply rotated = await GraphQLAsync("mutation { rotateAPIToken { token { name value rotatedAt } } }", token: "none");
        JsonNode token = rotated.Json!["data"]!["rotateAPIToken"]!["token"]!;
        Assert.Equal("none", (string?)token["name"]);
        Assert.NotEqual(Emulator.Tokens["none"], (string?)token["value"]);
        Assert.Equal(401, (await GraphQLAsync("{ __typename }", token: "none")).Status);
        Assert.Equal(200, (await GraphQLAsync("{ __typename }", token: (string)token["value"]!)).Status);
        await ControlAsync("POST", "reset");
        Assert.Equal(200, (await GraphQLAsync("{ __typename }", token: "none")).Status);
    }

    private static string VariablesOf(JsonObject input) => new JsonObject { ["input"] = input }.ToJsonString();
}
