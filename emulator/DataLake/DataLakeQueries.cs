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
    private readonly Dictionary<string, Query> _queries = [];

    internal static IEnumerable<RootField> Fields { get; } =
    [
        new("executeDataLakeQuery", s_read, call =>
            new JsonMap { ["id"] = call.State.DataLake.Execute(call.Input.Text("sql")!, call.Token, call.State.Settings) }),
        new("dataLakeQuery", s_read, call => call.State.DataLake.Poll(call.Id)),
        new("cancelDataLakeQuery", s_read, call => new JsonMap { ["id"] = call.State.DataLake.Cancel(call.Input.Text("id")!) }),
    ];

    private string Execute(string sql, ApiToken issuedBy, Settings settings)
    {
        if (string.IsNullOrWhiteSpace(sql))
        {
            throw new ApiException(Refusal.Invalid, "sql must not be empty");
        }

        Match limit = Limit().Match(sql);
        int rows = settings.DataLakeRows;
        if (limit.Success && int.TryParse(limit.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int most))
        {
            rows = Math.Min(rows, most);
        }

        var query = new Query(Guid.NewGuid().ToString(), sql, issuedBy, rows, settings.DataLakeRunningPolls);
        _queries[query.Id] = query;
        return query.Id;
    }

    private JsonMap Poll(string id)
    {
        Query query = Find(id);
        if (query.Status == "running" && query.PollsLeft-- <= 0)
        {
            query.End("succeeded", "Query executed successfully.");
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

    private sealed class Query(string id, string sql, ApiToken issuedBy, int rows, int polls)
    {
        private readonly string _startedAt = Times.Now();
        private string? _completedAt;
        private string _message = "";

        public string Id { get; } = id;

        public string Status { get; private set; } = "running";

        public int PollsLeft { get; set; } = polls;

        public void End(string status, string message)
        {
            (Status, _message, _completedAt) = (status, message, Times.Now());
        }

        public JsonMap ToFields() => new()
        {
            ["id"] = Id,
            ["sql"] = sql,
            ["issuedBy"] = issuedBy,
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

            return Connection.Page(rows, Row, input, (i, row) =>
                new JsonMap { ["id"] = i.ToString(CultureInfo.InvariantCulture), ["node"] = row }).With(new JsonMap
                {
                    ["columnInfo"] = new JsonMap { ["order"] = s_columns.Keys.ToList(), ["types"] = s_columns },
                    ["stats"] = new JsonMap { ["bytesScanned"] = rows * 512L, ["executionTime"] = 1200, ["rowCount"] = rows },
                    ["tryAgain"] = false,
                });
        }

        private JsonMap Row(int number) => new()
        {
            ["p_event_time"] = _startedAt[..19].Replace('T', ' '),
            ["p_log_type"] = "AWS.CloudTrail",
            ["p_source_id"] = Id,
            ["n"] = number,
        };
    }
}
