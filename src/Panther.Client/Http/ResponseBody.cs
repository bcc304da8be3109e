using System.Collections.Concurrent;

namespace Panther.Client.Http;

/// <summary>
/// The body of an answer, read ahead of its reader into a bounded buffer, so that a slow pipeline does not hold up
/// the API. Reading synchronously blocks; all reading is ended by the token; the body's size and the time that the network takes for it
/// are bounded, and the reader's own time is not counted.
/// </summary>
internal sealed class ResponseBody : Stream
{
    private const int ChunkBytes = 32 * 1024;
    private const int MaximumChunks = 64;

    private readonly HttpResponseMessage _response;
    private readonly CancellationToken _connectionEnded;
    private readonly CancellationToken _cancellationToken;

    // Linked to no other: what is linked to the connection's token stays with it until it is disposed.
    private readonly CancellationTokenSource _end = new();
    private readonly Func<Exception, PantherException> _translate;
    private readonly IClock _clock;
    private readonly long _maximumBytes;
    private readonly ConcurrentQueue<Chunk> _chunks = new();
    private readonly ConcurrentQueue<Chunk> _emptyChunks = new();
    private readonly SemaphoreSlim _space = new(MaximumChunks);
    private readonly SemaphoreSlim _filled = new(0);
    private readonly TaskCompletionSource<ResponseBody> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Chunk? _current;
    private int _position;
    private Exception? _failure;
    private bool _atEnd;

    private ResponseBody(
        HttpResponseMessage response,
        Func<Exception, PantherException> translate,
        IClock clock,
        long maximumBytes,
        CancellationToken connectionEnded,
        CancellationToken cancellationToken)
    {
        _response = response;
        _maximumBytes = maximumBytes;
        _translate = translate;
        _clock = clock;
        _connectionEnded = connectionEnded;
        _cancellationToken = cancellationToken;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Takes over the response and begins to read its body.</summary>
    /// <param name="response">The response; it is disposed with the body.</param>
    /// <param name="timeLeft">The time that the network may take for the body.</param>
    /// <param name="translate">Makes the caller's error out of what broke the body.</param>
    /// <param name="clock">The time.</param>
    /// <param name="maximumBytes">The largest body that is read, after decompression.</param>
    /// <param name="connectionEnded">Ends the reading with the connection.</param>
    /// <param name="cancellationToken">Ends the reading for the caller.</param>
    public static Task<ResponseBody> OpenAsync(
        HttpResponseMessage response,
        TimeSpan timeLeft,
        Func<Exception, PantherException> translate,
        IClock clock,
        long maximumBytes,
        CancellationToken connectionEnded,
        CancellationToken cancellationToken)
    {
        var body = new ResponseBody(response, translate, clock, maximumBytes, connectionEnded, cancellationToken);
        _ = Task.Run(() => body.FillAsync(timeLeft), CancellationToken.None);

        // A short body is here before its reader blocks a thread for it.
        return body._started.Task;
    }

    private bool HasEnded =>
        _end.IsCancellationRequested || _connectionEnded.IsCancellationRequested || _cancellationToken.IsCancellationRequested;

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_current is null && !_atEnd)
        {
            _filled.Wait(_cancellationToken);
        }

        return Take(buffer, offset, count);
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (_current is null && !_atEnd)
        {
            await _filled.WaitAsync(_cancellationToken).ConfigureAwait(false);
        }

        return Take(buffer, offset, count);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_end.IsCancellationRequested)
        {
            _end.Cancel();
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes what is there, once something is, or the end.</summary>
    private int Take(byte[] buffer, int offset, int count)
    {
        if (_current is null && !NextChunk())
        {
            return 0;
        }

        int read = Math.Min(count, _current!.Count - _position);
        Buffer.BlockCopy(_current.Bytes, _position, buffer, offset, read);
        _position += read;
        if (_position == _current.Count)
        {
            _emptyChunks.Enqueue(_current);
            _current = null;
        }

        return read;
    }

    private bool NextChunk()
    {
        if (_atEnd)
        {
            return _failure is null ? false : throw _translate(_failure);
        }

        if (_chunks.TryDequeue(out _current))
        {
            _position = 0;
            _space.Release();
            return true;
        }

        _atEnd = true;
        return NextChunk();
    }

    private async Task FillAsync(TimeSpan timeLeft)
    {
        using var timeout = new CancellationTokenSource();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, _connectionEnded, _cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ends.Token, timeout.Token);

        // Where the platform's stream ignores the token, closing it under the read ends the read.
        using CancellationTokenRegistration registration = stop.Token.Register(_response.Dispose);
        try
        {
            using Stream stream = await _response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            long total = 0;
            while (true)
            {
                await _space.WaitAsync(stop.Token).ConfigureAwait(false);
                Chunk chunk = _emptyChunks.TryDequeue(out Chunk? empty) ? empty : new Chunk();
                TimeSpan before = _clock.Elapsed;
                timeout.CancelAfter(timeLeft > TimeSpan.Zero ? timeLeft : TimeSpan.Zero);
                chunk.Count = await stream.ReadAsync(chunk.Bytes, 0, ChunkBytes, stop.Token).ConfigureAwait(false);
                timeout.CancelAfter(System.Threading.Timeout.Infinite);
                timeLeft -= _clock.Elapsed - before;
                if (chunk.Count == 0)
                {
                    break;
                }

                total += chunk.Count;
                if (total > _maximumBytes)
                {
                    throw new PantherException(
                        PantherErrorKind.ProtocolError,
                        $"The answer is larger than {_maximumBytes / (1024 * 1024)} MB and was not read further.");
                }

                _chunks.Enqueue(chunk);
                _filled.Release();
                _started.TrySetResult(this);
            }
        }
        catch (Exception e) when (timeout.IsCancellationRequested && !HasEnded)
        {
            _failure = new TimeoutException(e.Message);
        }
        catch (Exception e)
        {
            _failure = _cancellationToken.IsCancellationRequested ? new OperationCanceledException(_cancellationToken) : e;
        }
        finally
        {
            _response.Dispose();
            _filled.Release();
            _started.TrySetResult(this);
        }
    }

    private sealed class Chunk
    {
        public byte[] Bytes { get; } = new byte[ChunkBytes];

        public int Count { get; set; }
    }
}
