using Panther.Emulator;
using Panther.Emulator.Json;

namespace Panther.Client.Tests.Emulation;

/// <summary>An emulator of its own, in this process, for the tests of one class, which run one after the other.</summary>
public sealed class EmulatorFixture : IAsyncLifetime
{
    private EmulatorServer? _server;
    private EmulatorControl? _control;

    /// <summary>The emulator's address, without a path.</summary>
    public Uri Url => Server.Url;

    /// <summary>The same over TLS, with a certificate that nobody trusts.</summary>
    public Uri UntrustedUrl => Server.HttpsUrl!;

    public EmulatorControl Control => _control ?? throw NotStarted();

    /// <summary>The REST requests since the last reset that were carried out.</summary>
    internal IEnumerable<JsonMap> RestSuccesses => Server.State.Journal.Entries()
        .Where(
            request => request.Get("status") is int and < 300 && request.Text("path") is { } path
                && !path.EndsWith("/public/graphql", StringComparison.Ordinal));

    private EmulatorServer Server => _server ?? throw NotStarted();

    /// <summary>
    /// The value of one of the standard tokens: <c>full</c>, <c>logSources</c>, <c>readOnly</c>, <c>none</c>, <c>expired</c>.
    /// </summary>
    public string Token(string name) =>
        TokenOrNull(name) ?? throw new ArgumentException($"There is no standard token '{name}'.", nameof(name));

    /// <summary>As <see cref="Token"/>; null where there is none of this name.</summary>
    public string? TokenOrNull(string name) => Server.Tokens.GetValueOrDefault(name);

    public async Task InitializeAsync()
    {
        _server = await EmulatorServer.StartAsync(isHttps: true);
        _control = new EmulatorControl(Url);
    }

    public async Task DisposeAsync()
    {
        _control?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static InvalidOperationException NotStarted() => new("The emulator has not been started.");
}
