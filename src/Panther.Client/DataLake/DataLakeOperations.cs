using System.Collections;
using System.Globalization;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Paging;

namespace Panther.Client.DataLake;

/// <summary>
/// The data lake: its tables, and SQL over them. Source: https://docs.panther.com/panther-developer-workflows/api/graphql/data-lake.
/// </summary>
public sealed class DataLakeOperations
{
    private const string QueryDataLake = "Query Data Lake";
    private const string LogDatabase = "panther_logs";
    private const double FirstPauseSeconds = 0.25;
    private const double LongestPauseSeconds = 6;

    /// <summary>How long a query that nobody wants any more is still looked after, to cancel it.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);

    private static readonly Noun s_query = new("data lake query", "(?:data[ _-]?lake[ _-]?)?query");
    private static readonly Noun s_database = new("database", "database");
    private static readonly GraphQLOperation s_execute = Load("ExecuteDataLakeQuery", RequestSafety.Create, s_query);
    private static readonly GraphQLOperation s_find = Load("FindDataLakeQuery", RequestSafety.Read, s_query);
    private static readonly GraphQLOperation s_get = Load("GetDataLakeQuery", RequestSafety.Read, s_query);
    private static readonly GraphQLOperation s_results = Load("ReadDataLakeResults", RequestSafety.Read, s_query);
    private static readonly GraphQLOperation s_cancel = Load("CancelDataLakeQuery", RequestSafety.Idempotent, s_query);
    private static readonly GraphQLOperation s_databases = Load("ListDataLakeDatabases", RequestSafety.Read, s_database);
    private static readonly GraphQLOperation s_tables = Load("ListDataLakeTables", RequestSafety.Read, s_database);

    private readonly PantherClient _client;
    private readonly GraphQLTransport _transport;
    private readonly HttpPipeline _http;
    private readonly LostCreation _starts;

    internal DataLakeOperations(PantherClient client, GraphQLTransport transport, HttpPipeline http)
    {
        _client = client;
        _transport = transport;
        _http = http;
        _starts = new LostCreation(http);
    }

    /// <summary>The names of the databases, as a query takes them.</summary>
    /// <exception cref="PantherException">They cannot be read.</exception>
    public Task<IReadOnlyList<string>> ListDatabasesAsync(CallContext context) => ListDatabasesAsync(RequestSafety.Read, context);

    internal async Task<IReadOnlyList<string>> ListDatabasesAsync(RequestSafety safety, CallContext context)
    {
        GraphQLResponse response = await _transport.SendAsync(s_databases with { Safety = safety }, [], context).ConfigureAwait(false);
        return response.Data?["dataLakeDatabases"] is JArray databases
            ? [.. databases.Select(one => (one as JObject)?["name"].AsString()).OfType<string>()]
            : throw (response.Errors.Count > 0 ? response.ToException() : response.ProtocolError("it has no 'dataLakeDatabases'"));
    }

    /// <summary>The name of the database that has a table for each log type.</summary>
    /// <exception cref="PantherException">Among others <see cref="PantherErrorKind.NotFound"/>: there is none.</exception>
    public async Task<string> FindLogDatabaseAsync(CallContext context)
    {
        IReadOnlyList<string> databases = await ListDatabasesAsync(context).ConfigureAwait(false);

        // Some backends have a level of schemas below it.
        return databases.FirstOrDefault(name => string.Equals(name.Split('.')[0], LogDatabase, StringComparison.OrdinalIgnoreCase))
            ?? throw new PantherException(
                PantherErrorKind.NotFound, $"The data lake has no database '{LogDatabase}'; it has {string.Join(", ", databases)}.")
            { Operation = s_databases.Name, Noun = s_database.Name };
    }

    /// <summary>Lists the tables of a database. Nothing is sent before the listing is read.</summary>
    /// <param name="database">The database's name.</param>
    /// <param name="withColumns">Whether their columns are asked for too; there are many.</param>
    /// <param name="context">The caller's.</param>
    public Listing<DataLakeTable> ListTables(string database, bool withColumns, CallContext context) =>
        ListTables(database, withColumns, RequestSafety.Read, context);

    internal Listing<DataLakeTable> ListTables(string database, bool withColumns, RequestSafety safety, CallContext context) => new(
        new ConnectionQuery<DataLakeTable>(
            _transport, s_tables with { Target = s_database.WithId(database), Safety = safety }, "dataLakeDatabaseTables")
        {
            Variables = new JObject { ["input"] = new JObject { ["databaseName"] = database }, ["withColumns"] = withColumns },
            ReadItem = reader =>
                Model.Read(reader, new DataLakeTable { Database = database, Origin = _client }) is { Name.Length: > 0 } table
                    ? table
                    : null,
            Key = table => table.Name,
        },
        context);

