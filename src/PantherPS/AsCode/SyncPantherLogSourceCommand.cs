using System.Globalization;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.AsCode;
using Panther.Client.LogSources;
using PantherPS.AsCode;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Brings the log sources of a Panther tenant to their definitions.
/// It creates and changes what Compare-PantherLogSource shows; it replaces and removes nothing unless it is told to.
/// </summary>
[Cmdlet(
    VerbsData.Sync,
    "PantherLogSource",
    DefaultParameterSetName = PathSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpRoot + "Sync-PantherLogSource.md")]
[OutputType(typeof(LogSourceSyncResult))]
public sealed class SyncPantherLogSourceCommand : DefinitionCmdlet
{
    private readonly List<Item> _items = [];
    private readonly List<Phase> _planned = [];
    private TenantComparison _comparison = null!;
    private LabelOrder _order = null!;
    private int _written;

    /// <summary>Removes the sources that no definition names, of the kinds that definitions can describe.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>
    /// Replaces sources of which something is to change that a source has for good: the account and the bucket of an S3 source.
    /// </summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Sends the secrets of all definitions, also where nothing else changes.</summary>
    [Parameter]
    public SwitchParameter UpdateSecret { get; set; }

    /// <summary>
    /// The secrets: a hashtable of SecureStrings by their names, or a script block that returns the one that is asked for.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public object? Secret { get; set; }

    /// <inheritdoc/>
    private protected override IEnumerable<string> HeldLabels =>
        _items.Where(i => i.Result is { Status: SyncStatus.Succeeded } && !i.IsWritten).Select(i => i.Label);

    /// <inheritdoc/>
    private protected override IEnumerable<string> PlannedKinds => _planned.GroupBy(p => p).OrderBy(g => g.Key)
        .Select(g => string.Format(CultureInfo.CurrentCulture, "{0:N0} to {1}", g.Count(), g.Key.ToString().ToLowerInvariant()));

    private enum Phase
    {
        Create,
        Update,
        Replace,
        Remove,
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (!SecretResolver.IsSource(Secret))
        {
            RefuseParameters(
                "-Secret takes a hashtable of SecureStrings with the names of the secrets as keys, or a script block that returns the "
                + "secret that $_ asks for.");
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        (IReadOnlyList<LogSourceDefinition> definitions, PantherClient client) = ReadDefinitions();
        if (Prune && definitions.Count == 0)
        {
            RefuseParameters(
                "No definition was passed, so -Prune would remove every log source that definitions can describe. Nothing was changed.");
        }

        _comparison = Compare(client, definitions, Prune, Take, (definition, source, error) => Fail(client, definition, source, error));
        _order = new LabelOrder([.. _items.Where(i => i.Result is null).Select(i => i.Difference)], _comparison.HoldersOf);
        ResolveSecrets();
        RestartCount(_items.Count(i => i.Result is null), withUnchanged: IsOnlyPlanned);
        try
        {
            ExpectProgress(_items.Count);
            DoAll(client);
            Flush(isEnd: false);
            base.EndProcessing();
            FinishLogTypes();
        }
        catch (Exception) when (!IsStopped && !IsOnlyPlanned)
        {
            TryWrite(() => Flush(isEnd: true));
            throw;
        }
    }

    /// <summary>
    /// Creates come before updates, and removals last; what waits for a label comes in a round after that which frees it.
    /// </summary>
    private void DoAll(PantherClient client)
    {
        var synchronization = new Synchronization(client);
        List<Item> left = [.. _items.Where(i => i.Result is null)];
        while (left.Count > 0)
        {
            foreach (Phase phase in new[] { Phase.Create, Phase.Update, Phase.Replace, Phase.Remove })
            {
                HashSet<LogSourceDifference> open = [.. left.Select(i => i.Difference)];
                Item[] ready = [.. left.Where(i => i.Phase == phase && (IsInCircle(i) || !_order.Before(i.Difference).Any(open.Contains)))];
                left = [.. left.Except(ready)];
                foreach (Item item in ready)
                {
                    Enqueue(item.Difference.Id ?? $"{item.Index}", item.Label, Do(client, synchronization, item));
                }

                FinishInputs();
            }
        }

        bool IsInCircle(Item item) => _order.CircleOf(item.Difference) is not null;
    }

