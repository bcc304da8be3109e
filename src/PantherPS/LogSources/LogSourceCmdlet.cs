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
                if (TryGetClient(source, out PantherClient client))
                {
                    // What stands for a source that only another object named has no label.
                    Enqueue(source.Id, source.Label ?? source.Id, Process(client, source.Id, source.Label is null ? null : source));
                }
            }
        }
        else
        {
            foreach (string id in Id ?? [])
            {
                Enqueue(id, id, Process(ClientFor(), id, null));
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
        bool isComplete = ReadAll(client.LogSources.List(Context), "sources read", client.Endpoint.ApiHost, source => filter.Offer(source, take));
        filter.Finish();
        foreach (string label in isComplete ? filter.LabelsNotFound : [])
        {
            string kind = filter.Kind is null ? "" : $" of the type {filter.Kind}";
            WriteFailure(new PantherException(PantherErrorKind.NotFound, $"There is no log source{kind} with the label '{label}'."), label);
        }
    }

    /// <summary>The client of the tenant that a source came from; another connection that is named gets no change for it.</summary>
    private bool TryGetClient(LogSource source, out PantherClient client)
    {
        client = ClientFor(source.Origin, $"The log source '{source.Label ?? source.Id}'");
        if (!IsChange || source.Origin is null || source.Origin == client)
        {
            return true;
        }

        string origin = PantherConnection.Of(source.Origin) is { } from ? $"the connection '{from.Name}' ({from.ApiHost})" : "no connection of this session";
        Run(() => WriteFailure(
            new PantherException(
                PantherErrorKind.InvalidInput,
                $"The log source '{source.Label ?? source.Id}' came from {origin}, and not from '{Connection!.Name}'. "
                + $"Leave out -Connection, or read it anew with -Connection '{Connection.Name}'."),
            source));
        return false;
    }

    /// <summary>
    /// The work of changing one source. Where nobody is asked it is one piece, which waits for no further step; else the plan
    /// is shown first, and the source is read anew when the change is sent, since time has gone by.
    /// </summary>
    /// <param name="client">The client of the source's tenant.</param>
    /// <param name="target">The input.</param>
    /// <param name="name">The source's name as far as the input tells it.</param>
    /// <param name="prepare">Reads the source and works out the change.</param>
    /// <param name="send">Sends the change; where nothing changes it sends nothing.</param>
    /// <param name="logTypes">The log types that are named, which are checked once the source is changed.</param>
    /// <param name="passThru">Whether the changed source is written.</param>
    private protected IEnumerable<Task> Change<TSource>(
        PantherClient client,
        object target,
        string name,
        Func<CallContext, Task<SourceUpdate<TSource>>> prepare,
        Func<SourceUpdate<TSource>, CallContext, Task<TSource>> send,
        IEnumerable<string> logTypes,
        bool passThru)
        where TSource : LogSource
    {
        SourceUpdate<TSource>? unchanged = null;
        if (IsPlanShown)
        {
            Task<SourceUpdate<TSource>> reading = Request(prepare);
            yield return reading;
            if (!TryGet(reading, target, out SourceUpdate<TSource> planned))
            {
                yield break;
            }

            if (planned.Changes.Count == 0)
            {
                // Nobody was asked about a change, so none is looked for again.
                unchanged = planned;
            }
            else if (!ShouldProcess($"Changing {Plan(planned, ":")}", $"Change {Plan(planned, "?")}", MyInvocation.MyCommand.Name))
            {
                yield break;
            }
        }
        else if (!ShouldProcess($"Changing {name} at {client.Endpoint.ApiHost}.", $"Change {name} at {client.Endpoint.ApiHost}?", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<(SourceUpdate<TSource> Update, TSource Source)> sending = Request(async context =>
        {
            SourceUpdate<TSource> update = unchanged ?? await prepare(context).ConfigureAwait(false);
            return (update, await send(update, context).ConfigureAwait(false));
        });
        yield return sending;
        if (!TryGet(sending, target, out (SourceUpdate<TSource> Update, TSource Source) done))
        {
            yield break;
        }

        if (passThru)
        {
            WriteObject(done.Source);
        }

        if (done.Update.Changes.Count > 0)
        {
            WriteVerbose($"Changed {Plan(done.Update, ":")}");
        }

        _logTypes.Check(client, logTypes);
        WriteMessages();

        string Plan(SourceUpdate<TSource> update, string mark)
        {
            string changes = string.Concat(update.Changes.Select(c => $"{Environment.NewLine}  {c}"));
            return $"the log source {Describe(update.Current)} at {client.Endpoint.ApiHost}{mark}{changes}";
        }
    }

    /// <summary>A source for a prompt; where only its id is known, that.</summary>
    private protected static string NameOf(string id, LogSource? source) => source is null ? $"the log source {id}" : $"the log source {Describe(source)}";

    /// <summary>A source for a prompt: label, kind, id and whether it is in use.</summary>
    private protected static string Describe(LogSource source) =>
        $"'{source.Label}' ({source.IntegrationType}, {source.Id}, last event: {(source.LastEventReceivedAt is DateTime time ? time.ToString("g", CultureInfo.CurrentCulture) : "never")})";
}