    /// <summary>
    /// Runs SQL, and returns when it has succeeded. A start whose answer is lost is looked for, by a comment that is put before the
    /// SQL, and not sent again. A query that takes too long, or whose caller stops, is cancelled at Panther.
    /// </summary>
    /// <param name="sql">The SQL. Whether it only reads is the caller's to look at: <see cref="DataLakeSql.IsRead"/>.</param>
    /// <param name="database">The database whose names need no prefix in it; null for Panther's default.</param>
    /// <param name="timeout">How long it may take from its start.</param>
    /// <param name="context">The caller's.</param>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.Timeout"/> where it took too long, and
    /// <see cref="PantherErrorKind.ApiError"/> where it failed.
    /// </exception>
    public async Task<DataLakeQuery> RunAsync(DataLakeSql sql, string? database, TimeSpan timeout, CallContext context)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        TimeSpan begun = _http.Clock.Elapsed;
        string id = await StartAsync(sql.Text, database, context).ConfigureAwait(false);
        try
        {
            return await WaitAsync(id, begun, timeout, context).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await TryCancelAsync(id, context).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lists the rows of a query that has succeeded: each column's value by its name, in the query's order.</summary>
    public Listing<IDictionary> ReadRows(DataLakeQuery query, CallContext context) => new(
        new DataLakeResults(_transport, s_results with { Target = s_query.WithId(query.Id) }, query.Id) { ReadItem = _ => null }, context);

    /// <summary>Counts the events of a table by source, with one query.</summary>
    /// <param name="table">The table.</param>
    /// <param name="sourceIds">The sources that are asked for; null for all. With very many, others may come too.</param>
    /// <param name="period">How far back from now.</param>
    /// <param name="timeout">How long the query may take.</param>
    /// <param name="context">The caller's.</param>
    public async Task<IReadOnlyList<LogSourceVolume>> MeasureAsync(
        DataLakeTable table, IReadOnlyCollection<string>? sourceIds, TimeSpan period, TimeSpan timeout, CallContext context)
    {
        var sql = DataLakeSql.Parse(VolumeQuery.Write(table, sourceIds, period));
        DataLakeQuery query = await RunAsync(sql, table.Database, timeout, context).ConfigureAwait(false);
        using Listing<IDictionary> rows = ReadRows(query, context);
        return [.. (await rows.ToListAsync().ConfigureAwait(false)).Select(row => VolumeQuery.Read(row, table.LogType, period, _client))];
    }

    /// <summary>Cancels a query. One that has ended stays as it is.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.NotFound"/> where there is none of this id.</exception>
    public async Task CancelAsync(string id, CallContext context)
    {
        GraphQLResponse response = await _transport.SendAsync(
            s_cancel with { Target = s_query.WithId(id) }, new JObject { ["id"] = id }, context).ConfigureAwait(false);
        response.Require("cancelDataLakeQuery");
    }

    private static GraphQLOperation Load(string name, RequestSafety safety, Noun noun) =>
        GraphQLOperation.Load("DataLake/" + name, safety) with { RequiredPermissions = QueryDataLake, Noun = noun };

    /// <summary>
    /// Starts a query. A caller who stops while the request is under way ends it a moment later, so that there is an id to cancel:
    /// the query would go on at Panther with nobody to know of it.
    /// </summary>
    private async Task<string> StartAsync(string sql, string? database, CallContext context)
    {
        using var end = new CancellationTokenSource();
        using var scope = new ChangeScope(end.Token);
        string id;
        try
        {
            Task<string> start = ExecuteAsync(sql, database, context.With(scope));
            using (context.CancellationToken.Register(() =>
            {
                if (scope.Close())
                {
                    end.CancelAfter(s_farewell);
                }
            }))
            {
                id = await start.ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or PantherException)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            throw;
        }

        if (context.CancellationToken.IsCancellationRequested)
        {
            await TryCancelAsync(id, context).ConfigureAwait(false);
            context.CancellationToken.ThrowIfCancellationRequested();
        }

        return id;
    }

    private Task<string> ExecuteAsync(string sql, string? database, CallContext context)
    {
        string mark = $"pantherps {Guid.NewGuid():D}";
        var input = new JObject { ["sql"] = $"/* {mark} */ {sql}" };
        if (database is not null)
        {
            input["databaseName"] = database;
        }

        var creation =
            new Creation<string>(
                s_execute.Name, "the data lake query", id => id) { IsNameUnique = false, Deed = "start", Done = "started", ToDo = "start" };
        return _starts.CreateAsync(creation, SendAsync, LookAsync, context);

        async Task<string> SendAsync()
        {
            GraphQLResponse response = await _transport.SendAsync(
                s_execute, new JObject { ["input"] = input }, context).ConfigureAwait(false);
            return response.Require("executeDataLakeQuery")["id"].AsString() is { Length: > 0 } id
                ? id
                : throw response.ProtocolError("it contains no query id");
        }

        async Task<IReadOnlyList<Candidate<string>>> LookAsync()
        {
            var found = new List<Candidate<string>>();
            using var listing = new Listing<DataLakeQuery>(
                new ConnectionQuery<DataLakeQuery>(_transport, s_find, "dataLakeQueries")
                {
                    Variables = new JObject { ["input"] = new JObject { ["contains"] = mark } },
                    ReadItem = reader => Model.Read<DataLakeQuery>(reader) is { Id.Length: > 0 } query ? query : null,
                },
                context);
            while (await listing.NextAsync().ConfigureAwait(false))
            {
                while (listing.TryRead(out DataLakeQuery? query))
                {
                    if (query.Sql?.Contains(mark) == true)
                    {
                        string id = query.Id;
                        found.Add(
                            new Candidate<string>(id, query.StartedAt, () => Task.FromResult<(string, IReadOnlyList<string>)>((id, [])))
                        {
                            IsMarked = true,
                        });
                    }
                }
            }

            return found;
        }
    }

    private async Task<DataLakeQuery> WaitAsync(string id, TimeSpan begun, TimeSpan timeout, CallContext context)
    {
        for (double pause = FirstPauseSeconds; ; pause = Math.Min(2 * pause, LongestPauseSeconds))
        {
            DataLakeQuery query = await GetAsync(id, context).ConfigureAwait(false);
            switch (query.Status)
            {
                case "succeeded":
                    return query;
                case "failed":
                    throw Error(PantherErrorKind.ApiError, $"The data lake query failed: {query.Message}");
                case "cancelled":
                    throw Error(PantherErrorKind.ApiError, $"The data lake query '{id}' was cancelled in Panther.");
            }

            TimeSpan took = _http.Clock.Elapsed - begun;
            if (took >= timeout)
            {
                string? trouble = await TryCancelAsync(id, context).ConfigureAwait(false);
                string end = trouble is null
                    ? "was cancelled in Panther"
                    : $"could not be cancelled ({trouble.TrimEnd('.')}), so it may still be running";
                throw Error(
                    PantherErrorKind.Timeout,
                    string.Format(
                        CultureInfo.InvariantCulture, "The data lake query '{0}' did not finish within {1:0.#} seconds "
                            + "and {2}.", id, timeout.TotalSeconds, end));
            }

            context.Status(
                string.Format(CultureInfo.InvariantCulture, "the data lake query is running, {0:0} s so far", took.TotalSeconds));
            TimeSpan wait = TimeSpan.FromSeconds(pause);
            await _http.WaitAsync(wait < timeout - took ? wait : timeout - took, s_get.Name, context).ConfigureAwait(false);
        }
    }

    private async Task<DataLakeQuery> GetAsync(string id, CallContext context)
    {
        try
        {
            GraphQLResponse response = await _transport.SendAsync(
                s_get with { Target = s_query.WithId(id) }, new JObject { ["id"] = id }, context).ConfigureAwait(false);
            return Model.Read(response.Require("dataLakeQuery"), new DataLakeQuery());
        }
        catch (PantherException e) when (e.Kind != PantherErrorKind.NotFound)
        {
            throw e.With($"{e.Message} The data lake query '{id}' was started and may still be running in Panther.");
        }
    }

    /// <summary>Cancels a query that nobody waits for any more.</summary>
    /// <returns>Why it could not be cancelled, which was warned of; null where it was.</returns>
    private async Task<string?> TryCancelAsync(string id, CallContext context)
    {
        using var limit = new CancellationTokenSource(s_farewell);
        string trouble;
        try
        {
            await CancelAsync(id, context.With(limit.Token)).ConfigureAwait(false);
            return null;
        }
        catch (PantherException e)
        {
            trouble = e.Message;
        }
        catch (OperationCanceledException)
        {
            trouble = "Panther did not answer in time";
        }

        context.Verbose($"The data lake query '{id}' could not be cancelled: {trouble}");
        return trouble;
    }

    private static PantherException Error(PantherErrorKind kind, string message) =>
        new(kind, message.EndsWith(".", StringComparison.Ordinal) ? message : message + ".")
        {
            Operation = s_get.Name,
            Noun = s_query.Name,
        };
}