    private void Take(LogSourceDifference difference)
    {
        (Phase phase, string action)? work = difference.Action switch
        {
            DifferenceAction.Create => (Phase.Create, DifferenceAction.Create),
            DifferenceAction.Update => (Phase.Update, DifferenceAction.Update),
            DifferenceAction.Replace => (Phase.Replace, DifferenceAction.Replace),
            DifferenceAction.Unmanaged => (Phase.Remove, "Remove"),
            _ when UpdateSecret && difference.NotCompared.Count > 0 => (Phase.Update, DifferenceAction.Update),
            _ => null,
        };
        if (work is not null)
        {
            _items.Add(new Item(_items.Count, difference, work.Value.phase, work.Value.action));
        }
    }

    /// <summary>Takes a definition that could not be compared; its error is written.</summary>
    private void Fail(PantherClient client, LogSourceDefinition definition, LogSource? source, PantherException error)
    {
        (Phase phase, string action) = source is not null
            ? (Phase.Update, DifferenceAction.Update)
            : (Phase.Create, DifferenceAction.Create);
        var difference =
            new LogSourceDifference(action, definition.Kind, definition.Label, source?.Id, []) { Origin = client, Definition = definition };
        var item = new Item(_items.Count, difference, phase, action);
        _items.Add(item);
        item.Finish(SyncStatus.Failed, error: error.Message);
    }

    /// <summary>Finds every secret that will be sent, before anything is.</summary>
    private void ResolveSecrets()
    {
        var resolver = new SecretResolver(this, Secret);
        var missing = new List<string>();
        foreach (Item item in _items.Where(i => i.Result is null))
        {
            foreach (DefinitionKey key in Synchronization.SecretsFor(item.Difference, UpdateSecret))
            {
                SecretReference reference = item.Difference.Definition!.Secrets[key];
                if (IsOnlyPlanned)
                {
                    // A plan sends nothing, so it needs no secret, and asks no vault for one.
                    item.Secrets[key] = "planned";
                }
                else if (resolver.Find(reference, out string why) is string value)
                {
                    item.Secrets[key] = value;
                }
                else
                {
                    missing.Add($"{item.Difference.Definition.Place}: {reference} is needed, but {why}.");
                }
            }
        }

        if (missing.Count > 0)
        {
            ThrowTerminatingError(Pipeline.ErrorRecords.From(DefinitionReader.Refuse(missing), MyInvocation.MyCommand.Name));
        }
    }

    private IEnumerable<Task> Do(PantherClient client, Synchronization synchronization, Item item)
    {
        item.HasSent = WatchChange();
        if (!TryCheck(item))
        {
            yield break;
        }

        if (IsOnlyPlanned)
        {
            CheckLogTypes(client, item.Difference);
            if (item.Phase == Phase.Update)
            {
                Task<bool> planning = Request(async context =>
                {
                    await synchronization.PlanUpdateAsync(item.Difference, item.Secrets, context).ConfigureAwait(false);
                    return true;
                });
                yield return planning;
                if (!TryGet(planning, item.Label, out _))
                {
                    yield break;
                }
            }
        }

        // All that is odd about it is said before anybody is asked, or anything sent.
        Synchronization.WarnOfDoubts(item.Difference, _comparison.OfDefinedBuckets, Context);
        WriteMessages();
        if (!MayDo(client, item))
        {
            _planned.Add(item.Phase);
            Finish(item, SyncStatus.Skipped);
            yield break;
        }

        Task<string> doing = Request(context => item.Phase switch
        {
            Phase.Create => synchronization.CreateAsync(item.Difference.Definition!, item.Secrets, context),
            Phase.Update => synchronization.UpdateAsync(item.Difference, item.Secrets, context),
            Phase.Replace => synchronization.ReplaceAsync(item.Difference, item.Secrets, context),
            _ => synchronization.RemoveAsync(item.Difference, context),
        });
        yield return doing;

        // Known before an error is written, which may end the command.
        if (doing.Exception?.GetBaseException() is PantherException e)
        {
            bool isInDoubt = e.Kind == PantherErrorKind.OutcomeUnknown || e.Outcome.Delivery == Delivery.Unknown;
            item.Finish(isInDoubt ? SyncStatus.Unknown : SyncStatus.Failed, error: e.Message);
        }

        if (TryGet(doing, item.Label, out string id))
        {
            Finish(item, SyncStatus.Succeeded, id);
            CheckLogTypes(client, item.Difference);
            WriteMessages();
        }
        else
        {
            Flush(isEnd: false);
        }
    }

