using System.Net;
using System.Net.Sockets;

namespace Panther.Client.Tests.Emulation;

/// <summary>
/// A port of its own before an emulator. As long as it is shut, connections to it are refused; once it is open they are
/// passed on, byte by byte.
/// </summary>
internal sealed class Doorway : IDisposable
{
    private readonly Socket _door = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Uri _behind;
    private bool _isOpen;

    /// <param name="behind">Where the emulator is.</param>
    public Doorway(Uri behind)
    {
        _behind = behind;

        // The port is taken, so that nobody else listens there, and nobody listens yet.
        _door.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Url = new Uri($"http://{_door.LocalEndPoint}");
    }

    public Uri Url { get; }

    /// <summary>From now on connections are accepted.</summary>
    public void Open()
    {
        if (!_isOpen)
        {
            _isOpen = true;
            _door.Listen();
            _ = AcceptAsync();
        }
    }

    public void Dispose() => _door.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassOnAsync(await _door.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The door is gone.
        }
    }

    private async Task PassOnAsync(Socket visitor)
    {
        using var host = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (visitor)
        {
            try
            {
                using var outer = new NetworkStream(visitor);
                await host.ConnectAsync(_behind.Host, _behind.Port);
                using var inner = new NetworkStream(host);
                await Task.WhenAny(outer.CopyToAsync(inner), inner.CopyToAsync(outer));
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // One side is gone, and the other goes with it.
            }
        }
    }
}
