using System.Reflection;
using CsCheck;
using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class UpdateTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Update = "UpdateS3LogSource";
    private const string Describe = "DescribeUpdate";
    private const string AnotherRole = "arn:aws:iam::999999999999:role/another";
    private const string AnotherKey = "arn:aws:kms:us-east-1:999999999999:key/another";

    /// <summary>Each property alone: the change, where it lies in the store, and what lies there afterwards.</summary>
    private static readonly Dictionary<string, (S3SourceSettings Changes, string Path, JToken After)> s_properties = new()
    {
        ["Label"] = (new() { Label = "renamed" }, "integrationLabel", "renamed"),
        ["LogProcessingRole"] = (new() { LogProcessingRole = AnotherRole }, "logProcessingRole", AnotherRole),
        ["LogStreamType"] = (new() { LogStreamType = "Lines" }, "logStreamType", "Lines"),
        ["KmsKey"] = (new() { KmsKey = AnotherKey }, "kmsKey", AnotherKey),
        ["KmsKey cleared"] = (new() { KmsKey = "" }, "kmsKey", ""),
        ["ManagedBucketNotifications"] = (new() { ManagedBucketNotifications = false }, "managedBucketNotifications", false),
        ["JsonArrayEnvelopeField"] = (new() { JsonArrayEnvelopeField = "a.b" }, "logStreamTypeOptions.jsonArrayEnvelopeField", "a.b"),
        ["JsonArrayEnvelopeField cleared"] = (new() { JsonArrayEnvelopeField = "" }, "logStreamTypeOptions.jsonArrayEnvelopeField", ""),
        ["RetainEnvelopeFields"] = (new() { RetainEnvelopeFields = false }, "logStreamTypeOptions.retainEnvelopeFields", false),
        ["XmlRootElement"] = (new() { XmlRootElement = "Other" }, "logStreamTypeOptions.xmlRootElement", "Other"),
        ["S3PrefixLogTypes"] = (
            new() { S3PrefixLogTypes = [new PrefixLogTypes("b/", ["AWS.ALB", "AWS.CloudTrail"], ["b/x"])] },
            "s3PrefixLogTypes",
            JToken.Parse("""[{ "prefix": "b/", "logTypes": ["AWS.ALB", "AWS.CloudTrail"], "excludedPrefixes": ["b/x"] }]""")),
        ["ExcludedPrefix"] =
            (
                new() { Mapping = new() { Prefix = "trail/", ExcludedPrefixes = ["trail/tmp/*"] } },
                "s3PrefixLogTypes[1].excludedPrefixes",
                new JArray("trail/tmp/*")),
    };

    public static TheoryData<string, string> PropertiesInEditions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string edition in new[] { "2025-07", "current", "next" })
            {
                foreach (string property in s_properties.Keys.Where(
                    p => edition != "2025-07" || p is not ("RetainEnvelopeFields" or "XmlRootElement")))
                {
                    data.Add(edition, property);
                }
            }

            return data;
        }
    }

    /// <summary>Changes of the one mapping under the prefix <c>a/</c>, and the mapping afterwards.</summary>
    public static TheoryData<string?, string[]?, string[]?, string> FlatChanges => new()
    {
        { "b/", null, null, "'b/': AWS.ALB (without a/tmp)" },
        { null, ["AWS.S3"], null, "'a/': AWS.S3 (without a/tmp)" },
        { null, [], null, "'a/':  (without a/tmp)" },
        { null, null, ["a/1", "a/2"], "'a/': AWS.ALB (without a/1, a/2)" },
        { null, null, [], "'a/': AWS.ALB" },
        { "", ["AWS.S3"], ["x"], "'': AWS.S3 (without x)" },
        { "a/", ["AWS.S3"], null, "'a/': AWS.S3 (without a/tmp)" },
    };

    [Theory]
    [MemberData(nameof(PropertiesInEditions))]
    public async Task A_change_of_one_property_leaves_every_other_field_of_the_store_as_it_was(string edition, string property)
    {
        JObject before = await AddFullSourceAsync(edition);
        (S3SourceSettings changes, string path, JToken after) = s_properties[property];

        S3LogSource updated = await UpdateAsync(Connect(), IdOf(before), changes);

        JObject expected = (JObject)before.DeepClone();
        expected.SelectToken(path)!.Replace(after);
        AssertSameSource(expected, await Control.GetSourceAsync(IdOf(before)));
        Assert.Equal(IdOf(before), updated.Id);
        Assert.Equal(1, await Control.CountAsync(Update));
        Assert.Empty(Messages.Warnings);
    }

    /// <summary>Any changes at once, of a source of which any of the fields that they do not touch may be missing.</summary>
    [Fact]
    public async Task Any_changes_together_leave_every_other_field_of_the_store_as_it_was()
    {
        await Control.SetAsync(new { edition = "next" });
        PantherClient client = Connect();
        string[] optional = ["createdBy", "retentionDays", "deliveryOptions"];
        PropertyInfo[] properties = typeof(S3SourceSettings).GetProperties().Where(p => p.CanWrite).ToArray();
        await Gen.Select(Gen.Bool.Array[s_properties.Count], Gen.Bool.Array[optional.Length]).SampleAsync(
            async (isChanged, isMissing) =>
            {
                // Of two changes of one field the first is taken.
                (S3SourceSettings Changes, string Path, JToken After)[] chosen = s_properties.Values.Where((_, i) => isChanged[i])
                    .GroupBy(p => p.Path.StartsWith("s3Prefix", StringComparison.Ordinal) ? "s3Prefix" : p.Path).Select(
                        g => g.First()).ToArray();
                var changes = new S3SourceSettings();
                foreach (PropertyInfo property in properties)
                {
                    property.SetValue(changes, chosen.Select(c => property.GetValue(c.Changes)).FirstOrDefault(value => value is not null));
                }

                JObject raw = FullSource("next");
                raw["integrationLabel"] = Guid.NewGuid().ToString("N")[..20];
                foreach (string field in optional.Where((_, i) => isMissing[i]))
                {
                    raw[field] = null;
                }

                JObject before = await Control.AddSourceAsync(raw);
                JObject expected = (JObject)before.DeepClone();
                if (changes.Label is not null)
                {
                    changes.Label = $"new {before["integrationLabel"]}";
                }

                foreach ((S3SourceSettings change, string path, JToken after) in chosen)
                {
                    expected.SelectToken(path)!.Replace(change.Label is null ? after : changes.Label!);
                }

                await UpdateAsync(client, IdOf(before), changes);

                AssertSameSource(expected, await Control.GetSourceAsync(IdOf(before)));
            },
            iter: 60,
            threads: 1);
    }

    [Theory]
    [InlineData("2025-07")]
    [InlineData("current")]
    [InlineData("next")]
    public async Task A_field_that_is_null_stays_null(string edition)
    {
        await Control.SetAsync(new { edition });
        JObject raw = Samples.S3Source();
        foreach (string field in new[] { "kmsKey", "logStreamTypeOptions", "createdBy", "retentionDays", "deliveryOptions" })
        {
            raw[field] = null;
        }

        JObject before = await Control.AddSourceAsync(raw);

        await UpdateAsync(Connect(), IdOf(before), new S3SourceSettings { Label = "renamed" });

        JObject input = await SentInputAsync();
        Assert.Equal("", input["kmsKey"]);
        Assert.Null(input["logStreamTypeOptions"]);
        Assert.Null(input["deliveryOptions"]);
        Assert.Null(input["retentionDays"]);
        before["integrationLabel"] = "renamed";
        AssertSameSource(before, await Control.GetSourceAsync(IdOf(before)));
    }

    [Fact]
    public async Task What_lies_deep_in_a_field_that_nobody_knows_is_sent_back_with_its_nulls()
    {
        await Control.SetAsync(new { edition = "next" });
        JObject raw = Samples.S3Source();
        raw["deliveryOptions"] = Samples.Parse("""{ "regions": null, "retry": { "maximum": 7 } }""");
        JObject before = await Control.AddSourceAsync(raw);

        await UpdateAsync(Connect(), IdOf(before), new S3SourceSettings { Label = "renamed" });

        JToken sent = (await SentInputAsync())["deliveryOptions"]!;
        Assert.True(JToken.DeepEquals(raw["deliveryOptions"], sent), sent.ToString());
    }

    [Fact]
    public async Task The_updated_source_is_returned_with_its_creator()
    {
        JObject before = await AddFullSourceAsync("current");

        S3LogSource updated = await UpdateAsync(Connect(), IdOf(before), new S3SourceSettings { Label = "renamed", KmsKey = "" });

        Assert.Equal("renamed", updated.Label);
        Assert.Equal("", updated.KmsKey);
        Assert.Equal("Olive Owner", updated.CreatedBy?.Name);
        Assert.False((bool)Assert.Single(await Control.GetRequestsAsync(Update)).Variables!["withCreatedBy"]!);
    }

    [Fact]
    public async Task A_prepared_update_tells_each_property_with_its_old_and_its_new_value()
    {
        JObject before = await AddFullSourceAsync("current");

        SourceUpdate<S3LogSource> update = await Connect().S3Sources.PrepareUpdateAsync(
            IdOf(before),
            new S3SourceSettings
            {
                Label = "renamed",
                LogProcessingRole = Samples.Role,
                KmsKey = "",
                ManagedBucketNotifications = false,
                JsonArrayEnvelopeField = "",
                RetainEnvelopeFields = false,
                Mapping = new() { Prefix = "trail/", LogTypes = ["AWS.S3"] },
            },
            Context);

        Assert.Equal(
            [
                "Label: 'sample' -> 'renamed'",
                $"KmsKey: '{Samples.KmsKey}' -> ''",
                "ManagedBucketNotifications: 'True' -> 'False'",
                "S3PrefixLogTypes: 'trail/': + AWS.S3, - AWS.CloudTrail",
                "JsonArrayEnvelopeField: 'records' -> ''",
                "RetainEnvelopeFields: 'True' -> 'False'",
            ],
            update.Changes.Select(c => c.ToString()));
        Assert.Equal("sample", update.Current.Label);
        Assert.Equal(0, await Control.CountAsync(Update));
    }

    public static TheoryData<string> ChangesOfNothing => ["none", "the same values", "no key where there is none"];

    [Theory]
    [MemberData(nameof(ChangesOfNothing))]
    public async Task Where_nothing_would_change_no_update_is_sent(string which)
    {
        JObject raw = Samples.S3Source();
        if (which == "no key where there is none")
        {
            raw["kmsKey"] = null;
        }

        JObject before = await Control.AddSourceAsync(raw);
        S3SourceSettings changes = which switch
        {
            "none" => new(),
            "the same values" => new()
            {
                Label = "sample",
                LogProcessingRole = Samples.Role,
                LogStreamType = "JsonArray",
                KmsKey = Samples.KmsKey,
                ManagedBucketNotifications = true,
                JsonArrayEnvelopeField = "records",
                XmlRootElement = "",
                S3PrefixLogTypes = [new PrefixLogTypes("", ["AWS.ALB"], ["tmp/*"]), new PrefixLogTypes("trail/", ["AWS.CloudTrail"])],
            },
            _ => new() { KmsKey = "" },
        };

        S3LogSource source = await UpdateAsync(Connect(), IdOf(before), changes);

        Assert.Equal("sample", source.Label);
        Assert.Equal(0, await Control.CountAsync(Update));
        Assert.Contains(Messages.Verbose, m => m.Contains("nothing to change", StringComparison.Ordinal));
        AssertSameSource(before, await Control.GetSourceAsync(IdOf(before)));
    }

    [Fact]
    public async Task The_schema_is_asked_once_for_a_connection()
    {
        JObject before = await AddFullSourceAsync("next");
        PantherClient client = Connect();

        await UpdateAsync(client, IdOf(before), new S3SourceSettings { Label = "one" });
        await UpdateAsync(client, IdOf(before), new S3SourceSettings { Label = "two" });
        Assert.Equal(1, await Control.CountAsync(Describe));

        await UpdateAsync(Connect(), IdOf(before), new S3SourceSettings { Label = "three" });
        Assert.Equal(2, await Control.CountAsync(Describe));
    }

    [Fact]
    public async Task Updates_side_by_side_ask_the_schema_once()
    {
        JObject[] sources = [.. await Control.AddSourcesAsync([.. Enumerable.Range(0, 8).Select(i => Samples.S3Source($"source {i}"))])];
        PantherClient client = Connect();

        await Task.WhenAll(sources.Select(source => UpdateAsync(client, IdOf(source), new S3SourceSettings { LogStreamType = "Lines" })));

        Assert.Equal(1, await Control.CountAsync(Describe));
        Assert.All(await Control.GetSourcesAsync(), source => Assert.Equal("Lines", source["logStreamType"]));
    }

    [Fact]
    public async Task A_server_that_knows_no_deprecated_input_fields_is_asked_without_them()
    {
        JObject before = await AddFullSourceAsync("next");
        await Control.BreakAsync(new Fault
        {
            Operation = Describe,
            Status = 400,
            Body = new
            {
                errors =
                    new[] { new { message = "Unknown argument \"includeDeprecated\" on field "
                        + "\"__Type.inputFields\".", extensions = new { code = "GRAPHQL_VALIDATION_FAILED" } } },
            },
        });

        await UpdateAsync(Connect(), IdOf(before), new S3SourceSettings { Label = "renamed" });

        Assert.Equal(2, await Control.CountAsync(Describe));
        Assert.Equal(before["retentionDays"], (await Control.GetSourceAsync(IdOf(before)))["retentionDays"]);
        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [InlineData("2025-07", true)]
    [InlineData("2025-07", false)]
    [InlineData("current", true)]
    [InlineData("current", false)]
    public async Task Where_introspection_is_refused_the_known_fields_are_kept_and_a_warning_says_so_once_a_context(
        string edition, bool isVerified)
    {
        JObject before = await AddFullSourceAsync(edition);
        await Control.SetAsync(new { introspection = false });
        PantherClient client = Connect();
        if (isVerified)
        {
            await client.Tenant.VerifyAsync(Context);
        }

        CallContext context = Context;
        await client.S3Sources.PrepareUpdateAsync(IdOf(before), new S3SourceSettings { Label = "none" }, context);
        await client.S3Sources.UpdateAsync(
            await client.S3Sources.PrepareUpdateAsync(IdOf(before), new S3SourceSettings { Label = "one" }, context), context);
        Assert.Contains("does not say which fields", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
        await UpdateAsync(client, IdOf(before), new S3SourceSettings { Label = "two" });

        JObject expected = (JObject)before.DeepClone();
        expected["integrationLabel"] = "two";
        AssertSameSource(expected, await Control.GetSourceAsync(IdOf(before)));
        Assert.Equal(2, Messages.Warnings.Count);
        Assert.Equal(1,
            (await Control.GetRequestsAsync(Describe)).Select(r => r.Query).Distinct().Count(
                q => q!.Contains("inputFields(", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_passing_failure_of_the_introspection_is_no_refusal()
    {
        JObject before = await AddFullSourceAsync("next");
        await Control.BreakAsync(new Fault { Operation = Describe, Status = 503, Times = 4 });
        PantherClient client = Connect();

        await Expect.ErrorAsync(PantherErrorKind.ServerError, () => UpdateAsync(client, IdOf(before), new S3SourceSettings
        {
            Label = "renamed",
        }));
        Assert.Equal(0, await Control.CountAsync(Update));

        await UpdateAsync(client, IdOf(before), new S3SourceSettings { Label = "renamed" });
        Assert.Equal(before["retentionDays"], (await Control.GetSourceAsync(IdOf(before)))["retentionDays"]);
        Assert.Empty(Messages.Warnings);
    }

    [Fact]
    public async Task A_tenant_whose_update_demands_a_field_that_cannot_be_read_back_is_unsupported_and_nothing_is_sent()
    {
        JObject before = await AddFullSourceAsync("current");
        PantherClient client = Connect();
        await AddInputFieldAsync(
            client, """{ "name": "writeOnly", "defaultValue": null, "type": { "kind": "NON_NULL", "name": null, "ofType": { "kind": "SCALAR", "name": "String" } } }""");

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Unsupported,
            () => client.S3Sources.PrepareUpdateAsync(IdOf(before), new S3SourceSettings { Label = "renamed" }, Context));

        Assert.Contains("writeOnly", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Control.CountAsync(Update));
    }

    [Fact]
    public async Task An_optional_field_of_the_update_that_nothing_shows_is_left_out_with_a_warning_a_context()
    {
        JObject before = await AddFullSourceAsync("current");
        PantherClient client = Connect();
        await AddInputFieldAsync(
            client, """{ "name": "clientMutationId", "defaultValue": null, "type": { "kind": "SCALAR", "name": "String", "ofType": null } }""");

        await UpdateAsync(client, IdOf(before), new S3SourceSettings { Label = "renamed" });

        Assert.Equal("renamed", (await Control.GetSourceAsync(IdOf(before)))["integrationLabel"]);
        Assert.Contains("'clientMutationId'", Assert.Single(Messages.Warnings), StringComparison.Ordinal);

        await UpdateAsync(client, IdOf(before), new S3SourceSettings { Label = "again" });

        Assert.Equal(2, Messages.Warnings.Count);
        Assert.Equal(1, await Control.CountAsync(Describe) - 1);
    }

    /// <summary>Lets the tenant tell of one more field that its update takes.</summary>
    private async Task AddInputFieldAsync(PantherClient client, string field)
    {
        JObject schema = (JObject)(await AnswerOfAsync(client, Describe))["__schema"]!;
        JArray inputFields = (JArray)schema["types"]!.Single(t => (string?)t["name"] == "UpdateS3SourceInput")["inputFields"]!;
        inputFields.Add(Samples.Parse(field));
        await Control.BreakAsync(new Fault { Operation = Describe, Body = new { data = new { __schema = schema } } });
    }

    [Theory]
    [InlineData("http-ingest")]
    [InlineData("gcp-gcs")]
    [InlineData("a-kind-of-the-future")]
    public async Task A_source_of_another_kind_is_refused_with_its_type(string integrationType)
    {
        JObject other = await Control.AddSourceAsync(Samples.OtherSource("other", integrationType));

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput,
            () => Connect().S3Sources.PrepareUpdateAsync(IdOf(other), new S3SourceSettings { Label = "renamed" }, Context));

        Assert.Contains(integrationType, error.Message, StringComparison.Ordinal);
        Assert.Contains("'other'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Control.CountAsync(Update));
    }

    [Theory]
    [InlineData("error")]
    [InlineData("text")]
    [InlineData("null")]
    public async Task A_source_that_is_not_there_is_not_found(string notFound)
    {
        await Control.SetAsync(new { notFound });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.NotFound,
            () => Connect().S3Sources.PrepareUpdateAsync(Samples.UnknownId, new S3SourceSettings { Label = "renamed" }, Context));

        Assert.Contains(Samples.UnknownId, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_was_deleted_after_it_was_read_is_not_found()
    {
        JObject before = await AddFullSourceAsync("current");
        PantherClient client = Connect();
        SourceUpdate<S3LogSource> update = await client.S3Sources.PrepareUpdateAsync(
            IdOf(before), new S3SourceSettings { Label = "renamed" }, Context);
        await Control.RemoveSourceAsync(IdOf(before));

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.NotFound, () => client.S3Sources.UpdateAsync(update, Context));

        Assert.Contains(IdOf(before), error.Message, StringComparison.Ordinal);
        Assert.Equal(Update, error.Operation);
    }

    [Theory]
    [InlineData("logProcessingRole", "LogProcessingRole")]
    [InlineData("logStreamType", "LogStreamType")]
    public async Task A_value_that_Panther_demands_and_does_not_give_has_to_be_named(string field, string property)
    {
        JObject raw = Samples.S3Source();
        raw[field] = null;
        JObject before = await Control.AddSourceAsync(raw);

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => UpdateAsync(Connect(), IdOf(before), new S3SourceSettings { Label = "renamed" }));
        Assert.Contains(property, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Control.CountAsync(Update));

        await UpdateAsync(
            Connect(), IdOf(before), new S3SourceSettings { Label = "renamed", LogProcessingRole = Samples.Role, LogStreamType = "Lines" });
        Assert.Equal("renamed", (await Control.GetSourceAsync(IdOf(before)))["integrationLabel"]);
    }

    [Theory]
    [InlineData("retainEnvelopeFields")]
    [InlineData("xmlRootElement")]
    public async Task An_option_that_the_tenant_does_not_know_is_unsupported_and_nothing_is_sent(string option)
    {
        JObject before = await AddFullSourceAsync("2025-07");
        S3SourceSettings changes = option == "xmlRootElement" ? new() { XmlRootElement = "Events" } : new() { RetainEnvelopeFields = true };

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.Unsupported, () => UpdateAsync(Connect(), IdOf(before), changes));

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Control.CountAsync(Update));
    }

    [Fact]
    public async Task A_stream_type_that_the_tenant_does_not_know_is_refused_by_it()
    {
        JObject before = await AddFullSourceAsync("2025-07");

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => UpdateAsync(Connect(), IdOf(before), new S3SourceSettings { LogStreamType = "XML" }));

        Assert.Contains("XML", error.Message, StringComparison.Ordinal);
        AssertSameSource(before, await Control.GetSourceAsync(IdOf(before)));
    }

    [Theory]
    [MemberData(nameof(FlatChanges))]
    public async Task The_one_mapping_of_a_source_is_changed_by_its_parts(
        string? prefix, string[]? logType, string[]? excludedPrefix, string after)
    {
        JObject before = await Control.AddSourceAsync(Samples.S3SourceWithMappings(new PrefixLogTypes("a/", ["AWS.ALB"], ["a/tmp"])));

        S3LogSource updated = await UpdateAsync(
            Connect(), IdOf(before), new S3SourceSettings
            {
                Mapping = new() { NewPrefix = prefix, LogTypes = logType, ExcludedPrefixes = excludedPrefix },
            });

        Assert.Equal(after, Assert.Single(updated.S3PrefixLogTypes).ToString());
    }

    [Fact]
    public async Task A_source_without_a_mapping_gets_its_first_by_its_parts()
    {
        JObject before = await Control.AddSourceAsync(Samples.S3SourceWithMappings());

        S3LogSource updated =
            await UpdateAsync(Connect(), IdOf(before), new S3SourceSettings { Mapping = new() { Prefix = "a/", LogTypes = ["AWS.S3"] } });

        Assert.Equal("'a/': AWS.S3", Assert.Single(updated.S3PrefixLogTypes).ToString());
    }

    [Fact]
    public async Task Of_several_mappings_the_prefix_names_the_one_that_changes_and_the_others_stay()
    {
        JObject before = await Control.AddSourceAsync(Samples.S3SourceWithMappings(
            new PrefixLogTypes("a/", ["AWS.ALB"], ["a/tmp"]),
            new PrefixLogTypes("b/", ["AWS.S3"]),
            new PrefixLogTypes("", ["AWS.CloudTrail"])));

        S3LogSource updated = await UpdateAsync(Connect(), IdOf(before), new S3SourceSettings
        {
            Mapping = new() { Prefix = "", LogTypes = ["Okta.SystemLog"] },
        });

        Assert.Equal(
            ["'a/': AWS.ALB (without a/tmp)", "'b/': AWS.S3", "'': Okta.SystemLog"], updated.S3PrefixLogTypes.Select(m => m.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("c/")]
    [InlineData("A/")]
    public async Task Of_several_mappings_none_changes_where_the_prefix_names_none(string? prefix)
    {
        JObject before = await Control.AddSourceAsync(
            Samples.S3SourceWithMappings(new PrefixLogTypes("a/", []), new PrefixLogTypes("b/", [])));

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => UpdateAsync(Connect(), IdOf(before), new S3SourceSettings
            {
                Mapping = new() { Prefix = prefix, LogTypes = ["AWS.S3"] },
            }));

        Assert.Contains("'a/', 'b/'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Control.CountAsync(Update));
    }

    public static TheoryData<string> BadChanges => ["label", "role", "key", "mappings"];

    [Theory]
    [MemberData(nameof(BadChanges))]
    public async Task A_change_that_Panther_would_refuse_is_refused_before_anything_is_sent(string which)
    {
        S3SourceSettings changes = which switch
        {
            "label" => new() { Label = "under_score" },
            "role" => new() { LogProcessingRole = "role" },
            "key" => new() { KmsKey = "key" },
            _ => new() { S3PrefixLogTypes = [new PrefixLogTypes("a", []), new PrefixLogTypes("a", [])] },
        };

        await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => Connect().S3Sources.PrepareUpdateAsync(Samples.UnknownId, changes, Context));

        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Theory]
    [InlineData("code")]
    [InlineData("text")]
    public async Task A_label_that_is_taken_is_a_conflict(string conflict)
    {
        await Control.SetAsync(new { conflict });
        await Control.AddSourceAsync(Samples.S3Source("taken"));
        JObject before = await AddFullSourceAsync("current");

        await Expect.ErrorAsync(PantherErrorKind.Conflict, () => UpdateAsync(Connect(), IdOf(before), new S3SourceSettings
        {
            Label = "taken",
        }));

        AssertSameSource(before, await Control.GetSourceAsync(IdOf(before)));
    }

    [Theory]
    [InlineData("graphql")]
    [InlineData("http")]
    public async Task A_token_that_may_not_manage_sources_is_forbidden_and_told_the_permissions(string forbidden)
    {
        await Control.SetAsync(new { forbidden });
        JObject before = await AddFullSourceAsync("current");

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Forbidden, () => UpdateAsync(Connect("readOnly"), IdOf(before), new S3SourceSettings { Label = "renamed" }));

        Assert.Contains("Manage Log Sources and View Log Sources", error.Message, StringComparison.Ordinal);
        AssertSameSource(before, await Control.GetSourceAsync(IdOf(before)));
    }

    [Theory]
    [InlineData("field")]
    [InlineData("whole")]
    [InlineData("http403")]
    public async Task A_token_with_the_two_log_source_permissions_alone_updates_a_source(string refusal)
    {
        await Control.SetAsync(new { createdByRefusal = refusal });
        JObject before = await AddFullSourceAsync("current");

        S3LogSource updated = await UpdateAsync(Connect("logSources"), IdOf(before), new S3SourceSettings { Label = "renamed" });

        Assert.Equal("renamed", updated.Label);
        Assert.Equal(1, await Control.CountAsync(Update));
        Assert.Empty(Messages.Warnings);
    }

    [Fact]
    public async Task What_has_changed_at_Panther_since_a_source_was_listed_is_kept()
    {
        JObject before = await AddFullSourceAsync("current");
        PantherClient client = Connect();
        await ListAsync(client);
        await UpdateAsync(Connect(), IdOf(before), new S3SourceSettings { LogStreamType = "Lines" });

        await UpdateAsync(client, IdOf(before), new S3SourceSettings { Label = "renamed" });

        Assert.Equal("Lines", (await Control.GetSourceAsync(IdOf(before)))["logStreamType"]);
    }

    private static string IdOf(JObject source) => (string)source["integrationId"]!;

    /// <summary>
    /// What two raw sources hold is the same, but for the time of the last change, and for null where something is not set.
    /// </summary>
    private static void AssertSameSource(JObject expected, JObject actual)
    {
        JToken before = Plain(expected);
        JToken after = Plain(actual);
        Assert.True(JToken.DeepEquals(before, after), $"Expected {before}, and got {after}");
    }

    private static JToken Plain(JToken token)
    {
        switch (token)
        {
            case JObject members:
                bool IsSet(JProperty member) =>
                    member.Name != "lastModified"
                    && member.Value.Type != JTokenType.Null
                    && !(member.Name == "kmsKey" && (string?)member.Value == "")
                    && !(member.Name == "logStreamTypeOptions" && member.Value.All(o => o.First!.Type == JTokenType.Null));
                return new JObject(
                    members.Properties().Where(IsSet).OrderBy(
                        m => m.Name, StringComparer.Ordinal).Select(m => new JProperty(m.Name, Plain(m.Value))));
            case JArray items:
                return new JArray(items.Select(Plain));
            default:
                return token;
        }
    }

    /// <summary>Adds a source in which everything is set that the edition knows, and what later ones know beside it.</summary>
    private async Task<JObject> AddFullSourceAsync(string edition)
    {
        await Control.SetAsync(new { edition });
        return await Control.AddSourceAsync(FullSource(edition));
    }

    private static JObject FullSource(string edition)
    {
        JObject raw = Samples.S3Source();
        raw["retentionDays"] = 90;
        raw["deliveryOptions"] = Samples.Parse("""{ "regions": ["eu-west-1", "us-east-1"], "retry": { "maximum": 5 } }""");
        if (edition != "2025-07")
        {
            raw["logStreamTypeOptions"]!["retainEnvelopeFields"] = true;
            raw["logStreamTypeOptions"]!["xmlRootElement"] = "Events";
        }

        return raw;
    }

    private async Task<JObject> SentInputAsync() => (JObject)Assert.Single(await Control.GetRequestsAsync(Update)).Variables!["input"]!;

    /// <summary>The data that the emulator gives to one of the client's own documents.</summary>
    private async Task<JObject> AnswerOfAsync(PantherClient client, string operation)
    {
        string document = GraphQL.GraphQLDocument.Load("LogSources/" + operation).Text;
        return (JObject)Json.PantherJson.FromPlain(
            (await client.GraphQL.InvokeAsync(GraphQL.GraphQLRequest.Parse(document, null), null, Context)).Data);
    }
}
