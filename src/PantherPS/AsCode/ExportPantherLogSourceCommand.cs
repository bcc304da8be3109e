using System.Management.Automation;
using Panther.Client;
using Panther.Client.Alarms;
using Panther.Client.AsCode;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Writes definition files of the log sources of a Panther tenant.
/// Each source becomes a file, with its alarm and without its secrets; a file that says already what the source is stays as it is.
/// </summary>
[Cmdlet(VerbsData.Export, "PantherLogSource", DefaultParameterSetName = ListSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "Export-PantherLogSource.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportPantherLogSourceCommand : SourceCmdlet
{
    private const string ListSet = "List";
    private const string InputObjectSet = "InputObject";

    private readonly List<LogSource> _sources = [];
    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>The folder; it is made where there is none.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The sources, as Get-PantherLogSource returned them.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [SourceTransformation]
    [ValidateNotNull]
    public LogSource[]? InputObject { get; set; }

    /// <summary>Labels of sources; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("IntegrationLabel", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogSourceLabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>Kinds of sources, such as aws-s3; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IntegrationTypeCompleter))]
    public string[]? IntegrationType { get; set; }

    /// <summary>Log types, at least one of which a source has; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("LogTypes")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[]? LogType { get; set; }

    /// <summary>Overwrites files that were written or edited by hand.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>What is changed are files, so the tenant is only read.</summary>
    private protected override bool ChangesTenant => false;

    /// <inheritdoc/>
    protected override void ProcessRecord() => _sources.AddRange(InputObject ?? []);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        DefinitionFolder folder = OpenFolder();
        List<(PantherClient Client, DefinitionKind Kind, LogSource Source)> described = [];
        if (ParameterSetName == ListSet)
        {
            PantherClient client = ClientFor();
            ReadAll(client, new LogSourceFilter(client, Label, IntegrationType, LogType), source => Describe(client, source));
        }
        else
        {
            foreach ((PantherClient client, LogSource source) in ReadPiped())
            {
                Describe(client, source);
            }
        }

        folder.Name(described.Select(d => (d.Kind, d.Source)));
        ExpectProgress(described.Count);
        foreach ((PantherClient client, DefinitionKind kind, LogSource source) in described)
        {
            Enqueue(source.Id, source.Label ?? source.Id, Export(folder, client, kind, source));
        }

        base.EndProcessing();
        if (_leftOut.Count > 0)
        {
            WriteWarning($"The API cannot configure these log sources, so no file describes them: {string.Join(", ", _leftOut)}.");
        }

        void Describe(PantherClient client, LogSource source)
        {
            if (DefinitionKind.Of(client, source) is DefinitionKind kind)
            {
                described.Add((client, kind, source));
            }
            else
            {
                LeaveOut(source);
            }
        }
    }

    /// <summary>The sources that came, each once. Of one that is known by its id alone, its name and kind are read first.</summary>
    private IEnumerable<(PantherClient Client, LogSource Source)> ReadPiped()
    {
        (PantherClient Client, LogSource? Source)[] read = [.. _sources.Select(s => (ClientFor(s.Origin, $"The log source '{s.Label ?? s.Id}'"), (LogSource?)s))];
        ExpectProgress(read.Count(r => !SourceReading.IsKnown(r.Source!)));
        for (int i = 0; i < read.Length; i++)
        {
            if (read[i].Source is LogSource source && !SourceReading.IsKnown(source))
            {
                Enqueue(source.Id, source.Id, ReadKnown(read, i, source.Id));
            }
        }

        FinishInputs();
        RestartCount(remaining: 0, withUnchanged: false);
        return read.Where(r => r.Source is not null).Select(r => (r.Client, r.Source!)).GroupBy(r => (r.Client, r.Item2.Id)).Select(g => g.First());
    }

    private IEnumerable<Task> ReadKnown((PantherClient Client, LogSource? Source)[] read, int index, string id)
    {
        Task<LogSource> reading = Request(context => read[index].Client.LogSources.GetAsync(id, context));
        yield return reading;
        read[index].Source = TryGet(reading, id, out LogSource known) ? known : null;
    }

    private void LeaveOut(LogSource source) => _leftOut.Add($"'{source.Label ?? source.Id}' ({source.IntegrationType})");

    private DefinitionFolder OpenFolder()
    {
        try
        {
            string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out ProviderInfo provider, out _);
            if (provider.Name != "FileSystem" || File.Exists(path))
            {
                RefuseParameters($"'{Path}' is no folder of the file system.");
            }

            return new DefinitionFolder(path, Environment.GetEnvironmentVariable);
        }
        catch (Exception e) when (TextFile.IsPathFault(e))
        {
            RefuseParameters($"The folder '{Path}' cannot be read: {e.Message}");
            throw;
        }
    }

    private IEnumerable<Task> Export(DefinitionFolder folder, PantherClient client, DefinitionKind kind, LogSource source)
    {
        Task<(ConfiguredLogSource Source, LogSourceAlarm? Alarm)?> reading = Request(context => ReadAsync(client, kind, source, context));
        yield return reading;
        if (!TryGet(reading, source, out (ConfiguredLogSource Source, LogSourceAlarm? Alarm)? found))
        {
            yield break;
        }

        if (found is null)
        {
            LeaveOut(source);
            yield break;
        }

        if (TryGet(() => Write(folder, client.Endpoint.ApiHost, kind, found.Value.Source, found.Value.Alarm), source, out string? file) && file is not null)
        {
            // As Get-Item gives it, so that Get-Content and others find the file by its PSPath.
            WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true)[0]);
        }
    }

    /// <summary>Reads what a file says of a source; null where only the read tells that the source is of no such kind.</summary>
    private static async Task<(ConfiguredLogSource Source, LogSourceAlarm? Alarm)?> ReadAsync(
        PantherClient client, DefinitionKind kind, LogSource source, CallContext context)
    {
        try
        {
            return await SourceReading.ReadAsync(client, kind, source, context).ConfigureAwait(false);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.InvalidInput && !kind.IsSure(source))
        {
            return null;
        }
    }

    /// <returns>The file; null where it was not to be written.</returns>
    private string? Write(DefinitionFolder folder, string host, DefinitionKind kind, ConfiguredLogSource source, LogSourceAlarm? alarm)
    {
        FilePlan plan = folder.Plan(kind, source, alarm, Force);
        if (plan.Text is null)
        {
            WriteVerbose($"'{plan.Path}' says already what '{source.Label}' is.");
            return plan.Path;
        }

        if (!ShouldProcess(
            $"Writing the definition of the log source '{source.Label}' at {host} into '{plan.Path}'.",
            $"Write the definition of the log source '{source.Label}' at {host} into '{plan.Path}'?",
            MyInvocation.MyCommand.Name))
        {
            return null;
        }

        try
        {
            folder.Write(plan);
            return plan.Path;
        }
        catch (Exception e) when (TextFile.IsPathFault(e))
        {
            throw new PantherException(PantherErrorKind.InvalidInput, $"'{plan.Path}' cannot be written: {e.Message}", e);
        }
    }
}
