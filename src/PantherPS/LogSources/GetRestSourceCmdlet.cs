using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that add the configuration of one kind of source, which only the REST API gives.</summary>
/// <typeparam name="TSource">The kind.</typeparam>
/// <typeparam name="TSettings">Its settings.</typeparam>
public abstract class GetRestSourceCmdlet<TSource, TSettings> : LogSourceCmdlet
    where TSource : RestLogSource
    where TSettings : RestSourceSettings
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
            new LogSourceFilter(Label) { Kind = Sources(client).IntegrationType },
            source => Enqueue(source.Id, source.Label ?? source.Id, Process(client, source.Id, source)));
    }

    /// <summary>The operations on this kind.</summary>
    private protected abstract RestSourceOperations<TSource, TSettings> Sources(PantherClient client);

    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source)
    {
        Task<TSource> read = Request(async context => await Sources(client).GetAsync(
            source ?? await client.LogSources.GetAsync(id, context).ConfigureAwait(false), context).ConfigureAwait(false));
        yield return read;
        if (TryGet(read, source ?? (object)id, out TSource found))
        {
            WriteObject(found);
        }
    }
}
