using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Panther.Client.Tests.Emulation;

/// <summary>
/// A port of its own before an emulator. As long as it is shut, connections to it are refused; once it is open they are
/// passed on, byte by byte, with TLS before it if wanted.
/// </summary>
internal sealed class Doorway : IDisposable
{
    private readonly Socket _door = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Uri _behind;
    private readonly X509Certificate2? _certificate;
    private bool _isOpen;

    /// <param name="behind">Where the emulator is.</param>
    /// <param name="isTls">Whether visitors have to speak TLS; the certificate is one that nobody trusts.</param>
    public Doorway(Uri behind, bool isTls = false)
    {
        _behind = behind;
        _certificate = isTls ? MakeCertificate() : null;

        // The port is taken, so that nobody else listens there, and nobody listens yet.
        _door.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Url = new Uri($"{(isTls ? "https" : "http")}://{_door.LocalEndPoint}");
    }

    public Uri Url { get; }

    /// <summary>How many connections were accepted.</summary>
    public int Visitors { get; private set; }

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

    public void Dispose()
    {
        _door.Dispose();
        _certificate?.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        // Windows takes no key for TLS that lives in memory only.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket visitor = await _door.AcceptAsync();
                Visitors++;
                _ = PassOnAsync(visitor);
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
                using Stream outer = await WelcomeAsync(visitor);
                await host.ConnectAsync(_behind.Host, _behind.Port);
                using var inner = new NetworkStream(host);
                await Task.WhenAny(outer.CopyToAsync(inner), inner.CopyToAsync(outer));
            }
            catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
            {
                // One side is gone, and the other goes with it.
            }
        }
    }

    private async Task<Stream> WelcomeAsync(Socket visitor)
    {
        var stream = new NetworkStream(visitor);
        if (_certificate is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(_certificate);
        return tls;
    }
}
