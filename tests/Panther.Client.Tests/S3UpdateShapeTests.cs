using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>What an update carries over, for schemas that no emulator has.</summary>
public sealed class S3UpdateShapeTests
{
    private static readonly JObject s_text = Scalar("String");

    [Fact]
    public void Every_input_field_is_read_from_the_output_field_of_its_name()
    {
        S3UpdateShape shape = Shape(
            [Field("id", Required(Scalar("ID"))), Field(
                "label", Required(s_text)), Field("level", Required(Enum("Level"))), Field("notes", s_text)],
            [Field("integrationId", Required(Scalar("ID"))), Field(
                "integrationLabel", Required(s_text)), Field("level", Enum("Level")), Field("notes", s_text), Field("unrelated", s_text)]);

        Assert.Equal("fragment UpdateFields on S3LogIntegration { integrationId integrationLabel level notes }", shape.Fragment);
        AssertInput(
            """{ "id": "1", "label": "l", "level": "HIGH", "notes": "n" }""",
            shape.ToInput(Samples.Parse("""{ "integrationId": "1", "integrationLabel": "l", "level": "HIGH", "notes": "n", "unrelated": "u" }""")));
    }

    [Fact]
    public void Objects_and_lists_of_objects_are_read_to_their_depth_and_without_what_the_input_does_not_take()
    {
        S3UpdateShape shape = Shape(
            [Field("rules", Required(List(Required(Input("RuleInput"))))), Field("id", Required(s_text))],
            [Field("rules", List(Object("Rule"))), Field("integrationId", s_text)],
            InputType("RuleInput", Field("name", s_text), Field("limits", Input("LimitsInput"))),
            InputType("LimitsInput", Field("most", Scalar("Int")), Field("tags", List(s_text))),
            ObjectType("Rule", Field("name", s_text), Field("limits", Object("Limits")), Field("createdAt", s_text)),
            ObjectType("Limits", Field("most", Scalar("Int")), Field("tags", List(s_text)), Field("used", Scalar("Int"))));

        Assert.Equal("fragment UpdateFields on S3LogIntegration { rules { name limits { most tags } } integrationId }", shape.Fragment);
        AssertInput(
            """{ "rules": [{ "name": "a", "limits": { "most": 1, "tags": ["x"] } }, null, { "name": null, "limits": null }], "id": "1" }""",
            shape.ToInput(Samples.Parse("""{ "rules": [{ "name": "a", "limits": { "most": 1, "tags": ["x"], "used": 9 } }, null, { "name": null, "limits": null }], "integrationId": "1" }""")));
    }

    /// <summary>Input fields that cannot be read back, and what of the schema makes them so.</summary>
    public static TheoryData<string, string> UnreadableFields => new()
    {
        { "no output field", "optional with a default" },
        { "no output field", "required" },
        { "an output field that takes a required argument", "optional" },
        { "an output field that is an object", "optional" },
        { "an output field that is an interface", "optional" },
        { "an output field that is a union", "optional" },
        { "an input object whose output is a scalar", "optional" },
        { "an input object whose output is a scalar", "required" },
        { "an input object with a member that has no output", "required" },
        { "an input object that holds itself", "optional" },
    };

