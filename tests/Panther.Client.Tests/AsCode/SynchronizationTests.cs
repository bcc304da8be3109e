using CsCheck;
using Newtonsoft.Json.Linq;
using Panther.Client.Alarms;
using Panther.Client.AsCode;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.AsCode;

/// <summary>
/// Definitions against a tenant: what is exported compares as equal, makes the same tenant elsewhere, and each change is one difference.
/// </summary>
public sealed class SynchronizationTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Credentials = """{"type":"service_account","project_id":"from-the-key"}""";

    public static TheoryData<string> Kinds => [.. DefinitionKind.All.Select(k => k.Name)];

    /// <summary>Every kind with each of its keys that can be compared.</summary>
    public static TheoryData<string, string> Keys
    {
        get
        {
            var keys = new TheoryData<string, string>();
            foreach (DefinitionKind kind in DefinitionKind.All)
            {
                foreach (DefinitionKey key in kind.Keys.Where(k => !k.IsSecret && k.Name is not ("Label" or "AuthMethod")))
                {
                    keys.Add(kind.Name, key.Name);
                }
            }

            return keys;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Export_to_an_empty_tenant_and_back_gives_the_same_files(string kind)
    {
        PantherClient client = Connect();
        await Definitions.Of(DefinitionKind.Named(kind)!).Array[1, 4].SampleAsync(async made =>
        {
            await Control.ResetAsync();
            JObject[] unique = [.. made.GroupBy(d => (string)d["Label"]!, StringComparer.Ordinal).Select(g => g.First())];
            LogSourceDefinition[] definitions = [.. unique.Select(d => Definitions.Read(DefinitionWriter.ToText(d)))];
            IReadOnlyList<LogSourceDifference> creations = await CompareAsync(client, definitions);
            Assert.All(creations, c => Assert.Equal("Create", c.Action));
            foreach (LogSourceDifference creation in creations)
            {
                await new Synchronization(client).CreateAsync(creation.Definition!, SecretsOf(creation, updateSecrets: false), Context);
            }

            Assert.All(
                await CompareAsync(client, definitions), d => Assert.True(d.Action == "Equal", $"{d}: {string.Join("; ", d.Changes)}"));
            IReadOnlyList<string> exported = await ExportAsync(client);
            IReadOnlyList<LogSourceDifference> again = await CompareAsync(client, [.. exported.Select(Definitions.Read)]);
            Assert.All(again, d => Assert.Equal("Equal", d.Action));

            // What the first tenant gives makes the second the same.
            await Control.ResetAsync();
            foreach (LogSourceDifference creation in await CompareAsync(client, [.. exported.Select(Definitions.Read)]))
            {
                await new Synchronization(client).CreateAsync(creation.Definition!, SecretsOf(creation, updateSecrets: false), Context);
            }

            Assert.Equal(exported.Order(StringComparer.Ordinal), (await ExportAsync(client)).Order(StringComparer.Ordinal));
        }, iter: 8, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_change_of_one_key_is_one_difference_and_none_after_the_update(string kindName, string keyName)
    {
        PantherClient client = Connect();
        DefinitionKind kind = DefinitionKind.Named(kindName)!;
        DefinitionKey key = kind.Find(keyName)!;
        JObject full = Definitions.Full(kind);
        if (full[key.Name] is null && kind.Name == "http")
        {
            // What only another method of authentication has.
            full["AuthMethod"] = "Basic";
            full.Remove("AuthHeaderKey");
            full.Remove("AuthHmacAlg");
            full.Remove("AuthSecretValue");
            full["AuthUsername"] = "me";
            full["AuthPassword"] = new JObject { ["Secret"] = "s" };
        }

        LogSourceDefinition before = Definitions.Read(full.ToString());
        await new Synchronization(client).CreateAsync(
            before, SecretsOf(Assert.Single(await CompareAsync(client, [before])), false), Context);
        Change(full, key);
        LogSourceDefinition after = Definitions.Read(full.ToString());

        LogSourceDifference difference = Assert.Single(await CompareAsync(client, [after]));

        Assert.Equal(key.IsFixed ? "Replace" : "Update", difference.Action);
        Assert.Equal(key.Name, Assert.Single(difference.Changes).Property);
        var synchronization = new Synchronization(client);
        IReadOnlyDictionary<DefinitionKey, string> secrets = SecretsOf(difference, updateSecrets: false);
        await (key.IsFixed ? synchronization.ReplaceAsync(
            difference, secrets, Context) : synchronization.UpdateAsync(difference, secrets, Context));
        Assert.Equal("Equal", Assert.Single(await CompareAsync(client, [after])).Action);
        Assert.Single(await ListAsync(client));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_differs_is_told_key_by_key_and_gone_after_one_run(string kindName)
    {
        DefinitionKind kind = DefinitionKind.Named(kindName)!;
        PantherClient client = Connect();
        await Gen.Select(Definitions.Of(kind), Definitions.Of(kind)).SampleAsync(async (JObject first, JObject second) =>
        {
            await Control.ResetAsync();
            second["Label"] = first["Label"];
            LogSourceDefinition before = Definitions.Read(first.ToString()), after = Definitions.Read(second.ToString());
            var synchronization = new Synchronization(client);
            await synchronization.CreateAsync(before, SecretsOf(Assert.Single(await CompareAsync(client, [before])), false), Context);

            LogSourceDifference difference = Assert.Single(await CompareAsync(client, [after]));

            string[] differs = [.. kind.Keys.Where(k => !k.IsSecret).Select(k => k.Name).Append("NoDataAlarmMinutes")
                .Where(name => Meaning(kind, first, name) is var was && Meaning(kind, second, name) is { } shall && was != shall)];
            Assert.Equal(differs, difference.Changes.Select(c => c.Property));
            IReadOnlyDictionary<DefinitionKey, string> secrets = SecretsOf(difference, updateSecrets: false);
            await (difference.Action switch
            {
                "Replace" => synchronization.ReplaceAsync(difference, secrets, Context),
                "Update" => synchronization.UpdateAsync(difference, secrets, Context),
                _ => Task.FromResult(""),
            });
            int sent = await ChangesAsync();
            LogSourceDifference again = Assert.Single(await CompareAsync(client, [after]));
            Assert.True(again.Action == "Equal", $"{again}: {string.Join("; ", again.Changes)}");
            Assert.Equal(sent, await ChangesAsync());
        }, iter: 12, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_somebody_changed_since_the_comparison_is_not_overwritten(string kindName)
    {
        PantherClient client = Connect();
        JObject full = Definitions.Full(DefinitionKind.Named(kindName)!);
        LogSourceDefinition before = Definitions.Read(full.ToString());
        string id = await new Synchronization(client).CreateAsync(
            before, SecretsOf(Assert.Single(await CompareAsync(client, [before])), false), Context);
        full["LogStreamType"] = "Lines";
        LogSourceDifference difference = Assert.Single(await CompareAsync(client, [Definitions.Read(full.ToString())]));
        full["XmlRootElement"] = "theirs";
        full["LogStreamType"] = before.Values[before.DefinedKind.Find("LogStreamType")!]!.ToString();
        LogSourceDifference theirs = Assert.Single(await CompareAsync(client, [Definitions.Read(full.ToString())]));
        await new Synchronization(client).UpdateAsync(theirs, SecretsOf(theirs, false), Context);
        int sent = await ChangesAsync();

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Conflict, () => new Synchronization(client).UpdateAsync(difference, SecretsOf(difference, false), Context));

        Assert.Contains("XmlRootElement is now 'theirs'", error.Message, StringComparison.Ordinal);
        Assert.Contains(id, error.Message, StringComparison.Ordinal);
        Assert.Equal(sent, await ChangesAsync());
    }

    [Fact]
    public async Task Another_method_of_authentication_takes_what_belongs_to_it_along()
    {
        PantherClient client = Connect();
        JObject full = Definitions.Full(DefinitionKind.Named("http")!);
        LogSourceDefinition before = Definitions.Read(full.ToString());
        await new Synchronization(client).CreateAsync(
            before, SecretsOf(Assert.Single(await CompareAsync(client, [before])), false), Context);
        full["AuthMethod"] = "Bearer";
        full.Remove("AuthHeaderKey");
        full.Remove("AuthHmacAlg");
        full.Remove("AuthSecretValue");
        full["AuthBearerToken"] = new JObject { ["Env"] = "TOKEN" };
        LogSourceDefinition after = Definitions.Read(full.ToString());

        LogSourceDifference difference = Assert.Single(await CompareAsync(client, [after]));

        Assert.Equal(["AuthMethod", "AuthHeaderKey", "AuthHmacAlg"], difference.Changes.Select(c => c.Property));
        await new Synchronization(client).UpdateAsync(difference, SecretsOf(difference, false), Context);
        Assert.Equal("Equal", Assert.Single(await CompareAsync(client, [after])).Action);
    }

    [Fact]
    public async Task An_id_says_which_source_is_meant_so_that_it_can_be_renamed()
    {
        PantherClient client = Connect();
        JObject full = Definitions.Full(DefinitionKind.Named("s3")!);
        LogSourceDefinition before = Definitions.Read(full.ToString());
        string id = await new Synchronization(client).CreateAsync(before, new Dictionary<DefinitionKey, string>(), Context);
        full["Label"] = "renamed";
        Assert.Equal("Create", Assert.Single(await CompareAsync(client, [Definitions.Read(full.ToString())])).Action);
        full["Id"] = id;

        LogSourceDifference difference = Assert.Single(await CompareAsync(client, [Definitions.Read(full.ToString())]));

        Assert.Equal("Label: 'a source' -> 'renamed'", Assert.Single(difference.Changes).ToString());
        await new Synchronization(client).UpdateAsync(difference, new Dictionary<DefinitionKey, string>(), Context);
        Assert.Equal("renamed", Assert.Single(await ListAsync(client)).Label);
    }

    [Fact]
    public async Task A_value_that_the_source_has_is_not_refused_and_one_that_would_be_sent_is()
    {
        PantherClient client = Connect();
        JObject full = Definitions.Full(DefinitionKind.Named("s3")!);
        string id = await new Synchronization(client).CreateAsync(
            Definitions.Read(full.ToString()), new Dictionary<DefinitionKey, string>(), Context);
        const string Odd = "A_Bucket_That_No_Rule_Of_Today_Allows";
        await Control.ChangeSourceAsync(id, new { s3Bucket = Odd });
        full["S3Bucket"] = Odd;

        Assert.Equal("Equal", Assert.Single(await CompareAsync(client, [Definitions.Read(full.ToString())])).Action);

        full["S3Bucket"] = Odd + "_Either";
        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => CompareAsync(client, [Definitions.Read(full.ToString())]));
        Assert.Contains(Odd + "_Either", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_id_of_a_source_that_no_definition_can_describe_is_refused_and_not_planned_as_a_new_source()
    {
        PantherClient client = Connect();
        JObject other = await Control.AddSourceAsync(new JObject { ["integrationLabel"] = "blobs", ["integrationType"] = "azure-blob" });
        JObject full = Definitions.Full(DefinitionKind.Named("s3")!);
        full["Id"] = other["integrationId"];

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => CompareAsync(client, [Definitions.Read(full.ToString())]));

        Assert.Contains("('blobs') is of the type azure-blob", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alarm_that_fails_after_the_creation_is_told_with_the_new_id()
    {
        PantherClient client = Connect();
        await Control.BreakAsync(new Fault { Api = "rest", Method = "PUT", Status = 400, Times = 0 });
        LogSourceDefinition definition = Definitions.Read(Definitions.Full(DefinitionKind.Named("s3")!).ToString());

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput,
            () => new Synchronization(client).CreateAsync(definition, new Dictionary<DefinitionKey, string>(), Context));

        Assert.Contains($"was created ({Assert.Single(await ListAsync(client)).Id})", error.Message, StringComparison.Ordinal);
        await Control.RepairAsync();
        LogSourceDifference left = Assert.Single(await CompareAsync(client, [definition]));
        Assert.Equal("NoDataAlarmMinutes: '' -> '60'", Assert.Single(left.Changes).ToString());
    }

    /// <summary>
    /// What a definition demands by a key, as a text that is the same where the meaning is; null where it demands nothing.
    /// </summary>
    private static string? Meaning(DefinitionKind kind, JObject definition, string name)
    {
        JToken? value = definition[name];
        string Set(JToken? texts) => string.Join("\n", (texts ?? new JArray()).Select(t => (string)t!).Order(StringComparer.Ordinal));
        return (name, kind.Find(name)?.Shape) switch
        {
            ("ProjectId", _) when value is null => kind.Name is "gcs" or "pubsub" ? null : "",
            (_, ValueShape.Flag) => value is not null && (bool)value ? "true" : "false",
            (_, ValueShape.Texts) => Set(value),
            (_, ValueShape.Mappings) => string.Join("\n\n", value!.OrderBy(m => (string)m["Prefix"]!, StringComparer.Ordinal)
                .Select(m => $"{m["Prefix"]}\n{Set(m["LogTypes"])}\n\t{Set(m["ExcludedPrefixes"])}")),
            _ => (string?)value ?? "",
        };
    }

    private static void Change(JObject definition, DefinitionKey key)
    {
        definition[key.Name] = (key.Name, key.Shape) switch
        {
            ("LogProcessingRole", _) => "arn:aws:iam::123456789012:role/other",
            ("KmsKey", _) => "",
            ("AwsAccountId", _) => "210987654321",
            ("S3Bucket" or "GcsBucket", _) => "another-bucket",
            ("LogStreamType", _) => "Lines",
            ("CredentialsType", _) => "wif",
            (_, ValueShape.Flag) => false,
            (_, ValueShape.Texts) => new JArray("AWS.CloudTrail"),
            (_, ValueShape.Mappings) => new JArray(definition[key.Name]!.Skip(1)),
            _ => "another",
        };
    }

    private static Dictionary<DefinitionKey, string> SecretsOf(LogSourceDifference difference, bool updateSecrets) =>
        Synchronization.SecretsFor(difference, updateSecrets).ToDictionary(k => k, k => k.Name == "Credentials" ? Credentials : "a secret");

    private async Task<int> ChangesAsync() => (await Control.GetRequestsAsync()).Count(r => r.Kind == "mutation");

    private async Task<IReadOnlyList<LogSourceDifference>> CompareAsync(
        PantherClient client, IReadOnlyList<LogSourceDefinition> definitions)
    {
        var comparison = new TenantComparison(client, definitions);
        foreach (LogSource source in await ListAsync(client))
        {
            comparison.Offer(source);
        }

        comparison.Match();
        var found = new List<LogSourceDifference>();
        foreach (LogSourceDefinition definition in definitions)
        {
            found.Add(await comparison.CompareAsync(definition, Context));
        }

        // Each source is one that a definition means, or one that none does.
        Assert.Equal((await ListAsync(client)).Count, found.Count(d => d.Source is not null) + comparison.Unmanaged.Count);
        return found;
    }

    private async Task<IReadOnlyList<string>> ExportAsync(PantherClient client)
    {
        var texts = new List<string>();
        foreach (LogSource source in await ListAsync(client))
        {
            DefinitionKind kind = DefinitionKind.Of(client, source)!;
            (ConfiguredLogSource read, LogSourceAlarm? alarm) = await SourceReading.ReadAsync(client, kind, source, Context);
            texts.Add(DefinitionWriter.Write(
                DefinitionWriter.Describe(kind, read, new AlarmDemand(true, alarm?.MinutesThreshold), "a.panther.json")));
        }

        return texts;
    }
}
