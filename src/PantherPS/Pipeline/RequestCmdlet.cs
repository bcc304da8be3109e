using System.Diagnostics;
using System.Management.Automation;
using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>
/// The base of the cmdlets that handle many inputs with several requests in flight. The work on an input is a
/// sequence of steps on the pipeline thread, apart by the tasks that they wait for; an input takes a step only when
/// all inputs before it have taken theirs, so prompts come in the order of the input, and what it writes is held back until they are over,
/// so objects and errors do, too. When an error ends the
/// command, changes that were sent are waited for and reported; see <see cref="EndEarly"/>.
/// </summary>
public abstract class RequestCmdlet : ConnectedCmdlet
{
    /// <summary>How long changes in flight are waited for when the command ends early.</summary>
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer is waited for at most before the next input is asked for.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The inputs that have begun, in their order, until they are over and what they write is written.</summary>
    private readonly LinkedList<Work> _window = [];

    private readonly Stopwatch _sinceLastInput = Stopwatch.StartNew();
    private ChangeCount _count = new();
    private SemaphoreSlim? _slots;
    private Work? _current;
    private bool _isEnding;
    private bool _outputHasEnded;
    private bool _hasDoneAll;

    private protected RequestCmdlet()
    {
    }

    /// <summary>How many requests are in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public virtual int ThrottleLimit { get; set; } = 8;

    /// <summary>Whether the caller sees what is to be changed before it is, so that it is worth reading it first.</summary>
    private protected bool IsPlanShown => IsOnlyPlanned || IsAsked;

    /// <summary>Whether what the cmdlet changes is of a tenant, so that its inputs are counted as changed, failed and left.</summary>
    private protected virtual bool ChangesTenant => IsChange;

    /// <summary>Whether the work on an input may be over before the next input is asked for.</summary>
    private protected virtual bool HasAnswerBeforeNextInput => true;

    /// <summary>The inputs that were changed, and whose results the cmdlet has kept back.</summary>
    private protected virtual IEnumerable<string> HeldLabels => [];

    /// <summary>Of what kinds the planned changes are, such as <c>1 to create</c>; empty where all are of one kind.</summary>
    private protected virtual IEnumerable<string> PlannedKinds => [];

    /// <summary>Twice the limit, so that one slow answer does not idle the others; with a limit of one, one after the other.</summary>
    private protected virtual int WindowSize => ThrottleLimit == 1 ? 1 : 2 * ThrottleLimit;

    /// <summary>Whether inputs come from another command, which may take its time, and not from a collection.</summary>
    private bool IsFedByCommand => MyInvocation.ExpectingInput && MyInvocation.PipelinePosition > 1;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        FinishInputs();

        // A script that feeds this command may end, as if that were all, because it was stopped.
        _hasDoneAll = !IsStopped;
        if (IsOnlyPlanned && _count.Taken > 1)
        {
            // The plan's last line, in the form of the others; nothing is asked where nothing is done.
            base.ShouldProcess(_count.DescribePlan(MyInvocation.MyCommand.Name, PlannedKinds), "", "");
            return;
        }

