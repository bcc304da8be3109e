using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Panther.Client.Tests.Emulation;

/// <summary>A server that gives the answers it was given, one a request, in their order; after the last it gives that again.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Target, string Body)> _requests = new();
    private readonly Answer[] _answers;

    public ScriptedServer(params Answer[] answers)
    {
        _answers = answers;
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

    /// <summary>The paths, with their queries, and the bodies of the requests so far.</summary>
    public IReadOnlyList<(string Target, string Body)> Requests => [.. _requests];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                _requests.Enqueue((context.Request.RawUrl!, await reader.ReadToEndAsync()));
                _ = AnswerAsync(context.Response, _answers[Math.Min(_requests.Count, _answers.Length) - 1]);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task AnswerAsync(HttpListenerResponse response, Answer answer)
    {
        try
        {
            byte[] body = Encoding.UTF8.GetBytes(answer.Body);
            response.StatusCode = answer.Status;
            response.ContentType = "application/json";
            response.ContentLength64 = body.Length + answer.Lacking;
            await response.OutputStream.WriteAsync(body);
            if (answer.Lacking > 0)
            {
                await response.OutputStream.FlushAsync();
                response.Abort();
            }
            else
            {
                response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has seen enough.
        }
    }
}

/// <summary>An answer.</summary>
/// <param name="Body">Its body.</param>
/// <param name="Status">Its status.</param>
/// <param name="Lacking">How many more bytes the body should have, when the connection breaks.</param>
internal sealed record Answer(string Body, int Status = 200, int Lacking = 0);
