using System.Management.Automation;
using Panther.Client;
using Panther.Client.DataLake;
using Panther.Client.LogSources;
using PantherPS.Completion;
using PantherPS.LogSources;
using PantherPS.Names;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Counts the events of log sources, by log type, in Panther's data lake.
/// Without a source it counts those of the whole tenant, with what comes from sources that are gone.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "PantherLogSource", DefaultParameterSetName = AllSet, HelpUri = HelpRoot + "Measure-PantherLogSource.md")]
[OutputType(typeof(LogSourceVolume))]
public sealed class MeasurePantherLogSourceCommand : LogSourceCmdlet
{
    private const string AllSet = "All";
    private const int UsualDays = 7;

    /// <summary>As long as Panther's own limit, more or less; a table that takes longer is an error of its own.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(15);

    private readonly List<ItemReference<LogSource>> _asked = [];
    private readonly List<Task> _queries = [];

    /// <summary>Counts events since then: a time, or how long ago it is, such as 24h or 7d.</summary>
    [Parameter]
    [MomentTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DateTime? Since { get; set; }

    /// <summary>Log types whose events are counted; wildcards are allowed.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Since is { } since && DateTime.UtcNow - since.ToUniversalTime() < TimeSpan.FromSeconds(1))
        {
            RefuseParameters($"-Since takes a time in the past or a duration, such as {Duration.Examples}.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != AllSet)
        {
            base.ProcessRecord();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        FinishInputs();
        RestartCount();
        if (ParameterSetName == AllSet && !MyInvocation.ExpectingInput)
        {
            Measure(ClientFor(), null);
        }

        foreach (var tenant in _asked.GroupBy(asked => asked.Client))
        {
            Measure(tenant.Key,
                [.. tenant.GroupBy(asked => asked.Id, StringComparer.OrdinalIgnoreCase).Select(same => (same.Key, same.First().Item))]);
        }

        base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            SayFarewell([.. _queries]);
        }
    }

    /// <summary>Sources are gathered first, since a table is queried once for all of them.</summary>
    private protected override IEnumerable<Task> Process(ItemReference<LogSource> source)
    {
        _asked.Add(source);
        yield break;
    }

    private void Measure(PantherClient client, (string Id, LogSource? Source)[]? asked)
    {
        var sources = new Dictionary<string, LogSource>(StringComparer.OrdinalIgnoreCase);
        foreach ((string id, LogSource? source) in asked ?? [])
        {
            if (source is not null)
            {
                sources[id] = source;
            }
        }

        if (asked is null || sources.Count < asked.Length)
        {
            if (!ReadAll(client.LogSources.List(Context), "sources read", client.Endpoint.ApiHost, source => sources[source.Id] = source))
            {
                return;
            }
        }

        if (TryFindTables(client, TypesOf(asked, sources), out IReadOnlyList<DataLakeTable> tables))
        {
            Measure(client, new Measurement(asked?.Select(a => a.Id), sources), tables);
        }
    }

    private void Measure(PantherClient client, Measurement measurement, IReadOnlyList<DataLakeTable> tables)
    {
        ExpectProgress(tables.Count);
        TimeSpan period = PeriodOf(Since);
        foreach (DataLakeTable table in tables)
        {
            Enqueue(table.ToString(), table.LogType!, Count(client, table, measurement, period));
        }

        FinishInputs();
        foreach (LogSource source in measurement.Silent(types => LogType is null || new NameFilter(LogType).Takes(types)))
        {
            WriteObject(new LogSourceVolume(client) { SourceId = source.Id, Label = source.Label });
        }

        foreach (string id in measurement.Unknown)
        {
            WriteFailure(LogSource.Noun.WithId(id).NotFound(null, "and the data lake has no events from one"), id);
        }
    }

    /// <summary>The work on one table: one query for all sources.</summary>
    private IEnumerable<Task> Count(PantherClient client, DataLakeTable table, Measurement measurement, TimeSpan period)
    {
        Task<IReadOnlyList<LogSourceVolume>> counting = Request(
            context => client.DataLake.MeasureAsync(table, measurement.Asked, period, s_timeout, context));
        _queries.Add(counting);
        yield return counting;
        if (!TryGet(counting, table.LogType, out IReadOnlyList<LogSourceVolume> volumes))
        {
            measurement.NoteUnread(table.LogType!);
            yield break;
        }

        foreach (LogSourceVolume volume in volumes.Where(measurement.Takes))
        {
            WriteObject(volume);
        }
    }

    /// <summary>
    /// The log types that the sources which are asked for have; null for any, since nobody knows what one that is gone has had.
    /// </summary>
    private static HashSet<string>? TypesOf((string Id, LogSource? Source)[]? asked, Dictionary<string, LogSource> sources) =>
        asked is null || Array.Exists(asked, a => !sources.ContainsKey(a.Id))
            ? null
            : new HashSet<string>(asked.SelectMany(a => sources[a.Id].LogTypes), StringComparer.OrdinalIgnoreCase);

    /// <summary>The tables to query; where they cannot be read, writes the error.</summary>
    private bool TryFindTables(PantherClient client, HashSet<string>? types, out IReadOnlyList<DataLakeTable> tables)
    {
        var found = new List<DataLakeTable>();
        tables = found;
        Task<string> finding = Begin(() => client.DataLake.FindLogDatabaseAsync(Context));
        Wait(finding);
        if (!TryGet(finding, client.Endpoint.ApiHost, out string database))
        {
            return false;
        }

        var names = new NameFilter(LogType);
        bool isComplete = ReadAll(client.DataLake.ListTables(database, withColumns: false, Context), "tables read", database, table =>
        {
            if (table.LogType is { Length: > 0 } type && names.Takes([type]) && types?.Contains(type) != false)
            {
                found.Add(table);
            }
        });
        foreach ((string name, PantherException error) in isComplete ? names.Errors(n => "The data lake has no table for the log "
            + $"type '{n}'.") : [])
        {
            WriteFailure(error, name);
        }

        return isComplete;
    }

    /// <summary>How long ago something was, to the minute: a moment has passed since it was said.</summary>
    private static TimeSpan PeriodOf(DateTime? since)
    {
        TimeSpan period = since is { } time ? DateTime.UtcNow - time.ToUniversalTime() : TimeSpan.FromDays(UsualDays);
        return period < TimeSpan.FromMinutes(2)
            ? TimeSpan.FromSeconds(Math.Ceiling(period.TotalSeconds))
            : TimeSpan.FromMinutes(Math.Round(period.TotalMinutes));
    }

    /// <summary>What is asked for in one tenant, and what was found of it.</summary>
    private sealed class Measurement(IEnumerable<string>? asked, Dictionary<string, LogSource> sources)
    {
        private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> _unread = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The ids that are asked for; null for all.</summary>
        public IReadOnlyCollection<string>? Asked { get; } = asked is null ? null : [.. asked];

        /// <summary>The ids that are asked for of which there is neither a source nor an event, as far as all tables were read.</summary>
        public IEnumerable<string> Unknown =>
            (Asked ?? []).Where(id => !sources.ContainsKey(id) && !_seen.Contains(id) && _unread.Count == 0);

        /// <summary>Whether a row is asked for; says in it whose it is.</summary>
        public bool Takes(LogSourceVolume volume)
        {
            string id = volume.SourceId ?? "";
            if (Asked?.Contains(id, StringComparer.OrdinalIgnoreCase) == false)
            {
                return false;
            }

            _seen.Add(id);
            volume.Label = sources.TryGetValue(id, out LogSource? source) ? source.Label : null;
            volume.IsOrphan = source is null;
            return true;
        }

        /// <summary>Notes a log type whose events could not be counted.</summary>
        public void NoteUnread(string logType) => _unread.Add(logType);

        /// <summary>The sources of which there are no events; one whose events could not be counted is not known to have none.</summary>
        public IEnumerable<LogSource> Silent(Func<IEnumerable<string>, bool> isOfType) =>
            (Asked is null ? sources.Values : Asked.Where(sources.ContainsKey).Select(id => sources[id]))
            .Where(source => !_seen.Contains(source.Id) && !source.LogTypes.Any(_unread.Contains) && isOfType(source.LogTypes));
    }
}
