using System.Management.Automation;
using System.Reflection;
using Panther.Client;
using PantherPS.Names;
using PantherPS.Session;

namespace PantherPS.Pipeline;

/// <summary>
/// The base of all cmdlets: runs the client's asynchronous work under PowerShell's pipeline. The pipeline thread waits
/// for it, writes what it says, and ends it when the pipeline ends in whatever way.
/// </summary>
public abstract class PantherCmdlet : PSCmdlet, IDisposable
{
    internal const string HelpRoot = "https://github.com/PantherPS/PantherPS/blob/main/docs/en-US/";

    /// <summary>How long work that was ended has, to tell Panther so, before the process may end.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _end = new();
    private readonly MessageQueue _messages = new();
    private readonly ProgressReport _progress;

    private protected PantherCmdlet()
    {
        Context = new CallContext(_messages, _end.Token);
        CmdletAttribute? attribute = GetType().GetCustomAttribute<CmdletAttribute>();
        _progress = new ProgressReport(this, $"{attribute?.VerbName}-{attribute?.NounName}");
        IsChange = attribute?.SupportsShouldProcess == true;
        Impact = attribute?.ConfirmImpact ?? ConfirmImpact.Medium;
    }

    /// <summary>Whether the cmdlet can change something.</summary>
    private protected bool IsChange { get; }

    /// <summary>
    /// Whether a person or the host has stopped the command. PowerShell may dispose of it before it calls <see cref="StopProcessing"/>,
    /// where the command before it in the pipeline ends first.
    /// </summary>
    private protected bool IsStopped => _end.IsCancellationRequested || Stopping;

    /// <summary>Whether -WhatIf shows what would be done, instead of doing it.</summary>
    private protected bool IsOnlyPlanned => IsSwitchedOn("WhatIf") ?? LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>
    /// Whether ShouldProcess will ask. It is PowerShell that decides; this tells only whether it is worth reading first what
    /// the question is about, so where in doubt it is true.
    /// </summary>
    private protected bool IsAsked => IsAskedAt(Impact);

