using Panther.Client.Http;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>One value, remembered for a while.</summary>
public sealed class CachedValueTests
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private readonly VirtualClock _clock = new();
    private readonly List<TaskCompletionSource<string>> _reads = [];
    private readonly List<CancellationToken> _ends = [];
    private int _version;

    [Fact]
    public async Task It_is_read_once_for_all_who_ask_at_once()
    {
        CachedValue<string> remembered = Create();
        Task<string?>[] asking = [.. Enumerable.Range(0, 64).Select(_ => remembered.TryGetAsync(ReadAsync, s_long, default))];
        await AnswerAsync(1, "a");

        Assert.All(await Task.WhenAll(asking), value => Assert.Equal("a", value));
        Assert.Equal("a", remembered.Fresh);
        Assert.Equal("a", await remembered.GetAsync(ReadAsync, default));
        Assert.Single(_reads);
    }

    [Fact]
    public async Task Who_waits_no_longer_leaves_the_read_to_the_next_who_asks()
    {
        CachedValue<string> remembered = Create();

        Assert.Null(await remembered.TryGetAsync(ReadAsync, TimeSpan.Zero, default));
        Assert.Null(await remembered.TryGetAsync(ReadAsync, TimeSpan.Zero, default));
        Task<string?> next = remembered.TryGetAsync(ReadAsync, s_long, default);
        await AnswerAsync(1, "a");

        Assert.Equal("a", await next);
        Assert.Single(_reads);
    }

    [Fact]
    public async Task It_ages()
    {
        CachedValue<string> remembered = await CreateWithAsync("a");
        _clock.Advance(s_lifetime);
        Assert.Null(remembered.Fresh);

        Task<string?> next = remembered.TryGetAsync(ReadAsync, s_long, default);
        await AnswerAsync(2, "b");

        Assert.Equal("b", await next);
    }

    [Fact]
    public async Task An_older_value_serves_while_a_slow_read_goes_on()
    {
        CachedValue<string> remembered = await CreateWithAsync("a");
        _clock.Advance(s_lifetime);

        Assert.Equal("a", await remembered.TryGetAsync(ReadAsync, TimeSpan.Zero, default));
    }

    [Fact]
    public async Task A_failure_is_remembered_for_a_minute_and_leaves_the_older_value()
    {
        CachedValue<string> remembered = await CreateWithAsync("a");
        _clock.Advance(s_lifetime);
        Task<string?> failing = remembered.TryGetAsync(ReadAsync, s_long, default);
        await FailAsync(2);

        Assert.Equal("a", await failing);
        Assert.Equal("a", await remembered.TryGetAsync(ReadAsync, s_long, default));
        Assert.Equal(2, _reads.Count);

        _clock.Advance(TimeSpan.FromMinutes(1));
        Task<string?> next = remembered.TryGetAsync(ReadAsync, s_long, default);
        await AnswerAsync(3, "b");
        Assert.Equal("b", await next);
    }

    [Fact]
    public async Task Who_does_not_keep_the_pause_reads_right_after_a_failure()
    {
        CachedValue<string> remembered = Create();
        Task<string?> failing = remembered.TryGetAsync(ReadAsync, s_long, default);
        await FailAsync(1);
        Assert.Null(await failing);
        Assert.Null(await remembered.TryGetAsync(ReadAsync, s_long, default));
        Assert.Single(_reads);

        Task<string?> next = remembered.TryGetAsync(ReadAsync, s_long, default, isPauseKept: false);
        await AnswerAsync(2, "a");

        Assert.Equal("a", await next);
    }

    [Fact]
    public async Task Without_a_pause_each_who_asks_after_a_failure_reads_once()
    {
        var remembered = new CachedValue<string>(_clock, s_lifetime, TimeSpan.Zero);
        Task<string?> failing = remembered.TryGetAsync(ReadAsync, s_long, default);
        await FailAsync(1);
        Assert.Null(await failing);

        Task<string?> next = remembered.TryGetAsync(ReadAsync, s_long, default);
        await AnswerAsync(2, "a");

        Assert.Equal("a", await next);
        Assert.Equal(2, _reads.Count);
    }

    [Fact]
    public async Task Who_needs_it_gets_the_failure_and_the_next_reads_anew()
    {
        CachedValue<string> remembered = Create();
        Task<string> failing = remembered.GetAsync(ReadAsync, default);
        await FailAsync(1);
        await Assert.ThrowsAsync<IOException>(() => failing);

        Task<string> next = remembered.GetAsync(ReadAsync, default);
        await AnswerAsync(2, "a");

        Assert.Equal("a", await next);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_and_not_a_read_that_somebody_may_do_without()
    {
        CachedValue<string> remembered = Create();
        using var stop = new CancellationTokenSource();
        Task<string> needed = remembered.GetAsync(ReadAsync, stop.Token);
        Task<string?> wanted = remembered.TryGetAsync(ReadAsync, s_long, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => needed);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wanted);

        Task<string> next = remembered.GetAsync(ReadAsync, default);
        await AnswerAsync(1, "a");

        Assert.Equal("a", await next);
        Assert.Single(_reads);
    }

    [Fact]
    public async Task A_read_that_nobody_needs_any_more_is_cancelled_and_the_next_reads_anew()
    {
        CachedValue<string> remembered = Create();
        using var stop = new CancellationTokenSource();
        using var stopLater = new CancellationTokenSource();
        Task<string>[] needed = [remembered.GetAsync(ReadAsync, stop.Token), remembered.GetAsync(ReadAsync, stopLater.Token)];
        await WaitForReadAsync(1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => needed[0]);
        Assert.False(_ends[0].IsCancellationRequested);
        await stopLater.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => needed[1]);
        Assert.True(_ends[0].IsCancellationRequested);

        Task<string> next = remembered.GetAsync(ReadAsync, default);
        await AnswerAsync(2, "b");

        Assert.Equal("b", await next);
    }

    [Fact]
    public async Task What_was_read_while_it_changed_is_read_again_and_not_kept()
    {
        CachedValue<string> remembered = Create();
        Task<string?> asking = remembered.TryGetAsync(ReadAsync, s_long, default);
        await WaitForReadAsync(1);
        _version++;
        await AnswerAsync(1, "a");
        await AnswerAsync(2, "b");

        Assert.Equal("b", await asking);
    }

    private CachedValue<string> Create() => new(_clock, s_lifetime, TimeSpan.FromMinutes(1), () => _version);

    private async Task<CachedValue<string>> CreateWithAsync(string value)
    {
        CachedValue<string> remembered = Create();
        Task<string> reading = remembered.GetAsync(ReadAsync, default);
        await AnswerAsync(1, value);
        await reading;
        return remembered;
    }

    private Task<string> ReadAsync(CancellationToken end)
    {
        lock (_reads)
        {
            _ends.Add(end);
            _reads.Add(new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
            return _reads[^1].Task;
        }
    }

    private async Task AnswerAsync(int read, string value) => (await WaitForReadAsync(read)).SetResult(value);

    private async Task FailAsync(int read) => (await WaitForReadAsync(read)).SetException(new IOException("It broke."));

    private async Task<TaskCompletionSource<string>> WaitForReadAsync(int read)
    {
        using var limit = new CancellationTokenSource(s_long);
        while (true)
        {
            lock (_reads)
            {
                if (_reads.Count >= read)
                {
                    return _reads[read - 1];
                }
            }

            await Task.Delay(1, limit.Token);
        }
    }
}
