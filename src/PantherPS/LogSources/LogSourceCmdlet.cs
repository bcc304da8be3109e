using System.Management.Automation;
using System.Management.Automation.Language;
using Panther.Client;
using Panther.Client.LogSources;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that act on existing log sources, given by id or as objects.</summary>
public abstract class LogSourceCmdlet : SourceCmdlet
{
    private protected const string IdSet = "Id";

    /// <summary>The default set of every cmdlet without a list: else a piped source would bind to -Id by its property, and lose its tenant.</summary>
    private protected const string InputObjectSet = "InputObject";

    private protected LogSourceCmdlet()
    {
    }

    /// <summary>The ids of the sources.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("IntegrationId", "SourceId")]
    [IdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogSourceIdCompleter))]
    public virtual string[]? Id { get; set; }

    /// <summary>The sources, as Get-PantherLogSource returned them; each is looked up anew at the tenant that it came from.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [SourceTransformation]
    [ValidateNotNull]
    public LogSource[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput)
        {
            ExpectProgress(Id?.Length ?? InputObject!.Length);
        }

        if (ParameterSetName == InputObjectSet)
        {
            Array.ForEach(InputObject!, EnqueueSource);
        }
        else
        {
            foreach (string id in Id ?? [])
            {
                if (IdTransformationAttribute.OriginOf(id) is { } origin)
                {
                    EnqueueSource(new LogSource(origin) { Id = id });
                }
                else
                {
                    Enqueue(id, id, Process(ClientFor(), id, null));
                }
            }
        }
    }

    /// <summary>For a label that was given as an id the recommendation is the way to its source.</summary>
    private protected override ErrorRecord RecordOf(PantherException failure, object? target)
    {
        ErrorRecord record = base.RecordOf(failure, target);
        if (failure.Kind == PantherErrorKind.NotFound && ParameterSetName == IdSet && target is string id && !Guid.TryParse(id, out _))
        {
            string label = CodeGeneration.EscapeSingleQuotedStringContent(id);
            record.ErrorDetails.RecommendedAction = $"If that is a label, pipe the source: Get-PantherLogSource '{label}' | {MyInvocation.MyCommand.Name}";
        }

        return record;
    }

    private void EnqueueSource(LogSource source)
    {
        if (TryGetClient(source.Origin, $"The log source '{source.Label ?? source.Id}'", source, out PantherClient client))
        {
            // What stands for a source that only another object named has no label.
            Enqueue(source.Id, source.Label ?? source.Id, Process(client, source.Id, source.Label is null ? null : source));
        }
    }

    /// <summary>The work on one source.</summary>
    /// <param name="client">The client of the source's tenant.</param>
    /// <param name="id">The source's id.</param>
    /// <param name="source">The source as it was piped; null where only its id was given.</param>
    private protected abstract IEnumerable<Task> Process(PantherClient client, string id, LogSource? source);

    /// <summary>What an error is about: the source or the row as it was piped, or else the id.</summary>
    private protected static object TargetOf(string id, LogSource? source) => source ?? IdTransformationAttribute.RowOf(id) ?? id;

    /// <summary>A source for a prompt; where only its id is known, that.</summary>
    private protected static string NameOf(string id, LogSource? source) => source is null ? $"the log source {id}" : $"the log source {Describe(source)}";
}
