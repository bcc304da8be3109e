using Panther.Client.Http;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>What one refusal for too many requests does to all others of the connection.</summary>
public sealed class RetryGateTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualClock _clock = new();
    private readonly RetryGate _gate;

    public RetryGateTests() => _gate = new RetryGate(_clock);

    [Fact]
    public async Task An_open_gate_holds_nobody_up()
    {
        for (int i = 0; i < 1000; i++)
        {
            await EnterAsync();
        }
    }

    [Fact]
    public async Task A_shut_gate_holds_everybody_up_until_its_time()
    {
        RetryGate.Pass[] passes = [await EnterAsync(), await EnterAsync(), await EnterAsync(), await EnterAsync()];
        Close(passes[0], 5);
        Array.ForEach(passes, p => p.Dispose());
        Task[] waiting = [EnterAsync(), EnterAsync()];
        await _clock.WaitForSleeperAsync();

        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task A_gate_that_is_shut_again_meanwhile_stays_shut_and_a_shorter_time_does_not_open_it()
    {
        RetryGate.Pass pass = await EnterAsync();
        Close(pass, 5);
        pass.Dispose();
        Task waiting = EnterAsync();
        await _clock.WaitForSleeperAsync();
        Close(pass, 8);
        Close(pass, 1);

        _clock.Advance(TimeSpan.FromSeconds(5));
        await _clock.WaitForSleeperAsync();
        Assert.False(waiting.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(3));
        await waiting;
    }

    [Fact]
    public async Task Each_closing_halves_once_how_many_may_be_under_way()
    {
        RetryGate.Pass[] first = await EnterAsync(32);
        Array.ForEach(first, p => Close(p, 1));
        Array.ForEach(first, p => p.Dispose());
        Assert.Equal(16, _gate.Limit);

        _clock.Advance(s_second);
        RetryGate.Pass[] second = await EnterAsync(16);
        Assert.False(EnterAsync().IsCompleted);
        Array.ForEach(second, p => Close(p, 1));
        Assert.Equal(8, _gate.Limit);
    }

    [Fact]
    public async Task At_least_one_may_be_under_way()
    {
        for (int i = 0; i < 10; i++)
        {
            RetryGate.Pass pass = await EnterAsync();
            Close(pass, 0);
            pass.Dispose();
            Assert.Equal(1, _gate.Limit);
        }
    }

    [Fact]
    public async Task Good_answers_let_more_under_way_again_and_bad_ones_do_not()
    {
        RetryGate.Pass[] passes = await EnterAsync(4);
        Close(passes[0], 0);
        Array.ForEach(passes, p => p.Leave(isServed: false));
        Assert.Equal(2, _gate.Limit);

        // Two answers at a limit of two, three at one of three, and so on.
        foreach (int answers in new[] { 2, 3, 4 })
        {
            int before = _gate.Limit;
            for (int i = 0; i < answers + 1; i++)
            {
                (await EnterAsync()).Leave(isServed: true);
            }

            Assert.Equal(before + 1, _gate.Limit);
        }
    }

    [Fact]
    public async Task Who_was_turned_away_goes_before_those_who_did_not_ask_yet()
    {
        RetryGate.Pass pass = await EnterAsync();
        Close(pass, 1);
        pass.Dispose();
        Task<RetryGate.Pass> asksFirst = EnterAsync();
        Task<RetryGate.Pass> asksAgain = _gate.EnterAsync(isRepeated: true, CancellationToken.None);
        await _clock.WaitForSleeperAsync();

        _clock.Advance(s_second);
        RetryGate.Pass first = await asksAgain;
        Assert.False(asksFirst.IsCompleted);

        first.Leave(isServed: true);
        await asksFirst;
    }

    [Fact]
    public async Task Who_waits_for_a_place_can_be_cancelled_and_takes_none()
    {
        RetryGate.Pass pass = await EnterAsync();
        Close(pass, 0);
        using var cancellation = new CancellationTokenSource();
        Task waiting = _gate.EnterAsync(isRepeated: false, cancellation.Token);
        Task<RetryGate.Pass> next = EnterAsync();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        pass.Dispose();
        await next;
    }

    [Fact]
    public async Task Who_waits_for_the_time_can_be_cancelled()
    {
        RetryGate.Pass pass = await EnterAsync();
        Close(pass, 5);
        pass.Dispose();
        using var cancellation = new CancellationTokenSource();
        Task waiting = _gate.EnterAsync(isRepeated: false, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private Task<RetryGate.Pass> EnterAsync() => _gate.EnterAsync(isRepeated: false, CancellationToken.None);

    private Task<RetryGate.Pass[]> EnterAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => EnterAsync()));

    private void Close(RetryGate.Pass pass, double seconds) => _gate.CloseFor(TimeSpan.FromSeconds(seconds), pass);
}
