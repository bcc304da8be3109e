using System.Globalization;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that act on existing log sources, given by id or as objects.</summary>
public abstract class LogSourceCmdlet : RequestCmdlet
{
    private protected const string ListSet = "List";
    private protected const string IdSet = "Id";

    /// <summary>The default set of every cmdlet without a list: else a piped source would bind to -Id by its property, and lose its tenant.</summary>
    private protected const string InputObjectSet = "InputObject";

    private readonly LogTypeWarnings _logTypes;

    private protected LogSourceCmdlet() => _logTypes = new LogTypeWarnings(Context);

    /// <summary>The ids of the sources.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("IntegrationId", "SourceId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogSourceIdCompleter))]
    public string[]? Id { get; set; }

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
            foreach (LogSource source in InputObject!)
            {
                // What stands for a source that only another object named has no label.
                Enqueue(source.Id, Process(ClientFor(source.Origin), source.Id, source.Label is null ? null : source));
            }
        }
        else
        {
            foreach (string id in Id ?? [])
            {
                Enqueue(id, Process(ClientFor(), id, null));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Wait(Begin(_logTypes.FinishAsync));
    }

    /// <summary>The work on one source.</summary>
    /// <param name="client">The client of the source's tenant.</param>
    /// <param name="id">The source's id.</param>
    /// <param name="source">The source as it was piped; null where only its id was given.</param>
    private protected abstract IEnumerable<Task> Process(PantherClient client, string id, LogSource? source);

    /// <summary>Reads the list of all sources, and hands on those that the filter takes, while the rest arrives.</summary>
    private protected void ReadAll(PantherClient client, LogSourceFilter filter, Action<LogSource> take)
    {
        if (!ReadAll(client.LogSources.List(Context), "sources read", client.Endpoint.ApiHost, TakeIfWanted))
        {
            return;
        }

        foreach (string label in filter.LabelsNotFound)
        {
            string kind = filter.Kind is null ? "" : $" of the type {filter.Kind}";
            WriteFailure(new PantherException(PantherErrorKind.NotFound, $"There is no log source{kind} with the label '{label}'."), label);
        }

        void TakeIfWanted(LogSource source)
        {
            if (filter.Takes(source))
            {
                take(source);
            }
        }
    }

    /// <summary>The work of changing one source: the plan is shown, and the change sent.</summary>
    /// <param name="client">The client of the source's tenant.</param>
    /// <param name="target">The input.</param>
    /// <param name="current">The source as it is.</param>
    /// <param name="changes">What shall change.</param>
    /// <param name="logTypes">The log types that are named, which are checked once the source is changed.</param>
    /// <param name="send">Sends it; where nothing changes it sends nothing.</param>
    /// <param name="passThru">Whether the changed source is written.</param>
    private protected IEnumerable<Task> Change<T>(
        PantherClient client, object target, LogSource current, IReadOnlyList<PropertyChange> changes, IEnumerable<string> logTypes, Func<Task<T>> send, bool passThru)
    {
        if (changes.Count > 0)
        {
            string what = $"the log source {Describe(current)} at {client.Endpoint.ApiHost}";
            string plan = string.Concat(changes.Select(c => $"{Environment.NewLine}  {c}"));
            if (!ShouldProcess($"Changing {what}:{plan}", $"Change {what}?{plan}", MyInvocation.MyCommand.Name))
            {
                yield break;
            }
        }

        Task<T> sending = Request(send);
        yield return sending;
        if (!TryGet(sending, target, out T updated))
        {
            yield break;
        }

        if (passThru)
        {
            WriteObject(updated);
        }

        _logTypes.Check(client, logTypes);
        WriteMessages();
    }

    /// <summary>A source for a prompt: label, kind, id and whether it is in use.</summary>
    private protected static string Describe(LogSource source) =>
        $"'{source.Label}' ({source.IntegrationType}, {source.Id}, last event: {(source.LastEventReceivedAt is DateTime time ? time.ToString("g", CultureInfo.CurrentCulture) : "never")})";
}