    /// <summary>Checks an item before anybody is asked about it; where it is refused, writes the error.</summary>
    private bool TryCheck(Item item)
    {
        PantherException error;
        try
        {
            if (item.Phase == Phase.Replace && !Replace)
            {
                IEnumerable<LogSourcePropertyDifference> lasting =
                    item.Difference.Changes.Where(c => item.Difference.Definition!.DefinedKind.Find(c.Property)?.IsFixed == true);
                throw new PantherException(
                    PantherErrorKind.InvalidInput,
                    $"The log source '{item.Label}' ({item.Difference.Id}) differs in properties that cannot be changed: "
                    + $"{string.Join(", ", lasting)}. "
                    + "-Replace removes it and creates another one in its place, with a new id.");
            }

            if ((_order.CircleOf(item.Difference) ?? FaultOfLabel(item)) is string fault)
            {
                throw new PantherException(PantherErrorKind.Conflict, fault) { Noun = "log source" };
            }

            if (item.Phase is Phase.Create or Phase.Replace)
            {
                Synchronization.CheckCreation(item.Difference.Definition!, item.Secrets);
            }

            return true;
        }
        catch (PantherException e)
        {
            error = e;
        }

        item.Finish(SyncStatus.Failed, error: error.Message);
        Run(() => WriteFailure(error, item.Label));
        Flush(isEnd: false);
        return false;
    }

    /// <summary>
    /// Why the label of an item is not free. Panther itself says so of a creation and a change; a replacement would have removed its source
    /// by then.
    /// </summary>
    private string? FaultOfLabel(Item item)
    {
        if (!IsOnlyPlanned && item.Phase != Phase.Replace)
        {
            return null;
        }

        bool isKept = !IsOnlyPlanned
            && _items.Any(i => i.Result is { Status: not SyncStatus.Succeeded } && _order.Before(item.Difference).Contains(i.Difference));
        return _order.FaultOf(item.Difference)
            ?? (isKept ? $"The label '{item.Label}' is still used by another source, so nothing was replaced." : null);
    }

    private bool MayDo(PantherClient client, Item item)
    {
        LogSourceDifference difference = item.Difference;
        string host = client.Endpoint.ApiHost;
        string source = difference.Source is LogSource known ? SourceTexts.Describe(known) : $"'{item.Label}'";
        (string doing, string question, string tail) = item.Phase switch
        {
            Phase.Create => ("Creating", "Create", ""),
            Phase.Update => ("Changing", "Change", ""),
            Phase.Replace => ("Replacing", "Replace", " It is removed, and another one is created in its place, with a new id."),
            _ => ("Removing", "Remove", " This cannot be undone."),
        };
        string what = $"the {difference.Kind} log source {source} {(item.Phase == Phase.Remove ? "from" : "at")} {host}";
        string changes = string.Concat(
            difference.Changes.Select(c => $"{Environment.NewLine}  {c}")
            .Concat(item.Secrets.Keys.Select(k => $"{Environment.NewLine}  {k.Name}: (a secret)")));
        string mark = changes.Length == 0 ? "." : ":";
        return ShouldProcess(
            $"{doing} {what}{mark}{changes}",
            $"{question} {what}?{tail}{changes}",
            MyInvocation.MyCommand.Name,
            item.Phase is Phase.Replace or Phase.Remove ? ConfirmImpact.High : ConfirmImpact.Medium);
    }

    private void Finish(Item item, string status, string? id = null)
    {
        item.Finish(status, id);
        Flush(isEnd: false);
    }

    /// <summary>Writes the results that there are, in the order of the comparison.</summary>
    /// <param name="isEnd">Whether nothing more will be done, so that what has no result gets one that says so.</param>
    private void Flush(bool isEnd)
    {
        while (_written < _items.Count && (isEnd || _items[_written].Result is not null))
        {
            Item item = _items[_written++];
            if (item.Result is null)
            {
                item.Finish(item.HasSent() ? SyncStatus.Unknown : SyncStatus.NotRun, error: "The command ended before it got to this one.");
            }

            if (!IsOnlyPlanned)
            {
                WriteObject(item.Result);
            }

            item.IsWritten = true;
        }
    }

    /// <summary>One source that is to be brought to its definition, and what became of it.</summary>
    private sealed class Item(int index, LogSourceDifference difference, Phase phase, string action)
    {
        public int Index { get; } = index;

        public LogSourceDifference Difference { get; } = difference;

        public Phase Phase { get; } = phase;

        public string Label => Difference.Label ?? Difference.Id ?? "";

        /// <summary>The secrets that are sent.</summary>
        public Dictionary<DefinitionKey, string> Secrets { get; } = [];

        /// <summary>Whether a change was sent.</summary>
        public Func<bool> HasSent { get; set; } = () => false;

        public LogSourceSyncResult? Result { get; private set; }

        public bool IsWritten { get; set; }

        public void Finish(string status, string? id = null, string? error = null) =>
            Result = new LogSourceSyncResult(Difference, action, status, id, error);
    }
}
