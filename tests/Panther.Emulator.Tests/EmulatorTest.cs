using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Panther.Emulator.Json;

namespace Panther.Emulator.Tests;

/// <summary>An answer; its body is parsed where it is JSON.</summary>
public sealed record Reply(int Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Text)
{
    public JsonNode? Json { get; } = Parse(Text);

    /// <summary>The code of the first error.</summary>
    public string? Code => (string?)Json?["errors"]?[0]?["extensions"]?["code"];

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}

/// <summary>Tests against an emulator of their own, over HTTP.</summary>
public abstract class EmulatorTest : IAsyncLifetime
{
    private readonly HttpClient _http =
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            AutomaticDecompression = System.Net.DecompressionMethods.All
        });

    /// <summary>How long a test waits for what has to come soon.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    protected EmulatorServer Emulator { get; private set; } = null!;

    /// <summary>What the emulator is started with.</summary>
    protected virtual JsonMap? Start => null;

    public virtual async Task InitializeAsync() => Emulator = await EmulatorServer.StartAsync(Start);

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await Emulator.DisposeAsync();
    }

    /// <summary>One request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path and query.</param>
    /// <param name="body">JSON, or a text as it is.</param>
    /// <param name="token">The name of a standard token, or a token's value; empty for none.</param>
    /// <param name="gone">When it is given up.</param>
    protected async Task<Reply> SendAsync(string method, string path, object? body = null, string token = "full",
        CancellationToken gone = default)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Emulator.Url, path));
        if (token.Length > 0)
        {
            request.Headers.Add("X-API-Key", Emulator.Tokens.GetValueOrDefault(token, token));
        }

        if (body is not null)
        {
            string text = body as string ?? (body as JsonNode)?.ToJsonString() ?? System.Text.Json.JsonSerializer.Serialize(body);
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request, gone);
        return new Reply((int)response.StatusCode, response.Headers, response.Content.Headers,
            await response.Content.ReadAsStringAsync(gone));
    }

    protected Task<Reply> GraphQLAsync(string query, object? variables = null, string token = "full", CancellationToken gone = default) =>
        SendAsync("POST", "/public/graphql", new { query, variables }, token, gone);

    /// <summary>A call of the control API, which has to succeed.</summary>
    protected async Task<JsonNode?> ControlAsync(string method, string path, object? body = null)
    {
        Reply reply = await SendAsync(method, $"/_emulator/{path}", body, token: "");
        Assert.True(reply.Status < 400, reply.Text);
        return reply.Json;
    }

    /// <summary>Waits until no request is in flight.</summary>
    protected Task WaitUntilIdleAsync() =>
        UntilAsync(async () => (int)(await ControlAsync("GET", "stats"))!["inFlight"]! == 0, "no request was in flight");

    /// <summary>Waits until the newest fault holds up so many requests.</summary>
    protected Task WaitUntilHoldingAsync(int count = 1) => UntilAsync(
        async () => (int)(await ControlAsync("GET", "faults"))!.AsArray()[^1]!["holding"]! == count, $"{count} requests were held up");

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            Assert.False(limit.IsCancellationRequested, $"It never came to be that {what}.");
            await Task.Delay(5);
        }
    }
}
