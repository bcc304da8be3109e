using System.Collections;
using Panther.Client;
using Panther.Client.DataLake;
using Panther.Client.Http;
using Panther.Client.Paging;
using PantherPS.Completion;
using PantherPS.Session;

namespace PantherPS.DataLake;

/// <summary>Databases of the data lake.</summary>
public sealed class DatabaseCompleter : LiveCompleter
{
    private static readonly TenantCache<string> s_cache = new(async (client, context, take) =>
    {
        foreach (string name in await client.DataLake.ListDatabasesAsync(RequestSafety.Once, context).ConfigureAwait(false))
        {
            take(name);
        }
    });

    private protected override IEnumerable<CompletionItem> LiveItems(
        PantherClient client, string commandName, IDictionary boundParameters) => s_cache.Of(client).Select(n => new CompletionItem(n));
}

/// <summary>Tables of the data lake, of the database that the line names.</summary>
public sealed class DataLakeTableCompleter : LiveCompleter
{
    private static readonly TenantCache<DataLakeTable> s_cache = new(async (client, context, take) =>
    {
        foreach (string database in await client.DataLake.ListDatabasesAsync(RequestSafety.Once, context).ConfigureAwait(false))
        {
            using Listing<DataLakeTable> tables = client.DataLake.ListTables(database, withColumns: false, RequestSafety.Once, context);
            await TenantCache.TakeAllAsync(tables, take).ConfigureAwait(false);
        }
    });

    private protected override IEnumerable<CompletionItem> LiveItems(
        PantherClient client, string commandName, IDictionary boundParameters)
    {
        string[] databases = boundParameters["Database"] switch
        {
            string one => [one],
            IEnumerable several => [.. several.Cast<object>().Select(d => d.ToString()!)],
            _ => [],
        };
        return s_cache.Of(client)
            .Where(t => databases.Length == 0 || databases.Contains(t.Database, StringComparer.OrdinalIgnoreCase))
            .GroupBy(t => t.Name, StringComparer.Ordinal)
            .Select(g => new CompletionItem(g.Key, g.Key, string.Join(", ", g)));
    }
}
