using Panther.Client.Paging;
using Panther.Client.GraphQL;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class CancellationTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The operations, and the request of each that is held up.</summary>
    public static TheoryData<string, string> Operations => new()
    {
        { "verify", "VerifyConnection" },
        { "version", "PantherVersion" },
        { "token", "GET /api-tokens/{id}" },
        { "list", "ListSources" },
        { "get", "GetSource" },
        { "create", "CreateS3LogSource" },
        { "update, asking the schema", "DescribeUpdate" },
        { "update, reading", "GetSourceForUpdate" },
        { "update", "UpdateS3LogSource" },
        { "delete", "DeleteSource" },
        { "document", "Mine" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_that_is_cancelled_while_the_server_holds_it_ends_and_its_request_too(string operation, string held)
    {
        await Control.BreakAsync(new Fault { Operation = held, Hold = true, Times = 0 });
        Task running = await StartAsync(operation);
        await Control.WaitUntilHoldingAsync(1);

        await _cancellation.CancelAsync();

        OperationCanceledException end = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(end.CancellationToken.IsCancellationRequested);
        await AssertAbortedAsync(held);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_client_that_is_disposed_while_the_server_holds_an_operation_ends_it_and_its_request(string operation, string held)
    {
        await Control.BreakAsync(new Fault { Operation = held, Hold = true, Times = 0 });
        PantherClient client = Connect();
        Task running = await StartAsync(operation, client);
        await Control.WaitUntilHoldingAsync(1);

        client.Dispose();

        Assert.True(client.HasEnded);
        if (operation is "version" or "token")
        {
            // Nice to know, and empty where it cannot be had.
            await running;
        }
        else
        {
            PantherException error = await Assert.ThrowsAsync<PantherException>(() => running);

            // A create that was under way may have been carried out, which counts for more than how it ended.
            Assert.Equal(operation == "create" ? PantherErrorKind.OutcomeUnknown : PantherErrorKind.NotConnected, error.Kind);
            Assert.Contains("The connection to Panther has ended", error.Message, StringComparison.Ordinal);
            Assert.Equal(held, error.Operation);
        }

        await AssertAbortedAsync(held);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_client_that_has_ended_sends_nothing(string operation, string held)
    {
        Assert.NotEmpty(held);
        PantherClient client = Connect();
        Func<Task> run = await PrepareAsync(operation, client);
        await Control.ResetAsync();
        client.Dispose();

        if (operation is "version" or "token")
        {
            await run();
        }
        else
        {
            await Expect.ErrorAsync(PantherErrorKind.NotConnected, run);
        }

        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_that_was_cancelled_before_sends_nothing(string operation, string held)
    {
        Assert.NotEmpty(held);
        Func<Task> run = await PrepareAsync(operation, Connect());
        await Control.ResetAsync();
        await _cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(run);

        Assert.Empty(await Control.GetRequestsAsync());
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_wait_for_the_next_attempt_can_be_cancelled(int status)
    {
        var clock = new VirtualClock();
        await Control.BreakAsync(new Fault { Status = status, Times = 0, Headers = RetryAfter });
        Task running = ListAsync(Connect(configure: o => o.Clock = clock), new CallContext(null, _cancellation.Token));
        await clock.WaitForSleeperAsync();

        await _cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(1, await Control.CountAsync("ListSources"));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_wait_for_the_next_attempt_ends_with_the_client(int status)
    {
        var clock = new VirtualClock();
        await Control.BreakAsync(new Fault { Status = status, Times = 0, Headers = RetryAfter });
        PantherClient client = Connect(configure: o => o.Clock = clock);
        Task running = ListAsync(client);
        await clock.WaitForSleeperAsync();

        client.Dispose();

        await Expect.ErrorAsync(PantherErrorKind.NotConnected, () => running);
        Assert.Equal(1, await Control.CountAsync("ListSources"));
    }

    [Fact]
    public async Task A_create_that_waits_after_a_429_ends_with_the_client_and_its_outcome_is_known()
    {
        var clock = new VirtualClock();
        await Control.BreakAsync(new Fault { Status = 429, Times = 0, Headers = RetryAfter });
        PantherClient client = Connect(configure: o => o.Clock = clock);
        Task running = client.S3Sources.CreateAsync(Samples.Definition(), CallContext.None);
        await clock.WaitForSleeperAsync();

        client.Dispose();

        await Expect.ErrorAsync(PantherErrorKind.NotConnected, () => running);
    }

    [Fact]
    public async Task A_search_for_a_created_source_can_be_cancelled()
    {
        await Control.BreakAsync(new Fault { Operation = "CreateS3LogSource", Status = 504 });
        await Control.BreakAsync(new Fault { Operation = "ListSources", Hold = true, Times = 0 });
        Task running = await StartAsync("create");
        await Control.WaitUntilHoldingAsync(1);

        await _cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await AssertAbortedAsync("ListSources");
    }

    [Fact]
    public async Task A_body_that_is_under_way_can_be_cancelled()
    {
        await Control.BreakAsync(new Fault { Operation = "ListSources", Endless = "whitespace" });
        using Listing<LogSource> listing = Connect().LogSources.List(new CallContext(null, _cancellation.Token));
        Assert.True(await listing.NextAsync());
        Task reading = Task.Run(() => listing.TryRead(out _));

        await _cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await AssertAbortedAsync("ListSources");
    }

    [Fact]
    public async Task A_body_that_is_under_way_ends_with_the_client()
    {
        await Control.BreakAsync(new Fault { Operation = "ListSources", Endless = "whitespace" });
        PantherClient client = Connect();
        using Listing<LogSource> listing = client.LogSources.List(Context);
        Assert.True(await listing.NextAsync());
        Task<bool> reading = Task.Run(() => listing.TryRead(out _));

        client.Dispose();

        Assert.False(await reading);
        await Expect.ErrorAsync(PantherErrorKind.NotConnected, listing.NextAsync);
        await AssertAbortedAsync("ListSources");
    }

    [Fact]
    public async Task An_operation_that_is_cancelled_leaves_the_others_of_its_client_alone()
    {
        await Control.BreakAsync(new Fault { Operation = "GetSource", Hold = true });
        PantherClient client = Connect();
        Task running = await StartAsync("get", client);
        await Control.WaitUntilHoldingAsync(1);

        await _cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Single(await ListAsync(client));
        Assert.False(client.HasEnded);
    }

    [Fact]
    public void A_client_can_be_disposed_twice()
    {
        PantherClient client = Connect();
        client.Dispose();
        client.Dispose();

        Assert.True(client.HasEnded);
    }

    private static Dictionary<string, string> RetryAfter => new() { ["Retry-After"] = "5" };

    /// <summary>Starts an operation that the token of these tests cancels.</summary>
    private async Task<Task> StartAsync(string operation, PantherClient? client = null)
    {
        Func<Task> run = await PrepareAsync(operation, client ?? Connect());
        return Task.Run(run);
    }

    private async Task<Func<Task>> PrepareAsync(string operation, PantherClient client)
    {
        var context = new CallContext(Messages, _cancellation.Token);
        string id = (string)(await Control.AddSourceAsync(Samples.S3Source()))["integrationId"]!;
        var changes = new S3SourceSettings { Label = "renamed" };
        SourceUpdate<S3LogSource>? update = operation == "update" ? await client.S3Sources.PrepareUpdateAsync(id, changes, Context) : null;
        return operation switch
        {
            "verify" => () => client.Tenant.VerifyAsync(context),
            "version" => () => client.Tenant.GetVersionAsync(context),
            "token" => () => client.Tenant.GetTokenAsync(context),
            "list" => () => ListAsync(client, context),
            "get" => () => client.LogSources.GetAsync(id, context),
            "create" => () => client.S3Sources.CreateAsync(Samples.Definition(), context),
            "update" => () => client.S3Sources.UpdateAsync(update!, context),
            "update, asking the schema" or "update, reading" => () => client.S3Sources.PrepareUpdateAsync(id, changes, context),
            "delete" => () => client.LogSources.DeleteAsync(id, context),
            _ => () => client.GraphQL.InvokeAsync(GraphQLRequest.Parse("query Mine { __typename }", null), null, context),
        };
    }

    /// <summary>The client went away from the last request of the operation, and nothing came after it.</summary>
    private async Task AssertAbortedAsync(string operation)
    {
        await Control.WaitUntilIdleAsync();
        IReadOnlyList<RecordedRequest> requests = await Control.GetRequestsAsync();
        Assert.Equal(operation, requests[^1].Operation);
        Assert.True(requests[^1].Aborted);
    }
}
