using System.Management.Automation.Host;
using Newtonsoft.Json.Linq;
using Panther.Client.Tests.Emulation;

namespace PantherPS.Tests.Hosting;

/// <summary>Tests of the module in this program, against an emulator that each test finds fresh.</summary>
public abstract class ModuleTest(EmulatorFixture emulator) : IClassFixture<EmulatorFixture>, IAsyncLifetime
{
    private readonly List<ModuleSession> _sessions = [];

    protected EmulatorFixture Emulator { get; } = emulator;

    protected EmulatorControl Control => Emulator.Control;

    public virtual Task InitializeAsync() => Control.ResetAsync();

    public virtual async Task DisposeAsync()
    {
        // What a fault holds up would hold up the end of a session too.
        await Control.RepairAsync();
        _sessions.ForEach(session => session.Dispose());
    }

    /// <summary>A session of its own.</summary>
    private protected ModuleSession Open(PSHost? host = null)
    {
        var session = new ModuleSession(host);
        _sessions.Add(session);
        return session;
    }

    /// <summary>A session that is connected to the emulator.</summary>
    private protected ModuleSession OpenConnected(PSHost? host = null)
    {
        ModuleSession session = Open(host);
        Connect(session, Emulator).Succeeded();
        return session;
    }

    private protected static Ran Connect(ModuleSession session, EmulatorFixture tenant) => session.Call(
        "Connect-Panther",
        new Dictionary<string, object> { ["ApiHost"] = tenant.Url.AbsoluteUri, ["ApiToken"] = ScriptedUI.ToSecret(tenant.Token("full")) });

    /// <summary>Adds sources of type <c>http-ingest</c> with these labels.</summary>
    /// <returns>Their ids.</returns>
    private protected async Task<string[]> AddHttpSourcesAsync(params string[] labels)
    {
        var sources = await Control.AddSourcesAsync([.. labels.Select(label =>
        {
            JObject source = CallData.Of("PantherHttpLogSource").GetSource()!;
            source["integrationLabel"] = label;
            return source;
        })]);
        return [.. sources.Select(s => (string)s["integrationId"]!)];
    }
}
