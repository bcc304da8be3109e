using System.Globalization;
using System.Text.RegularExpressions;
using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.DataLake;

/// <summary>Queries of the data lake: each runs for a few polls, then has made-up rows.</summary>
public sealed partial class DataLakeQueries
{
    private const int LargestPage = 999;
    private static readonly JsonMap s_columns =
        new() { ["p_event_time"] = "timestamp", ["p_log_type"] = "string", ["p_source_id"] = "string", ["n"] = "number" };
    private static readonly string[] s_read = ["DataAnalyticsRead"];
    private readonly OrderedDictionary<string, Query> _queries = [];
    private readonly List<JsonMap> _answers = [];

    internal static IEnumerable<RootField> Fields { get; } =
    [
        new("executeDataLakeQuery", s_read, call =>
            new JsonMap { ["id"] = call.State.DataLake.Execute(call.Input, call.Token, call.State) }),
        new("dataLakeQueries", s_read, call => call.State.DataLake.List(call.Input)),
        new("dataLakeQuery", s_read, call => call.State.DataLake.Poll(call.Id)),
        new("cancelDataLakeQuery", s_read, call => new JsonMap { ["id"] = call.State.DataLake.Cancel(call.Input.Text("id")!) }),
    ];

    /// <summary>What a test wants queries to come to.</summary>
    /// <param name="answer">
    /// <c>contains</c>: which queries, by a part of their SQL; <c>rows</c>: the rows that they have, or <c>error</c>: what they fail with.
    /// </param>
    internal JsonMap Expect(JsonMap answer)
    {
        if (answer.Get("contains") is not string || (answer.Get("rows") is not List<object?>) == (answer.Get("error") is not string))
        {
            throw new ApiException(Refusal.Invalid, "an answer has a text 'contains', and a list 'rows' or a text 'error'");
        }

        _answers.Insert(0, answer);
        return answer;
    }

    /// <summary>All queries, the oldest first.</summary>
    internal IEnumerable<JsonMap> All() => _queries.Values.Select(query => query.ToJson());

    /// <summary>Starts a query past the API.</summary>
    /// <param name="query"><c>sql</c>.</param>
    /// <param name="state">The emulator's.</param>
    internal JsonMap Add(JsonMap query, EmulatorState state) => _queries[Execute(query, state.Tokens.Find("full"), state)].ToJson();

    private JsonMap List(JsonMap input)
    {
        string text = input.Text("contains") ?? "";
        string[] statuses = [.. (input.Get("status") as List<object?> ?? []).OfType<string>()];
        List<object?> issuers = input.Get("issuedBy") as List<object?> ?? [];
        bool hasAfter = Times.TryRead(input.Get("startedAtAfter"), out DateTimeOffset after);
        bool hasBefore = Times.TryRead(input.Get("startedAtBefore"), out DateTimeOffset before);
        IEnumerable<Query> found = _queries.Values.Where(query => query.Sql.Contains(text, StringComparison.OrdinalIgnoreCase)
            && (statuses.Length == 0 || statuses.Contains(query.Status))
            && (issuers.Count == 0 || issuers.Contains(query.IssuedBy.Id))
            && (!hasAfter || query.StartedAt >= after)
            && (!hasBefore || query.StartedAt <= before)
            && input.Get("isScheduled") is not true);
        Query[] sorted = [.. input.Text("sortDir") == "ascending" ? found : found.Reverse()];
        return Connection.Page(sorted.Length, i => sorted[i].ToFields(), input);
    }

    private string Execute(JsonMap input, ApiToken issuedBy, EmulatorState state)
    {
        string sql = input.Text("sql") ?? "";
        if (string.IsNullOrWhiteSpace(sql))
        {
            throw new ApiException(Refusal.Invalid, "sql must not be empty");
        }

        Match limit = Limit().Match(sql);
        Settings settings = state.Settings;
        int rows = settings.DataLakeRows;
        if (limit.Success && int.TryParse(limit.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int most))
        {
            rows = Math.Min(rows, most);
        }

        JsonMap? answer = _answers.Find(one => sql.Contains(one.Text("contains")!, StringComparison.OrdinalIgnoreCase));
        string? unknown = From().Matches(sql).Select(table => table.Groups[1].Value)
            .FirstOrDefault(name => !DataLakeTables.HasLogTable(state, name));
        string? error = answer is not null ? answer.Text("error")
            : unknown is not null ? $"Object '{unknown.ToUpperInvariant()}' does not exist or not authorized." : null;
        var query = new Query(Guid.NewGuid().ToString(), sql, issuedBy, rows, settings.DataLakeRunningPolls)
        {
            Rows = (answer?.Get("rows") as List<object?>)?.OfType<JsonMap>().ToList() ?? (error is null ? Count(sql, state) : null),
            Error = error,
            Database = input.Text("databaseName"),
        };
        _queries[query.Id] = query;
        return query.Id;
    }