    /// <summary>Whether ShouldProcess would ask if the impact were this one.</summary>
    private protected bool IsAskedAt(ConfirmImpact impact)
    {
        if (IsSwitchedOn("Confirm") is bool confirm)
        {
            return confirm;
        }

        // Windows PowerShell asks with -Debug, whatever the impact.
        return IsSwitchedOn("Debug") == true
            || !LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact least)
            || (least != ConfirmImpact.None && least <= impact);
    }

    private ConfirmImpact Impact { get; }

    /// <summary>What the client's operations are called with.</summary>
    internal CallContext Context { get; }

    /// <inheritdoc/>
    protected override void StopProcessing() => _end.Cancel();

    /// <summary>Called by PowerShell at the pipeline's end, also where a later command ended it (Select-Object -First).</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what still runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Not disposed: a task that was just ended may still hold its token.
            _end.Cancel();
        }
    }

    /// <summary>Gives work that was ended a moment to tell Panther that nobody waits for it any more.</summary>
    private protected static void SayFarewell(params Task?[] work)
    {
        Task[] open = [.. work.OfType<Task>().Where(task => !task.IsCompleted)];
        if (open.Length > 0)
        {
            Task.WaitAny([Task.WhenAll(open)], s_farewell);
        }
    }

    /// <summary>Starts work off the pipeline thread.</summary>
    private protected Task<T> Begin<T>(Func<Task<T>> work)
    {
        Task<T> task = Task.Run(work, _end.Token);
        Watch(task);
        return task;
    }

    /// <inheritdoc cref="Begin{T}(Func{Task{T}})"/>
    private protected Task Begin(Func<Task> work)
    {
        Task task = Task.Run(work, _end.Token);
        Watch(task);
        return task;
    }

    /// <summary>Waits for a task; any error that it ends with terminates the command.</summary>
    private protected void Finish(Task task, object? target)
    {
        Wait(task);
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (PantherException e)
        {
            ThrowTerminatingError(RecordOf(e, target));
        }
    }

    /// <inheritdoc cref="Finish(Task, object?)"/>
    private protected T Finish<T>(Task<T> task, object? target)
    {
        Finish((Task)task, target);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for a task, and writes meanwhile what the client says.</summary>
    private protected void Wait(Task task)
    {
        WriteMessages();
        try
        {
            while (!task.IsCompleted)
            {
                WaitForNews();
            }
        }
        finally
        {
            if (!_progress.HasCount)
            {
                CompleteProgress();
            }
        }

        WriteMessages();
        if (_end.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Waits until a task has ended or something was said.</summary>
    private protected void WaitForNews()
    {
        if (!TryWaitForNews())
        {
            throw new PipelineStoppedException();
        }

        _progress.Refresh();
        WriteMessages();
    }

    /// <summary>Waits until a task has ended or something was said, and writes nothing.</summary>
    /// <returns>False where the command was stopped.</returns>
    private protected bool TryWaitForNews()
    {
        try
        {
            _messages.Wait(s_progressInterval, _end.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>What the client's operations are called with by work that can be ended until it has sent a change.</summary>
    private protected (ChangeScope Changes, CallContext Context) CreateScope()
    {
        var changes = new ChangeScope(_end.Token);
        return (changes, Context.With(changes));
    }

    /// <summary>The same for a change of several pieces of work at once.</summary>
    private protected CallContext CreateContextFor(IReadOnlyList<ChangeScope> parts) => Context.With(new ChangeScope(parts, _end.Token));

    /// <summary>Counts what is done, for the progress bar of work that takes longer.</summary>
    /// <param name="unit">What is counted, in the plural.</param>
    private protected void CountProgress(string unit) => _progress.Count(unit);

    /// <summary>Says how much there is to do, for the share that the progress bar shows.</summary>
    private protected void ExpectProgress(int total) => _progress.Total = total;

    /// <summary>How much there is to do; 0 where that is not known.</summary>
    private protected int ExpectedCount => _progress.Total;

    /// <summary>Does work that counts progress, and takes the bar away where a later command or a person ends it.</summary>
    private protected void WithProgress(Action work)
    {
        try
        {
            work();
        }
        catch (Exception)
        {
            CompleteProgress();
            throw;
        }
    }

    /// <summary>Takes the progress bar away.</summary>
    private protected void CompleteProgress() => _progress.Complete();

    /// <summary>Writes an error; one that makes all else pointless terminates the command.</summary>
    private protected virtual void WriteFailure(PantherException failure, object? target)
    {
        ErrorRecord record = RecordOf(failure, target);
        if (ErrorRecords.IsTerminating(failure))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>The record of an error.</summary>
    private protected virtual ErrorRecord RecordOf(PantherException failure, object? target) =>
        ErrorRecords.From(failure, target, Recommend(failure));

    /// <summary>What to do about an error, where the cmdlet knows better than <see cref="ErrorRecords"/>; else null.</summary>
    private protected virtual string? Recommend(PantherException failure) => null;

    /// <summary>Terminates the command because of its parameters.</summary>
    private protected virtual void RefuseParameters(string message) =>
        ThrowTerminatingError(ErrorRecords.From(new PantherException(PantherErrorKind.InvalidInput, message), MyInvocation.MyCommand.Name));

    /// <summary>
    /// The connections of this session whose names match, each once; a name without wildcards that matches none is an error.
    /// </summary>
    private protected IReadOnlyList<PantherConnection> ConnectionsNamed(IEnumerable<string> names)
    {
        var found = new List<PantherConnection>();
        var filter = new NameFilter(names);
        foreach (PantherConnection connection in ConnectionTable.Current.All)
        {
            filter.Offer(connection, connection.Name, found.Add);
        }

        filter.Finish();
        foreach ((string name, PantherException error) in filter.Errors(n => $"There is no connection named '{n}' in this session."))
        {
            WriteFailure(error, name);
        }

        return found;
    }

    /// <summary>Lets the end of a task wake the pipeline thread; and looks at the error of one that nobody waits for any more.</summary>
    private void Watch(Task task) => task.ContinueWith(
        done =>
        {
            _ = done.Exception;
            _messages.Wake();
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <summary>Writes what the client has said so far.</summary>
    private protected void WriteMessages()
    {
        while (_messages.TryTake(out ClientMessage? message))
        {
            Write(message);
        }
    }

    /// <summary>Writes what the client has said so far, where the command ends already: nothing of it ends it once more.</summary>
    private protected void WriteLastMessages()
    {
        while (_messages.TryTake(out ClientMessage? message))
        {
            TryWrite(() => Write(message));
        }
    }

    /// <summary>Writes something while the command ends; what PowerShell does not let through any more is left.</summary>
    private protected static bool TryWrite(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception e) when (e is PipelineStoppedException or RuntimeException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Write(ClientMessage message)
    {
        switch (message.Level)
        {
            case ClientMessageLevel.Warning:
                WriteWarning(message.Text);
                break;
            case ClientMessageLevel.Status:
                _progress.Status = message.Text;
                break;
            default:
                WriteVerbose(message.Text);
                break;
        }
    }

    /// <summary>Whether a switch of the command line is on; null where it is not named.</summary>
    private protected bool? IsSwitchedOn(string name) =>
        MyInvocation.BoundParameters.TryGetValue(name, out object? value) ? LanguagePrimitives.IsTrue(value) : null;
}
