using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Panther.Client.Tests.Emulation;

/// <summary>A server that begins each answer, and never ends it.</summary>
internal sealed class StallingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _beginning;

    /// <param name="beginning">What it sends: the head of an answer, and some of its body.</param>
    public StallingServer(string beginning)
    {
        _beginning = Encoding.ASCII.GetBytes(beginning);
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}");
        _ = AcceptAsync();
    }

    public Uri Url { get; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has been disposed.
        }
    }

    private async Task AnswerAsync(TcpClient visitor)
    {
        using (visitor)
        {
            try
            {
                NetworkStream stream = visitor.GetStream();
                await stream.WriteAsync(_beginning);

                // Until the visitor has had enough.
                await stream.CopyToAsync(Stream.Null);
            }
            catch (IOException)
            {
                // The visitor is gone.
            }
        }
    }
}
