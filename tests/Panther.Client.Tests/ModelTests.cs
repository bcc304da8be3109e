using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Tests;

/// <summary>How the API's objects are read into ours, whatever they hold.</summary>
public sealed class ModelTests
{
    private const string Whole = """
        {
          "text": "a", "flag": true, "number": 7, "large": 9999999999, "share": 0.5, "time": "2024-05-06T07:08:09.123Z",
          "texts": ["a", "b"], "parts": [{ "text": "p" }, { "text": "q" }], "part": { "text": "r" }, "kind": "OF_THE_FUTURE",
          "by": { "__typename": "User", "id": "u-1", "givenName": "Olive", "familyName": "Owner" },
          "secret": "hunter2", "Secret": "hunter2", "unknown": { "a": [1, { "b": null }] }
        }
        """;

    public static TheoryData<string, string> Mismatches
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string member in new[] { "flag", "number", "large", "share", "time", "texts", "parts", "part", "by" })
            {
                foreach (string value in new[] { "null", "\"text\"", "[[1]]", "{\"a\":{}}", "1e400", "123456789012345678901234567890", "true", "-1" })
                {
                    data.Add(member, value);
                }
            }

            return data;
        }
    }

    [Fact]
    public void What_is_there_is_read()
    {
        Thing thing = Read(Whole)!;

        Assert.Equal(("a", true, 7, 9999999999, 0.5), (thing.Text, thing.Flag, thing.Number, thing.Large, thing.Share));
        Assert.Equal(new DateTime(2024, 5, 6, 7, 8, 9, 123, DateTimeKind.Utc).ToLocalTime(), thing.Time);
        Assert.Equal(DateTimeKind.Local, thing.Time!.Value.Kind);
        Assert.Equal(["a", "b"], thing.Texts);
        Assert.Equal(["p", "q"], thing.Parts.Select(p => p.Text));
        Assert.Equal("r", thing.Part?.Text);
        Assert.Equal(("u-1", "Olive Owner", "User"), (thing.By?.Id, thing.By?.Name, thing.By?.Type));
    }

    [Fact]
    public void A_value_of_the_future_stays_what_it_is() => Assert.Equal("OF_THE_FUTURE", Read(Whole)!.Kind);

    [Theory]
    [InlineData("unknown")]
    [InlineData("part")]
    [InlineData("parts")]
    [InlineData("text")]
    [InlineData("by")]
    public void What_is_as_deep_as_an_answer_may_be_does_not_hide_the_rest(string member)
    {
        int depth = PantherJson.MaximumDepth - 1;
        string deep = string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth);

        Assert.Equal("z", Read($$"""{ "{{member}}": {{deep}}, "kind": "z" }""")!.Kind);
    }

    [Fact]
    public void What_has_no_name_in_JSON_is_never_read() => Assert.Null(Read(Whole)!.Secret);

    [Fact]
    public void What_is_not_there_is_null_or_what_it_was()
    {
        Thing thing = Read("{}")!;

        Assert.Equal(("before", null, null, null), (thing.Text, thing.Number, thing.Time, thing.Part));
        Assert.Empty(thing.Texts);
        Assert.Empty(thing.Parts);
    }

    [Theory]
    [MemberData(nameof(Mismatches))]
    public void A_value_of_a_type_that_it_should_not_have_hides_nothing_else(string member, string value)
    {
        JObject json = JObject.Parse(Whole);
        string last = json.Properties().Last().Name;
        string text = json.ToString(
            Formatting.None).Replace(json.Property(member)!.ToString(Formatting.None), $"\"{member}\":{value}", StringComparison.Ordinal);
        Assert.Contains($"\"{member}\":{value}", text, StringComparison.Ordinal);

        using JsonTextReader reader = PantherJson.OpenReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"[{text},7]")));
        reader.Read();
        reader.Read();
        Thing thing = Model.Read<Thing>(reader)!;

        Assert.Equal(JsonToken.EndObject, reader.TokenType);
        Assert.True(reader.Read());
        Assert.Equal(7L, reader.Value);
        Assert.Equal(("a", "OF_THE_FUTURE", "unknown"), (thing.Text, thing.Kind, last));
        Assert.True(member == "part" || thing.Part?.Text == "r");
        Assert.True(member == "texts" || thing.Texts.Count == 2);
    }

    [Fact]
    public void Items_that_are_none_are_left_out()
    {
        Thing thing = Read("""{ "texts": ["a", null, [1], {}, "b"], "parts": [null, { "text": "p" }, [], "x"] }""")!;

        Assert.Equal(["a", "b"], thing.Texts);
        Assert.Equal("p", Assert.Single(thing.Parts).Text);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[{}]")]
    [InlineData("7")]
    [InlineData("\"x\"")]
    public void What_is_no_object_is_null(string json) => Assert.Null(Read(json));

    [Theory]
    [InlineData("{\"text\":")]
    [InlineData("{\"parts\":[{\"text\":\"p\"}")]
    [InlineData("{\"number\":x}")]
    [InlineData("{\"unknown\":[1,}")]
    public void What_is_no_JSON_is_an_error(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    private static Thing? Read(string json)
    {
        using JsonTextReader reader = PantherJson.OpenReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json)));
        reader.Read();
        return Model.Read<Thing>(reader);
    }

    private sealed class Thing
    {
        [JsonProperty("text")]
        public string Text { get; private set; } = "before";

        [JsonProperty("kind")]
        public string? Kind { get; internal set; }

        [JsonProperty("flag")]
        public bool? Flag { get; internal set; }

        [JsonProperty("number")]
        public int? Number { get; internal set; }

        [JsonProperty("large")]
        public long? Large { get; internal set; }

        [JsonProperty("share")]
        public double? Share { get; internal set; }

        [JsonProperty("time")]
        public DateTime? Time { get; internal set; }

        [JsonProperty("texts")]
        public TextList Texts { get; internal set; } = TextList.Empty;

        [JsonProperty("parts")]
        public IReadOnlyList<Part> Parts { get; internal set; } = [];

        [JsonProperty("part")]
        public Part? Part { get; internal set; }

        [JsonProperty("by")]
        public Actor? By { get; internal set; }

        public string? Secret { get; set; }
    }

    private sealed class Part
    {
        [JsonProperty("text")]
        public string? Text { get; internal set; }
    }
}
