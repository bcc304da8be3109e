using Panther.Client.Paging;
using Panther.Client.LogSources;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.Emulation;

/// <summary>Tests against an emulator: each finds it fresh, and its clients are disposed afterwards.</summary>
public abstract class EmulatorTest(EmulatorFixture emulator) : IClassFixture<EmulatorFixture>, IAsyncLifetime
{
    private readonly List<PantherClient> _clients = [];

    protected EmulatorFixture Emulator { get; } = emulator;

    protected EmulatorControl Control => Emulator.Control;

    /// <summary>The time of the clients: waits are over at once.</summary>
    private protected InstantClock Clock { get; } = new();

    /// <summary>What the clients say.</summary>
    private protected Messages Messages { get; } = new();

    protected CallContext Context => new(Messages);

    public Task InitializeAsync() => Control.ResetAsync();

    public Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());

        // What was carried out was asked for as Panther specifies it, whatever the test is about.
        Assert.Empty(Emulator.RestSuccesses.SelectMany(RestRequestTests.ProblemsOf));
        return Task.CompletedTask;
    }

    /// <summary>A client of the emulator.</summary>
    /// <param name="token">The name of a standard token, or a token's value.</param>
    /// <param name="configure">Changes its options.</param>
    protected PantherClient Connect(string token = "full", Action<PantherClientOptions>? configure = null) =>
        ConnectTo(Emulator.Url, Emulator.TokenOrNull(token) ?? token, configure);

    /// <summary>A client of some other address.</summary>
    private protected PantherClient ConnectTo(Uri url, string tokenValue, Action<PantherClientOptions>? configure = null)
    {
        var options = new PantherClientOptions(PantherEndpoint.Parse(url.AbsoluteUri), tokenValue) { Clock = Clock };
        configure?.Invoke(options);
        var client = new PantherClient(options);
        _clients.Add(client);
        return client;
    }

    /// <summary>Reads all sources.</summary>
    protected async Task<IReadOnlyList<LogSource>> ListAsync(PantherClient client, CallContext? context = null)
    {
        var sources = new List<LogSource>();
        await ReadIntoAsync(sources, client, context);
        return sources;
    }

    /// <summary>Reads all sources, and the faults that did not end the listing.</summary>
    protected async Task<(IReadOnlyList<LogSource> Sources, IReadOnlyList<PantherException> Errors)> ListWithErrorsAsync(
        PantherClient client)
    {
        var sources = new List<LogSource>();
        return (sources, await ReadIntoAsync(sources, client));
    }

    /// <summary>Reads all sources into a list, which holds what came before an error too.</summary>
    /// <returns>The faults that did not end the listing.</returns>
    protected async Task<IReadOnlyList<PantherException>> ReadIntoAsync(
        ICollection<LogSource> sources, PantherClient client, CallContext? context = null)
    {
        using Listing<LogSource> listing = client.LogSources.List(context ?? Context);
        while (await listing.NextAsync())
        {
            while (listing.TryRead(out LogSource? source))
            {
                sources.Add(source);
            }
        }

        return listing.TakeErrors();
    }

    /// <summary>Reads an S3 source, changes it, and sends the change.</summary>
    protected async Task<S3LogSource> UpdateAsync(PantherClient client, string id, S3SourceSettings changes) =>
        await client.S3Sources.UpdateAsync(await client.S3Sources.PrepareUpdateAsync(id, changes, Context), Context);
}
