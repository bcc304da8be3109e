using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Tests.Emulation;

/// <summary>Tells the emulator what to be and asks what it has seen, over its control API (<c>/_emulator/</c>).</summary>
public sealed class EmulatorControl : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public EmulatorControl(Uri url) => _http = new HttpClient(new HttpClientHandler { UseProxy = false }, disposeHandler: true)
    {
        BaseAddress = new Uri(url, "/_emulator/"),
        Timeout = s_patience,
    };

    /// <summary>Back to the start; tokens keep their values.</summary>
    /// <param name="start">How many sources to make up, and settings; null for neither.</param>
    public Task ResetAsync(object? start = null) => SendAsync(HttpMethod.Post, "reset", start ?? new { });

    public Task SetAsync(object settings) => SendAsync(HttpMethod.Post, "settings", settings);

    /// <summary>Adds raw sources; what is left out of one gets a plain value.</summary>
    /// <returns>The sources as they are stored.</returns>
    public async Task<IReadOnlyList<JObject>> AddSourcesAsync(params JObject[] sources) =>
        [.. (await SendAsync(HttpMethod.Post, "sources", new JArray(sources.ToArray<object>())))!.Cast<JObject>()];

    public async Task<JObject> AddSourceAsync(JObject source) => (await AddSourcesAsync(source))[0];

    /// <summary>The raw sources.</summary>
    public async Task<IReadOnlyList<JObject>> GetSourcesAsync() => [.. (await SendAsync(HttpMethod.Get, "sources"))!.Cast<JObject>()];

    public async Task<JObject> GetSourceAsync(string id) => (JObject)(await SendAsync(HttpMethod.Get, $"sources/{id}"))!;

    /// <summary>Changes fields of a raw source.</summary>
    public Task ChangeSourceAsync(string id, object fields) => SendAsync(HttpMethod.Patch, $"sources/{id}", fields);

    public async Task<bool> HasSourceAsync(string id) => (await GetSourcesAsync()).Any(s => (string?)s["integrationId"] == id);

    public Task RemoveSourceAsync(string id) => SendAsync(HttpMethod.Delete, $"sources/{id}");

    /// <summary>Adds alerts, under the field names of REST.</summary>
    public Task AddAlertsAsync(params object[] alerts) => SendAsync(HttpMethod.Post, "alerts", alerts);

    /// <summary>The raw alerts.</summary>
    public async Task<IReadOnlyList<JObject>> GetAlertsAsync() => [.. (await SendAsync(HttpMethod.Get, "alerts"))!.Cast<JObject>()];

    /// <summary>Adds events to the data lake.</summary>
    public Task AddEventsAsync(params object[] events) => SendAsync(HttpMethod.Post, "events", events);

    /// <summary>Sets metrics, under the field names of GraphQL.</summary>
    public Task SetMetricsAsync(object metrics) => SendAsync(HttpMethod.Post, "metrics", metrics);

    /// <summary>Starts a query of the data lake past the API, and answers its id.</summary>
    public async Task<string> StartQueryAsync(string sql) => (string)(await SendAsync(HttpMethod.Post, "queries", new { sql }))!["id"]!;

    /// <summary>The queries of the data lake, the oldest first: id, sql, database, status.</summary>
    public async Task<IReadOnlyList<JObject>> GetQueriesAsync() => [.. (await SendAsync(HttpMethod.Get, "queries"))!.Cast<JObject>()];

    /// <summary>What the queries come to whose SQL holds a text: <c>{ contains, rows }</c> or <c>{ contains, error }</c>.</summary>
    public Task AnswerQueriesAsync(object answer) => SendAsync(HttpMethod.Post, "datalake", answer);

    /// <summary>Adds a token, and answers its value.</summary>
    public async Task<string> AddTokenAsync(string name, params string[] permissions) =>
        (string)(await SendAsync(HttpMethod.Post, "tokens", new { name, permissions }))!["value"]!;

    /// <summary>The value that a token has now.</summary>
    public async Task<string> GetTokenValueAsync(string name) => (string)(await GetTokenAsync(name))["value"]!;

    public async Task<string> GetTokenIdAsync(string name) => (string)(await GetTokenAsync(name))["id"]!;

    /// <returns>The fault's id.</returns>
    public async Task<string> BreakAsync(Fault fault)
    {
        using var content = new StringContent(fault.ToJson(), Encoding.UTF8, "application/json");
        return (string)(await SendAsync(HttpMethod.Post, "faults", content))!["id"]!;
    }

    public Task RepairAsync() => SendAsync(HttpMethod.Delete, "faults");

    /// <summary>Lets the requests go on that a fault holds up.</summary>
    public Task ReleaseAsync() => SendAsync(HttpMethod.Post, "release", new { });

    /// <summary>Waits until faults hold up so many requests.</summary>
    public Task WaitUntilHoldingAsync(int count) => WaitUntilAsync(
        async () => (await SendAsync(HttpMethod.Get, "faults"))!.Sum(f => (int)f["holding"]!) == count, $"{count} requests were held up");

    /// <summary>Waits until no request is in flight.</summary>
    public Task WaitUntilIdleAsync() => WaitUntilAsync(async () => (await GetStatsAsync()).InFlight == 0, "no request was in flight");

    /// <summary>The API requests since the last reset, oldest first; of one operation where it is named.</summary>
    public async Task<IReadOnlyList<RecordedRequest>> GetRequestsAsync(string? operation = null) =>
        [.. (await SendAsync(HttpMethod.Get, "requests"))!.ToObject<RecordedRequest[]>()!.Where(
            r => operation is null || r.Operation == operation)];

    public async Task<int> CountAsync(string operation) => (await GetRequestsAsync(operation)).Count;

    public async Task<EmulatorStats> GetStatsAsync() => (await SendAsync(HttpMethod.Get, "stats"))!.ToObject<EmulatorStats>()!;

    public void Dispose() => _http.Dispose();

    /// <summary>Asks again and again, each time over HTTP, until it is so.</summary>
    private static async Task WaitUntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var limit = new CancellationTokenSource(s_patience);
        while (!await isSo())
        {
            Assert.False(limit.IsCancellationRequested, $"It never came to be that {what}.");
        }
    }

    private async Task<JToken> GetTokenAsync(string name) =>
        (await SendAsync(HttpMethod.Get, "tokens"))!.Single(t => (string?)t["name"] == name);

    private async Task<JToken?> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body as HttpContent
                ?? (body is null ? null : new StringContent(JsonConvert.SerializeObject(body), Encoding.UTF8, "application/json")),
        };
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {text}");
        return text.Length == 0 ? null : PantherJson.Parse(text);
    }
}