    /// <summary>The rows of SQL that counts events; null for any other.</summary>
    private static List<JsonMap>? Count(string sql, EmulatorState state)
    {
        LakeSql? query = LakeSql.Read(sql, DateTime.UtcNow);
        return query is not null && DataLakeTables.TryFind(state, query.Table, out string? logType)
            ? query.Run(state.Events.Of(logType))
            : null;
    }

    private JsonMap Poll(string id)
    {
        Query query = Find(id);
        if (query.Status == "running" && query.PollsLeft-- <= 0)
        {
            query.End(query.Error is null ? "succeeded" : "failed", query.Error ?? "Query executed successfully.");
        }

        return query.ToFields();
    }

    private string Cancel(string id)
    {
        Query query = Find(id);
        if (query.Status == "running")
        {
            query.End("cancelled", "Query cancelled.");
        }

        return id;
    }

    private Query Find(string id) => _queries.GetValueOrDefault(id) ?? throw new ApiException(Refusal.NotFound, $"query not found: {id}");

    [GeneratedRegex(@"\blimit\s+([0-9]+)\s*;?\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Limit();

    [GeneratedRegex(@"\b(?:from|join)\s+panther_logs(?:\.public)?\.(\w+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex From();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IsTime();

    private sealed class Query(string id, string sql, ApiToken issuedBy, int rows, int polls)
    {
        private readonly string _startedAt = Times.Now();
        private string? _completedAt;
        private string _message = "";

        public string Id { get; } = id;

        public string Sql { get; } = sql;

        public ApiToken IssuedBy { get; } = issuedBy;

        public DateTimeOffset StartedAt => Times.TryRead(_startedAt, out DateTimeOffset time) ? time : default;

        /// <summary>The database that the SQL is about where it names none.</summary>
        public string? Database { get; init; }

        /// <summary>The rows that a test has set; null for made-up ones.</summary>
        public List<JsonMap>? Rows { get; init; }

        /// <summary>What it fails with; null where it does not.</summary>
        public string? Error { get; init; }

        public string Status { get; private set; } = "running";

        private int Count => Rows?.Count ?? rows;

        private JsonMap Columns
        {
            get
            {
                if (Rows is null)
                {
                    return s_columns;
                }

                JsonMap columns = [];
                foreach ((string name, object? value) in Rows.SelectMany(row => row))
                {
                    columns[name] = value is int or long or double ? "number" : IsTime().IsMatch(value as string ?? "") ? "timestamp"
                        : columns.Text(name) ?? "string";
                }

                return columns;
            }
        }

        public int PollsLeft { get; set; } = polls;

        public void End(string status, string message)
        {
            (Status, _message, _completedAt) = (status, message, Times.Now());
        }

        public JsonMap ToJson() => new() { ["id"] = Id, ["sql"] = Sql, ["database"] = Database, ["status"] = Status };

        public JsonMap ToFields() => new()
        {
            ["id"] = Id,
            ["sql"] = Sql,
            ["issuedBy"] = IssuedBy,
            ["name"] = null,
            ["isScheduled"] = false,
            ["startedAt"] = _startedAt,
            ["completedAt"] = _completedAt,
            ["status"] = Status,
            ["message"] = _message,
            ["children"] = new List<object?>(),
            ["results"] = (Func<JsonMap, object?>)Results,
        };

        private JsonMap? Results(JsonMap arguments)
        {
            if (Status != "succeeded")
            {
                return null;
            }

            JsonMap input = new JsonMap { ["pageSize"] = LargestPage }.With(arguments.Get("input") as JsonMap ?? []);
            if (input.Get("pageSize") is int and > LargestPage)
            {
                throw new ApiException(Refusal.Invalid, $"pageSize must be at most {LargestPage}");
            }

            return Connection.Page(Count, i => Rows is null ? Row(i) : Rows[i], input, EdgeOf).With(new JsonMap
            {
                ["columnInfo"] = new JsonMap { ["order"] = Columns.Keys.ToList(), ["types"] = Columns },
                ["stats"] = new JsonMap { ["bytesScanned"] = Count * 512L, ["executionTime"] = 1200, ["rowCount"] = Count },
                ["tryAgain"] = false,
            });
        }

        private static JsonMap EdgeOf(int number, object? row) =>
            new() { ["id"] = number.ToString(CultureInfo.InvariantCulture), ["node"] = row };

        private JsonMap Row(int number) => new()
        {
            ["p_event_time"] = _startedAt[..19].Replace('T', ' '),
            ["p_log_type"] = "AWS.CloudTrail",
            ["p_source_id"] = Id,
            ["n"] = number,
        };
    }
}
