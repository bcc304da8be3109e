using System.Collections.Specialized;
using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using Panther.Client.DataLake;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.DataLake;

/// <summary>The SQL that counts events by source, and what becomes of its rows.</summary>
public sealed class VolumeTests(EmulatorFixture emulator) : DataLakeTest(emulator)
{
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);

    /// <summary>
    /// All that the SQL may be made of, spelled alike by Snowflake, Databricks (Spark) and Athena (Trino); the rest is names, numbers and
    /// texts.
    /// </summary>
    private static readonly string[] s_portable =
    [
        "SELECT", "COUNT", "MIN", "MAX", "AVG", "AS", "FROM", "WHERE", "AND", "IN", "GROUP", "BY", "EXTRACT", "FLOOR", "chr",
        "p_occurs_since",
        "YEAR", "DOY", "HOUR", "MINUTE", "SECOND",
    ];

    /// <summary>Words that some of the three reserve, so that none may be the name of a column of ours.</summary>
    private static readonly string[] s_reserved =
    [
        "all", "and", "any", "as", "at", "between", "by", "case", "cast", "column", "connect", "count", "create", "cross", "current",
        "date", "day",
        "delete", "distinct", "drop", "else", "end", "events", "exists", "first", "for", "from", "full", "group", "having", "hour", "in",
        "inner",
        "insert", "interval", "into", "is", "join", "last", "left", "like", "limit", "minute", "natural", "not", "null", "of", "on", "or",
        "order",
        "outer", "right", "row", "rows", "select", "set", "some", "start", "table", "then", "time", "timestamp", "to", "true", "union",
        "unique",
        "update", "using", "values", "view", "when", "where", "with", "year",
    ];

    public static TheoryData<string[]?> Ids =>
        new() { null, new[] { "one" }, new[] { "it's", "back\\slash", "'; DROP TABLE x; --", "new\nline", "p_occurs_since('1 d')" } };

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_SQL_is_spelled_as_all_three_backends_read_it(string[]? ids)
    {
        string sql = VolumeQuery.Write(Table(), ids, s_week);

        // Texts first: no quote and no backslash in them, whatever the id.
        string bare = Regex.Replace(sql, "'[^'\\\\]*'", "0");
        Assert.DoesNotContain(bare, c => c is '\'' or '\\' or '"' or '`' or ';' or ':' or '[' or '{' or '%' or '!' or '#' or '@');
        Assert.DoesNotContain("--", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("/*", bare, StringComparison.Ordinal);
        string[] words = [.. Regex.Matches(bare, @"[A-Za-z_]\w*(?:\.\w+)*").Select(match => match.Value).Except(s_portable)];
        Assert.Equal(
            ["p_source_id", "event_count", "p_event_time", "first_event", "last_event", "p_parse_time", "average_delay", "panther_logs.public.aws_cloudtrail"],
            words.Distinct());
        Assert.Empty(words.Intersect(s_reserved, StringComparer.OrdinalIgnoreCase));
        Assert.True(DataLakeSql.Parse(sql).IsRead);
        Assert.Equal(ids is not null, sql.Contains("p_source_id IN (", StringComparison.Ordinal));
    }

    [Fact]
    public void The_SQL_is_this()
    {
        string sql = VolumeQuery.Write(Table(), ["a", "it's"], s_week);

        Assert.StartsWith(
            "SELECT p_source_id, COUNT(*) AS event_count, MIN(p_event_time) AS first_event, MAX(p_event_time) AS last_event, AVG(86400 * (",
            sql,
            StringComparison.Ordinal);
        Assert.EndsWith(
            ") AS average_delay FROM panther_logs.public.aws_cloudtrail WHERE p_occurs_since('7 d')"
                + " AND p_source_id IN ('a', ('it' || chr(39) || 's')) GROUP BY p_source_id",
            sql,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7.00:00:00", "7 d")]
    [InlineData("1.12:00:00", "36 h")]
    [InlineData("01:30:00", "90 m")]
    [InlineData("00:00:45", "45 s")]
    [InlineData("00:00:00.5", "1 s")]
    public void The_period_is_told_in_the_largest_unit(string period, string text) => Assert.Contains(
        $"p_occurs_since('{text}')",
        VolumeQuery.Write(Table(), null, TimeSpan.Parse(period, CultureInfo.InvariantCulture)),
        StringComparison.Ordinal);

    [Fact]
    public void Very_many_ids_are_chosen_here() =>
        Assert.DoesNotContain(
            " IN (", VolumeQuery.Write(Table(), [.. Enumerable.Range(0, 1001).Select(i => $"{i}")], s_week), StringComparison.Ordinal);

    [Fact]
    public void A_table_whose_name_needs_quotes_is_not_queried()
    {
        PantherException error = Expect.Error(
            PantherErrorKind.ProtocolError,
            () => VolumeQuery.Write(new DataLakeTable { Database = "panther_logs", Name = "x; drop table y" }, null, s_week));

        Assert.Contains("x; drop table y", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_is_read_whatever_case_and_type_its_values_have()
    {
        var row = new OrderedDictionary
        {
            ["P_SOURCE_ID"] = "a",
            ["EVENT_COUNT"] = "14",
            ["FIRST_EVENT"] = "2024-05-06 07:08:09.000",
            ["Last_Event"] = null,
            ["AVERAGE_DELAY"] = "61.6",
        };

        LogSourceVolume volume = VolumeQuery.Read(row, "AWS.ALB", s_week, null);

        Assert.Equal(("a", "AWS.ALB", 14L, 2d), (volume.SourceId, volume.LogType, volume.Events, volume.EventsPerDay));
        Assert.Equal(new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc), volume.FirstEvent!.Value.ToUniversalTime());
        Assert.Null(volume.LastEvent);
        Assert.Equal(TimeSpan.FromSeconds(62), volume.AverageDelay);
        Assert.Equal("a: 14 AWS.ALB", volume.ToString());
        Assert.Null(((IOfLogSource)volume).Source);

        LogSourceVolume empty = VolumeQuery.Read(
            new OrderedDictionary { ["p_source_id"] = "", ["event_count"] = "many" }, null, s_week, null);
        Assert.Equal((null, 0L, null, null), (empty.SourceId, empty.Events, empty.AverageDelay, empty.LastEvent));
    }

    [Fact]
    public async Task Events_are_counted_by_source_with_one_query_a_table()
    {
        await Control.AddEventsAsync(
            Event("a", "2023-12-31T23:59:30Z", "2024-01-01T00:01:00Z"),
            Event("a", "2024-02-28T12:00:00Z", "2024-03-01T12:00:00Z"),
            Event("it's", "2024-02-28T12:00:00Z", "2024-02-28T12:00:01Z", 5),
            Event("other", "2024-02-28T12:00:00Z", "2024-02-28T12:00:00Z"));
        TimeSpan period = TimeSpan.FromDays(40_000);

        IReadOnlyList<LogSourceVolume> volumes = await Connect().DataLake.MeasureAsync(Table(), ["a", "it's"], period, LongEnough, Context);

        Assert.Equal(["a: 2 AWS.CloudTrail", "it's: 5 AWS.CloudTrail"], volumes.Select(volume => volume.ToString()));
        Assert.Equal(TimeSpan.FromSeconds((90 + (2 * 86_400)) / 2), volumes[0].AverageDelay);
        Assert.Equal(TimeSpan.FromSeconds(1), volumes[1].AverageDelay);
        Assert.Equal(new DateTime(2024, 2, 28, 12, 0, 0, DateTimeKind.Utc), volumes[0].LastEvent!.Value.ToUniversalTime());
        Assert.Equal(1, await Control.CountAsync("ExecuteDataLakeQuery"));
        Assert.Equal("panther_logs.public", (string?)(await Control.GetQueriesAsync()).Single()["database"]);
    }

    [Theory]
    [InlineData("panther_logs", "panther_logs")]
    [InlineData("PANTHER_LOGS.PUBLIC", "PANTHER_LOGS.PUBLIC")]
    [InlineData("panther_logs_old", null)]
    public async Task The_database_of_logs_is_found_by_its_name(string there, string? found)
    {
        await Control.BreakAsync(new Fault
        {
            Operation = "ListDataLakeDatabases",
            Body = JObject.FromObject(new
            {
                data = new { dataLakeDatabases = new[] { new { name = "panther_views.public" }, new { name = there } } },
            }),
        });
        DataLakeOperations lake = Connect().DataLake;

        if (found is null)
        {
            await Expect.ErrorAsync(PantherErrorKind.NotFound, () => lake.FindLogDatabaseAsync(Context));
        }
        else
        {
            Assert.Equal(found, await lake.FindLogDatabaseAsync(Context));
        }
    }

    private static DataLakeTable Table() => new() { Database = "panther_logs.public", Name = "aws_cloudtrail", LogType = "AWS.CloudTrail" };

    private static object Event(string source, string time, string parsed, int count = 1) => new
    {
        p_log_type = "AWS.CloudTrail", p_source_id = source, p_event_time = time, p_parse_time = parsed, count,
    };
}
