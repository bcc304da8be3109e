using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Faults;

/// <summary>An answer as it came over the wire, its body neither decoded nor necessarily complete.</summary>
public sealed record RawReply(HttpResponseMessage Response, byte[] Body, bool IsWhole)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Tests of what goes wrong on request, over three sources.</summary>
public abstract class FaultTest : EmulatorTest, IDisposable
{
    protected const string List = "query List { sources { edges { node { integrationId } } } }";

    protected const string Create = """
        mutation Create { createS3Source(input: { label: "new", awsAccountId: "123456789012", s3Bucket: "b",
            logProcessingRole: "arn:aws:iam::123456789012:role/r",
            logStreamType: Auto, managedBucketNotifications: false, s3PrefixLogTypes: [] }) { logSource { integrationId } } }
        """;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await ControlAsync("POST", "reset", new { sources = 3 });
    }

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Switches a fault on.</summary>
    protected async Task<JsonNode> BreakAsync(object fault) => (await ControlAsync("POST", "faults", fault))!;

    protected Task<Reply> ListAsync(string token = "full") => GraphQLAsync(List, token: token);

    /// <summary>How many sources are stored.</summary>
    protected async Task<int> CountAsync() => (int)(await ControlAsync("GET", "state"))!["sources"]!;

    protected async Task<JsonNode> LastRequestAsync() => (await ControlAsync("GET", "requests"))!.AsArray()[^1]!;

    /// <summary>Sends a list and reads the answer's body until a limit, its end, or until it breaks off.</summary>
    protected async Task<RawReply> ReadAsync(long atMost = long.MaxValue, string? acceptEncoding = null, string query = List)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Emulator.GraphQLUrl)
        {
            Content = new StringContent(JsonSerializer.Serialize(new { query }), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-API-Key", Emulator.Tokens["full"]);
        if (acceptEncoding is not null)
        {
            request.Headers.Add("Accept-Encoding", acceptEncoding);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using Stream stream = await response.Content.ReadAsStreamAsync();
        var body = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer) is int count and > 0)
            {
                body.Write(buffer, 0, count);
                if (body.Length > atMost)
                {
                    return new RawReply(response, body.ToArray(), IsWhole: false);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new RawReply(response, body.ToArray(), IsWhole: false);
        }

        return new RawReply(response, body.ToArray(), IsWhole: true);
    }
}
