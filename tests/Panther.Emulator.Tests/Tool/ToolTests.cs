using System.Net;
using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Tool;

/// <summary>The emulator's command line, in a process of its own.</summary>
public sealed class ToolTests : IDisposable
{
    private const string List = """{"query":"{ sources { edges { node { integrationId } } pageInfo { hasNextPage } } }"}""";
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, made, _, _) => made?.Subject == "CN=Panther emulator" },
    });

    public static TheoryData<string[]> Wrong =>
        [["--nope"], ["--sources", "many"], ["--sources", ""], ["--edition", "old"], ["--port", "x"], ["--rate", "-1"]];

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task One_line_of_JSON_tells_all_that_a_test_needs()
    {
        await using var tool = ToolProcess.Start(
            "--json", "--sources", "5", "--page-size", "2", "--seed", "3", "--latency", "0", "--edition", "next", "--port", "0");
        JsonNode told = await tool.ReadJsonAsync();

        Assert.Equal(["url", "graphqlUrl", "token", "tokens", "pid"], told.AsObject().Select(member => member.Key));
        Assert.Equal(["full", "logSources", "readOnly", "none", "expired"], told["tokens"]!.AsObject().Select(member => member.Key));
        Assert.Equal(((string?)told["tokens"]!["full"], tool.Id), ((string?)told["token"], (int)told["pid"]!));
        Assert.Matches(@"^http://127\.0\.0\.1:\d+$", (string?)told["url"]);
        JsonNode sources = (await AskAsync(told)).Json["data"]!["sources"]!;
        Assert.Equal((2, true), (sources["edges"]!.AsArray().Count, (bool)sources["pageInfo"]!["hasNextPage"]!));
        Assert.Equal("next", (string?)JsonNode.Parse(await _http.GetStringAsync(new Uri($"{told["url"]}/_emulator/settings")))!["edition"]);
    }

    [Fact]
    public async Task Without_json_it_says_the_same_to_people()
    {
        await using var tool = ToolProcess.Start();
        List<string?> lines = [];
        while (lines.LastOrDefault()?.Contains("Token", StringComparison.Ordinal) != true)
        {
            Assert.True(lines.Count < 10);
            lines.Add(await tool.ReadLineAsync());
        }

        Assert.Matches(@"URL +http://127\.0\.0\.1:\d+\n +GraphQL +http:\S+/public/graphql\n +Token +\S{40}$", string.Join('\n', lines));
    }

    [Fact]
    public async Task It_ends_with_its_standard_input_where_it_is_told_to_a_request_in_flight_or_not()
    {
        await using var tool = ToolProcess.Start("--json", "--exit-with-stdin");
        JsonNode told = await tool.ReadJsonAsync();
        await TellAsync(told, "faults", """{"hold":true}""");
        Task<(HttpResponseMessage, JsonNode)> held = AskAsync(told);

        tool.CloseInput();

        Assert.Equal(0, (await tool.EndAsync()).Code);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => held);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(2)]
    public async Task A_signal_ends_it_at_once(int signal)
    {
        // Windows has none.
        if (!OperatingSystem.IsWindows())
        {
            await using var tool = ToolProcess.Start("--json");
            await tool.ReadJsonAsync();

            await tool.SignalAsync(signal);

            Assert.Equal(0, (await tool.EndAsync()).Code);
        }
    }

    [Fact]
    public async Task It_explains_itself()
    {
        await using var tool = ToolProcess.Start("--help");
        (int code, string output, _) = await tool.EndAsync();

        Assert.Equal(0, code);
        foreach (
            string option in new[] { "--port", "--sources", "--seed", "--page-size", "--latency", "--rate", "--edition", "--https",
                "--json", "--exit-with-stdin" })
        {
            Assert.Contains(option, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task It_says_what_is_wrong(string[] arguments)
    {
        await using var tool = ToolProcess.Start(arguments);
        (int code, _, string errors) = await tool.EndAsync();

        Assert.Equal(1, code);
        Assert.NotEmpty(errors.Trim());
        Assert.DoesNotContain("    at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_its_rate_it_turns_requests_away_with_the_time_to_wait_that_is_set_or_none()
    {
        await using var tool = ToolProcess.Start("--json", "--rate", "2");
        JsonNode told = await tool.ReadJsonAsync();
        foreach (string? retryAfter in new[] { null, "7" })
        {
            // It counts anew after a reset.
            await TellAsync(told, "reset", new JsonObject { ["retryAfter"] = retryAfter }.ToJsonString());
            (HttpResponseMessage Response, JsonNode Json)[] answers =
                await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => AskAsync(told)));

            // How many pass depends on how many seconds it takes.
            Assert.Contains(answers, answer => answer.Response.StatusCode == HttpStatusCode.OK);
            Assert.Contains(answers, answer => answer.Response.StatusCode == HttpStatusCode.TooManyRequests);
            Assert.All(answers.Where(answer => answer.Response.StatusCode == HttpStatusCode.TooManyRequests), answer =>
            {
                Assert.Equal(retryAfter, answer.Response.Headers.RetryAfter?.ToString());
                Assert.Equal("Too Many Requests", (string?)answer.Json["message"]);
            });
        }
    }

    [Fact]
    public async Task Over_TLS_it_serves_who_trusts_its_certificate_and_counts_who_does_not()
    {
        await using var tool = ToolProcess.Start("--json", "--https", "--sources", "3");
        JsonNode told = await tool.ReadJsonAsync();
        Assert.Equal(["url", "graphqlUrl", "controlUrl", "token", "tokens", "pid"], told.AsObject().Select(member => member.Key));
        Assert.Matches(@"^https://127\.0\.0\.1:\d+/public/graphql$", (string?)told["graphqlUrl"]);

        using var distrustful = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        HttpRequestException refused =
            await Assert.ThrowsAsync<HttpRequestException>(() => distrustful.GetAsync(new Uri((string)told["url"]!)));
        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
        JsonNode stats = JsonNode.Parse(await _http.GetStringAsync(new Uri($"{told["controlUrl"]}/_emulator/stats")))!;
        Assert.Equal((1, 0), ((int)stats["tlsConnections"]!, (int)stats["requests"]!));

        Assert.Equal(3, (await AskAsync(told)).Json["data"]!["sources"]!["edges"]!.AsArray().Count);
        await TellAsync(told, "faults", """{"truncate":10}""");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => AskAsync(told));
        await TellAsync(told, "faults", """{"bodySize":1000000}""");
        Assert.Equal(3, (await AskAsync(told)).Json["data"]!["sources"]!["edges"]!.AsArray().Count);
    }

    private async Task<(HttpResponseMessage Response, JsonNode Json)> AskAsync(JsonNode told)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, (string)told["graphqlUrl"]!) { Content = new StringContent(List) };
        request.Headers.Add("X-API-Key", (string)told["token"]!);
        HttpResponseMessage response = await _http.SendAsync(request);
        return (response, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private async Task TellAsync(JsonNode told, string path, string body)
    {
        using var content = new StringContent(body);
        HttpResponseMessage response = await _http.PostAsync(new Uri($"{told["controlUrl"] ?? told["url"]}/_emulator/{path}"), content);
        Assert.True(response.IsSuccessStatusCode);
    }
}
