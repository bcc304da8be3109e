using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Panther.Client.Tests.Emulation;

/// <summary>A proxy that lets nothing through, and says so with a status.</summary>
public sealed class RefusingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly int _status;

    public RefusingProxy(int status)
    {
        _status = status;
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}/");
        _ = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>What it was asked for, with the headers.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = RefuseAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task RefuseAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII);
                var request = new StringBuilder();
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                {
                    request.AppendLine(line);
                }

                _requests.Enqueue(request.ToString());
                string login = _status == 407 ? "Proxy-Authenticate: Basic realm=\"out\"\r\n" : "";
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes($"HTTP/1.1 {_status} Refused\r\n{login}Content-Length: 0\r\nConnection: close\r\n\r\n"));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // The client is gone.
            }
        }
    }
}