    [Theory]
    [MemberData(nameof(UnreadableFields))]
    public void An_input_field_that_cannot_be_read_back_is_unsupported_since_its_value_would_be_lost(string why, string need)
    {
        bool isInputObject = why.StartsWith("an input object", StringComparison.Ordinal);
        JObject inputType = isInputObject ? Input("OddInput") : s_text;
        JObject? output = why switch
        {
            "no output field" => null,
            "an output field that takes a required argument" => Field("odd", s_text, Argument(Required(s_text), null)),
            "an output field that is an object" => Field("odd", Object("Odd")),
            "an output field that is an interface" => Field("odd", Type("INTERFACE", "Odd")),
            "an output field that is a union" => Field("odd", Type("UNION", "Odd")),
            "an input object whose output is a scalar" => Field("odd", Scalar("JSON")),
            _ => Field("odd", Object("Odd")),
        };
        JObject[] members = why == "an input object that holds itself" ? [Field("member", Input("OddInput"))] : [Field("member", s_text)];
        JObject[] outputMembers = why switch
        {
            "an input object that holds itself" => [Field("member", Object("Odd"))],
            "an input object with a member that has no output" => [Field("other", s_text)],
            _ => [Field("member", s_text)],
        };

        PantherException error = Expect.Error(PantherErrorKind.Unsupported, () => Shape(
            [Field("id", Required(s_text)), WithDefault(
                Field("odd", need == "required" ? Required(inputType) : inputType), need == "optional" ? null : "\"x\"")],
            output is null ? [Field("integrationId", s_text)] : [Field("integrationId", s_text), output],
            InputType("OddInput", members),
            ObjectType("Odd", outputMembers)));

        Assert.Contains("'odd", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nullable_field_that_nothing_shows_is_left_out_at_whatever_depth_and_named()
    {
        S3UpdateShape shape = Shape(
            [Field("id", Required(s_text)), Field(
                "clientMutationId", s_text), Field("tags", List(Input("TagInput"))), Field("audit", Input("AuditInput"))],
            [Field("integrationId", s_text), Field("tags", List(Object("Tag"))), Field("audit", Object("Audit"))],
            InputType("TagInput", Field("name", Required(s_text)), Field("hint", s_text)),
            ObjectType("Tag", Field("name", s_text)),
            InputType("AuditInput", Field("reason", s_text), Field("more", Input("MoreInput"))),
            ObjectType("Audit", Field("at", s_text), Field("more", Object("More"))),
            InputType("MoreInput", Field("text", s_text)),
            ObjectType("More", Field("other", s_text)));

        Assert.Equal(["clientMutationId", "tags.hint", "audit"], shape.LeftOut);
        Assert.Equal("fragment UpdateFields on S3LogIntegration { integrationId tags { name } }", shape.Fragment);
        AssertInput(
            """{ "id": "1", "tags": [{ "name": "n" }] }""",
            shape.ToInput(Samples.Parse("""{ "integrationId": "1", "tags": [{ "name": "n" }] }""")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"x\"")]
    public void An_output_field_that_takes_an_argument_which_need_not_be_given_can_be_read(string? defaultValue)
    {
        JObject argument = defaultValue is null ? Argument(s_text, null) : Argument(Required(s_text), defaultValue);

        S3UpdateShape shape = Shape([Field("odd", s_text)], [Field("odd", s_text, argument)]);

        Assert.Equal("fragment UpdateFields on S3LogIntegration { odd }", shape.Fragment);
    }

    [Fact]
    public void An_optional_field_that_is_not_set_is_left_out_and_a_required_one_is_missed()
    {
        S3UpdateShape shape = Shape(
            [Field("need", Required(s_text)), Field("wish", s_text), Field("wishes", Input("WishesInput")), Field("list", List(s_text))],
            [Field("need", s_text), Field("wish", s_text), Field("wishes", Object("Wishes")), Field("list", List(s_text))],
            InputType("WishesInput", Field("one", s_text)),
            ObjectType("Wishes", Field("one", s_text)));

        JObject input = shape.ToInput(Samples.Parse("""{ "need": null, "wish": null, "wishes": { "one": null }, "list": [] }"""));

        AssertInput("""{ "need": null, "list": [] }""", input);
        PantherException error = Expect.Error(PantherErrorKind.InvalidInput, () => shape.CheckComplete(input));
        Assert.Contains("Need", error.Message, StringComparison.Ordinal);
        input["need"] = "given";
        shape.CheckComplete(input);
    }

    [Fact]
    public void A_field_with_a_default_is_sent_as_null_where_it_is_null_since_left_out_it_would_become_its_default()
    {
        JObject withDefault = Field("kept", Scalar("Boolean"));
        withDefault["defaultValue"] = "true";

        S3UpdateShape shape = Shape([withDefault], [Field("kept", Scalar("Boolean"))]);

        AssertInput("""{ "kept": null }""", shape.ToInput(Samples.Parse("""{ "kept": null }""")));
    }

    [Theory]
    [InlineData("""{ "kmsKey": null }""", "")]
    [InlineData("""{ "kmsKey": "" }""", "")]
    [InlineData("""{ "kmsKey": "arn" }""", "arn")]
    public void A_key_that_is_null_is_sent_as_the_empty_text_that_the_API_demands(string found, string sent)
    {
        S3UpdateShape shape = Shape([Field("kmsKey", Required(s_text))], [Field("kmsKey", s_text)]);

        Assert.Equal(sent, shape.ToInput(Samples.Parse(found))["kmsKey"]);
    }

    [Fact]
    public void A_tenant_without_these_types_tells_nothing() =>
        Assert.Null(S3UpdateShape.From(Schema(ObjectType("S3LogIntegration", Field("integrationId", s_text)))));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "types": null }""")]
    [InlineData("""{ "types": [null, 1, {}, { "name": null }] }""")]
    public void A_schema_of_another_form_tells_nothing(string schema) => Assert.Null(S3UpdateShape.From(Samples.Parse(schema)));

    [Fact]
    public void The_published_shape_is_the_shape_of_the_published_schema()
    {
        S3UpdateShape published = S3UpdateShape.Published(StreamOptions.Published);

        Assert.Equal(
            "fragment UpdateFields on S3LogIntegration { integrationId integrationLabel kmsKey logProcessingRole logStreamType "
            + "logStreamTypeOptions { jsonArrayEnvelopeField } managedBucketNotifications s3PrefixLogTypes { prefix logTypes "
            + "excludedPrefixes } }",
            published.Fragment);
        Assert.True(published.Takes("logStreamTypeOptions", StreamOptions.JsonArrayEnvelopeField));
        Assert.False(published.Takes("logStreamTypeOptions", StreamOptions.XmlRootElement));
        Assert.False(published.Takes("label", "x"));
        Assert.False(published.Takes("nothing", "x"));
    }

    /// <summary>Mappings as the caller gives them, and what is sent where the server's mappings have a member <c>rate</c>.</summary>
    public static TheoryData<string, string[], string> MappingsWithUnknownMembers => new()
    {
        { "the same prefixes, in another order", ["b/", "a/"], """[{"prefix":"b/","rate":2},{"prefix":"a/","rate":1}]""" },
        { "one of them", ["b/"], """[{"prefix":"b/","rate":2}]""" },
        { "a new one beside them", ["a/", "b/", "c/"], """[{"prefix":"a/","rate":1},{"prefix":"b/","rate":2},{"prefix":"c/"}]""" },
        { "one renamed", ["a/", "x/"], """[{"prefix":"a/","rate":1},{"prefix":"x/","rate":2}]""" },
        { "all new", ["x/"], """[{"prefix":"x/"}]""" },
    };

    [Theory]
    [MemberData(nameof(MappingsWithUnknownMembers))]
    public void What_the_server_knows_of_a_mapping_beside_its_known_members_stays_with_its_prefix(
        string what, string[] prefixes, string sent)
    {
        Assert.NotEmpty(what);
        JObject found = Samples.Parse("""
            {
              "integrationId": "1",
              "s3PrefixLogTypes": [
                { "prefix": "a/", "logTypes": [], "excludedPrefixes": [], "rate": 1 },
                { "prefix": "b/", "logTypes": [], "excludedPrefixes": [], "rate": 2 }
              ]
            }
            """);
        S3UpdateShape shape = Shape(
            [Field("s3PrefixLogTypes", Required(List(Input("MappingInput"))))],
            [Field("s3PrefixLogTypes", List(Object("Mapping")))],
            InputType("MappingInput", Field(
                "prefix", s_text), Field("logTypes", List(s_text)), Field("excludedPrefixes", List(s_text)), Field("rate", Scalar("Int"))),
            ObjectType(
                "Mapping",
                Field("prefix", s_text),
                Field("logTypes", List(s_text)),
                Field("excludedPrefixes", List(s_text)),
                Field("rate", Scalar("Int"))));
        var current = new S3LogSource(null)
        {
            S3PrefixLogTypes = new PrefixLogTypesList([new PrefixLogTypes("a/", []), new PrefixLogTypes("b/", [])]),
        };

        SourceUpdate<S3LogSource> update = S3SourceKind.Merge(
            current, found, shape, new S3SourceSettings { S3PrefixLogTypes = [.. prefixes.Select(p => new PrefixLogTypes(p, []))] });

        var told = new JArray(((JArray)update.Input["s3PrefixLogTypes"]!).Cast<JObject>().Select(
            m => new JObject(m.Properties().Where(p => p.Name is "prefix" or "rate"))));
        Assert.Equal(sent, told.ToString(Newtonsoft.Json.Formatting.None));
    }

    private static void AssertInput(string expected, JObject actual) =>
        Assert.True(JToken.DeepEquals(Samples.Parse(expected), actual), $"Expected {expected}, and got {actual}");

    /// <summary>The shape of a schema whose update takes these fields and whose source has those.</summary>
    private static S3UpdateShape Shape(
        JObject[] inputFields, JObject[] outputFields, params JObject[] otherTypes) => Assert.IsType<S3UpdateShape>(
        S3UpdateShape.From(
            Schema([InputType("UpdateS3SourceInput", inputFields), ObjectType("S3LogIntegration", outputFields), .. otherTypes])));

    private static JObject Schema(params JObject[] types) => new() { ["types"] = new JArray(types.ToArray<object>()) };

    private static JObject InputType(string name, params JObject[] fields) =>
        new() { ["kind"] = "INPUT_OBJECT", ["name"] = name, ["fields"] = null, ["inputFields"] = new JArray(fields.ToArray<object>()) };

    private static JObject ObjectType(string name, params JObject[] fields) =>
        new() { ["kind"] = "OBJECT", ["name"] = name, ["fields"] = new JArray(fields.ToArray<object>()), ["inputFields"] = null };

    private static JObject Field(string name, JObject type, params JObject[] arguments) =>
        new() { ["name"] = name, ["args"] = new JArray(arguments.ToArray<object>()), ["type"] = type.DeepClone(), ["defaultValue"] = null };

    private static JObject Argument(JObject type, string? defaultValue) =>
        new() { ["type"] = type.DeepClone(), ["defaultValue"] = defaultValue is null ? JValue.CreateNull() : defaultValue };

    private static JObject WithDefault(JObject field, string? value)
    {
        field["defaultValue"] = value;
        return field;
    }

    private static JObject Required(JObject type) => Wrapped("NON_NULL", type);

    private static JObject List(JObject type) => Wrapped("LIST", type);

    private static JObject Scalar(string name) => Type("SCALAR", name);

    private static JObject Enum(string name) => Type("ENUM", name);

    private static JObject Input(string name) => Type("INPUT_OBJECT", name);

    private static JObject Object(string name) => Type("OBJECT", name);

    private static JObject Type(string kind, string name) => new() { ["kind"] = kind, ["name"] = name, ["ofType"] = null };

    private static JObject Wrapped(string kind, JObject type) => new() { ["kind"] = kind, ["name"] = null, ["ofType"] = type.DeepClone() };
}
