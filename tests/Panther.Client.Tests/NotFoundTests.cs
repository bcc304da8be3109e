using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>"Not found" counts for the thing that a request addresses only where the text is about it.</summary>
public sealed class NotFoundTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Id = Samples.UnknownId;

    public static TheoryData<string> OfTheSource =>
    [
        "not found", "Not Found.", "source not found", "log source not found: " + Id, $"source {Id} not found",
        $"The source '{Id}' does not exist",
        "log source was not found", "integration not found", "the log source could not be found", $"no such source: {Id}", "item not found",
        "failed to get source: not found",
        $"failed to get integration {Id}: record not found",
        "rpc error: code = NotFound desc = source not found",
        $"log source with id {Id} does not exist", "source_not_found", "The requested source doesn't exist",
    ];

    public static TheoryData<string> OfAnother =>
    [
        "KMS key not found", "schema Custom.Foo does not exist", "topic arn:aws:sns:eu-west-1:123456789012:t not found", "role not found",
        "source's KMS key not found", "KMS key of the source not found", $"failed to update source {Id}: schema Custom.Foo does not exist",
        $"source {Id}: subscription projects/p/subscriptions/s not found", "log source bucket not found", "not found: KMS key",
        "user not found", "log type Custom.Foo was not found", "no such bucket", "the secret of source does not exist",
    ];

    [Theory]
    [MemberData(nameof(OfTheSource))]
    public void A_text_about_the_source_is_told(string text)
    {
        Assert.True(CallTarget.SaysNotFound(text));
        Assert.True(LogSource.Noun.WithId(Id).IsMeantBy(text));
    }

    [Theory]
    [MemberData(nameof(OfAnother))]
    public void A_text_about_another_thing_is_told(string text)
    {
        Assert.True(CallTarget.SaysNotFound(text));
        Assert.False(LogSource.Noun.WithId(Id).IsMeantBy(text));
    }

    [Theory]
    [MemberData(nameof(OfAnother))]
    public async Task Another_thing_that_is_not_found_keeps_its_words_and_takes_nothing_for_gone(string text)
    {
        foreach (string? code in new[] { "INTERNAL_SERVER_ERROR", "NOT_FOUND", "BAD_USER_INPUT", null })
        {
            await Control.ResetAsync();
            string s3 = await AddAsync(Samples.S3Source());
            string http = await AddAsync(Samples.OtherSource());
            PantherClient client = Connect();
            SourceUpdate<S3LogSource> update = await client.S3Sources.PrepareUpdateAsync(
                s3, new S3SourceSettings { Label = "renamed" }, Context);
            LogSource rest = new(client) { Id = http, IntegrationType = HttpLogSource.HttpIntegrationType };
            SourceUpdate<HttpLogSource> restUpdate = await client.HttpSources.PrepareUpdateAsync(
                rest, new HttpSourceSettings { Label = "renamed" }, Context);
            var body = new
            {
                data = (object?)null,
                errors = new[] { new { message = text.Replace(Id, s3, StringComparison.Ordinal), extensions = new { code } } },
            };
            await Control.BreakAsync(new Fault { Api = "graphql", Body = JToken.FromObject(body), Operation = "DeleteSource", Times = 0 });
            await Control.BreakAsync(
                new Fault { Api = "graphql", Body = JToken.FromObject(body), Operation = "UpdateS3LogSource", Times = 0 });
            await Control.BreakAsync(new Fault
            {
                Api = "rest",
                Status = 404,
                Body = new { message = text.Replace(Id, http, StringComparison.Ordinal) },
                Times = 0,
            });

            foreach (Func<Task> run in new Func<Task>[]
            {
                () => client.LogSources.DeleteAsync(s3, Context),
                () => client.S3Sources.UpdateAsync(update, Context),
                () => client.HttpSources.GetAsync(rest, Context),
                () => client.HttpSources.UpdateAsync(restUpdate, Context),
                () => client.Alarms.GetAsync(s3, Context),
                () => client.Alarms.SetAsync(s3, 60, Context),
                () => client.Alarms.RemoveAsync(s3, Context),
            })
            {
                var error = Assert.IsType<PantherException>(await Record.ExceptionAsync(run));
                Assert.NotEqual(PantherErrorKind.NotFound, error.Kind);
                Assert.Contains(text.Split(Id)[^1], error.Message, StringComparison.Ordinal);
            }

            Assert.True(await Control.HasSourceAsync(s3));
        }
    }

    [Fact]
    public async Task A_removal_whose_answer_was_lost_is_not_done_because_another_thing_is_not_found()
    {
        string id = await AddAsync(Samples.S3Source());
        await Control.BreakAsync(new Fault { Operation = "DeleteSource", Status = 503 });
        await Control.BreakAsync(
            new Fault { Operation = "DeleteSource", Body = Errors("KMS key not found", "INTERNAL_SERVER_ERROR"), Times = 0 });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ServerError, () => Connect().LogSources.DeleteAsync(id, Context));

        Assert.Contains("KMS key not found", error.Message, StringComparison.Ordinal);
        Assert.True(await Control.HasSourceAsync(id));
    }

    [Fact]
    public async Task A_text_of_a_form_of_its_own_is_confirmed_by_a_read_where_a_removal_fails()
    {
        await Control.BreakAsync(new Fault
        {
            Operation = "DeleteSource",
            Body = Errors("row 17 of table sources not found", "INTERNAL_SERVER_ERROR"),
            Times = 0,
        });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.NotFound, () => Connect().LogSources.DeleteAsync(Id, Context));

        Assert.StartsWith($"There is no log source with the id '{Id}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_words_of_the_API_stand_behind_ours()
    {
        await Control.SetAsync(new { notFound = "text" });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.NotFound, () => Connect().LogSources.GetAsync(Id, Context));

        Assert.Equal($"There is no log source with the id '{Id}' (log source not found: {Id}).", error.Message);
    }

    [Theory]
    [InlineData("KMS key not found", null, PantherErrorKind.NotFound)]
    [InlineData("log source not found", "INTERNAL_SERVER_ERROR", PantherErrorKind.NotFound)]
    [InlineData("gone", "NOT_FOUND", PantherErrorKind.NotFound)]
    [InlineData("the label already exists", "INTERNAL_SERVER_ERROR", PantherErrorKind.Conflict)]
    [InlineData("taken", "CONFLICT", PantherErrorKind.Conflict)]
    [InlineData("log type X not found", "BAD_USER_INPUT", PantherErrorKind.InvalidInput)]
    public async Task A_document_of_the_callers_reports_what_is_not_found_and_what_exists(string text, string? code, PantherErrorKind kind)
    {
        await Control.BreakAsync(new Fault { Api = "graphql", Body = Errors(text, code), Times = 0 });
        PantherClient client = Connect();

        foreach (string document in new[] { "{ __typename }", "mutation { deleteSource(input: { id: \"x\" }) { id } }" })
        {
            PantherException error = await Expect.ErrorAsync(
                kind, () => client.GraphQL.InvokeAsync(GraphQLRequest.Parse(document, null), null, Context));
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
        }
    }

    private static JToken Errors(string message, string? code) =>
        JToken.FromObject(new { data = (object?)null, errors = new[] { new { message, extensions = new { code } } } });

    private async Task<string> AddAsync(JObject source) => (string)(await Control.AddSourceAsync(source))["integrationId"]!;
}
