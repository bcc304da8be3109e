using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.Alarms;
using Panther.Client.AsCode;
using Panther.Client.Json;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.AsCode;

/// <summary>
/// The base of the cmdlets that bring definitions and a tenant together: they read all definitions first, and then the whole tenant.
/// </summary>
public abstract class DefinitionCmdlet : SourceCmdlet
{
    private protected const string PathSet = "Path";
    private protected const string InputObjectSet = "InputObject";

    private readonly DefinitionReader _reader = new(Environment.GetEnvironmentVariable);
    private readonly List<PipedSource> _sources = [];
    private readonly LogTypeWarnings _logTypes;
    private LogSource? _piped;
    private bool _listHasFailed;
    private bool _isListing;

    private protected DefinitionCmdlet() => _logTypes = new LogTypeWarnings(Context);

    /// <summary>Folders with definition files, and definition files; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string[]? Path { get; set; }

    /// <summary>Definitions as objects: hashtables, rows of a CSV file, files, and the sources of another tenant.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Connection is not null)
        {
            // One that has ended is told before anything is read from elsewhere.
            ClientFor();
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path ?? [])
        {
            ReadPath(path);
        }

        foreach (PSObject input in InputObject ?? [])
        {
            ReadInput(input);
        }
    }

    /// <summary>All definitions, and the client of the tenant that they are meant for.</summary>
    private protected (IReadOnlyList<LogSourceDefinition> Definitions, PantherClient Client) ReadDefinitions()
    {
        FinishInputs();
        AddSources();
        IReadOnlyList<LogSourceDefinition> definitions = [];
        try
        {
            definitions = _reader.Finish();
        }
        catch (PantherException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, MyInvocation.MyCommand.Name));
        }

        if (_piped is not null && Connection is null)
        {
            string origin = PantherConnection.Of(_piped.Origin) is { } from ? $" from the connection '{from.Name}' ({from.ApiHost})" : "";
            RefuseParameters(
                $"The log sources were piped{origin}. Specify the tenant that they are meant for with -Connection. Nothing was changed.");
        }

        return (definitions, ClientFor());
    }

    /// <summary>Reads the tenant, and compares it with the definitions, in their order; what no definition names comes last.</summary>
    /// <param name="client">The tenant's client.</param>
    /// <param name="definitions">The definitions.</param>
    /// <param name="withUnmanaged">Whether sources that no definition names are wanted.</param>
    /// <param name="take">Takes what a comparison finds.</param>
    /// <param name="fail">
    /// Takes a definition whose comparison has failed, which was written, and its source; null where it has none.
    /// </param>
    /// <returns>The comparison.</returns>
    private protected TenantComparison Compare(
        PantherClient client,
        IReadOnlyList<LogSourceDefinition> definitions,
        bool withUnmanaged,
        Action<LogSourceDifference> take,
        Action<LogSourceDefinition, LogSource?, PantherException> fail)
    {
        var comparison = new TenantComparison(client, definitions);
        _isListing = true;
        bool isComplete = ReadAll(client.LogSources.List(Context), "sources read", client.Endpoint.ApiHost, comparison.Offer)
            && !_listHasFailed;
        _isListing = false;
        if (!isComplete)
        {
            RefuseParameters(
                "Not all log sources of the tenant could be read, so they were not compared with the definitions. Nothing was "
                + "changed.");
        }

        try
        {
            comparison.Match();
        }
        catch (PantherException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, client.Endpoint.ApiHost));
        }

        RestartCount();
        ExpectProgress(definitions.Count);
        for (int i = 0; i < definitions.Count; i++)
        {
            if (IsIdle && comparison.TryCompare(definitions[i]) is { } difference)
            {
                CountDone();
                Run(() => Tell(definitions[i], difference, take));
                continue;
            }

            Enqueue($"{i}", definitions[i].Label, CompareOne(comparison, definitions[i], take, fail));
        }

        foreach (LogSource source in withUnmanaged ? comparison.Unmanaged : [])
        {
            Enqueue(source.Id, source.Label ?? source.Id, TellUnmanaged(comparison, source, take));
        }

        FinishInputs();
        return comparison;
    }

    /// <summary>Warns of log types that the tenant does not know, among those that a source would get.</summary>
    private protected void CheckLogTypes(PantherClient client, LogSourceDifference difference) =>
        _logTypes.Check(client, difference.NewLogTypes);

    /// <summary>Warns of what could not be checked before: where the tenant's log types were not known yet.</summary>
    private protected void FinishLogTypes() => Wait(Begin(_logTypes.FinishAsync));

    private protected override void WriteFailure(PantherException failure, object? target)
    {
        _listHasFailed |= _isListing;
        base.WriteFailure(failure, target);
    }

    private IEnumerable<Task> CompareOne(
        TenantComparison comparison,
        LogSourceDefinition definition,
        Action<LogSourceDifference> take,
        Action<LogSourceDefinition, LogSource?, PantherException> fail)
    {
        Task<LogSourceDifference> comparing = Request(context => comparison.CompareAsync(definition, context));
        yield return comparing;
        if (TryGet(comparing, definition.Label, out LogSourceDifference difference))
        {
            Tell(definition, difference, take);
        }
        else
        {
            fail(definition, comparison.SourceOf(definition), (PantherException)comparing.Exception!.GetBaseException());
        }
    }

    private void Tell(LogSourceDefinition definition, LogSourceDifference difference, Action<LogSourceDifference> take)
    {
        if (difference.NotCompared.Count > 0 && difference.Action != DifferenceAction.Create)
        {
            WriteVerbose(
                $"'{definition.Label}': {string.Join(", ", difference.NotCompared)} cannot be compared, because Panther returns no "
                + "secrets.");
        }

        take(difference);
    }

    private IEnumerable<Task> TellUnmanaged(TenantComparison comparison, LogSource source, Action<LogSourceDifference> take)
    {
        Task<LogSourceDifference?> telling = Request(context => comparison.ToUnmanagedAsync(source, context));
        yield return telling;
        if (TryGet(telling, source, out LogSourceDifference? difference) && difference is not null)
        {
            take(difference);
        }
    }

    private void ReadPath(string path)
    {
        foreach (string found in Resolve(path))
        {
            if (!Directory.Exists(found))
            {
                _reader.ReadFile(found);
                continue;
            }

            try
            {
                IReadOnlyList<string> files = DefinitionFiles.In(found);
                if (files.Count == 0)
                {
                    _reader.AddFault($"{found}: The folder contains no definition file (*{DefinitionFiles.Extension}).");
                }

                foreach (string file in files)
                {
                    _reader.ReadFile(file);
                }
            }
            catch (Exception e) when (TextFile.IsPathFault(e))
            {
                _reader.AddFault($"{found}: The folder cannot be read: {e.Message}");
            }
        }
    }

    private Collection<string> Resolve(string path)
    {
        try
        {
            // A name may look like a pattern, and then means itself first.
            Collection<string> found = InvokeProvider.Item.Exists(path, force: false, literalPath: true)
                ? [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _)]
                : SessionState.Path.GetResolvedProviderPathFromPSPath(path, out provider);
            if (provider.Name != "FileSystem")
            {
                _reader.AddFault($"{path}: Definition files are read from the file system, not from {provider.Name}.");
                return [];
            }

            if (found.Count == 0)
            {
                _reader.AddFault($"{path}: The file or folder does not exist.");
            }

            return found;
        }
        catch (Exception e) when (TextFile.IsPathFault(e))
        {
            _reader.AddFault($"{path}: {e.Message}");
            return [];
        }
    }

    private void ReadInput(PSObject input)
    {
        switch (input.BaseObject)
        {
            case LogSource source:
                ReadSource(source);
                break;
            case FileSystemInfo file:
                ReadPath(file.FullName);
                break;
            case string path:
                ReadPath(path);
                break;
            case IDictionary or PSCustomObject:
                try
                {
                    _reader.ReadObject(PantherJson.FromPlainMembers((IDictionary)PlainObjects.Unwrap(input)!, PlainObjects.Unwrap));
                }
                catch (PantherException e)
                {
                    _reader.AddFault(e.Message);
                }

                break;
            case object other:
                _reader.AddFault($"An object of the type {other.GetType()} is not a definition.");
                break;
        }
    }

    /// <summary>Makes a definition of a source of another tenant, with its alarm.</summary>
    private void ReadSource(LogSource source)
    {
        _piped ??= source;
        if (source.Origin is not PantherClient origin)
        {
            _reader.AddFault(
                $"The log source '{source.Label ?? source.Id}' does not come from a connection of this session, so its configuration "
                + "cannot be read.");
            return;
        }

        DefinitionKind? kind = DefinitionKind.Of(origin, source);
        if (kind is null)
        {
            WriteWarning(
                $"The log source '{source.Label}' is left out: the API cannot configure sources of the type {source.IntegrationType}.");
            return;
        }

        var piped = new PipedSource(kind, source);
        _sources.Add(piped);
        Enqueue(source.Id, source.Label ?? source.Id, ReadSource(origin, piped));
    }

    private IEnumerable<Task> ReadSource(PantherClient origin, PipedSource piped)
    {
        Task<(ConfiguredLogSource, LogSourceAlarm?)> reading = Request(
            context => SourceReading.ReadAsync(origin, piped.Kind, piped.Source, context));
        yield return reading;
        piped.Read = TryGet(reading, piped.Source, out (ConfiguredLogSource, LogSourceAlarm?) read) ? read : null;
    }

    /// <summary>Makes definitions of the piped sources, whose secrets are named as in the files that they would be exported to.</summary>
    private void AddSources()
    {
        IReadOnlyList<(string Name, string? Id)> names = DefinitionFiles.NamesOf([.. _sources.Select(s => (s.Kind, s.Source))]);
        for (int i = 0; i < _sources.Count; i++)
        {
            PipedSource piped = _sources[i];
            if (piped.Read is not { } read)
            {
                _reader.AddFault($"The log source '{piped.Source.Label ?? piped.Source.Id}' could not be read.");
                continue;
            }

            var alarm = new AlarmDemand(true, read.Alarm?.MinutesThreshold);
            _reader.Add(DefinitionWriter.Describe(piped.Kind, read.Source, alarm, names[i].Name));
        }
    }

    /// <summary>A source of another tenant, and what was read of it.</summary>
    private sealed class PipedSource(DefinitionKind kind, LogSource source)
    {
        public DefinitionKind Kind { get; } = kind;

        public LogSource Source { get; } = source;

        /// <summary>Its configuration and its alarm; null where it could not be read.</summary>
        public (ConfiguredLogSource Source, LogSourceAlarm? Alarm)? Read { get; set; }
    }
}
