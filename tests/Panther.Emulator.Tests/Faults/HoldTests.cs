namespace Panther.Emulator.Tests.Faults;

/// <summary>Requests that are held up.</summary>
public sealed class HoldTests : FaultTest
{
    [Fact]
    public async Task A_held_request_waits_until_it_is_released()
    {
        string id = (string)(await BreakAsync(new { hold = true, operation = "Create" }))["id"]!;
        Task<Reply> created = GraphQLAsync(Create);
        await WaitUntilHoldingAsync();

        Assert.Equal(3, await CountAsync());
        Assert.Equal(1, (int)(await ControlAsync("GET", "stats"))!["inFlight"]!);
        JsonAssert.Equal(new { released = 1 }, await ControlAsync("POST", "release", new { id }));
        Assert.NotNull((await created).Json!["data"]);
        Assert.Equal(4, await CountAsync());
    }

    [Theory]
    [InlineData("before", 3)]
    [InlineData("after", 4)]
    public async Task What_the_client_gives_up_while_it_is_held_is_not_done_unless_it_was_done_before(string phase, int stored)
    {
        await BreakAsync(new { hold = true, phase, operation = "Create" });
        using var giveUp = new CancellationTokenSource();
        Task<Reply> created = GraphQLAsync(Create, gone: giveUp.Token);
        await WaitUntilHoldingAsync();

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => created);
        await WaitUntilIdleAsync();
        Assert.Equal(stored, await CountAsync());
        Assert.True((bool)(await LastRequestAsync())["aborted"]!);
    }
}
