using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that add the configuration of one kind of source, which only the REST API gives.</summary>
/// <typeparam name="TSource">The kind.</typeparam>
public abstract class GetRestSourceCmdlet<TSource> : LogSourceCmdlet
    where TSource : RestLogSource
{
    private protected GetRestSourceCmdlet()
    {
    }

    /// <summary>Labels of sources; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("IntegrationLabel", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogSourceLabelCompleter))]
    public string[]? Label { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != ListSet)
        {
            base.ProcessRecord();
            return;
        }

        PantherClient client = ClientFor();
        ReadAll(
            client,
            new LogSourceFilter(Label) { Kind = KindOf(client) },
            source => Enqueue(source.Id, source.Label ?? source.Id, Process(client, source.Id, source)));
    }

    /// <summary>The operations on this kind.</summary>
    private protected abstract ILogSourceKind<TSource> KindOf(PantherClient client);

    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source)
    {
        LogSourceReference reference = source is null ? id : source;
        Task<TSource> read = Request(context => KindOf(client).GetAsync(reference, context));
        yield return read;
        if (TryGet(read, source ?? (object)id, out TSource found))
        {
            WriteObject(found);
        }
    }
}
