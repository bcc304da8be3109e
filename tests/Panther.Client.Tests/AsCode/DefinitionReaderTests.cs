using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Json.Schema;
using Newtonsoft.Json.Linq;
using Panther.Client.AsCode;

namespace Panther.Client.Tests.AsCode;

/// <summary>What is read of definitions, and what is said of those that are wrong.</summary>
public sealed class DefinitionReaderTests : IDisposable
{
    private const string Http = """{ "Kind": "http", "Label": "Okta", "LogType": ["Okta.SystemLog"], "LogStreamType": "JSON", "AuthMethod": "None" }""";

    private static readonly JsonSchema s_schema = JsonSchema.FromText(DefinitionSchema.Write());

    private readonly string _folder = Directory.CreateTempSubdirectory("panther-definitions-").FullName;

    /// <summary>Faulty definitions: the text, where the fault is, and what is said of it.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        {
            "{\n  \"Kind\": \"http\",\n  \"AuthHeadrKey\": \"x\" }",
            "line 3, column 3",
            "'AuthHeadrKey' is not a key of the kind http. Did you mean 'AuthHeaderKey'"
        },
        { "{\n  \"Kind\": \"http\",\n\n    \"S3Bucket\": \"x\" }", "line 4, column 5", "is a key of the kind s3, not of http" },
        { "{\n  Kind: 'http',\n  AuthMethd: 'None' }", "line 3, column 3", "'AuthMethd' is not a key" },
        { "{\nKind: 'http',\nAuthMethd: 'None' }", "line 3, column 1", "'AuthMethd' is not a key" },
        { "{\r\n\t'Kind': 'http',\r\n\t'AuthMethd': 'None' }", "line 3, column 2", "'AuthMethd' is not a key" },
        { "{\r\t\"Kind\": \"http\",\r\t\"AuthMethd\": \"AuthMethd\" }", "line 3, column 2", "'AuthMethd' is not a key" },
        {
            "{ \"Kind\": \"http\", \"LogType\": " + new string('[', 300) + new string(']', 300) + " }",
            "line 1",
            "The file is not valid JSON. The reader's MaxDepth"
        },
        { "{ \"Kind\": \"htp\" }", "line 1, column 3", "'htp' is not a kind of definition. The kinds are s3, http" },
        { "{ \"Kind\": null, \"Label\": \"a\" }", "line 1", "A definition needs the key Kind, one of s3, http" },
        { "{ \"Kind\": \" \" }", "line 1", "A definition needs the key Kind, one of s3, http" },
        { "{ \"Knd\": \"http\" }", "line 1, column 3", "Did you mean Kind instead of 'Knd'?" },
        { "{ \"Kind\": \"http\",\n\"Label\": 5 }", "line 2, column 1", "Label must be a string: put it in quotation marks." },
        {
            "{ \"Kind\": \"s3\",\n\"ManagedBucketNotifications\": \"true\" }",
            "line 2, column 1",
            "ManagedBucketNotifications must be true or false."
        },
        { "{ \"Kind\": \"http\",\n\"LogType\": [ \"A\", 5 ] }", "line 2, column 1", "LogType must be a list of strings." },
        {
            "{ \"Kind\": \"http\",\n\"LogType\": [ \"A\" ],\n\"logtypes\": [ \"B\" ] }",
            "line 3, column 1",
            "'logtypes' and 'LogType' are the same key"
        },
        { "{ \"Kind\": \"http\",\n\"Label\": \"a\",\n\"Label\": \"b\" }", "line 3", "Property with the name 'Label' already exists" },
        {
            "{ \"Kind\": \"http\",\n\"AuthBearerToken\": \"hunter2\" }",
            "line 2, column 1",
            "AuthBearerToken is a secret, which a definition must not contain"
        },
        { "{ \"Kind\": \"http\",\n\"AuthBearerToken\": { \"Env\": \"A\", \"Secret\": \"B\" } }", "line 2, column 1", "must be { \"Env\"" },
        { "{ \"Kind\": \"http\",\n\"AuthBearerToken\": { \"Secrt\": \"B\" } }", "line 2", "'Secrt' is not a key of a reference" },
        { "{ \"Kind\": \"http\",\n\"AuthUsername\": { \"Secret\": \"B\" } }", "line 2, column 1", "AuthUsername must be a string" },
        {
            "{ \"Kind\": \"http\",\n\"AuthUsername\": { \"Env\": \"NOT_THERE\" } }",
            "line 2",
            "The environment variable NOT_THERE is not set."
        },
        {
            "{ \"Kind\": \"http\",\n\"NoDataAlarmMinutes\": \"60\" }",
            "line 2, column 1",
            "NoDataAlarmMinutes must be a whole number of minutes"
        },
        {
            "{ \"Kind\": \"s3\",\n\"S3PrefixLogTypes\": [ { \"Prefix\": \"a\",\n  \"LogTipes\": [] } ] }",
            "line 3, column 3",
            "'LogTipes' is not a key of a mapping"
        },
        { "{ \"Kind\": \"s3\",\n\"Prefix\": \"a\",\n\"S3PrefixLogTypes\": [] }", "line 2, column 1", "not both" },
        { "{ \"Kind\": \"s3\",\n\"Label\": \" \" }", "line 2, column 1", "The label is blank." },
        { "{ \"Kind\": \"http\" }", "a.panther.json", "needs LogStreamType" },
        { "{ \"Kind\": \"http\",\n \"Label\": \"x }", "line 2", "The file is not valid JSON." },
        { "{} {}", "line 1", "The file is not valid JSON. Additional text" },
        { "[]", "a.panther.json", "A definition must be an object" },
        { "", "a.panther.json", "The file is not valid JSON." },
    };

    public static TheoryData<string> Kinds => [.. DefinitionKind.All.Select(k => k.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_with_its_place(string text, string place, string fault)
    {
        string said = Definitions.FaultOf(text);

        Assert.Contains(place, said, StringComparison.Ordinal);
        Assert.Contains(fault, said, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", said, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.", said, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_all_files_are_told_at_once()
    {
        var reader = new DefinitionReader(_ => null);
        reader.ReadText("""{ "Kind": "x" }""", "a.json");
        reader.ReadText("""{ "Kind": "http", "Labl": "a", "Logtype": [] }""", "b.json");
        reader.ReadText(Http, "c.json");

        string said = Assert.Throws<PantherException>(() => reader.Finish()).Message;

        Assert.Contains("a.json, line 1", said, StringComparison.Ordinal);
        Assert.Contains("'Labl'", said, StringComparison.Ordinal);
        Assert.Contains(
            "b.json, line 1, column 2: A definition of the kind http needs AuthMethod.",
            said.Replace("column 1:", "column 2:"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "x")]
    [InlineData("x", null)]
    [InlineData(null, null)]
    public void Two_definitions_of_one_source_are_refused(string? first, string? second)
    {
        var reader = new DefinitionReader(_ => null);
        reader.ReadText(WithId(first), "a.json");
        reader.ReadText(WithId(second), "b.json");

        Assert.Contains("b.json: a.json", Assert.Throws<PantherException>(() => reader.Finish()).Message, StringComparison.Ordinal);

        static string WithId(string? id) =>
            id is null ? Http : Http.Replace("{ \"Kind\"", $"{{ \"Id\": \"{id}\", \"Kind\"", StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_case_and_aliases_are_read()
    {
        LogSourceDefinition definition = Definitions.Read("""
            // what it is
            { "kind": "S3", /* bucket */ "label": "a", "ACCOUNTID": "123456789012", "bucket": "b-c", "roleArn": "arn:aws:iam::123456789012:role/r",
              "logStreamType": "jsonarray", "prefix": "p/", "logTypes": "AWS.ALB", "excludedPrefixes": ["p/x/"], "kmsKey": null, }
            """);

        Assert.Equal("'p/': AWS.ALB (without p/x/)", Show(definition, "S3PrefixLogTypes"));
        Assert.Equal(
            ("123456789012", "b-c", "JsonArray", ""),
            (
                Show(definition, "AwsAccountId"),
                Show(definition, "S3Bucket"),
                Show(definition, "LogStreamType"),
                Show(definition, "KmsKey")));
    }

    [Fact]
    public void A_variable_may_stand_for_any_text()
    {
        var reader = new DefinitionReader(name => name == "NAME" ? "45" : null);
        reader.ReadText(
            """
            { "Kind": "gcs", "Label": { "Env": "NAME" }, "SubscriptionId": { "env": "NAME" }, "CredentialsType": "wif", "GcsBucket": "bucket-b", "LogStreamType": "JSON",
              "PrefixLogTypes": [{ "Prefix": { "Env": "NAME" }, "LogTypes": ["A", { "Env": "NAME" }] }], "NoDataAlarmMinutes": { "Env": "NAME" } }
            """,
            "a.json");

        LogSourceDefinition definition = reader.Finish()[0];

        Assert.Equal(
            ("45", "45", "'45': A, 45"), (definition.Label, Show(definition, "SubscriptionId"), Show(definition, "PrefixLogTypes")));
        Assert.Equal(45, definition.Alarm.Minutes);
    }

    [Theory]
    [MemberData(nameof(SynchronizationTests.Kinds), MemberType = typeof(SynchronizationTests))]
    public void A_file_that_came_as_an_object_says_what_the_file_says(string kind) =>
        Definitions.Of(DefinitionKind.Named(kind)!).Sample(made =>
        {
            string file = DefinitionWriter.Write(Definitions.Read(DefinitionWriter.ToText(made)));
            var reader = new DefinitionReader(_ => null);
            reader.ReadObject(JObject.Parse(file));

            Assert.Equal(file, DefinitionWriter.Write(reader.Finish()[0]));
        }, iter: 100);

    [Fact]
    public void A_row_of_a_CSV_file_is_read_as_the_source_that_it_was_written_from()
    {
        var reader = new DefinitionReader(_ => null);
        reader.ReadObject(JObject.Parse("""
            { "Id": "", "Label": "a", "IntegrationType": "aws-s3", "LogTypes": "AWS.ALB;AWS.VPCFlow", "IsHealthy": "True", "LastEventReceivedAt": "", "AwsAccountId": "123456789012",
              "S3Bucket": "b-c", "S3PrefixLogTypes": "[{\"prefix\":\"\",\"logTypes\":[\"AWS.ALB\"],\"excludedPrefixes\":[]}]", "LogStreamTypeOptions": "", "KmsKey": "",
              "LogProcessingRole": "arn:aws:iam::123456789012:role/r", "LogStreamType": "JSON", "ManagedBucketNotifications": "True", "StackName": "s", "NoDataAlarmMinutes": "" }
            """));

        LogSourceDefinition definition = reader.Finish()[0];

        Assert.Equal(
            ("s3", "'': AWS.ALB", "true", ""),
            (
                definition.Kind,
                Show(definition, "S3PrefixLogTypes"),
                Show(definition, "ManagedBucketNotifications"),
                Show(definition, "KmsKey")));
        Assert.False(definition.Alarm.IsNamed);
    }

    [Fact]
    public void Files_are_read_in_the_encodings_that_PowerShell_writes()
    {
        foreach (Encoding encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(), new UnicodeEncoding(true, true) })
        {
            string file = Path.Combine(_folder, "a.panther.json");
            File.WriteAllText(file, Http.Replace("Okta\"", "\u00d6kta\"", StringComparison.Ordinal), encoding);
            var reader = new DefinitionReader(_ => null);
            reader.ReadFile(file);
            Assert.Equal("\u00d6kta", reader.Finish()[0].Label);
        }
    }

    [Fact]
    public void A_file_that_is_no_text_is_told()
    {
        string file = Path.Combine(_folder, "a.panther.json");
        File.WriteAllBytes(file, [0x7B, 0xFF, 0xFE, 0x7D]);
        var reader = new DefinitionReader(_ => null);
        reader.ReadFile(file);
        reader.ReadFile(Path.Combine(_folder, "missing.json"));

        Assert.Equal(2, reader.Faults.Count(f => f.Contains("cannot be read", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_written_is_what_was_read(string kind) => Definitions.Of(DefinitionKind.Named(kind)!).Sample(made =>
    {
        string text = DefinitionWriter.ToText(made);
        Assert.Equal(text, DefinitionWriter.Write(Definitions.Read(text)));
    }, iter: 300, threads: 1);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_schema_takes_what_is_written(string kind) =>
        Definitions.Of(DefinitionKind.Named(kind)!).Sample(made => Assert.True(IsValid(made), made.ToString()), iter: 50, threads: 1);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_schema_refuses_what_the_reader_refuses(string kind)
    {
        JObject full = Definitions.Full(DefinitionKind.Named(kind)!);
        foreach (Action<JObject> spoil in new Action<JObject>[]
        {
            d => d["Labl"] = "x", d => d["Label"] = 5, d => d.Remove("LogStreamType"), d => d["Kind"] = "x",
            d => d["NoDataAlarmMinutes"] = "x",
        })
        {
            var spoilt = (JObject)full.DeepClone();
            spoil(spoilt);
            Assert.False(IsValid(spoilt), spoilt.ToString());
            Definitions.FaultOf(spoilt.ToString());
        }
    }

    private static bool IsValid(JObject definition) => s_schema.Evaluate(JsonNode.Parse(definition.ToString())).IsValid;

    private static string Show(LogSourceDefinition definition, string key)
    {
        DefinitionKey found = definition.DefinedKind.Find(key)!;
        return DefinitionKey.Show(definition.Demand(found)!);
    }
}
