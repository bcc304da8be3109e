using System.Collections;
using Panther.Client.Alarms;
using Panther.Client.LogSources;
using Panther.Client.Schemas;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>Alarms, schemas, and the requests that have no operation of their own.</summary>
public sealed class AlarmAndSchemaTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    [Fact]
    public async Task An_alarm_is_set_read_with_its_state_changed_and_removed()
    {
        PantherClient client = Connect();
        S3LogSource source = await client.S3Sources.CreateAsync(Samples.Definition(), Context);
        Assert.Null(await client.Alarms.GetAsync(source.Id, Context));

        LogSourceAlarm set = await client.Alarms.SetAsync(source.Id, 15, Context);
        LogSourceAlarm? read = await client.Alarms.GetAsync(source.Id, Context);
        await client.Alarms.SetAsync(source.Id, 43200, Context);

        Assert.Equal((15, null), (set.MinutesThreshold, set.State));
        Assert.Equal((15, "INSUFFICIENT_DATA", "SOURCE_NO_DATA"), (read!.MinutesThreshold, read.State, read.Type));
        Assert.Equal(43200, (await client.Alarms.GetAsync(source.Id, Context))!.MinutesThreshold);
        await client.Alarms.RemoveAsync(source.Id, Context);
        Assert.Null(await client.Alarms.GetAsync(source.Id, Context));
    }

    [Fact]
    public async Task To_remove_an_alarm_that_is_not_there_is_no_fault_unless_the_API_says_so()
    {
        PantherClient client = Connect();
        S3LogSource source = await client.S3Sources.CreateAsync(Samples.Definition(), Context);

        await client.Alarms.RemoveAsync(source.Id, Context);
        await Control.SetAsync(new { absentDelete = "error" });
        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => client.Alarms.RemoveAsync(source.Id, Context));
    }

    [Fact]
    public async Task An_alarm_of_a_source_that_is_not_there_or_sends_nothing_is_refused()
    {
        PantherClient client = Connect();
        string scan = (string)(await Control.AddSourceAsync(Samples.OtherSource("scan", "aws-scan")))["integrationId"]!;

        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => client.Alarms.SetAsync(Samples.UnknownId, 60, Context));
        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => client.Alarms.SetAsync(scan, 60, Context));
        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => client.Alarms.SetAsync(scan, 14, Context));
    }

    [Fact]
    public async Task Schemas_come_without_their_specifications_unless_they_are_asked_for()
    {
        PantherClient client = Connect();

        IReadOnlyList<PantherSchema> all = await client.Schemas.List(new SchemaQuery(), Context).ToListAsync();
        IReadOnlyList<PantherSchema> managed = await client.Schemas.List(
            new SchemaQuery { IsManaged = true, WithSpec = true }, Context).ToListAsync();

        Assert.All(all, s => Assert.Null(s.Spec));
        Assert.All(managed, s => Assert.True(s.IsManaged == true && s.Spec!.Length > 0));
        Assert.InRange(managed.Count, 1, all.Count - 1);
    }

    [Fact]
    public async Task A_log_type_that_is_not_there_is_one_warning_a_context_that_names_the_nearest()
    {
        PantherClient client = Connect();
        CallContext context = Context;

        await client.Schemas.LogTypeCheck.WarnOfUnknownAsync(["AWS.ALBB", "AWS.ALB"], context);
        await client.Schemas.LogTypeCheck.WarnOfUnknownAsync(["AWS.ALBB"], context);

        Assert.Contains("'AWS.ALB'?", Assert.Single(Messages.Warnings), StringComparison.Ordinal);

        await client.Schemas.LogTypeCheck.WarnOfUnknownAsync(["AWS.ALBB"], Context);

        Assert.Equal(2, Messages.Warnings.Count);
        Assert.Equal(1, await Control.CountAsync("ListSchemas"));
    }

    [Fact]
    public async Task A_token_that_may_not_read_schemas_makes_no_warning()
    {
        await Connect("none").Schemas.LogTypeCheck.WarnOfUnknownAsync(["No.Such.Type"], Context);

        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [InlineData("https://elsewhere.example/api-tokens/self")]
    [InlineData("log-sources/../../x")]
    [InlineData("a\\b")]
    [InlineData("..")]
    public async Task A_path_stays_under_the_address_of_the_API(string path)
    {
        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => Connect().Rest.InvokeAsync(HttpMethod.Get, path, null, null, Context));

        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Fact]
    public async Task Two_slashes_name_no_other_host()
    {
        await Expect.ErrorAsync(
            PantherErrorKind.NotFound, () => Connect().Rest.InvokeAsync(HttpMethod.Get, "//elsewhere.example/x", null, null, Context));

        Assert.Equal("/elsewhere.example/x", Assert.Single(await Control.GetRequestsAsync()).Path);
    }

    [Fact]
    public async Task Any_request_takes_plain_objects_and_gives_them()
    {
        PantherClient client = Connect();

        var created = (IDictionary)(await client.Rest.InvokeAsync(
            HttpMethod.Post,
            "/log-sources/http",
            null,
            new Hashtable
            {
                ["integrationLabel"] = "raw",
                ["logTypes"] = new[] { "AWS.ALB" },
                ["logStreamType"] = "JSON",
                ["authMethod"] = "None",
            },
            Context))!;
        object? nothing = await client.Rest.InvokeAsync(
            HttpMethod.Delete, $"log-sources/http/{created["integrationId"]}", null, null, Context);

        Assert.Equal("raw", created["integrationLabel"]);
        Assert.Null(nothing);
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("DELETE", 1)]
    public async Task Only_a_GET_is_repeated(string method, int requests)
    {
        await Control.BreakAsync(new Fault { Api = "rest", Status = 503 });

        await Assert.ThrowsAsync<PantherException>(
            () => Connect().Rest.InvokeAsync(new HttpMethod(method), "/log-sources/http/" + Samples.UnknownId, null, null, Context));

        Assert.Equal(requests, (await Control.GetRequestsAsync()).Count);
    }
}
