using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.Fuzzing;

/// <summary>What fuzzing has found, each by its name.</summary>
public sealed class FoundByFuzzingTests
{
    [Fact]
    public void A_field_whose_name_is_no_text_is_no_stream_type_option()
    {
        StreamOptions options = StreamOptions.From((JToken)Samples.Parse("""{ "fields": [{ "name": "jsonArrayEnvelopeField" }, { "name": [null] }, { "name": {} }] }"""))!;

        Assert.Equal(["jsonArrayEnvelopeField"], options.Members);
    }

    [Theory]
    [InlineData("""{ "types": [{ "name": [], "fields": [] }, { "name": "UpdateS3SourceInput" }] }""")]
    [InlineData("""{ "types": [null, 1, "x"] }""")]
    [InlineData("""{ "types": {} }""")]
    public void A_schema_without_the_types_of_the_update_gives_no_shape(string schema) =>
        Assert.Null(S3UpdateShape.From(Samples.Parse(schema)));

    [Theory]
    [InlineData("""{ "kind": [], "name": {} }""")]
    [InlineData("1")]
    [InlineData("""{ "kind": "INPUT_OBJECT", "name": "NoSuchType" }""")]
    public void A_field_of_an_odd_type_cannot_be_kept(string type)
    {
        JObject schema = Samples.Parse($$"""
            { "types": [
              { "name": "UpdateS3SourceInput", "inputFields": [{ "name": "kmsKey", "type": {{type}} }] },
              { "name": "S3LogIntegration", "fields": [{ "name": "kmsKey", "type": { "kind": "OBJECT", "name": "X" } }] }
            ] }
            """);

        Expect.Error(PantherErrorKind.Unsupported, () => S3UpdateShape.From(schema));
    }
}
