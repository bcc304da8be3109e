using System.IO.Compression;

namespace Panther.Emulator.Tests.Faults;

/// <summary>Bodies that are cut off, never end, lie about their length, or come encoded.</summary>
public sealed class BodyTests : FaultTest
{
    private const int Large = 200 * 1024 * 1024;

    [Theory]
    [InlineData(null, false)]
    [InlineData("close", false)]
    [InlineData("reset", false)]
    [InlineData("end", true)]
    public async Task A_body_is_cut_off(string? end, bool isWhole)
    {
        await BreakAsync(end is null ? new { truncate = 30 } : new { truncate = 30, end });

        RawReply reply = await ReadOrResetAsync(end == "reset");

        Assert.Equal(isWhole, reply.IsWhole);
        if (end != "reset")
        {
            // A reset may overtake what was sent before it.
            Assert.Equal(30, reply.Body.Length);
        }
    }

    [Fact]
    public async Task A_body_is_cut_off_before_its_first_byte()
    {
        await BreakAsync(new { truncate = 0, end = "end" });
        Assert.Equal("", (await ListAsync()).Text);
    }

    [Fact]
    public async Task A_body_is_padded_to_a_size_and_stays_the_same_json()
    {
        Reply plain = await ListAsync();
        await BreakAsync(new { bodySize = 1_000_000 });
        Reply padded = await ListAsync();

        Assert.Equal(1_000_000, padded.Text.Length);
        JsonAssert.Equal(plain.Json, padded.Json);
    }

    [Fact]
    public async Task A_body_of_200_megabytes_arrives_whole()
    {
        await BreakAsync(new { bodySize = Large });
        RawReply reply = await ReadAsync();

        Assert.True(reply.IsWhole);
        Assert.Equal(Large, reply.Response.Content.Headers.ContentLength);
        Assert.Equal(Large, reply.Body.Length);
        Assert.Equal((byte)'}', reply.Body[^1]);
    }

    [Fact]
    public async Task A_length_that_is_too_long_ends_before_it_and_one_too_short_cuts_the_body()
    {
        string plain = (await ListAsync()).Text;

        await BreakAsync(new { contentLength = plain.Length + 5 });
        RawReply tooLong = await ReadAsync();
        Assert.False(tooLong.IsWhole);
        Assert.Equal(plain.Length + 5, tooLong.Response.Content.Headers.ContentLength);
        Assert.Equal(plain, tooLong.Text);

        await BreakAsync(new { contentLength = 10 });
        RawReply tooShort = await ReadAsync();
        Assert.True(tooShort.IsWhole);
        Assert.Equal(plain[..10], tooShort.Text);

        // What lies behind the told length is taken for no answer to the next request.
        Assert.Equal(plain, (await ListAsync()).Text);
    }

    [Theory]
    [InlineData("before", 3)]
    [InlineData("after", 4)]
    public async Task A_length_lies_about_the_answer_of_a_change_too(string phase, int stored)
    {
        await BreakAsync(new { contentLength = 5000, phase, status = 500, body = "no", operation = "Create" });
        RawReply reply = await ReadAsync(query: Create);

        Assert.Equal((500, "no", false), ((int)reply.Response.StatusCode, reply.Text, reply.IsWhole));
        Assert.Equal(stored, await CountAsync());
    }

    [Theory]
    [InlineData("whitespace", null)]
    [InlineData("whitespace", "gzip")]
    [InlineData("whitespace", "deflate")]
    [InlineData("json", null)]
    [InlineData("json", "gzip")]
    [InlineData("json", "deflate")]
    [InlineData("padding", null)]
    [InlineData("padding", "gzip")]
    [InlineData("padding", "deflate")]
    public async Task An_endless_body_ends_when_the_client_goes_away(string endless, string? encoding)
    {
        await BreakAsync(encoding is null ? new { endless } : new { endless, encoding });

        RawReply reply = await ReadAsync(atMost: 3_000_000);

        Assert.True(reply.Body.Length > 3_000_000);
        Assert.Equal(encoding ?? "", string.Join(',', reply.Response.Content.Headers.ContentEncoding));
        await WaitUntilIdleAsync();
        Assert.True((bool)(await LastRequestAsync())["aborted"]!);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_body_comes_encoded(string encoding)
    {
        string plain = (await ListAsync()).Text;
        await BreakAsync(new { encoding });
        RawReply reply = await ReadAsync();

        Assert.Equal(encoding, Assert.Single(reply.Response.Content.Headers.ContentEncoding));
        Assert.Equal(plain, Decoded(reply.Body, encoding));

        await BreakAsync(new { encoding });
        Assert.Equal(plain, (await ListAsync()).Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task An_encoded_body_is_cut_off_within_its_code(string encoding)
    {
        await BreakAsync(new { encoding, truncate = 20, end = "end" });
        RawReply reply = await ReadAsync();

        Assert.Equal((true, 20), (reply.IsWhole, reply.Body.Length));
        Assert.DoesNotContain("}", Decoded(reply.Body, encoding), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_comes_in_tiny_pieces()
    {
        string plain = (await ListAsync()).Text;
        await BreakAsync(new { encoding = "chunked-tiny" });
        RawReply reply = await ReadAsync();

        Assert.True(reply.Response.Headers.TransferEncodingChunked);
        Assert.Equal(plain, reply.Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Compression_is_used_where_it_is_set_and_the_client_takes_it(string compression)
    {
        string plain = (await ListAsync()).Text;
        await ControlAsync("POST", "settings", new { compression });

        RawReply taken = await ReadAsync(acceptEncoding: "gzip, deflate");
        Assert.Equal(compression, Assert.Single(taken.Response.Content.Headers.ContentEncoding));
        Assert.Equal(plain, Decoded(taken.Body, compression));

        RawReply untaken = await ReadAsync();
        Assert.Empty(untaken.Response.Content.Headers.ContentEncoding);
        Assert.Equal(plain, untaken.Text);
    }

    /// <summary>The head may be lost in a reset as well.</summary>
    private async Task<RawReply> ReadOrResetAsync(bool isReset)
    {
        try
        {
            return await ReadAsync();
        }
        catch (HttpRequestException) when (isReset)
        {
            return new RawReply(new HttpResponseMessage(), [], IsWhole: false);
        }
    }

    private static string Decoded(byte[] body, string encoding)
    {
        using Stream decoder = encoding == "gzip"
            ? new GZipStream(new MemoryStream(body), CompressionMode.Decompress)
            : new ZLibStream(new MemoryStream(body), CompressionMode.Decompress);
        using var reader = new StreamReader(decoder);
        return reader.ReadToEnd();
    }
}
