using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Gets the log sources of a Panther tenant.
/// Without an id it lists all of them, as they arrive, and filters here what the API cannot filter.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherLogSource", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherLogSource.md")]
[OutputType(typeof(LogSource), typeof(S3LogSource))]
public sealed class GetPantherLogSourceCommand : LogSourceCmdlet
{
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

    /// <summary>Only sources whose health checks do not pass.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public SwitchParameter Unhealthy { get; set; }

    /// <summary>Only sources from which no event was received for that long, or ever.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public TimeSpan? SilentFor { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // PowerShell makes a TimeSpan of 100 nanoseconds out of the number 1, which nobody means.
        if (SilentFor < TimeSpan.FromSeconds(1))
        {
            RefuseParameters("-SilentFor takes a TimeSpan of a second or more, such as 1.00:00:00 for a day, or (New-TimeSpan -Hours 6).");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ListSet)
        {
            ReadAll(ClientFor(), new LogSourceFilter(Label, IntegrationType, LogType, Unhealthy, SilentFor), WriteObject);
        }
        else
        {
            base.ProcessRecord();
        }
    }

    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source)
    {
        Task<LogSource> read = Request(context => client.LogSources.GetAsync(id, context));
        yield return read;
        if (TryGet(read, source ?? (object)id, out LogSource found))
        {
            WriteObject(found);
        }
    }
}
