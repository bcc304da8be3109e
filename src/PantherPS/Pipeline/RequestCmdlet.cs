using System.Management.Automation;
using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>
/// The base of the cmdlets that handle many inputs with several requests in flight. The work on an input is a
/// sequence of steps on the pipeline thread, apart by the tasks that they wait for; an input takes a step only when
/// all inputs before it have taken theirs, so prompts and output come in the order of the input.
/// </summary>
public abstract class RequestCmdlet : ConnectedCmdlet
{
    /// <summary>The inputs that have begun and not ended, in their order.</summary>
    private readonly LinkedList<Work> _window = [];

    private SemaphoreSlim? _slots;

    private protected RequestCmdlet()
    {
    }

    /// <summary>How many requests are in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Twice the limit, so that one slow answer does not idle the others; with a limit of one, one after the other.</summary>
    private int WindowSize => ThrottleLimit == 1 ? 1 : 2 * ThrottleLimit;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WithProgress(() => WaitUntil(() => _window.Count == 0));
        CompleteProgress();
    }

    /// <summary>Takes on the work on one input.</summary>
    /// <param name="key">What no two works may be done on at once, such as a source's id.</param>
    /// <param name="steps">The work.</param>
    private protected void Enqueue(string key, IEnumerable<Task> steps) => WithProgress(() =>
    {
        WaitUntil(() => !_window.Any(w => string.Equals(w.Key, key, StringComparison.OrdinalIgnoreCase)));
        _window.AddLast(new Work(key, steps.GetEnumerator()));
        Advance();
        WaitUntil(() => _window.Count < WindowSize);
    });

    /// <summary>Sends a request when one of the places in flight is free.</summary>
    private protected Task<T> Request<T>(Func<Task<T>> request)
    {
        SemaphoreSlim slots = _slots ??= new SemaphoreSlim(ThrottleLimit);
        return Begin(async () =>
        {
            await slots.WaitAsync(Context.CancellationToken).ConfigureAwait(false);
            try
            {
                return await request().ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        });
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

    /// <summary>Whether a check before sending passes; where it does not, writes the error.</summary>
    private protected bool TryDo(Action check, object? target)
    {
        try
        {
            check();
            return true;
        }
        catch (PantherException e)
        {
            WriteFailure(e, target);
            return false;
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
            while (node.Value.IsReady && (node.Previous is null || node.Previous.Value.Steps > node.Value.Steps))
            {
                // What a request that has ended said comes before what is made of it.
                WriteMessages();
                if (!node.Value.TakeStep())
                {
                    _window.Remove(node);
                    CountProgress(MyInvocation.MyCommand.Name, "done");
                    break;
                }
            }

            node = next;
        }
    }

    private sealed class Work(string key, IEnumerator<Task> steps)
    {
        private Task? _waitingFor;

        public string Key { get; } = key;

        public int Steps { get; private set; }

        public bool IsReady => _waitingFor?.IsCompleted != false;

        /// <returns>Whether there is another step.</returns>
        public bool TakeStep()
        {
            Steps++;
            bool more = steps.MoveNext();
            _waitingFor = more ? steps.Current : null;
            return more;
        }
    }
}
