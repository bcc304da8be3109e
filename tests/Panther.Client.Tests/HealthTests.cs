using System.Globalization;
using Newtonsoft.Json.Linq;
using Panther.Client.Alarms;
using Panther.Client.Alerts;
using Panther.Client.Health;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>How sources do: their checks, their silence, and the errors of the system that are about them.</summary>
public sealed class HealthTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(true, 1, "Healthy", false)]
    [InlineData(true, 30, "Silent", true)]
    [InlineData(false, 1, "Unhealthy", false)]
    [InlineData(false, 30, "Unhealthy", true)]
    public async Task A_source_is_what_its_checks_and_its_last_event_say(bool isHealthy, int hoursAgo, string status, bool isSilent)
    {
        string id = await AddSourceAsync(new { isHealthy, lastEventReceivedAtTime = At(hours: -hoursAgo) });

        LogSourceHealth health = await JudgeAsync(id);

        Assert.Equal((status, isSilent, status != "Healthy"), (health.Status, health.IsSilent, health.NeedsAttention));
        Assert.Equal(
            (id, "first", "http-ingest", $"first: {status}"), (health.SourceId, health.Label, health.IntegrationType, health.ToString()));
        Assert.Equal(health.Source.LastEventReceivedAt, health.LastEvent);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(30, true)]
    public async Task A_source_that_never_had_an_event_counts_from_its_creation(int hoursAgo, bool isSilent)
    {
        string id = await AddSourceAsync(new { lastEventReceivedAtTime = (string?)null, createdAtTime = At(hours: -hoursAgo) });

        Assert.Equal(isSilent, (await JudgeAsync(id)).IsSilent);
    }

    [Fact]
    public async Task Errors_of_one_type_are_one_problem_with_the_advice_for_it()
    {
        string id = await AddSourceAsync();
        await Control.AddAlertsAsync(
            ErrorOf(id, "SOURCE_NO_DATA", -1, "third", "c"),
            ErrorOf(id, "SOURCE_PERMISSIONS_CHECKS", -2, "second", "b"),
            ErrorOf(id, "SOURCE_NO_DATA", -20, "first", "a"));

        LogSourceHealth health = await JudgeAsync(id);

        Assert.Equal(["SOURCE_NO_DATA: third", "SOURCE_PERMISSIONS_CHECKS: second"], health.Problems!.Select(p => p.ToString()));
        Assert.Equal(["c", "b"], health.Problems!.Select(p => p.AlertId));
        Assert.Equal("first of SOURCE_NO_DATA", health.Problems![0].Advice);
        Assert.Equal([20, 1],
            new[] { health.Problems[0].FirstSeen, health.Problems[0].LastSeen }.Select(
                t => (int)Math.Round((DateTime.Now - t!.Value).TotalDays)));
        Assert.True(health.NeedsAttention);
    }

    [Theory]
    [InlineData("SOURCE_NO_DATA", "first of SOURCE_NO_DATA")]
    [InlineData("SOURCE_PERMISSIONS_CHECKS", "first of SOURCE_PERMISSIONS_CHECKS", "first of Silent")]
    public async Task The_advice_is_that_of_all_problems_and_of_a_silence_that_none_is_raised_of(string type, params string[] advice)
    {
        string id = await AddSourceAsync(new { lastEventReceivedAtTime = At(hours: -30) });
        await Control.AddAlertsAsync(ErrorOf(id, type, -1));

        Assert.Equal(advice, (await JudgeAsync(id)).Advice);
    }

    [Fact]
    public async Task What_is_resolved_closed_older_or_about_another_is_no_problem()
    {
        string id = await AddSourceAsync();
        await Control.AddAlertsAsync(
            ErrorOf(id, "SOURCE_NO_DATA", -1, status: "RESOLVED"),
            ErrorOf(id, "SOURCE_NO_DATA", -1, status: "CLOSED"),
            ErrorOf(id, "SOURCE_NO_DATA", -31),
            ErrorOf(Samples.UnknownId, "SOURCE_NO_DATA", -1),
            new { systemError = new { type = "ALERT_DELIVERY" } },
            new { type = "RULE", logSources = new[] { id } });

        Assert.Empty((await JudgeAsync(id)).Problems!);
        Assert.Equal(0, await Control.CountAsync("ListSystemErrors"));
        Assert.Single((await JudgeAsync(id, since: DateTime.Now.AddDays(-40))).Problems!);
    }

    [Fact]
    public async Task An_API_that_leaves_the_filter_of_statuses_out_makes_no_problem_of_what_is_over()
    {
        string id = await AddSourceAsync();
        await Control.AddAlertsAsync(ErrorOf(id, "SOURCE_NO_DATA", -1));
        await Control.BreakAsync(
            new Fault { Operation = "GET /alerts", Transform = new { setPath = "results.0.status", value = "RESOLVED" } });

        Assert.Empty((await JudgeAsync(id)).Problems!);
    }

    [Fact]
    public async Task A_triaged_error_and_one_of_an_unknown_type_are_problems()
    {
        string id = await AddSourceAsync();
        await Control.AddAlertsAsync(ErrorOf(id, "SOURCE_NO_DATA", -1, status: "TRIAGED"), ErrorOf(id, "SOURCE_ON_FIRE", -2));

        Assert.Equal(["SOURCE_NO_DATA", "SOURCE_ON_FIRE"], (await JudgeAsync(id)).Problems!.Select(p => p.Type));
    }

    [Fact]
    public async Task Errors_that_do_not_tell_their_source_are_found_by_one_query_a_source_until_all_are_found()
    {
        string first = await AddSourceAsync(),
        second = await AddSourceAsync(new { integrationLabel = "second" }),
        third = await AddSourceAsync(new { integrationLabel = "third" });
        await Control.AddAlertsAsync(
            ErrorOf(second, "SOURCE_NO_DATA", -1, "stray", "s"),
            ErrorOf(first, "SOURCE_SCANNING_ERRORS", -2),
            ErrorOf(second, "SOURCE_NO_DATA", -3, status: "CLOSED"));
        await Control.BreakAsync(
            new Fault { Operation = "GET /alerts", Transform = new { removePath = "results.0.systemError.sourceId" } });
        PantherClient client = Connect();
        SystemErrors errors = (await client.Health.ReadSystemErrorsAsync(null, Context))!;

        Assert.Equal("SOURCE_SCANNING_ERRORS", Assert.Single((await JudgeAsync(first, client, errors)).Problems!).Type);
        Assert.Equal(("SOURCE_NO_DATA", "stray", "s"), ToTuple(Assert.Single((await JudgeAsync(second, client, errors)).Problems!)));
        Assert.Empty((await JudgeAsync(third, client, errors)).Problems!);
        Assert.Equal(2, await Control.CountAsync("ListSystemErrors"));

        static (string, string?, string) ToTuple(LogSourceProblem problem) => (problem.Type, problem.Title, problem.AlertId);
    }

    [Fact]
    public async Task All_errors_are_read_by_one_list_of_all_its_pages()
    {
        string id = await AddSourceAsync();
        await Control.AddAlertsAsync(
            [.. Enumerable.Range(0, 120).Select(i => ErrorOf(i == 119 ? id : Samples.UnknownId, "SOURCE_NO_DATA", -1 - (i / 10.0)))]);

        Assert.Single((await JudgeAsync(id)).Problems!);
        Assert.Equal(3, await Control.CountAsync("GET /alerts"));
    }

    [Fact]
    public async Task Without_the_permission_problems_are_unknown_which_is_said_once()
    {
        string id = await AddSourceAsync(new { isHealthy = false });
        PantherClient client = Connect("logSources");
        CallContext context = Context;

        Assert.Null(await client.Health.ReadSystemErrorsAsync(null, context));
        Assert.Null(await client.Health.ReadSystemErrorsAsync(null, context));

        LogSourceHealth health = client.Health.Judge(await client.LogSources.GetAsync(id, context), s_day, null, null, Advise);
        Assert.Null(health.Problems);
        Assert.Equal("Unhealthy", health.Status);
        Assert.Contains("Read Alerts", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alarm_that_has_gone_off_needs_attention()
    {
        string id = await AddSourceAsync();
        PantherClient client = Connect();
        await client.Alarms.SetAsync(id, 60, Context);
        await Control.BreakAsync(new Fault
        {
            Operation = "GET /log-source-alarms/{sourceId}/{type}",
            Transform = new { setPath = "state", value = "ALARM" },
            Times = 0,
        });

        LogSourceAlarm? alarm = await client.Alarms.GetAsync(id, Context);
        LogSource source = await client.LogSources.GetAsync(id, Context);

        Assert.True(client.Health.Judge(source, s_day, [], alarm, Advise).NeedsAttention);
        Assert.False(client.Health.Judge(source, s_day, [], null, Advise).NeedsAttention);
    }

    [Fact]
    public async Task A_span_longer_than_the_calendar_leaves_nothing_silent()
    {
        string id = await AddSourceAsync();

        Assert.False(
            Connect().Health.Judge(await Connect().LogSources.GetAsync(id, Context), TimeSpan.MaxValue, null, null, Advise).IsSilent);
    }

    private static string At(double days = 0, double hours = 0) =>
        DateTime.UtcNow.AddDays(days).AddHours(hours).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static object ErrorOf(
        string sourceId, string type, double days, string? title = null, string? id = null, string status = "OPEN") => new
    {
        id = id ?? Guid.NewGuid().ToString("N"),
        title = title ?? "An error",
        status,
        createdAt = At(days),
        systemError = new { type, sourceId, relatedComponent = "LOG_SOURCE" },
    };

    private static string Advise(LogSource source, LogSourceAlarm? alarm, string type) => $"{source.Label} of {type}";

    private async Task<string> AddSourceAsync(object? with = null)
    {
        JObject source = Samples.OtherSource("first", "http-ingest");
        source["lastEventReceivedAtTime"] = At(hours: -1);
        source.Merge(JObject.FromObject(with ?? new { }), new JsonMergeSettings { MergeNullValueHandling = MergeNullValueHandling.Merge });
        return (string)(await Control.AddSourceAsync(source))["integrationId"]!;
    }

    private async Task<LogSourceHealth> JudgeAsync(string id, DateTime? since = null)
    {
        PantherClient client = Connect();
        return await JudgeAsync(id, client, (await client.Health.ReadSystemErrorsAsync(since, Context))!);
    }

    private async Task<LogSourceHealth> JudgeAsync(string id, PantherClient client, SystemErrors errors)
    {
        IReadOnlyList<PantherAlert> found = await client.Health.FindErrorsAsync(errors, id, Context);
        return client.Health.Judge(await client.LogSources.GetAsync(id, Context), s_day, found, null, Advise);
    }
}
