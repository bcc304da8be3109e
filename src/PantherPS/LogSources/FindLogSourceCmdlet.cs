using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that get sources, or what belongs to them: by label from the list, or by id, or as objects.</summary>
public abstract class FindLogSourceCmdlet : LogSourceCmdlet, IOfKind
{
    private protected FindLogSourceCmdlet()
    {
    }

    /// <summary>Labels of sources; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet, Position = 0)]
    [Alias("IntegrationLabel", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogSourceLabelCompleter))]
    [TextTransformation]
    public virtual string[]? Label { get; set; }

    /// <summary>The ids of the sources.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("IntegrationId", "SourceId")]
    [LogSourceIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogSourceIdCompleter))]
    public override string[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ListSet)
        {
            ReadList(ClientFor());
        }
        else
        {
            base.ProcessRecord();
        }
    }

    /// <summary>Gets what the parameters of the list choose: as it is here, the work on each source of a label.</summary>
    private protected virtual void ReadList(PantherClient client) => ReadAll(
        client,
        new LogSourceFilter(client, Label) { Kind = ListedKind(client) },
        source => Take(client, source, Process(new ItemReference<LogSource>(client, source.Id, source))));

    /// <summary>The one kind of source that the cmdlet is about; null for every kind.</summary>
    private protected virtual ILogSourceKind? ListedKind(PantherClient client) => null;

    /// <inheritdoc/>
    ILogSourceKind? IOfKind.KindFor(PantherClient client) => ListedKind(client);
}
