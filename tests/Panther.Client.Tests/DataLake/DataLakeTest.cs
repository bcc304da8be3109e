using System.Collections;
using Panther.Client.DataLake;
using Panther.Client.Paging;
using Panther.Client.Tests.Emulation;

namespace Panther.Client.Tests.DataLake;

/// <summary>Tests of the data lake.</summary>
public abstract class DataLakeTest(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    /// <summary>Longer than any test lets a query run.</summary>
    private protected static readonly TimeSpan LongEnough = TimeSpan.FromHours(1);

    protected static DataLakeSql Sql(string text = "select 1") => DataLakeSql.Parse(text);

    /// <summary>Runs SQL and reads its rows.</summary>
    private protected async Task<IReadOnlyList<IDictionary>> QueryAsync(PantherClient client, string sql, CallContext? context = null)
    {
        DataLakeQuery query = await client.DataLake.RunAsync(Sql(sql), null, LongEnough, context ?? Context);
        return await ReadAsync(client.DataLake.ReadRows(query, context ?? Context));
    }

    /// <summary>Reads a listing to its end, and throws what went wrong beside it.</summary>
    private protected static async Task<IReadOnlyList<T>> ReadAsync<T>(Listing<T> listing)
        where T : class
    {
        var items = new List<T>();
        await foreach (T item in listing)
        {
            items.Add(item);
        }

        return items;
    }

    /// <summary>The one query that there is, as the emulator has it.</summary>
    private protected async Task<string> StatusAsync() => (string)(await Control.GetQueriesAsync()).Single()["status"]!;
}
