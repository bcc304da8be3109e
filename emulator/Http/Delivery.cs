using System.IO.Compression;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Panther.Emulator.Faults;

namespace Panther.Emulator.Http;

/// <summary>Sends answers, in the way that a fault wants.</summary>
internal static class Delivery
{
    private const int Slice = 256 * 1024;
    private const int EndlessChunk = 64 * 1024;
    private const int LargestTinyChunk = 7;
    private static readonly TimeSpan s_longestGoodbye = TimeSpan.FromSeconds(5);
    private static readonly ConditionalWeakTable<byte[], Dictionary<string, byte[]>> s_encoded = [];

    /// <summary>Starts and repeated parts of bodies that never end.</summary>
    private static readonly Dictionary<string, (string Start, string Part)> s_endless = new()
    {
        ["whitespace"] = ("", " "),
        ["padding"] = ("{\"padding\":\"", "x"),
        ["json"] = (
            """{"data":{"sources":{"edges":[""",
            """{"node":{"integrationId":"00000000-0000-4000-8000-000000000000","integrationLabel":"endless","""
            + "\"integrationType\":\"http-ingest\",\"logTypes\":[]}},"),
    };

    /// <param name="context">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="fault">The fault, if there is one.</param>
    /// <param name="compression">Where no fault says otherwise.</param>
    /// <param name="sending">Called before the last bytes go out: whoever has the answer finds the request ended.</param>
    public static async Task DeliverAsync(HttpContext context, SentAnswer answer, Fault? fault, string? compression, Action sending)
    {
        if (fault?.Reset == true)
        {
            sending();
            Reset(context);
            return;
        }

        string? encoding = fault?.Encoding is "gzip" or "deflate" ? fault.Encoding : compression;
        if (encoding is not null && (answer.Body.Length > 0 || fault?.Endless is not null))
        {
            answer.Headers["content-encoding"] = [encoding];
        }

        if (fault?.Endless is { } kind)
        {
            await SendEndlessAsync(context, answer, kind, encoding);
            return;
        }

        byte[] body = encoding is not null && answer.Body.Length > 0 ? Encode(answer.Body, encoding) : answer.Body;
        answer = answer with { Body = body };
        if (fault?.Truncate is int length && fault.End != "end")
        {
            await SendCutAsync(context, answer, body[..Math.Min(length, body.Length)], Math.Max(body.Length, length + 1),
                fault.End == "reset", sending);
        }
        else if (fault?.ContentLength is int told)
        {
            await SendCutAsync(context, answer, body, told, isReset: false, sending);
        }
        else if (fault?.Encoding == "chunked-tiny")
        {
            SetHead(context, answer);
            sending();
            await SendTinyAsync(context, body);
        }
        else
        {
            await SendAsync(context, answer, fault?.Truncate is int size ? body.AsMemory(0, Math.Min(size, body.Length)) : body, sending);
        }
    }

    /// <summary>Ends the connection with a reset.</summary>
    public static void Reset(HttpContext context) => context.Abort();

    private static async Task SendAsync(HttpContext context, SentAnswer answer, ReadOnlyMemory<byte> body, Action sending)
    {
        SetHead(context, answer);
        if (answer.Status is 204 or 304)
        {
            sending();
            await context.Response.CompleteAsync();
            return;
        }

        context.Response.ContentLength = body.Length;

        for (int at = 0; body.Length - at > Slice && !context.RequestAborted.IsCancellationRequested; at += Slice)
        {
            await context.Response.Body.WriteAsync(body.Slice(at, Slice), CancellationToken.None);
        }

        sending();
        int rest = body.Length % Slice == 0 && body.Length > 0 ? Slice : body.Length % Slice;
        await context.Response.Body.WriteAsync(body[^rest..], CancellationToken.None);
        await context.Response.CompleteAsync();
    }

    /// <summary>Sends a head that tells a length, and a body of another one, past the server, which would not let it.</summary>
    private static async Task SendCutAsync(HttpContext context, SentAnswer answer, byte[] part, long told, bool isReset, Action sending)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            context.Abort();
            return;
        }

        sending();
        SslStream? tls = context.Features.Get<Tls.Connection>()?.Stream;
        try
        {
            await SendAllAsync(socket, tls, HeadOf(answer, told));
            await SendAllAsync(socket, tls, part);
            if (!isReset)
            {
                if (tls is null)
                {
                    socket.Shutdown(SocketShutdown.Send);
                }
                else
                {
                    await tls.ShutdownAsync();
                }

                // Until the client has read it and hung up: an end in haste could overtake what was sent.
                await Task.Delay(s_longestGoodbye, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client is gone.
        }

        Reset(context);
    }

    private static async Task SendAllAsync(Socket socket, SslStream? tls, ReadOnlyMemory<byte> bytes)
    {
        if (tls is not null)
        {
            await tls.WriteAsync(bytes);
            return;
        }

        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }

    private static byte[] HeadOf(SentAnswer answer, long length)
    {
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} {ReasonPhrases.GetReasonPhrase(answer.Status)}\r\n");
        foreach ((string name, string[] values) in answer.Headers)
        {
            foreach (string value in values)
            {
                head.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        return Encoding.Latin1.GetBytes(head.Append("content-length: ").Append(length).Append("\r\n\r\n").ToString());
    }

    private static async Task SendTinyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        await context.Response.StartAsync();
        CancellationToken gone = context.RequestAborted;
        for (int at = 0, size = 1; at < body.Length && !gone.IsCancellationRequested; at += size, size = (size % LargestTinyChunk) + 1)
        {
            await context.Response.Body.WriteAsync(body.Slice(at, Math.Min(size, body.Length - at)), CancellationToken.None);
            await context.Response.Body.FlushAsync(CancellationToken.None);
        }
    }

    private static async Task SendEndlessAsync(HttpContext context, SentAnswer answer, string kind, string? encoding)
    {
        (string start, string part) = s_endless[kind];
        byte[] chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, (EndlessChunk / part.Length) + 1)));
        answer.Headers.TryAdd("content-type", ["application/json"]);
        SetHead(context, answer);
        Stream body = context.Response.Body;
        Stream stream = encoding is null ? body : EncoderOn(body, encoding);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(start));

        // It ends when the client goes away.
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await stream.WriteAsync(chunk);
            await stream.FlushAsync();
        }
    }

    private static void SetHead(HttpContext context, SentAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach ((string name, string[] values) in answer.Headers)
        {
            if (name is not ("content-length" or "transfer-encoding"))
            {
                context.Response.Headers[name] = values;
            }
        }
    }

    private static Stream EncoderOn(Stream stream, string encoding) => encoding == "gzip"
        ? new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)
        : new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true);

    private static byte[] Encode(byte[] bytes, string encoding)
    {
        Dictionary<string, byte[]> known = s_encoded.GetOrCreateValue(bytes);
        lock (known)
        {
            if (!known.TryGetValue(encoding, out byte[]? encoded))
            {
                var buffer = new MemoryStream();
                using (Stream encoder = EncoderOn(buffer, encoding))
                {
                    encoder.Write(bytes);
                }

                known[encoding] = encoded = buffer.ToArray();
            }

            return encoded;
        }
    }
}
