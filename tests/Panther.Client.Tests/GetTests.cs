using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class GetTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    [Theory]
    [InlineData("aws-s3")]
    [InlineData("http-ingest")]
    [InlineData("log-pulling")]
    [InlineData("a-kind-of-the-future")]
    public async Task A_source_of_any_kind_is_the_one_that_the_list_holds(string integrationType)
    {
        JObject raw = integrationType == S3LogSource.S3IntegrationType ? Samples.S3Source() : Samples.OtherSource("other", integrationType);
        string id = (string)(await Control.AddSourceAsync(raw))["integrationId"]!;
        await Control.AddSourceAsync(Samples.S3Source("another"));
        PantherClient client = Connect();

        LogSource source = await client.LogSources.GetAsync(id, Context);

        LogSource listed = (await ListAsync(client)).Single(s => s.Id == id);
        Assert.Equal(JsonConvert.SerializeObject(listed), JsonConvert.SerializeObject(source));
        Assert.Equal(listed.GetType(), source.GetType());
        Assert.Equal(1, await Control.CountAsync("GetSource"));
        Assert.Empty(Messages.Warnings);
    }

    [Fact]
    public async Task An_id_of_a_megabyte_is_not_quoted_in_full()
    {
        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.NotFound, () => Connect().LogSources.GetAsync(new string('x', 1_000_000), Context));

        Assert.InRange(error.Message.Length, 100, 5000);
    }

    [Theory]
    [InlineData("error")]
    [InlineData("text")]
    [InlineData("null")]
    public async Task A_source_that_is_not_there_is_not_found_however_the_API_says_it(string notFound)
    {
        await Control.SetAsync(new { notFound });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.NotFound, () => Connect().LogSources.GetAsync(Samples.UnknownId, Context));

        Assert.StartsWith($"There is no log source with the id '{Samples.UnknownId}'", error.Message, StringComparison.Ordinal);
        Assert.Equal("GetSource", error.Operation);
        Assert.Equal(1, await Control.CountAsync("GetSource"));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("x\") { __typename } #")]
    [InlineData("{\"id\": 1}")]
    [InlineData("日本 😀")]
    [InlineData("")]
    public async Task An_id_is_data_and_never_part_of_the_document(string id)
    {
        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => Connect().LogSources.GetAsync(id, Context));

        Assert.Equal(id, (string?)Assert.Single(await Control.GetRequestsAsync("GetSource")).Variables!["id"]);
    }

    [Fact]
    public async Task An_id_that_is_no_text_is_refused_before_it_is_sent()
    {
        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => Connect().LogSources.GetAsync("half \ud83d", Context));

        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Theory]
    [InlineData("field", 1)]
    [InlineData("whole", 2)]
    [InlineData("http403", 2)]
    public async Task Where_createdBy_is_refused_the_source_comes_without_it_and_it_is_not_asked_for_again(string refusal, int requests)
    {
        await Control.SetAsync(new { createdByRefusal = refusal });
        string id = (string)(await Control.AddSourceAsync(Samples.S3Source()))["integrationId"]!;
        PantherClient client = Connect("readOnly");

        LogSource source = await client.LogSources.GetAsync(id, Context);

        Assert.Null(source.CreatedBy);
        Assert.Equal("sample", source.Label);
        Assert.Equal(requests, await Control.CountAsync("GetSource"));

        await client.LogSources.GetAsync(id, Context);
        await ListAsync(client);

        Assert.Equal(requests + 2, (await Control.GetRequestsAsync()).Count);
        Assert.Single(Messages.Verbose, m => m.Contains("Read User Info", StringComparison.Ordinal));
        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [InlineData("field")]
    [InlineData("whole")]
    [InlineData("http403")]
    public async Task Sources_that_are_read_side_by_side_come_without_a_refused_createdBy_and_it_is_said_once(string refusal)
    {
        await Control.ResetAsync(new { sources = 12, createdByRefusal = refusal });
        string[] ids = [.. (await Control.GetSourcesAsync()).Select(s => (string)s["integrationId"]!)];
        PantherClient client = Connect("readOnly");

        LogSource[] sources = await Task.WhenAll(ids.Select(id => client.LogSources.GetAsync(id, Context)));

        Assert.Equal(ids, sources.Select(s => s.Id));
        Assert.Single(Messages.Verbose, m => m.Contains("Read User Info", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("field")]
    [InlineData("whole")]
    [InlineData("http403")]
    public async Task A_source_that_is_not_there_is_not_found_by_a_token_that_may_not_read_users(string refusal)
    {
        await Control.SetAsync(new { createdByRefusal = refusal });

        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => Connect("readOnly").LogSources.GetAsync(Samples.UnknownId, Context));
    }

    [Theory]
    [InlineData("graphql")]
    [InlineData("http")]
    public async Task A_token_that_may_not_view_sources_is_forbidden_and_told_the_permission(string forbidden)
    {
        await Control.SetAsync(new { forbidden });
        string id = (string)(await Control.AddSourceAsync(Samples.S3Source()))["integrationId"]!;

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Forbidden, () => Connect("none").LogSources.GetAsync(id, Context));

        Assert.Equal("View Log Sources", error.RequiredPermissions);
        Assert.Contains("View Log Sources", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_beside_a_source_are_a_warning()
    {
        string id = (string)(await Control.AddSourceAsync(Samples.S3Source()))["integrationId"]!;
        await Control.BreakAsync(new Fault
        {
            Operation = "GetSource",
            Transform = new
            {
                addErrors =
                    new[] { new { message = "the last event could not be read", path = new[] { "source", "lastEventReceivedAtTime" } } },
            },
        });

        LogSource source = await Connect().LogSources.GetAsync(id, Context);

        Assert.Equal(id, source.Id);
        Assert.Contains("the last event could not be read", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"data\":null}")]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"data\":{\"source\":{}}}")]
    [InlineData("{\"data\":{\"source\":[]}}")]
    [InlineData("{\"data\":{\"source\":{\"integrationLabel\":\"no id\"}}}")]
    public async Task An_answer_without_a_source_is_a_protocol_error(string json)
    {
        await Control.BreakAsync(new Fault { Operation = "GetSource", Body = JToken.Parse(json) });

        await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => Connect().LogSources.GetAsync(Samples.UnknownId, Context));
    }

    [Fact]
    public async Task A_page_with_the_status_404_says_nothing_of_a_source()
    {
        // GraphQL answers about a source with 200; this is a path or a host that is not there.
        await Control.BreakAsync(new Fault { Status = 404, Body = "<html><body>404 Not Found</body></html>" });

        PantherException error = await Assert.ThrowsAsync<PantherException>(
            () => Connect().LogSources.GetAsync(Samples.UnknownId, Context));

        Assert.NotEqual(PantherErrorKind.NotFound, error.Kind);
        Assert.Equal(404, error.StatusCode);
    }
}
