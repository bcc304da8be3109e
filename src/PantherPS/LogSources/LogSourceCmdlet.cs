using System.Management.Automation;
using System.Management.Automation.Language;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that act on existing log sources, given by id or as objects.</summary>
public abstract class LogSourceCmdlet : ItemCmdlet<LogSource>
{
    private protected LogSourceCmdlet()
    {
    }

    /// <summary>The ids of the sources.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("IntegrationId", "SourceId")]
    [LogSourceIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogSourceIdCompleter))]
    public override string[]? Id { get; set; }

    /// <summary>The sources, as Get-PantherLogSource returned them; each is looked up anew at the tenant that it came from.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [SourceTransformation]
    [ValidateNotNull]
    public override LogSource[]? InputObject { get; set; }

    private protected override string Noun => LogSource.Noun.Name;

    private protected override string IdOf(LogSource item) => item.Id;

    private protected override string? LabelOf(LogSource item) => item.Label;

    private protected override string? KnownLabelOf(LogSource item) => item.Label ?? item.PartLabel;

    /// <summary>For a label that was given as an id the recommendation is the way to its source.</summary>
    private protected override ErrorRecord RecordOf(PantherException failure, object? target)
    {
        ErrorRecord record = base.RecordOf(failure, target);
        if (failure.Kind == PantherErrorKind.NotFound && ParameterSetName == IdSet && target is string id && !Guid.TryParse(id, out _))
        {
            string label = CodeGeneration.EscapeSingleQuotedStringContent(id);
            record.ErrorDetails.RecommendedAction =
                $"If that is a label, pipe the source: Get-PantherLogSource '{label}' | {MyInvocation.MyCommand.Name}";
        }

        return record;
    }

    /// <summary>Reads the list of all sources, and hands on those that the filter takes, while the rest arrives.</summary>
    private protected void ReadAll(PantherClient client, LogSourceFilter filter, Action<LogSource> take) =>
        ReadNamed(client.LogSources.List(Context), "sources read", client.Endpoint.ApiHost, filter, take);

    /// <summary>A source for an operation of its kind.</summary>
    private protected static LogSourceReference ReferenceTo(ItemReference<LogSource> source) => source.Item is { } item ? item : source.Id;

    /// <summary>A source for a prompt; where only its id is known, that.</summary>
    private protected static string NameOf(ItemReference<LogSource> source) =>
        $"the log source {(source.Item is null ? source.Id : SourceTexts.Describe(source.Item))}";
}
