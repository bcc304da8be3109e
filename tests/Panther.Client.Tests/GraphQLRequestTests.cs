using System.Collections;
using System.Collections.Specialized;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class GraphQLRequestTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Block = "\"\"\"";

    /// <summary>Documents with one operation: the name and whether it is a mutation.</summary>
    public static TheoryData<string, string?, bool> SingleOperations => new()
    {
        { "{ sources { edges { node { integrationId } } } }", null, false },
        { "{a}", null, false },
        { "query { a }", null, false },
        { "query Q { a }", "Q", false },
        { "query _q1 { a }", "_q1", false },
        { "mutation { a }", null, true },
        { "mutation M { a }", "M", true },
        { "mutation M{a}", "M", true },
        { "mutation\nM\n(\n$a: Int\n)\n{ a }", "M", true },
        { "\ufeffmutation M { a }", "M", true },
        { ",,, mutation M, { a }", "M", true },

        // Words that mean nothing where they stand.
        { "query mutation { a }", "mutation", false },
        { "query query { a }", "query", false },
        { "mutation query { a }", "query", true },
        { "{ mutation { query } }", null, false },
        { "query Q { mutation: a subscription }", "Q", false },
        { "query Q($mutation: Mutation = {a: {mutation: \"{\"}}) { a(x: $mutation) }", "Q", false },
        { "query ($mutation: Int) { a }", null, false },

        // Comments, texts and block texts.
        { "# mutation M { a }\nquery Q { a }", "Q", false },
        { "# query Q { a }\r\nmutation M { a }", "M", true },
        { "# \"\nmutation M { a }", "M", true },
        { "# \"\"\"\nmutation M { a } # \"\"\"", "M", true },
        { "mutation M # { \n { a }", "M", true },
        { "{ a(x: \"} mutation M { b }\") }", null, false },
        { "{ a(x: \"\\\"} mutation M { b }\") }", null, false },
        { "{ a(x: \"\\\\\") } # mutation", null, false },
        { "{ a(x: \"\") b }", null, false },
        { "{ a(x: \"# no comment\") }", null, false },
        { $"{{ a(x: {Block}}} mutation M {{ b }}{Block}) }}", null, false },
        { $"{{ a(x: {Block}\n \" }} \\{Block} }} mutation M {{\n{Block}) }}", null, false },
        { $"{{ a(x: {Block}{Block}) }}", null, false },
        { $"query Q($a: String = {Block}{{{Block}) {{ a }}", "Q", false },
        { $"query Q($a: String = \"{{\") @d(x: {Block}}}{Block}) {{ a }}", "Q", false },

        // Fragments and definitions beside the operation.
        { "fragment F on T { a } query Q { ...F }", "Q", false },
        { "fragment mutation on T { a } query Q { ...mutation }", "Q", false },
        { "fragment query on mutation { a } mutation M { ...query }", "M", true },
        { "mutation M { ...F } fragment F on T { a { b } }", "M", true },
        { "fragment F on T @d(x: {y: 1}) { a } { ...F }", null, false },

        // Directives on the operation.
        { "query Q @cached(ttl: 5) { a }", "Q", false },
        { "mutation M @d @e { a }", "M", true },
        { "query @cached { a }", null, false },
        { "mutation @once(why: \"{\") { a }", null, true },
        { "query ($a: Int @d(x: {y: 1})) @cached { a }", null, false },
    };

    [Theory]
    [MemberData(nameof(SingleOperations))]
    public void The_one_operation_of_a_document_is_found(string text, string? name, bool isMutation)
    {
        GraphQLRequest request = GraphQLRequest.Parse(text, null);

        Assert.Equal((text, name, isMutation), (request.Text, request.OperationName, request.IsMutation));
    }

    [Theory]
    [InlineData("A", false)]
    [InlineData("B", true)]
    [InlineData("C", false)]
    public void Of_several_operations_the_name_says_which(string name, bool isMutation)
    {
        const string Text = "query A { a } fragment B on T { x } mutation B($i: I = {a: {}}) { b { c } } # mutation C { }\nquery C { c }";

        GraphQLRequest request = GraphQLRequest.Parse(Text, name);

        Assert.Equal((name, isMutation), (request.OperationName, request.IsMutation));
    }

    [Fact]
    public void Several_operations_without_a_name_are_refused_and_listed()
    {
        PantherException error = Expect.Error(
            PantherErrorKind.InvalidInput, () => GraphQLRequest.Parse("query A { a } mutation B { b } { c }", null));

        Assert.Contains("A, B, one without a name", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query A { a }", "B")]
    [InlineData("query A { a }", "a")]
    [InlineData("query A { a }", "")]
    [InlineData("{ a }", "A")]
    [InlineData("query A { a } mutation A { b }", "A")]
    [InlineData("fragment A on T { a } query B { b }", "A")]
    public void A_name_that_does_not_say_which_is_refused(string text, string name) =>
        Expect.Error(PantherErrorKind.InvalidInput, () => GraphQLRequest.Parse(text, name));

    [Theory]
    [InlineData("")]
    [InlineData(" \n, ")]
    [InlineData("# query Q { a }")]
    [InlineData("fragment F on T { a }")]
    [InlineData("sources")]
    [InlineData("type T { a: Int }")]
    [InlineData("\"query Q { a }\"")]
    public void A_document_without_an_operation_is_refused(string text) =>
        Expect.Error(PantherErrorKind.InvalidInput, () => GraphQLRequest.Parse(text, null));

    [Theory]
    [InlineData("subscription { a }", null)]
    [InlineData("query A { a } subscription B { b }", "B")]
    public void A_subscription_is_refused(string text, string? name) =>
        Assert.Contains(
            "subscription",
            Expect.Error(PantherErrorKind.InvalidInput, () => GraphQLRequest.Parse(text, name)).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_query_gives_its_data_as_plain_objects()
    {
        JObject raw = await Control.AddSourceAsync(Samples.S3Source());

        GraphQLResult result = await InvokeAsync(
            "query One($id: ID!) { source(id: $id) { integrationLabel isHealthy logTypes createdAtTime ... on S3LogIntegration { s3Prefix "
            + "s3PrefixLogTypes { prefix } } } }",
            new Hashtable { ["id"] = (string)raw["integrationId"]! });

        Assert.Null(result.Errors);
        var source = Assert.IsType<OrderedDictionary>(result.Data["source"]);
        Assert.Equal(
            ["integrationLabel", "isHealthy", "logTypes", "createdAtTime", "s3Prefix", "s3PrefixLogTypes"], source.Keys.Cast<string>());
        Assert.Equal("sample", source["integrationLabel"]);
        Assert.True((bool)source["isHealthy"]!);
        Assert.Equal(["AWS.ALB", "AWS.CloudTrail"], Assert.IsType<object[]>(source["logTypes"]));
        Assert.Equal("2024-05-06T07:08:09.123Z", source["createdAtTime"]);
        Assert.Equal("trail/", ((IDictionary)Assert.IsType<object[]>(source["s3PrefixLogTypes"])[1])["prefix"]);
    }

    [Fact]
    public async Task The_named_operation_is_the_one_that_runs()
    {
        const string Text = "query A { a: __typename } query B { b: __typename }";

        GraphQLResult result = await Connect().GraphQL.InvokeAsync(GraphQLRequest.Parse(Text, "B"), null, Context);

        Assert.Equal("Query", result.Data["b"]);
        Assert.Equal("B", Assert.Single(await Control.GetRequestsAsync()).Operation);
    }

    [Theory]
    [InlineData("{ __typename }")]
    [InlineData("query { __typename }")]
    [InlineData("query @include(if: true) { __typename }")]
    public async Task An_operation_without_a_name_is_sent_without_one(string text)
    {
        // A directive that has no place on a query is refused by the server as what it is, not as an unknown operation.
        Exception? end = await Record.ExceptionAsync(() => InvokeAsync(text));

        Assert.True(end is null or PantherException { Kind: PantherErrorKind.Unsupported }, end?.ToString());
        Assert.Equal("", Assert.Single(await Control.GetRequestsAsync()).Operation);
    }

    [Fact]
    public async Task A_mutation_does_its_work()
    {
        JObject raw = await Control.AddSourceAsync(Samples.S3Source());

        GraphQLResult result = await InvokeAsync(
            "mutation Gone($input: DeleteSourceInput!) { deleteSource(input: $input) { id } }",
            new Hashtable { ["input"] = new Hashtable { ["id"] = (string)raw["integrationId"]! } });

        Assert.Equal((string)raw["integrationId"]!, ((IDictionary)result.Data["deleteSource"]!)["id"]);
        Assert.Empty(await Control.GetSourcesAsync());
    }

    [Theory]
    [InlineData("{ sources { pageInfo { hasNextPage } } }", 4)]
    [InlineData("query Q { sources { pageInfo { hasNextPage } } }", 4)]
    [InlineData("mutation { rotateAPIToken { token { name } } }", 1)]
    [InlineData("# query Q { a }\nmutation M { rotateAPIToken { token { name } } }", 1)]
    public async Task A_query_is_repeated_and_a_mutation_never_is(string text, int requests)
    {
        foreach (Fault fault in new Fault[] { new() { Status = 503, Times = 0 }, new() { Status = 429, Times = 0 }, new() { Reset = true, Times = 0 } })
        {
            await Control.ResetAsync();
            await Control.BreakAsync(fault);

            await Assert.ThrowsAsync<PantherException>(() => InvokeAsync(text));

            Assert.Equal(requests, (await Control.GetStatsAsync()).Requests);
        }
    }

    [Fact]
    public async Task Data_with_errors_gives_both()
    {
        await Control.AddSourceAsync(Samples.S3Source());

        GraphQLResult result = await InvokeAsync(
            "{ sources { edges { node { integrationLabel createdBy { __typename } } } } }", token: "readOnly");

        Assert.NotNull(result.Data["sources"]);
        PantherException errors = Assert.IsType<PantherException>(result.Errors);
        Assert.Equal(PantherErrorKind.Forbidden, errors.Kind);
        Assert.Equal(["sources", "edges", "0", "node", "createdBy"], Assert.Single(errors.Errors).Path);
    }

    [Theory]
    [InlineData("{ nothing }", PantherErrorKind.Unsupported, 400)]
    [InlineData("{ sources(a: 1) { pageInfo { hasNextPage } } }", PantherErrorKind.Unsupported, 400)]
    [InlineData("{ source(id: \"x\") { integrationId } ", PantherErrorKind.InvalidInput, 400)]
    [InlineData("query ($id: ID!) { source(id: $id) { integrationId } }", PantherErrorKind.InvalidInput, 400)]
    public async Task A_document_that_the_API_refuses_is_an_error_with_its_words(string text, PantherErrorKind kind, int status)
    {
        PantherException error = await Expect.ErrorAsync(kind, () => InvokeAsync(text));

        Assert.Equal(status, error.StatusCode);
        Assert.NotEmpty(error.Errors);
        Assert.Contains(error.Errors[0].Message, error.Message, StringComparison.Ordinal);
        Assert.Single(await Control.GetRequestsAsync());
    }

    [Fact]
    public async Task Data_that_is_null_without_errors_is_a_protocol_error()
    {
        await Control.BreakAsync(new Fault { RawBody = Convert.ToBase64String("{\"data\":null}"u8) });

        await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => InvokeAsync("{ __typename }"));
    }

    [Fact]
    public async Task Variables_without_a_form_in_JSON_are_refused_before_they_are_sent()
    {
        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => InvokeAsync("{ __typename }", new Hashtable { ["x"] = new object() }));

        Assert.Empty(await Control.GetRequestsAsync());
    }

    /// <summary>Documents that read page after page, each by another way to hand over the cursor.</summary>
    public static TheoryData<string> PagedDocuments =>
    [
        "query Q($cursor: String) { sources(input: {cursor: $cursor}) { edges { node { integrationId } } pageInfo { hasNextPage "
        + "endCursor } } }",
        "query Q($input: SourcesInput) { sources(input: $input) { edges { node { integrationId } } pageInfo { hasNextPage endCursor } } }",
        "query Q($input: SourcesInput) { all: sources(input: $input) { pageInfo { endCursor hasNextPage } edges { node { "
        + "integrationId } } } }",
    ];

    [Theory]
    [MemberData(nameof(PagedDocuments))]
    public async Task All_pages_of_a_document_are_read_by_its_cursor(string text)
    {
        await Control.ResetAsync(new { sources = 5, pageSize = 2 });
        PantherClient client = Connect();
        GraphQLRequest request = GraphQLRequest.Parse(text, null);
        var cursors = new HashSet<string>();
        var ids = new List<string>();

        for (IDictionary? variables = new Hashtable(); variables is not null;)
        {
            IDictionary data = (await client.GraphQL.InvokeAsync(request, variables, Context)).Data;
            ids.AddRange(JObject.FromObject(data).SelectTokens("$..integrationId").Select(t => (string)t!));
            variables = request.NextPage(variables, data, cursors);
        }

        Assert.Equal((await Control.GetSourcesAsync()).Select(s => (string?)s["integrationId"]), ids);
    }

    [Fact]
    public void The_next_page_keeps_the_other_variables_and_leaves_the_caller_s_alone()
    {
        GraphQLRequest request =
            GraphQLRequest.Parse("query Q($input: I, $x: Int) { a(input: $input) { pageInfo { hasNextPage endCursor } } }", null);
        var variables = new Hashtable { ["x"] = 1, ["input"] = new Hashtable { ["contains"] = "AWS" } };

        IDictionary? next = request.NextPage(variables, PageInfo(true, "c1"), new HashSet<string>());

        Assert.Equal(1, next!["x"]);
        var input = (IDictionary)next["input"]!;
        Assert.Equal(("AWS", "c1"), (input["contains"], input["cursor"]));
        Assert.Single((IDictionary)variables["input"]!);
    }

    [Fact]
    public void A_cursor_that_is_repeated_or_missing_ends_the_pages_with_an_error()
    {
        GraphQLRequest request =
            GraphQLRequest.Parse("query Q($cursor: String) { a(cursor: $cursor) { pageInfo { hasNextPage endCursor } } }", null);
        var cursors = new HashSet<string>();
        Assert.NotNull(request.NextPage(null, PageInfo(true, "c1"), cursors));

        Expect.Error(PantherErrorKind.ProtocolError, () => request.NextPage(null, PageInfo(true, "c1"), cursors));
        Expect.Error(PantherErrorKind.ProtocolError, () => request.NextPage(null, PageInfo(true, null), cursors));
        Expect.Error(PantherErrorKind.ProtocolError, () => request.NextPage(null, PageInfo(true, ""), cursors));
        Assert.Null(request.NextPage(null, PageInfo(false, "c2"), cursors));
    }

    [Fact]
    public void A_document_without_pages_or_without_a_cursor_cannot_be_read_page_by_page()
    {
        var cursors = new HashSet<string>();
        GraphQLRequest withoutCursor = GraphQLRequest.Parse("{ a { pageInfo { hasNextPage endCursor } } }", null);

        Expect.Error(PantherErrorKind.InvalidInput, () => withoutCursor.NextPage(null, new OrderedDictionary { ["a"] = "x" }, cursors));
        Expect.Error(PantherErrorKind.InvalidInput, () => withoutCursor.NextPage(null, PageInfo(true, "c1"), cursors));
    }

    private static OrderedDictionary PageInfo(bool hasNextPage, string? endCursor) => new()
    {
        ["a"] = new OrderedDictionary { ["pageInfo"] = new OrderedDictionary { ["hasNextPage"] = hasNextPage, ["endCursor"] = endCursor } },
    };

    private Task<GraphQLResult> InvokeAsync(string text, IDictionary? variables = null, string token = "full") =>
        Connect(token).GraphQL.InvokeAsync(GraphQLRequest.Parse(text, null), variables, Context);
}
