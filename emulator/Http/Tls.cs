using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Panther.Emulator.Http;

/// <summary>Speaks TLS on connections, with a certificate of its own making that nobody trusts.</summary>
internal sealed class Tls : IDisposable
{
    private readonly X509Certificate2 _certificate = MakeCertificate();

    /// <summary>The TLS stream of a connection.</summary>
    /// <param name="Stream">What is written there goes out past the server.</param>
    public sealed record Connection(SslStream Stream);

    /// <summary>Puts TLS before what a connection does next.</summary>
    /// <param name="next">What that is.</param>
    /// <param name="opened">Told of each connection, before it is known whether the client trusts the certificate.</param>
    public ConnectionDelegate Before(ConnectionDelegate next, Action opened) => async connection =>
    {
        opened();
        IDuplexPipe plain = connection.Transport;
        var stream = new SslStream(new PipeStream(plain));
        await using (stream)
        {
            try
            {
                await stream.AuthenticateAsServerAsync(_certificate);
                connection.Features.Set(new Connection(stream));
                connection.Transport = new Pipes(PipeReader.Create(stream), PipeWriter.Create(stream));
                await next(connection);
                await connection.Transport.Input.CompleteAsync();
                await connection.Transport.Output.CompleteAsync();
            }
            catch (Exception e) when (
                e is IOException or AuthenticationException or OperationCanceledException or ConnectionAbortedException)
            {
                // The client does not trust the certificate, or is gone.
            }
            finally
            {
                connection.Transport = plain;
            }
        }
    };

    public void Dispose() => _certificate.Dispose();

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Panther emulator", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));

        // Windows takes no key for TLS that lives in memory only.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Both pipes of a connection as one stream.</summary>
    private sealed class PipeStream(IDuplexPipe pipes) : Stream
    {
        private readonly Stream _input = pipes.Input.AsStream();
        private readonly Stream _output = pipes.Output.AsStream();

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _input.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _output.WriteAsync(buffer, cancellationToken);

        public override void Flush() => _output.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
