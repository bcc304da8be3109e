using System.Net;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;
using Panther.Client.Tokens;

namespace Panther.Client.Tests.Tokens;

/// <summary>
/// The rotation of a client's own token while the client is in use. What becomes of it under each fault is in the fault matrix.
/// </summary>
public sealed class ApiTokenRotationTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Rotation = "RotateApiToken";

    /// <summary>What is refused with the old token, as the API or a gateway before it says so.</summary>
    public static TheoryData<string> Refusals => ["401", "403", "200 with an error of GraphQL"];

    [Fact]
    public async Task A_client_goes_on_with_the_new_value()
    {
        PantherClient client = Connect("logSources");

        ApiToken rotated = await client.Tokens.RotateAsync(Context);

        Assert.Equal("logSources", rotated.Name);
        Assert.Equal(await Control.GetTokenValueAsync("logSources"), ValueOf(rotated));
        Assert.Equal(ValueOf(rotated), new NetworkCredential("", client.Tokens.GetValue()).Password);
        await client.Tenant.VerifyAsync(Context);
        await Expect.ErrorAsync(PantherErrorKind.Unauthorized, () => Connect("logSources").Tenant.VerifyAsync(Context));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_read_that_is_refused_with_the_old_value_is_sent_again_with_the_new_one(string refusal)
    {
        string id = (string)(await Control.AddSourceAsync(Samples.S3Source("target")))["integrationId"]!;
        PantherClient client = Connect();
        await Control.BreakAsync(RefusedAs(refusal) with { Operation = "GetSource", Hold = true });

        Task<LogSource> reading = client.LogSources.GetAsync(id, Context);
        await Control.WaitUntilHoldingAsync(1);
        await client.Tokens.RotateAsync(Context);
        await Control.ReleaseAsync();

        Assert.Equal("target", (await reading).Label);
        Assert.Equal(2, await Control.CountAsync("GetSource"));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_list_that_is_refused_with_the_old_value_is_read_with_the_new_one(string refusal)
    {
        await Control.AddSourcesAsync(Samples.S3Source("one"), Samples.S3Source("two"));
        PantherClient client = Connect();
        await Control.BreakAsync(RefusedAs(refusal) with { Operation = "ListSources", Hold = true });

        Task<IReadOnlyList<LogSource>> reading = ListAsync(client);
        await Control.WaitUntilHoldingAsync(1);
        await client.Tokens.RotateAsync(Context);
        await Control.ReleaseAsync();

        Assert.Equal(["one", "two"], (await reading).Select(s => s.Label));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_create_that_is_refused_with_the_old_value_is_sent_again_and_makes_one(string refusal)
    {
        PantherClient client = Connect();
        await Control.BreakAsync(RefusedAs(refusal) with { Operation = "CreateS3LogSource", Hold = true });

        Task<S3LogSource> creation = client.S3Sources.CreateAsync(Samples.Definition(), Context);
        await Control.WaitUntilHoldingAsync(1);
        await client.Tokens.RotateAsync(Context);
        await Control.ReleaseAsync();

        Assert.Equal("new source", (await creation).Label);
        Assert.Single(await Control.GetSourcesAsync());
    }

    [Fact]
    public async Task What_is_refused_before_the_new_value_has_arrived_waits_for_it()
    {
        string id = (string)(await Control.AddSourceAsync(Samples.S3Source("target")))["integrationId"]!;
        PantherClient client = Connect();
        await Control.BreakAsync(new Fault { Operation = Rotation, Hold = true, Phase = "after" });

        Task<ApiToken> rotation = client.Tokens.RotateAsync(Context);
        await Control.WaitUntilHoldingAsync(1);
        Task<LogSource> reading = client.LogSources.GetAsync(id, Context);
        Task<LogSource> other = client.LogSources.GetAsync(id, Context);
        while ((await Control.GetRequestsAsync("GetSource")).Count(r => r.Status == 401) < 2)
        {
            Assert.False(reading.IsCompleted || other.IsCompleted);
        }

        await Control.ReleaseAsync();

        Assert.Equal(["target", "target"], (await Task.WhenAll(reading, other)).Select(s => s.Label));
        Assert.Equal(ValueOf(await rotation), await Control.GetTokenValueAsync("full"));
    }

    [Fact]
    public async Task What_waits_for_the_new_value_can_be_stopped()
    {
        PantherClient client = Connect();
        using var stop = new CancellationTokenSource();
        await Control.BreakAsync(new Fault { Operation = Rotation, Hold = true, Phase = "after" });
        Task<ApiToken> rotation = client.Tokens.RotateAsync(Context);
        await Control.WaitUntilHoldingAsync(1);

        Task reading = client.LogSources.GetAsync(Samples.UnknownId, new CallContext(Messages, stop.Token));
        while (!(await Control.GetRequestsAsync("GetSource")).Any(r => r.Status == 401))
        {
            Assert.False(reading.IsCompleted);
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Control.ReleaseAsync();
        await rotation;
    }

    [Fact]
    public async Task Who_stops_does_not_lose_the_new_value()
    {
        PantherClient client = Connect();
        using var stop = new CancellationTokenSource();
        await Control.BreakAsync(new Fault { Operation = Rotation, Hold = true, Phase = "after" });
        Task<ApiToken> rotation = client.Tokens.RotateAsync(new CallContext(Messages, stop.Token));
        await Control.WaitUntilHoldingAsync(1);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rotation);
        await Control.ReleaseAsync();

        // The next rotation begins when this one is over.
        ApiToken again = await client.Tokens.RotateAsync(Context);
        Assert.Equal(ValueOf(again), await Control.GetTokenValueAsync("full"));
        Assert.DoesNotContain(await Control.GetRequestsAsync(Rotation), r => r.Aborted);
    }

    [Fact]
    public async Task Who_has_stopped_before_sends_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Connect().Tokens.RotateAsync(new CallContext(Messages, new CancellationToken(canceled: true))));

        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Fact]
    public async Task Rotations_come_one_after_the_other()
    {
        PantherClient client = Connect();

        ApiToken[] rotated = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.Tokens.RotateAsync(Context)));

        Assert.Equal(3, rotated.Select(ValueOf).Distinct().Count());
        Assert.All(await Control.GetRequestsAsync(Rotation), r => Assert.Equal(200, r.Status));
        await client.Tenant.VerifyAsync(Context);
    }

    [Fact]
    public async Task A_rotation_that_is_refused_is_not_sent_again_though_another_has_succeeded()
    {
        await Control.BreakAsync(new Fault { Operation = Rotation, Status = 401 });

        await Expect.ErrorAsync(PantherErrorKind.Unauthorized, () => Connect().Tokens.RotateAsync(Context));

        Assert.Equal(1, await Control.CountAsync(Rotation));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(4, PantherErrorKind.Unauthorized)]
    public async Task A_read_that_is_refused_right_after_a_rotation_is_tried_some_times_more(int times, PantherErrorKind? expected)
    {
        PantherClient client = Connect();
        await client.Tokens.RotateAsync(Context);
        await Control.BreakAsync(new Fault { Operation = "VerifyConnection", Status = 401, Times = times });

        Exception? end = await Record.ExceptionAsync(() => client.Tenant.VerifyAsync(Context));

        Assert.Equal(expected, (end as PantherException)?.Kind);
        Assert.Equal(times == 1 ? 2 : 4, await Control.CountAsync("VerifyConnection"));
    }

    [Fact]
    public async Task A_change_that_is_refused_right_after_a_rotation_is_not_tried_again()
    {
        PantherClient client = Connect();
        await client.Tokens.RotateAsync(Context);
        await Control.BreakAsync(new Fault { Operation = "DeleteSource", Status = 401 });

        await Expect.ErrorAsync(PantherErrorKind.Unauthorized, () => client.LogSources.DeleteAsync(Samples.UnknownId, Context));

        Assert.Equal(1, await Control.CountAsync("DeleteSource"));
    }

    [Fact]
    public async Task The_new_value_counts_whatever_else_the_answer_says()
    {
        // The token that the emulator gives next cannot be known before; a body that holds one of the test's own can.
        const string Value = "a-new-value-of-the-token";
        PantherClient client = Connect();
        await Control.BreakAsync(new Fault
        {
            Operation = Rotation,
            Body = Samples.Parse($$"""{ "data": { "rotateAPIToken": { "token": { "value": "{{Value}}" } } }, "errors": [ { "message": "{{Value}} has no id" } ] }"""),
        });

        ApiToken rotated = await client.Tokens.RotateAsync(Context);

        Assert.Equal(Value, ValueOf(rotated));
        Assert.Contains("reports: *** has no id", Assert.Single(Messages.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_value_is_told_with_what_is_known()
    {
        PantherClient client = Connect();
        await Control.BreakAsync(new Fault { Operation = Rotation, Status = 504, Phase = "after" });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.OutcomeUnknown, () => client.Tokens.RotateAsync(Context));

        Assert.Contains("was rotated, but its new value was lost", error.Message, StringComparison.Ordinal);
        Assert.Contains("in the Panther Console", error.Message, StringComparison.Ordinal);
        Assert.Equal((Rotation, 504), (error.Operation, error.StatusCode));
    }

    [Theory]
    [InlineData(504, PantherErrorKind.OutcomeUnknown, "most likely it was not")]
    [InlineData(500, PantherErrorKind.ServerError, "500")]
    public async Task A_token_that_is_still_accepted_is_told_so(int status, PantherErrorKind kind, string said)
    {
        PantherClient client = Connect();
        await Control.BreakAsync(new Fault { Operation = Rotation, Status = status });

        PantherException error = await Expect.ErrorAsync(kind, () => client.Tokens.RotateAsync(Context));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        await client.Tenant.VerifyAsync(Context);
    }

    [Theory]
    [InlineData("{\"data\":null,\"errors\":[{\"message\":\"no\",\"extensions\":{\"code\":\"FORBIDDEN\"}}]}", "Nor is it known")]
    [InlineData("{\"data\":null,\"errors\":[{\"message\":\"no\",\"extensions\":{\"code\":\"UNAUTHENTICATED\"}}]}", "was lost")]
    [InlineData("nothing", "Nor is it known")]
    public async Task Where_even_that_cannot_be_found_out_the_error_says_so(string body, string said)
    {
        await Control.BreakAsync(new Fault { Operation = Rotation, Status = 502 });
        await Control.BreakAsync(new Fault
        {
            Operation = "CheckApiToken",
            RawBody = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(body)),
            Times = 0,
        });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.OutcomeUnknown, () => Connect().Tokens.RotateAsync(Context));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.rotateAPIToken.token")]
    [InlineData("data.rotateAPIToken.token.value")]
    public async Task An_answer_without_a_value_has_lost_it(string path)
    {
        await Control.BreakAsync(new Fault { Operation = Rotation, Transform = new { setPath = path, value = (object?)null } });

        await Expect.ErrorAsync(PantherErrorKind.OutcomeUnknown, () => Connect().Tokens.RotateAsync(Context));
    }

    [Fact]
    public async Task The_old_and_the_new_value_are_in_no_message()
    {
        PantherClient client = Connect();
        string old = Emulator.Token("full");
        string current = ValueOf(await client.Tokens.RotateAsync(Context));
        await Control.BreakAsync(new Fault { Status = 400, Body = new { message = $"neither {old} nor {current}" } });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.InvalidInput, () => client.LogSources.GetAsync(Samples.UnknownId, Context));

        Assert.Contains("neither *** nor ***", error.Message, StringComparison.Ordinal);
        Assert.Equal("a *** b", client.Clean($"a {current} b"));
    }

    [Fact]
    public async Task A_call_that_has_failed_with_the_old_value_keeps_the_new_one_secret_too()
    {
        // The first answer is one of the old token, the second quotes the new one.
        string id = (string)(await Control.AddSourceAsync(Samples.S3Source("target")))["integrationId"]!;
        PantherClient client = Connect();
        await Control.BreakAsync(new Fault { Operation = "GetSource", Hold = true, Body = "<html>no JSON</html>" });
        Task<LogSource> reading = client.LogSources.GetAsync(id, Context);
        await Control.WaitUntilHoldingAsync(1);
        string current = ValueOf(await client.Tokens.RotateAsync(Context));
        await Control.BreakAsync(new Fault { Operation = "GetSource", Status = 400, Body = new { message = $"the key {current}" } });
        await Control.ReleaseAsync();

        PantherException error = await Assert.ThrowsAsync<PantherException>(() => reading);

        Assert.DoesNotContain(current, error.ToString(), StringComparison.Ordinal);
    }

    private static Fault RefusedAs(string refusal) => refusal switch
    {
        "401" => new Fault { Status = 401 },
        "403" => new Fault { Status = 403, Body = new { message = "Forbidden" } },
        _ => new Fault
        {
            Body =
                Newtonsoft.Json.Linq.JToken.Parse("{\"data\":null,\"errors\":[{\"message\":\"bad "
                    + "token\",\"extensions\":{\"code\":\"UNAUTHENTICATED\"}}]}"),
        },
    };

    private static string ValueOf(ApiToken token) => new NetworkCredential("", token.Value).Password;
}
