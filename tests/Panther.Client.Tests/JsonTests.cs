using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class JsonTests
{
    public static TheoryData<object?, string> PlainValues => new()
    {
        { null, "null" },
        { "text", "\"text\"" },
        { "", "\"\"" },
        { "2024-05-06T07:08:09Z", "\"2024-05-06T07:08:09Z\"" },
        { "\"\\\u0001\u2028é😀", "\"\\\"\\\\\\u0001\\u2028é😀\"" },
        { true, "true" },
        { (sbyte)-1, "-1" },
        { (byte)1, "1" },
        { (short)-2, "-2" },
        { (ushort)2, "2" },
        { -3, "-3" },
        { 3u, "3" },
        { long.MinValue, "-9223372036854775808" },
        { ulong.MaxValue, "18446744073709551615" },
        { 1.5f, "1.5" },
        { 0.1, "0.1" },
        { 'c', "\"c\"" },
        { DayOfWeek.Friday, "\"Friday\"" },
        { new[] { "a", "b" }, "[\"a\",\"b\"]" },
        { Array.Empty<object>(), "[]" },
        { new object?[] { 1, null, new[] { 2 } }, "[1,null,[2]]" },
        { new byte[] { 1, 2 }, "[1,2]" },
    };

    [Theory]
    [MemberData(nameof(PlainValues))]
    public void A_plain_value_has_its_form_in_JSON(object? value, string json) => Assert.Equal(json, Text(PantherJson.FromPlain(value)));

    [Fact]
    public void Values_that_a_theory_cannot_hold_have_their_form_in_JSON()
    {
        Assert.Equal(
            "12345678901234567890123456789",
            Text(PantherJson.FromPlain(BigInteger.Parse("12345678901234567890123456789", CultureInfo.InvariantCulture))));
        Assert.Equal("1.10", Text(PantherJson.FromPlain(1.10m)));
        Assert.Equal(
            "\"0f8fad5b-d9cb-469f-a165-70867728950e\"", Text(PantherJson.FromPlain(new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"))));
        Assert.Equal("\"https://acme.example/a\"", Text(PantherJson.FromPlain(new Uri("https://acme.example/a"))));
        Assert.Equal("\"1.02:03:04\"", Text(PantherJson.FromPlain(new TimeSpan(1, 2, 3, 4))));
        Assert.Equal("{\"a\":1}", Text(PantherJson.FromPlain(JObject.Parse("{\"a\":1}"))));
        Assert.Equal("{\"a\":{\"b\":[null]},\"1\":2}", Text(PantherJson.FromPlain(new OrderedDictionary
        {
            ["a"] = new Hashtable { ["b"] = new ArrayList { null } },
            [(object)1] = 2,
        })));
        Assert.Equal("{\"a\":1}", Text(PantherJson.FromPlain(new Dictionary<string, int> { ["a"] = 1 })));
        Assert.Equal("{}", Text(PantherJson.FromPlain(new Hashtable())));
        Assert.Equal("[1,2]", Text(PantherJson.FromPlain(Enumerable.Range(1, 2))));
    }

    [Fact]
    public void Times_have_the_form_of_Panther_in_UTC()
    {
        var utc = new DateTime(2024, 5, 6, 7, 8, 9, 120, DateTimeKind.Utc);

        Assert.Equal("\"2024-05-06T07:08:09.120Z\"", Text(PantherJson.FromPlain(utc)));
        Assert.Equal("\"2024-05-06T07:08:09.120Z\"", Text(PantherJson.FromPlain(utc.ToLocalTime())));
        Assert.Equal("\"2024-05-06T07:08:09.120Z\"", Text(PantherJson.FromPlain(new DateTimeOffset(utc).ToOffset(TimeSpan.FromHours(5)))));
    }

    [Theory]
    [InlineData("2024-05-06T07:08:09Z", 2024, 5, 6, 7, 8, 9, 0)]
    [InlineData("2024-05-06T07:08:09.123Z", 2024, 5, 6, 7, 8, 9, 123)]
    [InlineData("2024-02-29T23:59:59.999Z", 2024, 2, 29, 23, 59, 59, 999)]
    [InlineData("0001-01-01T00:00:00Z", 1, 1, 1, 0, 0, 0, 0)]
    [InlineData("2024-05-06T07:08:09.5Z", 2024, 5, 6, 7, 8, 9, 500)]
    [InlineData("2024-05-06T07:08:09.123000Z", 2024, 5, 6, 7, 8, 9, 123)]
    [InlineData("2024-05-06T09:08:09+02:00", 2024, 5, 6, 7, 8, 9, 0)]
    [InlineData("2024-05-06T07:08:09.123", 2024, 5, 6, 7, 8, 9, 123)]
    [InlineData("2024-05-06", 2024, 5, 6, 0, 0, 0, 0)]
    public void A_time_is_read_in_every_form_of_ISO_8601(
        string text, int year, int month, int day, int hour, int minute, int second, int millisecond) => Assert.Equal(
        new DateTime(year, month, day, hour, minute, second, millisecond, DateTimeKind.Utc).ToLocalTime(),
        JTokenExtensions.ToTime(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("2024-00-01T00:00:00Z")]
    [InlineData("2024-01-00T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2024-01-01T24:00:01Z")]
    [InlineData("2024-01-01T00:60:00Z")]
    [InlineData("2024-01-01T00:00:60Z")]
    [InlineData("2024-01-0\u0661T00:00:00Z")]
    [InlineData("2024-01-01T00:00:00.x23Z")]
    public void What_is_no_time_is_null(string? text) => Assert.Null(JTokenExtensions.ToTime(text));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    public void The_culture_of_the_session_changes_nothing(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal("1.5", Text(PantherJson.FromPlain(1.5)));
            Assert.Equal("-2", Text(PantherJson.FromPlain(-2)));
            Assert.Equal("\"2024-05-06T07:08:09.000Z\"", Text(PantherJson.FromPlain(new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc))));
            Assert.Equal("{\"1.5\":\"x\"}", Text(PantherJson.FromPlain(new Hashtable { [1.5] = "x" })));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(float.NaN)]
    public void A_number_that_JSON_has_not_is_refused(object value) =>
        Expect.Error(PantherErrorKind.InvalidInput, () => PantherJson.FromPlain(value));

    [Fact]
    public void An_object_of_another_type_is_refused_with_its_type()
    {
        PantherException error = Expect.Error(PantherErrorKind.InvalidInput, () => PantherJson.FromPlain(new Hashtable
        {
            ["x"] = new Version(1, 2),
        }));

        Assert.Contains("System.Version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_holds_itself_is_refused()
    {
        var circle = new Hashtable();
        circle["itself"] = circle;
        var list = new ArrayList();
        list.Add(list);

        Expect.Error(PantherErrorKind.InvalidInput, () => PantherJson.FromPlain(circle));
        Expect.Error(PantherErrorKind.InvalidInput, () => PantherJson.FromPlain(list));
    }

    [Theory]
    [InlineData("null", null)]
    [InlineData("\"text\"", "text")]
    [InlineData("\"2024-05-06T07:08:09.000Z\"", "2024-05-06T07:08:09.000Z")]
    [InlineData("\"/Date(1)/\"", "/Date(1)/")]
    [InlineData("true", true)]
    [InlineData("1", 1L)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("1.5", 1.5)]
    [InlineData("1e3", 1000.0)]
    public void A_JSON_value_is_a_plain_object(string json, object? value) =>
        Assert.Equal(value, PantherJson.ToPlain(PantherJson.Parse(json)));

    [Fact]
    public void Objects_keep_their_order_and_names_that_differ_by_case()
    {
        var members = Assert.IsType<OrderedDictionary>(
            PantherJson.ToPlain(PantherJson.Parse("{\"b\":1,\"a\":[],\"B\":{\"x\":[1,null]},\"\":2}")));

        Assert.Equal(["b", "a", "B", ""], members.Keys.Cast<string>());
        Assert.Equal(1L, members["b"]);
        Assert.Empty(Assert.IsType<object[]>(members["a"]));
        Assert.Equal([1L, null], Assert.IsType<object?[]>(Assert.IsType<OrderedDictionary>(members["B"])["x"]));
    }

    [Fact]
    public void A_number_of_any_length_stays_exact() => Assert.Equal(
        BigInteger.Parse("123456789012345678901234567890", CultureInfo.InvariantCulture),
        PantherJson.ToPlain(PantherJson.Parse("123456789012345678901234567890")));

    [Fact]
    public void Nothing_is_null() => Assert.Null(PantherJson.ToPlain(null));

    [Theory]
    [InlineData("{\"a\":{\"b\":[1,2.5,\"x\",null,true]},\"A\":\"2024-05-06T07:08:09.120Z\"}")]
    [InlineData("[{\"é\":\"😀\"},[],{}]")]
    public void What_was_read_is_written_as_it_was(string json) =>
        Assert.Equal(json, Text(PantherJson.FromPlain(PantherJson.ToPlain(PantherJson.Parse(json)))));

    [Theory]
    [InlineData("{} {}")]
    [InlineData("1 2")]
    [InlineData("{\"a\":1} x")]
    [InlineData("{\"a\":")]
    [InlineData("[1,")]
    [InlineData("")]
    [InlineData("<html>")]
    public void Anything_but_one_value_is_malformed(string json) => Assert.ThrowsAny<JsonException>(() => PantherJson.Parse(json));

    [Fact]
    public void Depth_is_bounded()
    {
        Assert.NotNull(PantherJson.Parse(new string('[', 256) + new string(']', 256)));
        Assert.ThrowsAny<JsonException>(() => PantherJson.Parse(new string('[', 257) + new string(']', 257)));
        Assert.ThrowsAny<JsonException>(() => PantherJson.Parse(new string('[', 100_000)));
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xff, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xc3, 0x28, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xed, 0xa0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xc3 })]
    public void Bytes_that_are_no_UTF_8_are_malformed(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        using JsonTextReader reader = PantherJson.OpenReader(stream);

        Assert.Throws<DecoderFallbackException>(() => PantherJson.ReadToEnd(reader));
    }

    [Fact]
    public void A_text_with_half_a_character_is_refused() =>
        Expect.Error(PantherErrorKind.InvalidInput, () => PantherJson.ToUtf8(new JObject { ["x"] = "half \ud83d" }));

    [Fact]
    public void What_is_sent_has_no_byte_order_mark_and_no_blanks() =>
        Assert.Equal("{\"x\":[1,\"é\"]}"u8.ToArray(), PantherJson.ToUtf8(new JObject { ["x"] = new JArray(1, "é") }));

    [Fact]
    public void A_text_without_end_is_malformed_before_it_fills_the_memory()
    {
        const long Length = 400L * 1024 * 1024;
        using var stream = new LongText(Length);
        using JsonTextReader reader = PantherJson.OpenReader(stream);

        Assert.ThrowsAny<JsonException>(() => PantherJson.ReadToEnd(reader));

        Assert.InRange(stream.Given, 1, Length / 2);
    }

    private static string Text(JToken token) => token.ToString(Formatting.None);

    /// <summary>A JSON text that goes on for so many bytes, and then ends as it should.</summary>
    private sealed class LongText(long length) : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = (int)Math.Min(buffer.Length, length - Given);
            buffer[..read].Fill((byte)'x');
            if (read > 0 && (Given == 0 || Given + read == length))
            {
                buffer[Given == 0 ? 0 : read - 1] = (byte)'"';
            }

            Given += read;
            return read;
        }
    }
}
