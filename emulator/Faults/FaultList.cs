using System.Globalization;
using Panther.Emulator.Json;

namespace Panther.Emulator.Faults;

/// <summary>The faults that are switched on, and the requests that they hold up.</summary>
public sealed class FaultList
{
    private readonly Lock _gate = new();
    private readonly List<(string FaultId, TaskCompletionSource Resume)> _held = [];
    private List<Fault> _faults = [];
    private int _lastId;

    /// <summary>Switches a fault on.</summary>
    public Fault Add(object? given)
    {
        lock (_gate)
        {
            var fault = Fault.Read((_lastId + 1).ToString(CultureInfo.InvariantCulture), given);
            _lastId++;
            _faults.Add(fault);
            return fault;
        }
    }

    /// <summary>The fault that strikes a request, if any: the oldest that is not used up.</summary>
    public Fault? Strike(JsonMap request)
    {
        lock (_gate)
        {
            return _faults.FirstOrDefault(fault => fault.Strikes(request));
        }
    }

    /// <summary>Waits for as long as the fault holds a request up, or until the client has gone away.</summary>
    public async Task LingerAsync(Fault fault, CancellationToken gone)
    {
        if (fault.Delay > 0)
        {
            await WaitAsync(fault.Id, fault.Delay, gone);
        }

        if (fault.Hold && !gone.IsCancellationRequested)
        {
            await WaitAsync(fault.Id, Timeout.Infinite, gone);
        }
    }

    /// <summary>Lets held requests go on.</summary>
    /// <param name="id">Of one fault only.</param>
    /// <returns>How many there were.</returns>
    public int Release(string? id = null)
    {
        lock (_gate)
        {
            List<TaskCompletionSource> released = [.. _held.Where(held => id is null || held.FaultId == id).Select(held => held.Resume)];
            _held.RemoveAll(held => released.Contains(held.Resume));
            released.ForEach(resume => resume.TrySetResult());
            return released.Count;
        }
    }

    /// <summary>The faults, with how often each has struck and how many requests it holds up now.</summary>
    public IReadOnlyList<JsonMap> List()
    {
        lock (_gate)
        {
            return [.. _faults.Select(fault =>
                fault.ToJson().With(new JsonMap { ["holding"] = _held.Count(held => held.FaultId == fault.Id) }))];
        }
    }

    /// <summary>Switches one off; what it holds up goes on.</summary>
    public void Remove(string id)
    {
        lock (_gate)
        {
            if (_faults.RemoveAll(fault => fault.Id == id) == 0)
            {
                throw new ApiException(Refusal.NotFound, $"There is no fault {id}.");
            }

            Release(id);
        }
    }

    /// <summary>Switches all off; what they hold up goes on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults = [];
            Release();
        }
    }

    private async Task WaitAsync(string faultId, int milliseconds, CancellationToken gone)
    {
        var resume = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _held.Add((faultId, resume));
        }

        using CancellationTokenRegistration registration = gone.Register(() => resume.TrySetResult());
        await Task.WhenAny(resume.Task, Task.Delay(milliseconds, gone));
        lock (_gate)
        {
            _held.RemoveAll(held => held.Resume == resume);
        }
    }
}
