using Newtonsoft.Json.Linq;
using Panther.Client.Alerts;
using Panther.Client.Paging;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>Alerts: lists with every filter, changes of many at once, and comments.</summary>
public sealed class AlertTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Analyst = "0f5bb3ef-4c4a-4ad6-9e77-9d3a0a7f2b51";

    /// <summary>Each filter, with what an alert has that fits it and that the others do not have.</summary>
    public static TheoryData<string> Filters => [.. s_filters.Keys];

    private static readonly Dictionary<string, (AlertQuery Query, object Fitting)> s_filters = new()
    {
        ["type"] = (new AlertQuery { Type = "DETECTION_ERROR" }, new { type = "RULE_ERROR" }),
        ["sub-type"] = (new AlertQuery { SubTypes = ["POLICY", "CORRELATION_RULE"] }, new { type = "POLICY" }),
        ["severity"] = (new AlertQuery { Severities = ["LOW", "INFO"] }, new { severity = "INFO" }),
        ["status"] = (new AlertQuery { Statuses = ["RESOLVED", "CLOSED"] }, new { status = "CLOSED" }),
        ["log source"] = (new AlertQuery { LogSources = ["a&b=c d", "other"] }, new { logSources = new[] { "a&b=c d" } }),
        ["log type"] = (new AlertQuery { LogTypes = ["AWS.ALB", "Custom.Ünïcode"] }, new { logTypes = new[] { "Custom.Ünïcode" } }),
        ["assignee"] = (new AlertQuery { Assignees = [Analyst] }, new { assignee = Analyst }),
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_list_has_what_fits_its_filter_and_nothing_else(string filter)
    {
        (AlertQuery query, object fitting) = s_filters[filter];
        await Control.AddAlertsAsync(new { title = "another" }, JObject.FromObject(fitting), new { title = "a third" });
        string id = (string)(await Control.GetAlertsAsync())[1]["id"]!;

        PantherAlert alert = Assert.Single(await Connect().Alerts.List(query, Context).ToListAsync());

        Assert.Equal(id, alert.Id);
    }

    [Fact]
    public async Task A_list_without_a_time_goes_back_30_days_and_says_so()
    {
        await Control.AddAlertsAsync(At(-29), At(-31));

        Assert.Single(await Connect().Alerts.List(new AlertQuery(), Context).ToListAsync());
        Assert.Contains(
            "of 30 days", Assert.Single(Messages.All, m => m.Contains("since", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public async Task Times_of_a_list_mean_the_same_moment_of_whatever_kind_they_are(DateTimeKind kind)
    {
        await Control.AddAlertsAsync(At(-40), At(-50), At(-60));
        DateTime of45 = DateTime.UtcNow.AddDays(-45), of55 = DateTime.UtcNow.AddDays(-55);

        IReadOnlyList<PantherAlert> found = await Connect().Alerts.List(
            new AlertQuery { CreatedAfter = As(of55), CreatedBefore = As(of45) }, Context).ToListAsync();

        Assert.Equal(50, Assert.Single(found).CreatedAt is DateTime time ? Math.Round((DateTime.Now - time).TotalDays) : 0);
        Assert.DoesNotContain(Messages.All, m => m.Contains("since", StringComparison.Ordinal));

        DateTime As(DateTime utc) => kind == DateTimeKind.Utc ? utc : DateTime.SpecifyKind(utc.ToLocalTime(), kind);
    }

    [Fact]
    public async Task An_alert_has_all_that_the_API_tells_of_it_in_a_list_as_by_id()
    {
        await Control.AddAlertsAsync(new
        {
            id = "full/of #things",
            title = "All of it",
            type = "RULE",
            status = "TRIAGED",
            severity = "HIGH",
            createdAt = Times(-1),
            firstEventOccurredAt = Times(-3),
            lastReceivedEventAt = Times(-2),
            events = new object[] { new { a = 1 }, new { a = 2 } },
            assignee = Analyst,
            quality = "NOISE",
            contextTags = new[] { "a", "b" },
            runbook = "Call somebody.",
            detection = new { id = "AWS.Root", type = "RULE" },
            deliveries = new[] { new { outputId = "o1", label = "#security", success = true, statusCode = 200, message = "ok", dispatchedAt = Times(-1), url = "" } },
        });
        PantherClient client = Connect();

        PantherAlert listed = Assert.Single(await client.Alerts.List(new AlertQuery(), Context).ToListAsync());
        PantherAlert read = await client.Alerts.GetAsync(listed.Id, Context);

        foreach (PantherAlert alert in new[] { listed, read })
        {
            Assert.Equal(
                ("full/of #things", "All of it", "RULE", "TRIAGED", "HIGH"),
                (alert.Id, alert.Title, alert.Type, alert.Status, alert.Severity));
            Assert.True(alert.FirstEventOccurredAt < alert.LastReceivedEventAt && alert.LastReceivedEventAt < alert.CreatedAt);
            Assert.Equal(DateTimeKind.Local, alert.CreatedAt!.Value.Kind);
            Assert.Equal(
                (2L, Analyst, "user", "NOISE", "a;b"),
                (alert.EventCount, alert.Assignee!.Id, alert.Assignee.Type, alert.Quality, alert.ContextTags.ToString()));
            Assert.Equal(("Call somebody.", "AWS.Root", null), (alert.Runbook, alert.Detection!.ToString(), alert.SystemError));
            AlertDelivery delivery = Assert.Single(alert.Deliveries);
            Assert.Equal(
                ("o1", "#security: delivered", 200, "ok"), (delivery.OutputId, delivery.ToString(), delivery.StatusCode, delivery.Message));
            Assert.NotNull(delivery.DispatchedAt);
            Assert.Equal("All of it (full/of #things)", alert.ToString());
        }
    }

    [Fact]
    public async Task What_an_alert_lacks_is_null_and_fields_of_another_type_hide_nothing()
    {
        await Control.AddAlertsAsync(new { id = "bare", quality = "", runbook = "", title = (string?)null });
        await Control.BreakAsync(new Fault
        {
            Operation = "GET /alerts/{id}",
            Transform = new[] { new { setPath = "deliveries", value = "none" }, new { setPath = "contextTags", value = "x" } },
        });

        PantherAlert alert = await Connect().Alerts.GetAsync("bare", Context);

        Assert.Equal(("bare", null, null, null, null), (alert.ToString(), alert.Quality, alert.Runbook, alert.Assignee, alert.Detection));
        Assert.Empty(alert.Deliveries);
        Assert.Empty(alert.ContextTags);
    }

    [Fact]
    public async Task A_list_goes_through_all_pages_each_alert_once_and_no_further_than_it_is_read()
    {
        await Control.AddAlertsAsync([.. Enumerable.Range(0, 120).Select(i => (object)new { id = $"alert {i}" })]);
        PantherClient client = Connect();

        Assert.Equal(120, (await client.Alerts.List(new AlertQuery(), Context).ToListAsync()).Select(a => a.Id).Distinct().Count());
        Assert.Equal(3, await Control.CountAsync("GET /alerts"));

        using Listing<PantherAlert> listing = client.Alerts.List(new AlertQuery { First = 5 }, Context);
        for (int i = 0; i < 5; i++)
        {
            Assert.True(await listing.MoveNextAsync());
        }

        Assert.Contains("limit=5", (await Control.GetRequestsAsync("GET /alerts"))[^1].QueryString, StringComparison.Ordinal);
        Assert.Equal(4, await Control.CountAsync("GET /alerts"));
    }

    [Fact]
    public async Task Alerts_that_are_not_there_or_may_not_be_read_are_such_errors()
    {
        PantherException missing = await Expect.ErrorAsync(PantherErrorKind.NotFound, () => Connect().Alerts.GetAsync("none", Context));
        PantherException secret = await Expect.ErrorAsync(
            PantherErrorKind.Forbidden, () => Connect("logSources").Alerts.List(new AlertQuery(), Context).ToListAsync());

        Assert.Contains("There is no alert with the id 'none'", missing.Message, StringComparison.Ordinal);
        Assert.Equal(("Read Alerts", "ListAlerts"), (secret.RequiredPermissions, secret.Operation));
        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => Connect().Alerts.GetAsync("..", Context));
    }

    [Fact]
    public async Task Many_alerts_are_changed_by_one_request()
    {
        string[] ids = await AddAsync(30);

        IReadOnlyList<PantherException?> failures = await Connect().Alerts.UpdateAsync(
            ids, new AlertChanges { Status = "TRIAGED", Assignee = Analyst, Quality = "USEFUL", ContextTags = ["seen", "by_us"] }, Context);

        Assert.All(failures, Assert.Null);
        Assert.Equal(["PATCH /alerts"], (await Control.GetRequestsAsync()).Select(r => r.Operation));
        Assert.All(await Control.GetAlertsAsync(), alert =>
        {
            Assert.Equal(("TRIAGED", Analyst, "USEFUL"), ((string?)alert["status"], (string?)alert["assignee"], (string?)alert["quality"]));
            Assert.Equal(["seen", "by_us"], alert["contextTags"]!.Values<string>());
        });
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(250, 3)]
    public async Task More_than_a_batch_are_changed_by_few_requests(int alerts, int requests)
    {
        string[] ids = await AddAsync(alerts);

        Assert.All(await Connect().Alerts.UpdateAsync(ids, new AlertChanges { Status = "RESOLVED" }, Context), Assert.Null);

        Assert.Equal(requests, (await Control.GetRequestsAsync()).Count);
        Assert.All(await Control.GetAlertsAsync(), alert => Assert.Equal("RESOLVED", (string?)alert["status"]));
    }

    [Fact]
    public async Task Where_only_the_assignee_is_refused_the_error_says_that_the_rest_was_changed()
    {
        string[] ids = await AddAsync(2);

        IReadOnlyList<PantherException?> failures = await Connect().Alerts.UpdateAsync(
            ids, new AlertChanges { Status = "RESOLVED", Assignee = "nobody@example.com" }, Context);

        Assert.All(failures, failure => Assert.StartsWith("Everything but the assignee was changed.", failure!.Message, StringComparison.Ordinal));
        Assert.All(await Control.GetAlertsAsync(), alert => Assert.Equal("RESOLVED", (string?)alert["status"]));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("assignee")]
    [InlineData("both")]
    public async Task Of_many_only_those_that_are_not_there_fail_each_with_its_own_error(string what)
    {
        string[] ids = await AddAsync(40);
        ids[0] = "no such alert";
        ids[33] = "nor this one";
        var changes = new AlertChanges
        {
            Status = what == "assignee" ? null : "TRIAGED",
            Assignee = what == "status" ? null : "analyst@example.com",
        };

        IReadOnlyList<PantherException?> failures = await Connect().Alerts.UpdateAsync(ids, changes, Context);

        Assert.Equal([0, 33], Enumerable.Range(0, 40).Where(i => failures[i] is not null));
        Assert.Equal(PantherErrorKind.NotFound, failures[0]!.Kind);
        Assert.Contains("'no such alert'", failures[0]!.Message, StringComparison.Ordinal);
        Assert.Contains("'nor this one'", failures[33]!.Message, StringComparison.Ordinal);
        IEnumerable<JToken> changed = (await Control.GetAlertsAsync()).Where(a => ids.Contains((string)a["id"]!));
        Assert.Equal(38,
            changed.Count(
                a => (what == "assignee" || (string?)a["status"] == "TRIAGED") && (what == "status" || (string?)a["assignee"] == Analyst)));
        Assert.InRange((await Control.GetRequestsAsync()).Count, 3, 40);
    }

    [Fact]
    public async Task A_change_that_is_refused_for_what_it_is_fails_for_all_after_few_requests()
    {
        string[] ids = await AddAsync(60);

        IReadOnlyList<PantherException?> failures = await Connect().Alerts.UpdateAsync(ids, new AlertChanges { Status = "LOST" }, Context);

        Assert.All(failures, e => Assert.Equal(PantherErrorKind.InvalidInput, e!.Kind));
        Assert.InRange((await Control.GetRequestsAsync()).Count, 2, 10);
    }

    [Fact]
    public async Task A_change_that_the_token_may_not_make_is_sent_once()
    {
        string[] ids = await AddAsync(250);
        string token = await Control.AddTokenAsync("reader", "AlertRead");

        IReadOnlyList<PantherException?> failures = await Connect(token).Alerts.UpdateAsync(
            ids, new AlertChanges { Status = "OPEN" }, Context);

        Assert.All(failures, e => Assert.Equal((PantherErrorKind.Forbidden, "Manage Alerts"), (e!.Kind, e.RequiredPermissions)));
        Assert.Single(await Control.GetRequestsAsync());
    }

    [Theory]
    [InlineData("analyst@example.com", Analyst)]
    [InlineData("", null)]
    public async Task By_email_address_and_to_nobody_is_assigned_by_GraphQL(string assignee, string? is_)
    {
        await Control.AddAlertsAsync(new { id = "x", assignee = "5f54cf4a-ec56-44c2-83bc-8b742600f307" });

        Assert.Null(Assert.Single(await Connect().Alerts.UpdateAsync(["x"], new AlertChanges { Assignee = assignee }, Context)));

        Assert.Equal("UpdateAlertsAssigneeByEmail", Assert.Single(await Control.GetRequestsAsync()).Operation);
        Assert.Equal(is_, (string?)Assert.Single(await Control.GetAlertsAsync())["assignee"]);
    }

    [Fact]
    public async Task An_empty_quality_clears_it_and_no_tags_take_all_away()
    {
        await Control.AddAlertsAsync(new { id = "x", quality = "NOISE", contextTags = new[] { "a" } });

        await Connect().Alerts.UpdateAsync(["x"], new AlertChanges { Quality = "", ContextTags = [] }, Context);

        PantherAlert alert = await Connect().Alerts.GetAsync("x", Context);
        Assert.Null(alert.Quality);
        Assert.Empty(alert.ContextTags);
    }

    [Fact]
    public async Task Tags_that_are_none_are_refused_before_anything_is_sent()
    {
        foreach (string tag in new[] { "", "Upper", "a b", new string('x', 31), "ü", "a\n" })
        {
            await Expect.ErrorAsync(PantherErrorKind.InvalidInput,
                () => Connect().Alerts.UpdateAsync(["x"], new AlertChanges { ContextTags = ["good", tag] }, Context));
        }

        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => Connect().Alerts.UpdateAsync(
            ["x"], new AlertChanges { ContextTags = [.. Enumerable.Range(0, 11).Select(i => $"t{i}")] }, Context));
        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Fact]
    public async Task A_change_whose_answer_is_lost_is_sent_again_and_made()
    {
        string[] ids = await AddAsync(3);
        await Control.BreakAsync(new Fault { Operation = "PATCH /alerts", Reset = true, Phase = "after" });

        Assert.All(await Connect().Alerts.UpdateAsync(ids, new AlertChanges { Status = "CLOSED" }, Context), Assert.Null);

        Assert.Equal(2, (await Control.GetRequestsAsync()).Count);
    }

    [Fact]
    public async Task A_comment_is_written_as_it_is()
    {
        await AddAsync(1);

        AlertComment comment = await Connect().Alerts.AddCommentAsync("alert 0", "<b>bold</b> & \"so\"\n", "HTML", Context);

        Assert.Equal(("alert 0", "<b>bold</b> & \"so\"\n", "HTML"), (comment.AlertId, comment.ToString(), comment.Format));
        Assert.Equal("api-token", comment.CreatedBy!.Type);
        Assert.NotNull(comment.CreatedAt);
        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => Connect().Alerts.AddCommentAsync("none", "text", "PLAIN_TEXT", Context));
    }

    [Fact]
    public async Task A_comment_whose_answer_is_lost_is_found_beside_an_older_one_of_its_text_and_not_written_twice()
    {
        await AddAsync(1);
        string older = (await Connect().Alerts.AddCommentAsync("alert 0", "text", "PLAIN_TEXT", Context)).Id;
        await Control.BreakAsync(new Fault
        {
            Operation = "GET /alert-comments",
            Transform = new { setPath = "results.0.createdAt", value = "2020-01-01T00:00:00.000Z" },
        });
        await Control.BreakAsync(new Fault { Operation = "POST /alert-comments", Reset = true, Phase = "after" });

        AlertComment comment = await Connect().Alerts.AddCommentAsync("alert 0", "text", "PLAIN_TEXT", Context);

        Assert.NotEqual(older, comment.Id);
        Assert.Equal(2, await Control.CountAsync("POST /alert-comments"));
        Assert.Contains("was lost", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_cannot_be_found_after_a_lost_answer_is_of_unknown_outcome()
    {
        await AddAsync(1);
        await Control.BreakAsync(new Fault { Operation = "POST /alert-comments", Reset = true, Times = 0 });

        await Expect.ErrorAsync(
            PantherErrorKind.OutcomeUnknown, () => Connect().Alerts.AddCommentAsync("alert 0", "text", "PLAIN_TEXT", Context));

        Assert.Equal(1, await Control.CountAsync("POST /alert-comments"));
    }

    private static string Times(double days) =>
        DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);

    private static object At(double days) => new { createdAt = Times(days) };

    private async Task<string[]> AddAsync(int count)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(i => $"alert {i}")];
        await Control.AddAlertsAsync([.. ids.Select(id => (object)new { id })]);
        return ids;
    }
}