        if (ChangesTenant && _count.Taken > 0)
        {
            WriteVerbose(_count.Describe(MyInvocation.MyCommand.Name, ExpectedCount));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Something is left here only where another command has ended the pipeline, or a person has stopped it, perhaps between two inputs.
        if (disposing && (_window.Count > 0 || (IsStopped && !_hasDoneAll)))
        {
            EndEarly(canWrite: false);
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes on the work on one input.</summary>
    /// <param name="key">What no two works may be done on at once, such as an id.</param>
    /// <param name="label">The input's name, for messages.</param>
    /// <param name="steps">The work.</param>
    private protected void Enqueue(string key, string label, IEnumerable<Task> steps)
    {
        TimeSpan inputTook = _sinceLastInput.Elapsed;
        Run(() =>
        {
            WaitUntil(() => !_window.Any(w => !w.IsOver && string.Equals(w.Key, key, StringComparison.OrdinalIgnoreCase)));
            (ChangeScope changes, CallContext context) = CreateScope();
            var work = new Work(key, label, steps.GetEnumerator(), changes, context);
            _window.AddLast(work);
            _count.Taken++;
            Advance();
            WaitUntil(() => _window.Count < WindowSize);
            WaitBeforeNextInput(work, inputTook);
        });
        _sinceLastInput.Restart();
    }

    /// <summary>Whether no input has begun and not ended, so that what needs no request can be done at once, in its order.</summary>
    private protected bool IsIdle => _window.Count == 0;

    /// <summary>Counts an input that was done without a request, and is as it shall be.</summary>
    private protected void CountDone()
    {
        _count.Taken++;
        CountProgress("done");
    }

    /// <summary>
    /// A command that feeds this one may take any time for its next object, and only until then can anything be written or
    /// asked. So a question is put before, and an answer is waited for a while: after the first input, and then for less
    /// time than the input itself has taken.
    /// </summary>
    private void WaitBeforeNextInput(Work work, TimeSpan inputTook)
    {
        if (!IsFedByCommand)
        {
            return;
        }

        if (IsChange && IsAsked && !IsOnlyPlanned)
        {
            WaitUntil(() => work.WasAsked || work.IsOver);
        }

        if (!HasAnswerBeforeNextInput)
        {
            return;
        }

        TimeSpan patience = _count.Taken == 1 ? s_patience : TimeSpan.FromTicks(Math.Min(s_patience.Ticks, inputTook.Ticks / 2));
        var clock = Stopwatch.StartNew();
        WaitUntil(() => _window.Count == 0 || clock.Elapsed >= patience);
    }

    /// <summary>Waits until all work that was taken on is done.</summary>
    private protected void FinishInputs()
    {
        Run(() => WaitUntil(() => _window.Count == 0));
        CompleteProgress();
    }

    /// <summary>Begins to count anew, where what was taken on so far only prepared what the command does.</summary>
    private protected void RestartCount() => _count = new ChangeCount();

    /// <summary>
    /// The same, where some of what was taken on is done with: what has failed in any case, and perhaps what stays as it is.
    /// </summary>
    /// <param name="remaining">How many inputs will be taken on once more.</param>
    /// <param name="withUnchanged">Whether those count that have not failed and will not be taken on.</param>
    private protected void RestartCount(int remaining, bool withUnchanged) => _count = new ChangeCount
    {
        Taken = withUnchanged ? _count.Taken - remaining : _count.Failed,
        Failed = _count.Failed,
    };

    /// <summary>Sends a request of the work whose step this is, when one of the places in flight is free.</summary>
    private protected Task<T> Request<T>(Func<CallContext, Task<T>> request) => Request(_current!.Context, request);

    /// <summary>The same for a request that changes what several pieces of work are about: it is sent for all of them.</summary>
    private protected Task<T> RequestFor<T>(IReadOnlyList<ChangeScope> parts, Func<CallContext, Task<T>> request) =>
        Request(CreateContextFor(parts), request);

    private Task<T> Request<T>(CallContext context, Func<CallContext, Task<T>> request)
    {
        SemaphoreSlim slots = _slots ??= new SemaphoreSlim(ThrottleLimit);
        return Begin(async () =>
        {
            await slots.WaitAsync(context.CancellationToken).ConfigureAwait(false);
            try
            {
                return await request(context).ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        });
    }

    /// <summary>The client for an input; another connection that is named gets no change for what came from a tenant.</summary>
    /// <param name="input">The object that was piped, or from which a value was taken.</param>
    /// <param name="what">The object, for a message.</param>
    /// <param name="target">What the error is about.</param>
    /// <param name="client">The client.</param>
    private protected bool TryGetClient(object? input, string what, object target, out PantherClient client)
    {
        client = ClientForInput(input, what);
        PantherClient? origin = (ArgumentOrigins.Unwrap(input) as ITenantObject)?.Origin;
        if (!ChangesTenant || origin is null || origin == client)
        {
            return true;
        }

        string came = PantherConnection.Of(origin) is { } from
            ? $"the connection '{from.Name}' ({from.ApiHost})"
            : "no connection of this session";
        Run(() => WriteFailure(
            new PantherException(
                PantherErrorKind.InvalidInput,
                $"{what} comes from {came}, not from '{Connection!.Name}'. "
                + $"Leave out -Connection, or read it again with -Connection '{Connection.Name}'."),
            target));
        return false;
    }

    /// <summary>The result of a task that was waited for; where it failed, writes the error.</summary>
    private protected bool TryGet<T>(Task<T> task, object? target, out T result)
    {
        try
        {
            result = task.GetAwaiter().GetResult();
            return true;
        }
        catch (PantherException e)
        {
            WriteFailure(e, target);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        result = default!;
        return false;
    }

    /// <summary>What an input is made into before anything is sent; where it is refused, writes the error.</summary>
    private protected bool TryGet<T>(Func<T> make, object? target, out T result)
    {
        try
        {
            result = make();
            return true;
        }
        catch (PantherException e)
        {
            Run(() => WriteFailure(e, target));
            result = default!;
            return false;
        }
    }

    /// <summary>Writes a result, and remembers that the input of this step has one.</summary>
    private protected new void WriteObject(object? value)
    {
        Work? work = _current;
        if (IsTurnOf(work))
        {
            WriteNow(work, value);
        }
        else
        {
            work!.Held.Enqueue(() => WriteNow(work, value));
        }
    }

    /// <summary>Whether all inputs before a work's are over, so that it may write; work of no input may at any time.</summary>
    private bool IsTurnOf(Work? work) => work is null || _isEnding || _window.First?.Value == work;

    private void WriteNow(Work? work, object? value)
    {
        if (work is not null)
        {
            work.HasResult = true;
        }

        try
        {
            base.WriteObject(value);
        }
        catch (Exception)
        {
            _outputHasEnded = true;
            throw;
        }
    }

    /// <summary>Asks as PowerShell does, and remembers that the input of this step was asked about.</summary>
    private protected new bool ShouldProcess(string description, string question, string caption)
    {
        bool may = base.ShouldProcess(description, question, caption);
        _current!.WasAsked = true;
        _current.IsPlanned = !may && IsOnlyPlanned;
        return may;
    }

    /// <summary>Asks as PowerShell does where the impact of this step is less than that of the cmdlet.</summary>
    private protected bool ShouldProcess(string description, string question, string caption, ConfirmImpact impact)
    {
        if (IsOnlyPlanned || IsAskedAt(impact))
        {
            return ShouldProcess(description, question, caption);
        }

        _current!.WasAsked = true;
        WriteVerbose(description);
        return true;
    }

    /// <summary>Knows, now and later, whether the work whose step this is has sent a change.</summary>
    private protected ChangeScope CurrentChanges => _current!.Changes;

    /// <summary>Tells, now and later, whether the work whose step this is has sent a change.</summary>
    private protected Func<bool> WatchChange()
    {
        ChangeScope changes = CurrentChanges;
        return () => changes.HasBegun;
    }

    private protected override void FailConnection(ErrorRecord record) => Run(() => base.FailConnection(record));

    /// <summary>Terminates the command because of its parameters; what was sent by then is waited for and reported.</summary>
    private protected override void RefuseParameters(string message) => Run(() => base.RefuseParameters(message));

    private protected override void WriteFailure(PantherException failure, object? target)
    {
        if (_current is null)
        {
            // An input that was refused before any work on it.
            _count.Taken++;
            _count.Failed++;
        }
        else
        {
            _current.Failure = failure;
        }

        if (!_isEnding)
        {
            if (failure.Kind == PantherErrorKind.Forbidden && _current?.Changes.HasBegun == true)
            {
                ThrowTerminatingError(RecordOf(failure, target));
            }

            bool isOfOne = _current is not null && !ErrorRecords.IsTerminating(failure);
            WriteInTurn(RecordOf(isOfOne ? failure.About(_current!.Label) : failure, target), ErrorRecords.IsTerminating(failure));
        }
        else if (_current is not null && !ErrorRecords.IsTerminating(failure)
            && TryWrite(() => WriteError(RecordOf(failure.About(_current.Label), target))))
        {
            _current.HasResult = true;
        }
    }

    private void WriteInTurn(ErrorRecord record, bool isTerminating)
    {
        if (isTerminating)
        {
            ThrowTerminatingError(record);
        }

        if (_current is null && _window.Count > 0)
        {
            // What was refused before any work on it waits for the inputs before it like any other.
            (ChangeScope changes, CallContext context) = CreateScope();
            var refused = new Work("", "", Enumerable.Empty<Task>().GetEnumerator(), changes, context) { IsOver = true };
            refused.Held.Enqueue(() => WriteError(record));
            _window.AddLast(refused);
            Run(() => WaitUntil(() => _window.Count < WindowSize));
        }
        else if (IsTurnOf(_current))
        {
            WriteError(record);
        }
        else
        {
            _current!.Held.Enqueue(() => WriteError(record));
        }
    }

    /// <summary>Does work on the pipeline thread; an error that ends it does not end what was sent without a word.</summary>
    private protected void Run(Action work)
    {
        try
        {
            work();
        }
        catch (Exception)
        {
            CompleteProgress();
            if (!IsStopped)
            {
                EndEarly(canWrite: true);
            }

            throw;
        }
    }

    private void WaitUntil(Func<bool> condition)
    {
        Advance();
        while (!condition())
        {
            WaitForNews();
            Advance();
        }
    }

    /// <summary>Takes every step that can be taken.</summary>
    private void Advance()
    {
        LinkedListNode<Work>? node = _window.First;
        while (node is not null)
        {
            LinkedListNode<Work>? next = node.Next;
            if (node.Previous is null)
            {
                node.Value.WriteHeld();
            }

            while (!node.Value.IsOver && node.Value.IsReady && HaveOthersTaken(node))
            {
                if (node.Value.IsCanceled)
                {
                    // The command was stopped; how this ended is told with the others.
                    throw new PipelineStoppedException();
                }

                // What a request that has ended said comes before what is made of it.
                WriteMessages();
                if (!TakeStep(node.Value))
                {
                    CountProgress("done");
                    break;
                }
            }

            if (node.Value.IsOver && node.Previous is null)
            {
                _window.Remove(node);
            }

            node = next;
        }
    }

    /// <summary>Whether the inputs before one have taken the step that it would take.</summary>
    private static bool HaveOthersTaken(LinkedListNode<Work> node)
    {
        LinkedListNode<Work>? before = node.Previous;
        while (before?.Value.IsOver == true)
        {
            before = before.Previous;
        }

        return before is null || before.Value.Steps > node.Value.Steps;
    }

    /// <returns>Whether there is another step.</returns>
    private bool TakeStep(Work work)
    {
        bool isOver = true;
        _current = work;
        try
        {
            isOver = !work.TakeStep();
            return !isOver;
        }
        finally
        {
            _current = null;
            if (isOver)
            {
                work.IsOver = true;
                Count(work);
                work.Dispose();
            }
        }
    }

    private void Count(Work work)
    {
        if (_isEnding && work.IsInDoubt && !work.HasResult)
        {
            _count.Unanswered.Add(work.Label);
        }
        else
        {
            _count.Planned += work.IsPlanned ? 1 : 0;
            _count.Add(work.Failure is not null, work.Changes.HasBegun);
        }
    }

    /// <summary>
    /// Begins nothing more, waits for the changes in flight, and reports them: by their results and errors where they can
    /// still be written, else in a warning that names them. Reads and what waits for its turn are ended.
    /// </summary>
    /// <param name="canWrite">Whether this is a place where a cmdlet may write objects and errors.</param>
    private void EndEarly(bool canWrite)
    {
        if (_isEnding)
        {
            return;
        }

        _isEnding = true;
        Work[] window = [.. _window];
        Work[] sent = Array.FindAll(window, w => !w.IsOver && w.Changes.Close());
        _window.Clear();
        var clock = Stopwatch.StartNew();
        while (sent.Any(w => !w.IsReady) && clock.Elapsed < s_longestEnd && TryWaitForNews())
        {
            WriteLastMessages();
        }

        var unsaid = new List<string>();
        foreach (Work work in window)
        {
            bool isWritten = canWrite && !_outputHasEnded && !IsStopped ? TryWrite(work.WriteHeld) : work.Held.Count == 0;
            if (work.IsOver ? isWritten || work.Label.Length == 0 : !sent.Contains(work))
            {
                continue;
            }

            if (!work.IsReady || work.IsCanceled)
            {
                _count.Unanswered.Add(work.Label);
                continue;
            }

            if (work.IsOver)
            {
                // What it held back could not be written.
            }
            else if (canWrite && !_outputHasEnded && !IsStopped)
            {
                bool goesOn = false;
                TryWrite(() => goesOn = TakeStep(work));
                if (goesOn)
                {
                    // What it would read after its change is not begun any more.
                    Count(work);
                    work.Dispose();
                }
            }
            else
            {
                work.Failure = work.TaskFailure;
                Count(work);
            }

            if (work.HasResult || (work.Failure is null && !work.Changes.HasBegun))
            {
                continue;
            }

            if (work.Failure is null)
            {
                _count.Unshown.Add(work.Label);
            }
            else if (!work.IsInDoubt)
            {
                unsaid.Add($"'{work.Label}' ({work.Failure.Message.TrimEnd('.')})");
            }
        }

        if (!canWrite || _outputHasEnded)
        {
            _count.Unshown.AddRange(HeldLabels.Except(_count.Unshown));
        }

        WriteLastMessages();
        if (ChangesTenant && (_count.Taken > 1 || unsaid.Count > 0 || _count.HasNames))
        {
            Warn(_count.DescribeEnd(MyInvocation.MyCommand.Name, ExpectedCount, unsaid));
        }
    }

    /// <summary>Warns while the command ends; where the pipeline takes nothing any more, at the host.</summary>
    private void Warn(string text)
    {
        if (!IsStopped)
        {
            TryWrite(() => WriteWarning(text));
        }
        else if (IsWarningWanted())
        {
            TryWrite(() => Host.UI?.WriteWarningLine(text));
        }

        bool IsWarningWanted() => !MyInvocation.BoundParameters.TryGetValue("WarningAction", out object? action)
            || action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    private sealed class Work(string key, string label, IEnumerator<Task> steps, ChangeScope changes, CallContext context) : IDisposable
    {
        private Task? _waitingFor;

        public string Key { get; } = key;

        public string Label { get; } = label;

        public ChangeScope Changes { get; } = changes;

        public CallContext Context { get; } = context;

        public int Steps { get; private set; }

        public bool IsReady => _waitingFor?.IsCompleted != false;

        public bool IsCanceled => _waitingFor?.IsCanceled == true;

        /// <summary>What the task that was waited for failed with; null where it did not.</summary>
        public Exception? TaskFailure => _waitingFor?.Exception?.GetBaseException();

        /// <summary>What it writes when all inputs before it are over.</summary>
        public Queue<Action> Held { get; } = new();

        /// <summary>Whether there is no further step.</summary>
        public bool IsOver { get; set; }

        /// <summary>Whether an object or an error tells the caller how this ended.</summary>
        public bool HasResult { get; set; }

        public bool WasAsked { get; set; }

        /// <summary>Whether -WhatIf has shown a change.</summary>
        public bool IsPlanned { get; set; }

        /// <summary>The error of this work; null where it has none.</summary>
        public Exception? Failure { get; set; }

        /// <summary>Whether the change of this work may have been carried out all the same.</summary>
        public bool IsInDoubt =>
            Failure is PantherException
            {
                Outcome.Delivery: Delivery.Unknown
            } or PantherException { Kind: PantherErrorKind.OutcomeUnknown };

        /// <returns>Whether there is another step.</returns>
        public bool TakeStep()
        {
            Steps++;
            bool more = steps.MoveNext();
            _waitingFor = more ? steps.Current : null;
            return more;
        }

        public void WriteHeld()
        {
            while (Held.Count > 0)
            {
                Held.Dequeue()();
            }
        }

        public void Dispose()
        {
            steps.Dispose();
            Changes.Dispose();
        }
    }
}
