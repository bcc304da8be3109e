using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using Newtonsoft.Json.Linq;
using Panther.Client.DataLake;
using Panther.Client.Paging;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.DataLake;

public sealed class DataLakeQueryTests(EmulatorFixture emulator) : DataLakeTest(emulator)
{
    private readonly CancellationTokenSource _cancellation = new();

    [Fact]
    public async Task A_query_is_started_waited_for_and_read_page_after_page()
    {
        await Control.SetAsync(new { dataLakeRows = 2000, dataLakeRunningPolls = 9 });
        PantherClient client = Connect();
        DataLakeQuery query = await client.DataLake.RunAsync(Sql("select * from x"), "panther_logs.public", LongEnough, Context);
        Assert.Equal([0.25, 0.5, 1, 2, 4, 6, 6, 6, 6], Clock.Waits.Select(wait => wait.TotalSeconds));

        using Listing<IDictionary> rows = client.DataLake.ReadRows(query, Context);
        var pages = new List<int>();
        while (await rows.NextAsync())
        {
            int count = 0;
            while (rows.TryRead(out _))
            {
                count++;
            }

            pages.Add(count);
        }

        Assert.Equal([999, 999, 2], pages);
        Assert.Empty(rows.TakeErrors());
        JObject sent = (await Control.GetQueriesAsync()).Single();
        Assert.Matches(@"\A/\* pantherps [0-9a-f-]{36} \*/ select \* from x\z", (string)sent["sql"]!);
        Assert.Equal("panther_logs.public", (string?)sent["database"]);
        Assert.Equal(1, await Control.CountAsync("ExecuteDataLakeQuery"));
        Assert.Equal(10, await Control.CountAsync("GetDataLakeQuery"));
        Assert.Equal(3, await Control.CountAsync("ReadDataLakeResults"));
    }

