using System.Management.Automation;
using Panther.Client;
using Panther.Client.Alarms;
using Panther.Client.AsCode;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Writes definition files of the log sources of a Panther tenant.
/// Each source becomes a file, with its alarm and without its secrets; a file that says already what the source is stays as it is.
/// </summary>
[Cmdlet(
    VerbsData.Export,
    "PantherLogSource",
    DefaultParameterSetName = ListSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Export-PantherLogSource.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportPantherLogSourceCommand : FilteredLogSourceCmdlet
{
    private readonly List<(PantherClient Client, DefinitionKind Kind, LogSource Source)> _described = [];
    private readonly HashSet<(PantherClient Client, string Id)> _taken = [];
    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);
    private DefinitionFolder _folder = null!;

    /// <summary>The folder; it is made where there is none.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string Path { get; set; } = "";

    /// <summary>Labels of sources; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("IntegrationLabel", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogSourceLabelCompleter))]
    [TextTransformation]
    public override string[]? Label { get; set; }

    /// <summary>Overwrites files that were written or edited by hand.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>What is changed are files, so the tenant is only read.</summary>
    private protected override bool ChangesTenant => false;

    /// <inheritdoc/>
    protected override void BeginProcessing() => _folder = OpenFolder();

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        FinishInputs();
        RestartCount(remaining: 0, withUnchanged: false);
        _folder.Name(_described.Select(d => (d.Kind, d.Source)));
        ExpectProgress(_described.Count);
        foreach ((PantherClient client, DefinitionKind kind, LogSource source) in _described)
        {
            Take(client, source, Export(_folder, client, kind, source));
        }

        base.EndProcessing();
        if (_leftOut.Count > 0)
        {
            WriteWarning($"The API cannot configure these log sources, so they were not exported: {string.Join(", ", _leftOut)}.");
        }
    }

    private protected override void ReadList(PantherClient client) => ReadAll(client, Filter(client), source => Describe(client, source));

    /// <summary>
    /// Sources are gathered first, since their files are named together. Of one that is known by its id alone, its name and kind are read.
    /// </summary>
    private protected override IEnumerable<Task> Process(ItemReference<LogSource> source)
    {
        LogSource? known = source.Item is { } item && SourceReading.IsKnown(item) ? item : null;
        if (known is null)
        {
            Task<LogSource> reading = Request(context => source.Client.LogSources.GetAsync(source.Id, context));
            yield return reading;
            if (!TryGet(reading, source.Target, out known))
            {
                yield break;
            }
        }

        Describe(source.Client, known);
    }

    /// <summary>Takes a source that is to be described, once.</summary>
    private void Describe(PantherClient client, LogSource source)
    {
        if (DefinitionKind.Of(client, source) is not DefinitionKind kind)
        {
            LeaveOut(source);
        }
        else if (_taken.Add((client, source.Id)))
        {
            _described.Add((client, kind, source));
        }
    }

    private void LeaveOut(LogSource source) => _leftOut.Add($"'{source.Label ?? source.Id}' ({source.IntegrationType})");

    private DefinitionFolder OpenFolder()
    {
        try
        {
            string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out ProviderInfo provider, out _);
            if (provider.Name != "FileSystem" || File.Exists(path))
            {
                RefuseParameters($"'{Path}' is not a folder in the file system.");
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

        if (TryGet(() => Write(folder, client.Endpoint.ApiHost, kind, found.Value.Source, found.Value.Alarm), source, out string? file)
            && file is not null)
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
            WriteVerbose($"'{plan.Path}' is already up to date for '{source.Label}'.");
            return plan.Path;
        }

        if (!ShouldProcess(
            $"Writing the definition of the log source '{source.Label}' at {host} to '{plan.Path}'.",
            $"Write the definition of the log source '{source.Label}' at {host} to '{plan.Path}'?",
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
