using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Panther.Emulator.Tests.Faults;

/// <summary>Connections that end with a reset, seen by a bare socket.</summary>
public sealed class ResetTests : FaultTest
{
    [Theory]
    [InlineData("before", 3)]
    [InlineData("after", 4)]
    public async Task A_reset_is_a_reset_of_the_connection_before_or_after_the_change(string phase, int stored)
    {
        await BreakAsync(new { reset = true, phase, operation = "Create" });

        Assert.Equal(SocketError.ConnectionReset, await EndOfAsync(Create));

        Assert.Equal(stored, await CountAsync());
        Assert.Null((await LastRequestAsync())["status"]);
        Assert.False((bool)(await LastRequestAsync())["aborted"]!);
    }

    [Theory]
    [InlineData("reset", SocketError.ConnectionReset)]
    [InlineData("close", SocketError.Success)]
    public async Task A_body_is_cut_off_by_a_reset_or_by_an_orderly_end(string end, SocketError expected)
    {
        await BreakAsync(new { truncate = 30, end });

        Assert.Equal(expected, await EndOfAsync(List));
    }

    /// <summary>Sends a request and reads until the connection ends.</summary>
    /// <returns>How it ended.</returns>
    private async Task<SocketError> EndOfAsync(string query)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { query });
        byte[] head = Encoding.ASCII.GetBytes(
            $"POST {Emulator.GraphQLUrl.AbsolutePath} HTTP/1.1\r\nHost: {Emulator.Url.Authority}\r\n"
            + $"X-API-Key: {Emulator.Tokens["full"]}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Emulator.Url.Port), limit.Token);
        await socket.SendAsync((byte[])[.. head, .. body], limit.Token);
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
            }

            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
