using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Tests.Fuzzing;

/// <summary>
/// A server before the emulator. It passes on a request that it has no answer to, and keeps the answer; later it gives
/// that answer itself, or what a test has made of it.
/// </summary>
internal sealed class RecordingServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new(new HttpClientHandler { UseProxy = false });
    private readonly ConcurrentDictionary<string, byte[]> _answers = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Uri _behind;

    public RecordingServer(Uri behind)
    {
        _behind = behind;
        using (var port = new TcpListener(IPAddress.Loopback, 0))
        {
            port.Start();
            Url = new Uri($"http://{port.LocalEndpoint}/");
        }

        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>The kinds of request since the last call: a GraphQL operation, or a method with its path.</summary>
    public IReadOnlyList<string> TakeRequests()
    {
        string[] requests = [.. _requests.Distinct()];
        _requests.Clear();
        return requests;
    }

    /// <summary>The answer to a kind of request.</summary>
    public byte[] this[string request]
    {
        get => _answers[request];
        set => _answers[request] = value;
    }

    public void Dispose()
    {
        _listener.Close();
        _http.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            string body = await reader.ReadToEndAsync();
            string request = (body.Length > 0 ? (string?)((JObject)PantherJson.Parse(body))["operationName"] : null)
                ?? $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
            _requests.Enqueue(request);
            if (!_answers.TryGetValue(request, out byte[]? answer))
            {
                answer = _answers[request] = await PassOnAsync(context.Request, body);
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = answer.Length;
            await context.Response.OutputStream.WriteAsync(answer);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client has seen enough.
        }
    }

    private async Task<byte[]> PassOnAsync(HttpListenerRequest request, string body)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.HttpMethod), new Uri(_behind, request.RawUrl));
        message.Headers.Add("X-API-Key", request.Headers["X-API-Key"]);
        if (body.Length > 0)
        {
            message.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(message);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }
}
