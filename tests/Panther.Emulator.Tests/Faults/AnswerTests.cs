using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Faults;

/// <summary>Answers instead of the real one.</summary>
public sealed class AnswerTests : FaultTest
{
    [Fact]
    public async Task A_status_comes_with_a_gateway_like_body_or_with_what_is_given()
    {
        await BreakAsync(new { status = 429, headers = new Dictionary<string, string> { ["Retry-After"] = "7" } });
        Reply limited = await ListAsync();
        Assert.Equal((429, "7"), (limited.Status, limited.Headers.RetryAfter?.ToString()));
        JsonAssert.Equal(new { message = "Too Many Requests" }, limited.Json);

        await BreakAsync(new { status = 502, body = "<html>Bad Gateway</html>" });
        Reply page = await ListAsync();
        Assert.Equal((502, "text/html; charset=utf-8", "<html>Bad Gateway</html>"),
            (page.Status, page.ContentHeaders.ContentType?.ToString(), page.Text));

        await BreakAsync(new { body = new { data = new { sources = 5 } }, contentType = "application/graphql-response+json" });
        Reply given = await ListAsync();
        Assert.Equal((200, "application/graphql-response+json"), (given.Status, given.ContentHeaders.ContentType?.ToString()));
        JsonAssert.Equal(new { data = new { sources = 5 } }, given.Json);

        Assert.Equal(3, (await ListAsync()).Json!["data"]!["sources"]!["edges"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_redirect_names_its_place_an_empty_body_is_empty_and_raw_bytes_are_raw()
    {
        await BreakAsync(new { redirect = new { location = "http://127.0.0.1:1/x", status = 307 } });
        Reply redirected = await ListAsync();
        Assert.Equal((307, "http://127.0.0.1:1/x"), (redirected.Status, redirected.Headers.Location?.ToString()));

        await BreakAsync(new { emptyBody = true, status = 201 });
        Reply empty = await ListAsync();
        Assert.Equal((201, ""), (empty.Status, empty.Text));

        // No UTF-8.
        byte[] bytes = [0x22, 0xff, 0xfe, 0x22];
        await BreakAsync(new { rawBody = Convert.ToBase64String(bytes) });
        Assert.Equal(bytes, (await ReadAsync()).Body);
    }

    [Fact]
    public async Task The_real_answer_is_changed_by_paths_errors_and_their_order()
    {
        await BreakAsync(new { transform = new { setPath = "data.sources.edges.1.node", value = (string?)null } });
        JsonArray edges = (await ListAsync()).Json!["data"]!["sources"]!["edges"]!.AsArray();
        Assert.Equal(3, edges.Count);
        Assert.Null(edges[1]!["node"]);

        object[] several =
        [
            new { removePath = "data.sources.edges.0" }, new { setPath = "data.more", value = new { a = new[] { 1 } } },
                new { setPath = "no.such.path", value = 1 },
        ];
        await BreakAsync(new { transform = several });
        JsonNode data = (await ListAsync()).Json!["data"]!;
        Assert.Equal(2, data["sources"]!["edges"]!.AsArray().Count);
        JsonAssert.Equal(new { a = new[] { 1 } }, data["more"]);

        await BreakAsync(new { transform = new { addErrors = new[] { new { message = "odd" } }, errorsFirst = true }, status = 500 });
        Reply first = await ListAsync();
        Assert.Equal(500, first.Status);
        Assert.Equal(["errors", "data"], first.Json!.AsObject().Select(member => member.Key));

        await BreakAsync(new { transform = new { dropErrors = true } });
        JsonAssert.Equal(new { data = new { source = (string?)null } },
            (await GraphQLAsync("{ source(id: \"x\") { integrationId } }")).Json);

        // The stored answer is as it was.
        Assert.Equal(3, (await ListAsync()).Json!["data"]!["sources"]!["edges"]!.AsArray().Count);
    }
}
