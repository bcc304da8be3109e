using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Gets the log sources of a Panther tenant.
/// Without an id it lists all of them, as they arrive, and filters here what the API cannot filter.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherLogSource", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherLogSource.md")]
[OutputType(typeof(LogSource), typeof(S3LogSource))]
public sealed class GetPantherLogSourceCommand : FilteredLogSourceCmdlet
{
    /// <summary>
    /// Only sources from which no event was received for that long: 90m, 24h, 7d, or a TimeSpan. One without any event counts from its
    /// creation.
    /// </summary>
    [Parameter(ParameterSetName = ListSet)]
    [DurationTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public TimeSpan? SilentFor { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [ValidateRange(1, 256)]
    public override int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (SilentFor < TimeSpan.FromSeconds(1))
        {
            RefuseParameters($"-SilentFor takes a duration of at least a second, such as {Duration.Examples}.");
        }
    }

    private protected override void ReadList(PantherClient client) =>
        ReadAll(client, Filter(client, SilentFor), WriteObject);

    private protected override IEnumerable<Task> Process(ItemReference<LogSource> source)
    {
        Task<LogSource> read = Request(context => source.Client.LogSources.GetAsync(source.Id, context));
        yield return read;
        if (TryGet(read, source.Target, out LogSource found))
        {
            WriteObject(found);
        }
    }
}
