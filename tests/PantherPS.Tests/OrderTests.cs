using System.Management.Automation;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using PantherPS.Tests.Hosting;

namespace PantherPS.Tests;

/// <summary>
/// Many inputs with several requests in flight: results come in the order of the input, and no more is begun than may be.
/// </summary>
public sealed class OrderTests(EmulatorFixture emulator) : ModuleTest(emulator)
{
    private const string ReadAll = "param($ids, $limit) $ids | Get-PantherHttpLogSource -ThrottleLimit $limit 2>&1";

    [Fact]
    public async Task Results_wait_for_those_before_them()
    {
        string[] ids = await AddHttpSourcesAsync([.. Enumerable.Range(0, 12).Select(i => $"s{i:00}")]);
        ModuleSession session = OpenConnected();
        await Control.BreakAsync(new Fault { Hold = true, Path = $"/log-sources/http/{ids[0]}" });
        Running running = session.Begin(ReadAll, With(ids, 8));

        // All the others are answered, while the first is held up.
        await Control.WaitUntilHoldingAsync(1);
        await WaitUntilAnsweredAsync(11);
        Assert.Empty(running.Output);
        await Control.ReleaseAsync();
        Assert.Equal(ids, running.End().Succeeded().Output.Select(Id));
    }

    [Fact]
    public async Task Results_before_one_that_is_held_up_are_written_at_once()
    {
        string[] ids = await AddHttpSourcesAsync("a", "b", "c", "d");
        ModuleSession session = OpenConnected();
        await Control.BreakAsync(new Fault { Hold = true, Path = $"/log-sources/http/{ids[2]}" });
        Running running = session.Begin(ReadAll, With(ids, 8));
        await Control.WaitUntilHoldingAsync(1);
        Patience.WaitUntil(() => running.Output.Count == 2, "the two results before it were written");
        Assert.Equal(ids[..2], running.Output.Select(Id));
        await Control.ReleaseAsync();
        Assert.Equal(ids, running.End().Succeeded().Output.Select(Id));
    }

    [Fact]
    public async Task Errors_stand_where_their_input_stood()
    {
        string[] ids = await AddHttpSourcesAsync("a", "b", "c", "d", "e");
        await Control.RemoveSourceAsync(ids[1]);
        await Control.RemoveSourceAsync(ids[4]);
        await Control.BreakAsync(new Fault { Hold = true, Path = $"/log-sources/http/{ids[0]}" });
        Running running = OpenConnected().Begin(ReadAll, With(ids, 8));
        await Control.WaitUntilHoldingAsync(1);
        await WaitUntilAnsweredAsync(2);
        await Control.ReleaseAsync();
        IReadOnlyList<PSObject> output = running.End().Succeeded().Output;
        Assert.Equal(ids, output.Select(o => o.BaseObject is ErrorRecord error ? (string)error.TargetObject : Id(o)));
        Assert.Equal([1, 4], Enumerable.Range(0, 5).Where(i => output[i].BaseObject is ErrorRecord));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task No_more_is_in_flight_than_the_limit_says_and_little_more_is_taken_from_the_pipeline(int limit)
    {
        ModuleSession session = OpenConnected();

        // What connecting had in flight does not count.
        await Control.ResetAsync();
        string[] ids = await AddHttpSourcesAsync([.. Enumerable.Range(0, 40).Select(i => $"s{i:00}")]);
        await Control.BreakAsync(new Fault { Hold = true, Times = 0 });
        var taken = new List<object>();
        Running running = session.Begin(
            "param($ids, $limit, $taken) $ids | ForEach-Object { $taken.Add($_); $_ } | Get-PantherHttpLogSource -ThrottleLimit $limit",
            new Dictionary<string, object> { ["ids"] = ids, ["limit"] = limit, ["taken"] = taken });
        await Control.WaitUntilHoldingAsync(limit);

        // Twice the limit may have begun (one, with a limit of one); the command takes no more before one of them has ended.
        int window = limit == 1 ? 1 : 2 * limit;
        Patience.WaitUntil(() => taken.Count == window, $"{window} inputs were taken");
        await Control.RepairAsync();
        Assert.Equal(ids, running.End().Succeeded().Output.Select(Id));
        Assert.Equal(limit, (await Control.GetStatsAsync()).MaxInFlight);
        Assert.Equal(40, taken.Count);
    }

    [Fact]
    public async Task What_a_later_command_does_not_want_is_not_asked_for()
    {
        string[] ids = await AddHttpSourcesAsync([.. Enumerable.Range(0, 40).Select(i => $"s{i:00}")]);
        ModuleSession session = OpenConnected();
        Ran ran = session.Run(
            "param($ids) $ids | Get-PantherHttpLogSource -ThrottleLimit 2 | Select-Object -First 3", new Dictionary<string, object>
            {
                ["ids"] = ids,
            });
        Assert.Equal(ids[..3], ran.Succeeded().Output.Select(Id));
        await Control.WaitUntilIdleAsync();
        Assert.InRange(
            (await Control.GetRequestsAsync())
                .Count(r => r.Method == "GET" && r.Path!.Contains("/log-sources/http/", StringComparison.Ordinal)),
            3,
            7);
    }

    private static Dictionary<string, object> With(string[] ids, int limit) => new() { ["ids"] = ids, ["limit"] = limit };

    private static string Id(PSObject source) => ((LogSource)source.BaseObject).Id;

    private async Task WaitUntilAnsweredAsync(int count)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while ((await Control.GetRequestsAsync()).Count(
            r => r.Status is not null && r.Path!.Contains("/log-sources/http/", StringComparison.Ordinal)) < count)
        {
            Assert.False(limit.IsCancellationRequested, $"{count} requests were not answered.");
        }
    }
}
