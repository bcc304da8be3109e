using Newtonsoft.Json.Linq;
using Panther.Client.DataLake;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.DataLake;

/// <summary>
/// The operations of the data lake and the metrics under faults that strike once. They go the same way as those of sources, whose whole
/// matrix is in docs/reliability.md; a cell says what that page says.
/// </summary>
public sealed class LakeFaultTests(EmulatorFixture emulator) : DataLakeTest(emulator)
{
    private static readonly string[] s_reads =
    [
        "GetDataLakeQuery", "ReadDataLakeResults", "ListDataLakeDatabases", "ListDataLakeTables", "GetMetrics"
    ];

    private static readonly Dictionary<string, Fault> s_faults = new()
    {
        ["reset, not carried out"] = new Fault { Reset = true },
        ["reset, carried out"] = new Fault { Reset = true, Phase = "after" },
        ["429"] = new Fault { Status = 429, Body = new { message = "Too Many Requests" } },
        ["400"] = new Fault { Status = 400, Body = new { message = "bad request TOKEN" } },
        ["401"] = new Fault { Status = 401, Body = new { message = "Unauthorized TOKEN" } },
        ["403"] = new Fault { Status = 403, Body = new { error = "forbidden TOKEN" } },
        ["404 with an HTML page"] = new Fault { Status = 404, Body = "<html>Not Found TOKEN</html>" },
        ["409"] = new Fault { Status = 409, Body = new { message = "it exists TOKEN" } },
        ["500"] = new Fault { Status = 500, Body = new { message = "internal error TOKEN" } },
        ["502"] = new Fault { Status = 502, Body = "<html>Bad Gateway</html>" },
        ["503, carried out"] = new Fault { Status = 503, Phase = "after" },
        ["200 with an HTML page"] = new Fault { Body = "<html>Welcome TOKEN</html>" },
        ["JSON that ends early"] = new Fault { Truncate = 30, End = "end", Phase = "after" },
        ["error of the service"] = new Fault { Body = JToken.Parse("""{"data":null,"errors":[{"message":"it broke TOKEN","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""") },
        ["redirect"] = new Fault { Redirect = new { location = "https://127.0.0.1:1/elsewhere" } },
    };

    /// <summary>What the start, each read, and the cancellation come to.</summary>
    public static TheoryData<string, string, string, string> Rows => new()
    {
        { "reset, not carried out", "OutcomeUnknown x1, 0 queries", "ok x2", "ok x2" },
        { "reset, carried out", "ok x1, 1 queries", "ok x2", "ok x2" },
        { "429", "ok x2, 1 queries", "ok x2", "ok x2" },
        { "400", "InvalidInput x1, 0 queries", "InvalidInput x1", "InvalidInput x1" },
        { "401", "Unauthorized x1, 0 queries", "Unauthorized x1", "Unauthorized x1" },
        { "403", "Forbidden x1, 0 queries", "Forbidden x1", "Forbidden x1" },
        { "404 with an HTML page", "ApiError x1, 0 queries", "ApiError x1", "ApiError x1" },
        { "409", "Conflict x1, 0 queries", "Conflict x1", "Conflict x1" },
        { "500", "ServerError x1, 0 queries", "ok x2", "ServerError x1" },
        { "502", "OutcomeUnknown x1, 0 queries", "ok x2", "ok x2" },
        { "503, carried out", "ok x1, 1 queries", "ok x2", "ok x2" },
        { "200 with an HTML page", "OutcomeUnknown x1, 0 queries", "ProtocolError x1", "ProtocolError x1" },
        { "JSON that ends early", "ok x1, 1 queries", "ProtocolError x1", "ProtocolError x1" },
        { "error of the service", "ServerError x1, 0 queries", "ServerError x1", "ServerError x1" },
        { "redirect", "ProtocolError x1, 0 queries", "ProtocolError x1", "ProtocolError x1" },
    };

    [Fact]
    public void Every_fault_has_its_row() => Assert.Equal(s_faults.Keys.Order(), Rows.Select(row => (string)row[0]).Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_fault_has_the_outcome_that_its_row_says(string fault, string start, string read, string cancellation)
    {
        var actual = new List<string>
        {
            $"start: {await RunAsync("ExecuteDataLakeQuery", fault)}, {(await Control.GetQueriesAsync()).Count} queries"
        };
        foreach (string operation in s_reads.Append("CancelDataLakeQuery"))
        {
            await Control.ResetAsync();
            actual.Add($"{operation}: {await RunAsync(operation, fault)}");
        }

        string[] expected =
        [
            $"start: {start}", .. s_reads.Select(operation => $"{operation}: {read}"), $"CancelDataLakeQuery: {cancellation}"
        ];
        Assert.Equal(expected, actual);
    }

    private async Task<string> RunAsync(string operation, string fault)
    {
        string token = Emulator.Token("full");
        PantherClient client = Connect();
        await Control.SetAsync(new { dataLakeRows = 3, dataLakeRunningPolls = 0 });
        string id = operation is "CancelDataLakeQuery" or "ReadDataLakeResults" ? await Control.StartQueryAsync("select 1") : "";
        if (operation == "ReadDataLakeResults")
        {
            id = (await client.DataLake.RunAsync(Sql(), null, LongEnough, Context)).Id;
        }

        await Control.BreakAsync(WithToken(s_faults[fault], token) with { Operation = operation });
        string outcome = "ok";
        try
        {
            await (operation switch
            {
                "ExecuteDataLakeQuery" or "GetDataLakeQuery" => client.DataLake.RunAsync(Sql(), null, LongEnough, Context),
                "ReadDataLakeResults" => ReadAsync(client.DataLake.ReadRows(new DataLakeQuery { Id = id }, Context)),
                "ListDataLakeDatabases" => client.DataLake.ListDatabasesAsync(Context),
                "ListDataLakeTables" => ReadAsync(client.DataLake.ListTables("panther_views.public", withColumns: true, Context)),
                "GetMetrics" => client.Metrics.GetAsync(["Latency"], DateTime.UtcNow.AddDays(-1), DateTime.UtcNow, null, Context),
                _ => client.DataLake.CancelAsync(id, Context),
            });
        }
        catch (PantherException e)
        {
            outcome = e.Kind.ToString();
            Assert.Equal(operation, e.Operation);
            Assert.DoesNotContain(token, e.ToString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Messages.All, text => text.Contains(token, StringComparison.Ordinal));
        return $"{outcome} x{await Control.CountAsync(operation)}";
    }

    private static Fault WithToken(Fault fault, string token) => fault.Body switch
    {
        string text => fault with { Body = text.Replace("TOKEN", token, StringComparison.Ordinal) },
        null => fault,
        _ => fault with { Body = JToken.Parse(JToken.FromObject(fault.Body).ToString().Replace("TOKEN", token, StringComparison.Ordinal)) },
    };
}