    [Fact]
    public async Task Rows_have_the_columns_in_the_querys_order_with_their_types()
    {
        await AnswerAsync("""
            {
              "edges": [{ "node": {
                "z": "an extra", "n": 3, "BIG": "12345678901234567890", "text": "42", "whole": "42", "real": "1.5", "flag": "true", "odd": "x1", "none": null,
                "time": "2024-05-06 07:08:09.123", "zoned": "2024-05-06T07:08:09+02:00", "utc": "2024-05-06 07:08:09.000 UTC", "fine": "2024-05-06 07:08:09.123456789",
                "day": "2024-05-06", "nested": { "a": [1, "b"] } } }],
              "columnInfo": {
                "order": ["time", "n", "big", "whole", "text", "real", "flag", "odd", "none", "zoned", "utc", "fine", "day", "nested", "absent"],
                "types": { "time": "TIMESTAMP_NTZ(9)", "n": "FIXED", "big": "NUMBER(38,0)", "whole": "bigint", "text": "varchar", "real": "double", "flag": "boolean",
                  "odd": "number", "none": "number", "zoned": "timestamp with time zone", "utc": "timestamp(3)", "fine": "timestamp", "day": "date", "nested": "variant" } },
              "pageInfo": { "hasNextPage": false, "endCursor": null },
              "tryAgain": false
            }
            """);

        IDictionary row = Assert.Single(await QueryAsync(Connect(), "select 1"));

        Assert.Equal(
            ["time", "n", "big", "whole", "text", "real", "flag", "odd", "none", "zoned", "utc", "fine", "day", "nested", "absent", "z"],
            row.Keys.Cast<string>());
        Assert.Equal(new DateTime(2024, 5, 6, 7, 8, 9, 123, DateTimeKind.Utc), Assert.IsType<DateTime>(row["time"]).ToUniversalTime());
        Assert.Equal(DateTimeKind.Local, ((DateTime)row["time"]!).Kind);
        Assert.Equal(new DateTime(2024, 5, 6, 5, 8, 9, DateTimeKind.Utc), Assert.IsType<DateTime>(row["zoned"]).ToUniversalTime());
        Assert.Equal(new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc), Assert.IsType<DateTime>(row["utc"]).ToUniversalTime());
        Assert.Equal("2024-05-06 07:08:09.123456789", row["fine"]);
        Assert.Equal("2024-05-06", row["day"]);
        Assert.Equal(3L, row["n"]);
        Assert.Equal(12345678901234567890m, row["big"]);
        Assert.Equal(42L, row["whole"]);
        Assert.Equal("42", row["text"]);
        Assert.Equal(1.5m, row["real"]);
        Assert.Equal(true, row["flag"]);
        Assert.Equal("x1", row["odd"]);
        Assert.Null(row["none"]);
        Assert.Null(row["absent"]);
        Assert.Equal([1L, "b"], (object[])Assert.IsType<OrderedDictionary>(row["nested"])["a"]!);
    }

    [Fact]
    public async Task Results_that_are_to_be_asked_for_again_are_and_entries_that_are_none_are_reported()
    {
        await Control.SetAsync(new { dataLakeRows = 2 });
        await Control.BreakAsync(new Fault
        {
            Operation = "ReadDataLakeResults",
            Transform = new { setPath = "data.dataLakeQuery.results.tryAgain", value = true },
        });
        Assert.Equal(2, (await QueryAsync(Connect(), "select 1")).Count);
        Assert.Equal(3, Clock.Waits[^1].TotalSeconds);

        await Control.BreakAsync(new Fault
        {
            Operation = "ReadDataLakeResults",
            Transform = new { setPath = "data.dataLakeQuery.results.edges.0.node", value = "no row" },
        });
        PantherException error = await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => QueryAsync(Connect(), "select 1"));
        Assert.Contains("1 of the entries", error.Message, StringComparison.Ordinal);

        await Control.BreakAsync(new Fault
        {
            Operation = "ReadDataLakeResults",
            Transform = new { setPath = "data.dataLakeQuery.results", value = (object?)null },
        });
        error = await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => QueryAsync(Connect(), "select 1"));
        Assert.Contains("'dataLakeQuery.results'", error.Message, StringComparison.Ordinal);

        await Control.BreakAsync(new Fault { Operation = "ReadDataLakeResults", Times = 0, RawBody = Convert.ToBase64String("[1]"u8) });
        await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => QueryAsync(Connect(), "select 1"));
        await Control.RepairAsync();
        await Control.BreakAsync(new Fault
        {
            Operation = "ReadDataLakeResults",
            Transform = new { addErrors = new[] { new { message = "a part is missing" } } },
        });
        error = await Expect.ErrorAsync(PantherErrorKind.ApiError, () => QueryAsync(Connect(), "select 1"));
        Assert.Contains("a part is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_fails_says_why_and_one_that_others_cancel_says_so()
    {
        await Control.AnswerQueriesAsync(new { contains = "too much", error = "Query exceeded its limit." });
        PantherClient client = Connect();
        PantherException failed = await Expect.ErrorAsync(PantherErrorKind.ApiError, () => QueryAsync(client, "select too much"));
        Assert.Equal("The data lake query failed: Query exceeded its limit.", failed.Message);

        string? id = null;
        Clock.OnWait = async () =>
        {
            id = (string)(await Control.GetQueriesAsync())[^1]["id"]!;
            await Connect().DataLake.CancelAsync(id, Context);
        };
        PantherException cancelled = await Expect.ErrorAsync(PantherErrorKind.ApiError, () => QueryAsync(client, "select 1"));
        Assert.Equal($"The data lake query '{id}' was cancelled in Panther.", cancelled.Message);
    }

    [Fact]
    public async Task A_status_that_is_not_known_counts_as_running()
    {
        await Control.BreakAsync(new Fault
        {
            Operation = "GetDataLakeQuery",
            Transform = new { setPath = "data.dataLakeQuery.status", value = "queued" },
        });
        await Control.SetAsync(new { dataLakeRows = 1, dataLakeRunningPolls = 0 });

        Assert.Single(await QueryAsync(Connect(), "select 1"));
        Assert.Equal(2, await Control.CountAsync("GetDataLakeQuery"));
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_cancelled_at_Panther()
    {
        await Control.SetAsync(new { dataLakeRunningPolls = 1_000_000 });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Timeout, () => Connect().DataLake.RunAsync(Sql(), null, TimeSpan.FromSeconds(30), Context));

        string id = (string)(await Control.GetQueriesAsync()).Single()["id"]!;
        Assert.Equal($"The data lake query '{id}' did not finish within 30 seconds and was cancelled in Panther.", error.Message);
        Assert.Equal("cancelled", await StatusAsync());
        Assert.InRange(Clock.Waits.Sum(wait => wait.TotalSeconds), 1, 30);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_and_cannot_be_cancelled_is_told_to_go_on()
    {
        await Control.SetAsync(new { dataLakeRunningPolls = 1_000_000 });
        await Control.BreakAsync(
            new Fault { Operation = "CancelDataLakeQuery", Status = 400, Body = new { message = "cannot be cancelled" } });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Timeout, () => Connect().DataLake.RunAsync(Sql(), null, TimeSpan.FromSeconds(1), Context));

        Assert.Contains("could not be cancelled (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("cannot be cancelled), so it may still be running.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_stops_while_the_query_runs_cancels_it_at_Panther()
    {
        await Control.SetAsync(new { dataLakeRunningPolls = 1_000_000 });
        int waits = 0;
        Clock.OnWait = () => ++waits == 3 ? _cancellation.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => QueryAsync(Connect(), "select 1", new CallContext(Messages, _cancellation.Token)));

        Assert.Equal("cancelled", await StatusAsync());
    }

    [Fact]
    public async Task A_caller_who_stops_while_a_poll_is_held_up_cancels_the_query_at_Panther()
    {
        await Control.BreakAsync(new Fault { Operation = "GetDataLakeQuery", Hold = true, Times = 0 });
        Task running = QueryAsync(Connect(), "select 1", new CallContext(Messages, _cancellation.Token));
        await Control.WaitUntilHoldingAsync(1);

        await _cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("cancelled", await StatusAsync());
    }

    [Fact]
    public async Task A_caller_who_stops_while_the_start_is_under_way_cancels_what_was_started()
    {
        await Control.BreakAsync(new Fault { Operation = "ExecuteDataLakeQuery", Hold = true, Phase = "after" });
        Task running = QueryAsync(Connect(), "select 1", new CallContext(Messages, _cancellation.Token));
        await Control.WaitUntilHoldingAsync(1);

        await _cancellation.CancelAsync();
        await Control.ReleaseAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("cancelled", await StatusAsync());
        Assert.Equal(0, await Control.CountAsync("GetDataLakeQuery"));
    }

    [Fact]
    public async Task A_caller_who_stopped_before_starts_nothing()
    {
        await _cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => QueryAsync(Connect(), "select 1", new CallContext(Messages, _cancellation.Token)));

        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Fact]
    public async Task A_start_whose_answer_is_lost_is_found_by_its_mark_and_not_sent_again()
    {
        await Control.SetAsync(new { dataLakeRows = 3 });
        await Control.StartQueryAsync("/* pantherps */ select 1");
        await Control.BreakAsync(new Fault { Operation = "ExecuteDataLakeQuery", Reset = true, Phase = "after" });

        Assert.Equal(3, (await QueryAsync(Connect(), "select 1")).Count);

        Assert.Equal(1, await Control.CountAsync("ExecuteDataLakeQuery"));
        Assert.Equal(2, (await Control.GetQueriesAsync()).Count);
        string warning = Assert.Single(Messages.Warnings);
        Assert.StartsWith("The answer to the start of the data lake query was lost (", warning, StringComparison.Ordinal);
        Assert.Contains("It was started anyway", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_lost_and_not_found_is_unknown_and_not_sent_again()
    {
        await Control.BreakAsync(new Fault { Operation = "ExecuteDataLakeQuery", Reset = true });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.OutcomeUnknown, () => QueryAsync(Connect(), "select 1"));

        Assert.StartsWith("It is unknown whether the data lake query was started:", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("before you start it again.", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Control.CountAsync("ExecuteDataLakeQuery"));
    }

    [Fact]
    public async Task Where_the_status_cannot_be_read_the_error_names_the_query_that_goes_on()
    {
        await Control.BreakAsync(new Fault { Operation = "GetDataLakeQuery", Status = 400, Body = new { message = "no such luck" } });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => QueryAsync(Connect(), "select 1"));

        string id = (string)(await Control.GetQueriesAsync()).Single()["id"]!;
        Assert.EndsWith(
            string.Create(CultureInfo.InvariantCulture, $"The data lake query '{id}' was started and may still be running in Panther."),
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_is_not_there_is_not_found()
    {
        DataLakeOperations lake = Connect().DataLake;

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.NotFound, () => lake.CancelAsync("x", Context));

        Assert.StartsWith("There is no data lake query with the id 'x'", error.Message, StringComparison.Ordinal);
        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => ReadAsync(lake.ReadRows(new DataLakeQuery { Id = "x" }, Context)));
        Assert.Equal("x", new DataLakeQuery { Id = "x" }.ToString());
    }

    [Fact]
    public async Task Databases_and_tables_are_listed_with_and_without_columns()
    {
        DataLakeOperations lake = Connect().DataLake;
        Assert.Equal(["panther_logs.public", "panther_views.public"], await lake.ListDatabasesAsync(Context));

        IReadOnlyList<DataLakeTable> tables = await ReadAsync(lake.ListTables("panther_logs.public", withColumns: false, Context));
        DataLakeTable trail = tables.Single(table => table.LogType == "AWS.CloudTrail");
        Assert.True(await Control.CountAsync("ListDataLakeTables") > 1, "The list has several pages.");
        Assert.Equal("panther_logs.public.aws_cloudtrail", trail.ToString());
        Assert.Empty(trail.Columns);

        tables = await ReadAsync(lake.ListTables("panther_logs.public", withColumns: true, Context));
        DataLakeColumn column = tables.Single(table => table.LogType == "AWS.CloudTrail").Columns.Single(c => c.Name == "p_event_time");
        Assert.Equal(("p_event_time", "timestamp", null), (column.ToString(), column.Type, column.Description));
        await Expect.ErrorAsync(PantherErrorKind.NotFound, () => ReadAsync(lake.ListTables("nowhere", withColumns: false, Context)));
    }

    [Theory]
    [InlineData("{\"data\":{}}", PantherErrorKind.ProtocolError)]
    [InlineData("{\"data\":null,\"errors\":[{\"message\":\"it "
        + "broke\",\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\"}}]}", PantherErrorKind.ServerError)]
    public async Task Databases_that_are_not_in_the_answer_are_an_error(string answer, PantherErrorKind kind)
    {
        await Control.BreakAsync(new Fault { Operation = "ListDataLakeDatabases", Body = JToken.Parse(answer), Times = 0 });

        await Expect.ErrorAsync(kind, () => Connect().DataLake.ListDatabasesAsync(Context));
    }

    private async Task AnswerAsync(string results) => await Control.BreakAsync(new Fault
    {
        Operation = "ReadDataLakeResults",
        Body = new JObject { ["data"] = new JObject { ["dataLakeQuery"] = new JObject { ["results"] = Samples.Parse(results) } } },
    });
}
