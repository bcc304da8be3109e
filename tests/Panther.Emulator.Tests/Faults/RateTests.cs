using System.Text.Json.Nodes;
using Panther.Emulator.Http;

namespace Panther.Emulator.Tests.Faults;

/// <summary>More requests within a second than may pass.</summary>
public sealed class RateTests : FaultTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("3")]
    [InlineData("Thu, 01 Jan 2099 00:00:00 GMT")]
    public async Task What_is_too_much_gets_a_429_with_or_without_a_time_to_wait(string? retryAfter)
    {
        await ControlAsync("POST", "settings", new { rate = 2, retryAfter });

        Reply[] replies = await AtOnceAsync(20, () => ListAsync());

        // A slow machine lets some more pass, in a second of their own.
        Assert.Contains(replies, reply => reply.Status == 200);
        Reply[] limited = [.. replies.Where(reply => reply.Status != 200)];
        Assert.NotEmpty(limited);
        Assert.All(limited, reply =>
        {
            Assert.Equal(429, reply.Status);
            Assert.Equal(retryAfter, reply.Headers.RetryAfter?.ToString());
            JsonAssert.Equal(new { message = "Too Many Requests" }, reply.Json);
        });
    }

    [Fact]
    public async Task What_is_turned_away_changes_nothing_and_both_apis_share_the_limit()
    {
        await ControlAsync("POST", "settings", new { rate = 1 });

        Reply[] replies = await AtOnceAsync(10, i => i % 2 == 0
            ? GraphQLAsync(Create.Replace("new", $"new {i}", StringComparison.Ordinal))
            : SendAsync("GET", "/api-tokens/self"));

        Assert.Contains(replies, reply => reply.Status == 429);
        int created = replies.Where((reply, i) => i % 2 == 0 && reply.Status == 200).Count();
        Assert.Equal(3 + created, await CountAsync());
    }

    [Fact]
    public async Task The_limit_ends_with_its_setting_and_the_control_api_has_none()
    {
        await ControlAsync("POST", "settings", new { rate = 1 });
        _ = await AtOnceAsync(10, () => ListAsync());
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(1, (int)(await ControlAsync("GET", "settings"))!["rate"]!);
        }

        await ControlAsync("POST", "settings", new { rate = 0 });
        Assert.All(await AtOnceAsync(20, () => ListAsync()), reply => Assert.Equal(200, reply.Status));
    }

    [Theory]
    [InlineData("""{"rate":-1}""")]
    [InlineData("""{"rate":"5"}""")]
    [InlineData("""{"rate":1.5}""")]
    [InlineData("""{"retryAfter":1}""")]
    public async Task A_limit_that_makes_no_sense_is_refused(string settings)
    {
        Assert.Equal(400, (await SendAsync("POST", "/_emulator/settings", settings, token: "")).Status);
        JsonNode now = (await ControlAsync("GET", "settings"))!;
        Assert.Equal(0, (int)now["rate"]!);
        Assert.Null(now["retryAfter"]);
    }

    [Fact]
    public void So_many_pass_within_any_second_and_those_turned_away_do_not_count()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var limit = new RateLimit(time);
        bool[] After(int milliseconds, int requests)
        {
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            return [.. Enumerable.Range(0, requests).Select(_ => limit.Pass(3))];
        }

        Assert.Equal([true, true], After(0, 2));
        Assert.Equal([true, false, false], After(600, 3));
        Assert.Equal([false], After(399, 1));

        // The first two are a second ago now, the third is not.
        Assert.Equal([true, true, false], After(1, 3));
        Assert.Equal([true, false], After(600, 2));
        Assert.Equal([true, true, true, false], After(5000, 4));
        Assert.True(limit.Pass(0));
    }

    private static Task<Reply[]> AtOnceAsync(int count, Func<Task<Reply>> send) => AtOnceAsync(count, _ => send());

    private static Task<Reply[]> AtOnceAsync(int count, Func<int, Task<Reply>> send) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(send));
}
