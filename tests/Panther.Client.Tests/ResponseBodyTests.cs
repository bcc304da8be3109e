using System.Net;
using System.Reflection;
using Panther.Client.Http;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>The bounds of a body, on a stream that never ends.</summary>
public sealed class ResponseBodyTests
{
    private const long MostAhead = 9L * 1024 * 1024;

    [Fact]
    public async Task A_body_is_read_ahead_of_its_reader_by_a_bounded_amount()
    {
        using var source = new EndlessStream();
        using ResponseBody body = await OpenAsync(source);
        byte[] buffer = new byte[64 * 1024];
        long read = 0;

        while (read < 64 * MostAhead / 9)
        {
            read += body.Read(buffer, 0, buffer.Length);

            Assert.InRange(source.Given - read, 0, MostAhead);
        }
    }

    [Theory]
    [InlineData(ApiCall.UsualMaximumBytes, "64 MB")]
    [InlineData(ApiCall.LargestMaximumBytes, "512 MB")]
    public async Task A_body_that_never_ends_is_an_error_at_its_bound(long bound, string told)
    {
        using var source = new EndlessStream();
        using ResponseBody body = await OpenAsync(source, bound);
        byte[] buffer = new byte[1024 * 1024];
        long read = 0;

        PantherException error = Expect.Error(PantherErrorKind.ProtocolError, () =>
        {
            while (true)
            {
                read += body.Read(buffer, 0, buffer.Length);
            }
        });

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.InRange(read, bound - MostAhead, bound);
        Assert.InRange(source.Given, bound, bound + MostAhead);
        Assert.True(source.IsClosed);
    }

    [Fact]
    public async Task Nothing_of_a_body_that_was_read_stays_with_the_connection()
    {
        using var connection = new CancellationTokenSource();
        for (int i = 0; i < 20; i++)
        {
            var response = new HttpResponseMessage { Content = new StringContent("body") };
            using ResponseBody body = await ResponseBody.OpenAsync(
                response, TimeSpan.FromSeconds(60), e => new PantherException(e.Message), SystemClock.Instance, 1000, connection.Token,
                CancellationToken.None);
            using var reader = new StreamReader(body);
            Assert.Equal("body", await reader.ReadToEndAsync());
        }

        // What still reads has come to its end by then.
        for (int i = 0; i < 600 && RegistrationsOf(connection) > 0; i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(0, RegistrationsOf(connection));
    }

    [Fact]
    public async Task Disposing_a_body_closes_the_connection_s_stream()
    {
        using var source = new EndlessStream();
        ResponseBody body = await OpenAsync(source);

        body.Dispose();

        await source.Closed;
    }

    /// <summary>How many callbacks a source holds, by its own fields, since it tells nobody.</summary>
    private static int RegistrationsOf(CancellationTokenSource source)
    {
        object? registrations = Field(source, "_registrations");
        int count = 0;
        for (object? node = registrations is null ? null : Field(registrations, "Callbacks"); node is not null; node = Field(node, "Next"))
        {
            count++;
        }

        return count;

        static object? Field(object owner, string name) =>
            (
                owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                    ?? throw new MissingFieldException(name)).GetValue(owner);
    }

    private static Task<ResponseBody> OpenAsync(Stream source, long bound = ApiCall.LargestMaximumBytes)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(source) };
        return ResponseBody.OpenAsync(
            response,
            TimeSpan.FromMinutes(5),
            e => e as PantherException ?? new PantherException(PantherErrorKind.Unreachable, e.Message, e),
            new VirtualClock(),
            bound,
            CancellationToken.None,
            CancellationToken.None);
    }

    /// <summary>Gives bytes without end and without a wait, and counts them.</summary>
    private sealed class EndlessStream : Stream
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _given;

        public long Given => Interlocked.Read(ref _given);

        public Task Closed => _closed.Task;

        public bool IsClosed => _closed.Task.IsCompleted;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Interlocked.Add(ref _given, count);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _closed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
