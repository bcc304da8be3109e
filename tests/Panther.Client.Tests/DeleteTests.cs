using Newtonsoft.Json.Linq;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class DeleteTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Delete = "DeleteSource";

    /// <summary>The ends of a request whose answer is lost.</summary>
    public static TheoryData<string> LostAnswers => ["reset", "cut off", "502", "503", "504", "timeout"];

    [Theory]
    [InlineData("aws-s3")]
    [InlineData("http-ingest")]
    [InlineData("log-pulling")]
    [InlineData("a-kind-of-the-future")]
    public async Task A_source_of_any_kind_is_deleted_and_no_other(string integrationType)
    {
        JObject[] raw =
        [
            .. await Control.AddSourcesAsync(Samples.OtherSource("one", integrationType), Samples.OtherSource("two", integrationType))
        ];

        await Connect().LogSources.DeleteAsync((string)raw[0]["integrationId"]!, Context);

        Assert.Equal("two", Assert.Single(await Control.GetSourcesAsync())["integrationLabel"]);
        RecordedRequest request = Assert.Single(await Control.GetRequestsAsync());
        Assert.Equal(raw[0]["integrationId"], request.Variables!["id"]);
    }

    [Theory]
    [InlineData("error")]
    [InlineData("text")]
    public async Task A_source_that_is_not_there_is_not_found(string notFound)
    {
        await Control.SetAsync(new { notFound });

        await ExpectNotFoundAsync();

        Assert.Equal(1, await Control.CountAsync(Delete));
    }

    [Theory]
    [InlineData("{\"data\":null,\"errors\":[{\"message\":\"log source not found\"}]}")]
    [InlineData("{\"data\":{\"deleteSource\":null},\"errors\":[{\"message\":\"log source not found\",\"path\":[\"deleteSource\"]}]}")]
    [InlineData("{\"errors\":[{\"message\":\"x\",\"extensions\":{\"code\":\"NOT_FOUND\"}}]}")]
    [InlineData("{\"data\":null,\"errors\":[{\"message\":\"the source does not "
        + "exist\",\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\"}}]}")]
    [InlineData("{\"data\":null,\"errors\":[{\"message\":\"x\",\"errorType\":\"DoesNotExistError\"}]}")]
    public async Task Not_found_is_known_by_its_code_and_by_its_text(string answer)
    {
        await Control.BreakAsync(new Fault { Operation = Delete, Body = JToken.Parse(answer) });

        await ExpectNotFoundAsync();
    }

    [Theory]
    [InlineData("{\"data\":null}")]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"data\":{\"deleteSource\":null}}")]
    public async Task An_answer_that_does_not_say_what_was_deleted_is_a_protocol_error(string answer)
    {
        string id = await AddAsync();
        await Control.BreakAsync(new Fault { Operation = Delete, Body = JToken.Parse(answer) });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.ProtocolError, () => Connect().LogSources.DeleteAsync(id, Context));

        Assert.Equal(Delete, error.Operation);
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task Where_the_answer_is_lost_and_the_repetition_finds_nothing_the_delete_has_succeeded(string loss)
    {
        string id = await AddAsync();
        await LoseAnswersAsync(loss, times: 1);

        await Connect(configure: WithShortTimeout(loss)).LogSources.DeleteAsync(id, Context);

        Assert.False(await Control.HasSourceAsync(id));
        Assert.Equal(2, await Control.CountAsync(Delete));
        Assert.Contains(Messages.Verbose, m => m.Contains("whose answer was lost", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("error")]
    [InlineData("text")]
    public async Task A_lost_answer_is_made_good_however_the_API_says_not_found(string notFound)
    {
        await Control.SetAsync(new { notFound });
        string id = await AddAsync();
        await LoseAnswersAsync("reset", times: 3);

        await Connect().LogSources.DeleteAsync(id, Context);

        Assert.Equal(4, await Control.CountAsync(Delete));
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_delete_whose_answers_are_all_lost_is_no_error_about_a_source_that_is_not_there(int status)
    {
        string id = await AddAsync();
        await LoseAnswersAsync(status.ToString(System.Globalization.CultureInfo.InvariantCulture), times: 0);

        Exception? end = await Record.ExceptionAsync(() => Connect().LogSources.DeleteAsync(id, Context));

        // The source is gone as it should be: either that is a success, or the lost answers are the error.
        Assert.False(await Control.HasSourceAsync(id));
        Assert.True(end is null or PantherException { Kind: PantherErrorKind.ServerError, Operation: Delete }, end?.ToString());
    }

    [Fact]
    public async Task A_delete_at_an_API_that_is_down_altogether_is_an_error_of_the_delete()
    {
        string id = await AddAsync();
        await Control.BreakAsync(new Fault { Status = 503, Times = 0 });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ServerError, () => Connect().LogSources.DeleteAsync(id, Context));

        Assert.Equal((Delete, 503), (error.Operation, error.StatusCode));
        Assert.True(await Control.HasSourceAsync(id));
    }

    [Fact]
    public async Task An_attempt_that_certainly_did_not_arrive_does_not_make_a_missing_source_a_success()
    {
        await Control.BreakAsync(new Fault { Operation = Delete, Status = 429 });

        await ExpectNotFoundAsync();

        Assert.Equal(2, await Control.CountAsync(Delete));
    }

    [Fact]
    public async Task A_refused_connection_does_not_make_a_missing_source_a_success()
    {
        using var doorway = new Doorway(Emulator.Url);
        Clock.OnWait = () =>
        {
            doorway.Open();
            return Task.CompletedTask;
        };

        await Expect.ErrorAsync(
            PantherErrorKind.NotFound,
            () => ConnectTo(doorway.Url, Emulator.Token("full")).LogSources.DeleteAsync(Samples.UnknownId, Context));

        Assert.Equal(1, await Control.CountAsync(Delete));
    }

    [Fact]
    public async Task A_page_with_the_status_404_after_a_lost_answer_is_no_success()
    {
        string id = await AddAsync();
        await Control.BreakAsync(new Fault { Operation = Delete, Status = 503 });
        await Control.BreakAsync(new Fault { Operation = Delete, Status = 404, Body = "<html><body>404 Not Found</body></html>" });

        await Assert.ThrowsAsync<PantherException>(() => Connect().LogSources.DeleteAsync(id, Context));

        Assert.True(await Control.HasSourceAsync(id));
    }

    [Theory]
    [InlineData("graphql")]
    [InlineData("http")]
    public async Task A_token_that_may_not_manage_sources_is_forbidden_and_deletes_nothing(string forbidden)
    {
        await Control.SetAsync(new { forbidden });
        string id = await AddAsync();

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Forbidden, () => Connect("readOnly").LogSources.DeleteAsync(id, Context));

        Assert.Equal("Manage Log Sources and View Log Sources", error.RequiredPermissions);
        Assert.Contains("Manage Log Sources", error.Message, StringComparison.Ordinal);
        Assert.True(await Control.HasSourceAsync(id));
        Assert.Equal(1, await Control.CountAsync(Delete));
    }

    [Fact]
    public async Task An_HTTP_source_that_is_still_being_set_up_is_deleted_once_it_stands()
    {
        await Control.SetAsync(new { httpDeleteFailures = 4 });
        PantherClient client = Connect();
        string id = (await client.HttpSources.CreateAsync(
            new LogSources.HttpSourceSettings { Label = "hook", LogTypes = ["GitHub.Webhook"], LogStreamType = "JSON", AuthMethod = "None" }, Context)).Id;

        await client.LogSources.DeleteAsync(id, Context);

        Assert.False(await Control.HasSourceAsync(id));
        Assert.Equal(5, await Control.CountAsync(Delete));
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(5), 4), Clock.Waits);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public async Task A_source_of_another_kind_that_the_API_fails_to_delete_is_an_error_at_once(int maximumRetryCount)
    {
        string id = await AddAsync();
        await Control.BreakAsync(new Fault
        {
            Operation = Delete,
            Times = 0,
            Body = new
            {
                data = (object?)null,
                errors = new[] { new { message = "something broke", extensions = new { code = "INTERNAL_SERVER_ERROR" } } },
            },
        });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.ServerError,
            () => Connect(configure: o => o.MaximumRetryCount = maximumRetryCount).LogSources.DeleteAsync(id, Context));

        Assert.Contains("something broke", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Control.CountAsync(Delete));
    }

    private static Action<PantherClientOptions>? WithShortTimeout(string loss) =>
        loss == "timeout" ? o => o.Timeout = TimeSpan.FromSeconds(2) : null;

    private async Task<string> AddAsync() => (string)(await Control.AddSourceAsync(Samples.S3Source()))["integrationId"]!;

    /// <summary>Lets deletes be carried out and their answers be lost.</summary>
    private Task<string> LoseAnswersAsync(string loss, int times)
    {
        var fault = new Fault { Operation = Delete, Phase = "after", Times = times };
        return Control.BreakAsync(loss switch
        {
            "reset" => fault with { Reset = true },
            "cut off" => fault with { Truncate = 10 },
            "timeout" => fault with { Hold = true },
            _ => fault with { Status = int.Parse(loss, System.Globalization.CultureInfo.InvariantCulture) },
        });
    }

    private async Task ExpectNotFoundAsync()
    {
        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.NotFound, () => Connect().LogSources.DeleteAsync(Samples.UnknownId, Context));

        Assert.StartsWith($"There is no log source with the id '{Samples.UnknownId}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(Delete, error.Operation);
    }
}
