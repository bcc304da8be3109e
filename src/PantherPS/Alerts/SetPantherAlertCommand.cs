using System.Management.Automation;
using Panther.Client;
using Panther.Client.Alerts;
using PantherPS.Alerts;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Changes the status, the assignee, the quality and the context tags of alerts.
/// Many alerts are changed by one request; each that cannot be changed is an error of its own.
/// </summary>
[Cmdlet(
    VerbsCommon.Set,
    "PantherAlert",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Set-PantherAlert.md")]
[OutputType(typeof(PantherAlert))]
public sealed class SetPantherAlertCommand : AlertCmdlet
{
    private static readonly string[] s_changes = [nameof(Status), nameof(Assignee), nameof(Quality), nameof(ContextTag)];

    private readonly Dictionary<PantherClient, Batch> _batches = [];
    private readonly Dictionary<PantherClient, HashSet<string>> _taken = [];
    private AlertChanges _changes = new();

    /// <summary>The alerts that were taken on and are not yet part of a batch, nor over.</summary>
    private int _undecided;
    private bool _isInputOver;

    /// <summary>The status: OPEN, TRIAGED, RESOLVED or CLOSED, which the Console calls Invalid.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AlertStatusCompleter))]
    [TextTransformation]
    public string? Status { get; set; }

    /// <summary>To whom they are assigned, by e-mail address or id; $null assigns them to nobody.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [TextTransformation]
    public string? Assignee { get; set; }

    /// <summary>What they are judged to be: NOISE or USEFUL; empty text takes that away.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(AlertQualityCompleter))]
    [TextTransformation]
    public string? Quality { get; set; }

    /// <summary>All their context tags from now on; an empty list takes all away.</summary>
    [Parameter]
    [Alias("ContextTags")]
    [AllowNull]
    [AllowEmptyCollection]
    [TextTransformation]
    public string[]? ContextTag { get; set; }

    /// <summary>Returns the changed alerts.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>A batch waits until it is full, and the one that is sent meanwhile must not hold it up.</summary>
    private protected override int WindowSize => 2 * AlertOperations.LargestBatch;

    /// <summary>An alert is changed together with those to come.</summary>
    private protected override bool HasAnswerBeforeNextInput => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!s_changes.Any(MyInvocation.BoundParameters.ContainsKey))
        {
            RefuseParameters(
                "Nothing to change: specify -Status, -Assignee, -Quality or -ContextTag. Values are taken from the command "
                + "line, never from piped "
                + "objects. To set a value for each: Import-Csv changes.csv | ForEach-Object { Set-PantherAlert -Id $_.Id -Status "
                + "$_.Status }.");
        }

        _changes = new AlertChanges
        {
            Status = Status?.ToUpperInvariant(),
            Assignee = Named(nameof(Assignee), Assignee ?? ""),
            Quality = Named(nameof(Quality), Quality?.ToUpperInvariant() ?? ""),
            ContextTags = Named(nameof(ContextTag), ContextTag ?? []),
        };
        try
        {
            _changes.Check();
        }
        catch (PantherException e)
        {
            RefuseParameters(e.Message);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _isInputOver = true;
        SendWhereNoneIsUndecided();
        base.EndProcessing();
    }

    /// <summary>An alert that is named twice is changed once, since both would change it alike.</summary>
    private protected override bool Accept(ItemReference<PantherAlert> alert)
    {
        if (!_taken.TryGetValue(alert.Client, out HashSet<string>? taken))
        {
            _taken.Add(alert.Client, taken = new HashSet<string>(StringComparer.Ordinal));
        }

        if (!taken.Add(alert.Id))
        {
            return false;
        }

        _undecided++;
        return true;
    }

    private protected override IEnumerable<Task> Process(ItemReference<PantherAlert> alert)
    {
        object target = alert.Target;
        if (IsPlanShown)
        {
            Task<PantherAlert> reading = Request(context => alert.Client.Alerts.GetAsync(alert.Id, context));
            yield return reading;
            if (!Decide(() => TryGet(reading, target, out PantherAlert found) && MayChange(alert.With(found))))
            {
                yield break;
            }
        }
        else if (!Decide(
            () =>
                ShouldProcess(
                    $"Changing {NameOf(alert)} at {alert.Host}.", $"Change {NameOf(alert)} at {alert.Host}?", MyInvocation.MyCommand.Name)))
        {
            yield break;
        }

        Task<bool> change = Join(alert.Client, alert.Id);
        yield return change;
        if (TryGet(change, target, out _) && PassThru)
        {
            Task<PantherAlert> reading = Request(context => alert.Client.Alerts.GetAsync(alert.Id, context));
            yield return reading;
            if (TryGet(reading, target, out PantherAlert changed))
            {
                WriteObject(changed);
            }
        }
    }

    private bool MayChange(ItemReference<PantherAlert> alert)
    {
        IReadOnlyList<(string Property, string Old, string New)> differences = _changes.DifferencesFrom(alert.Item!);
        string what = NameOf(alert);
        if (differences.Count == 0)
        {
            WriteVerbose($"Nothing to change in {what}.");
            return false;
        }

        string plan = string.Concat(differences.Select(d => $"\n  {d.Property}: '{d.Old}' -> '{d.New}'"));
        return ShouldProcess(
            $"Changing {what} at {alert.Host}:{plan}", $"Change {what} at {alert.Host}?{plan}", MyInvocation.MyCommand.Name);
    }

    /// <summary>
    /// Decides whether an alert is changed; what it was undecided about holds up no batch any more, whatever comes of it.
    /// </summary>
    private bool Decide(Func<bool> may)
    {
        bool isChanged = false;
        try
        {
            isChanged = may();
            return isChanged;
        }
        finally
        {
            if (!isChanged)
            {
                _undecided--;
                SendWhereNoneIsUndecided();
            }
        }
    }

    /// <summary>Joins those that are changed by the next request; the task ends as the change of this one does.</summary>
    private Task<bool> Join(PantherClient client, string id)
    {
        if (!_batches.TryGetValue(client, out Batch? batch))
        {
            _batches.Add(client, batch = new Batch());
        }

        Task<PantherException?> outcome = batch.Add(id, CurrentChanges);
        _undecided--;
        if (_batches.Values.Sum(b => b.Ids.Count) >= AlertOperations.LargestBatch)
        {
            Send();
        }

        SendWhereNoneIsUndecided();
        return Begin(async () => await outcome.ConfigureAwait(false) is { } failure ? throw failure : true);
    }

    private void SendWhereNoneIsUndecided()
    {
        if (_isInputOver && _undecided == 0)
        {
            Send();
        }
    }

    /// <summary>Sends what has joined, a request for each tenant.</summary>
    private void Send()
    {
        foreach (KeyValuePair<PantherClient, Batch> one in _batches)
        {
            PantherClient client = one.Key;
            Batch batch = one.Value;
            _ = batch.CompleteAsync(RequestFor(batch.Changes, context => client.Alerts.UpdateAsync(batch.Ids, _changes, context)));
        }

        _batches.Clear();
    }

    private T? Named<T>(string parameter, T value)
        where T : class => MyInvocation.BoundParameters.ContainsKey(parameter) ? value : null;

    /// <summary>Alerts that one request changes.</summary>
    private sealed class Batch
    {
        private readonly TaskCompletionSource<IReadOnlyList<PantherException?>> _outcomes = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Ids { get; } = [];

        public List<ChangeScope> Changes { get; } = [];

        /// <summary>Adds an alert; the task gives its error once the batch was sent, or null.</summary>
        public async Task<PantherException?> Add(string id, ChangeScope changes)
        {
            int place = Ids.Count;
            Ids.Add(id);
            Changes.Add(changes);
            return (await _outcomes.Task.ConfigureAwait(false))[place];
        }

        /// <summary>Gives each alert what the request ends with for it.</summary>
        public async Task CompleteAsync(Task<IReadOnlyList<PantherException?>> sending)
        {
            try
            {
                _outcomes.TrySetResult(await sending.ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                _outcomes.TrySetCanceled();
            }
            catch (Exception e)
            {
                _outcomes.TrySetException(e);
            }
        }
    }
}
