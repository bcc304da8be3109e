using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using PantherPS.Tests.Hosting;

namespace PantherPS.Tests;

/// <summary>Several tenants in one program: no runspace ever sees another's.</summary>
public sealed class TenantTests(EmulatorFixture emulator) : ModuleTest(emulator)
{
    private readonly EmulatorFixture _other = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await _other.InitializeAsync();
        await Control.AddSourcesAsync(Enumerable.Range(0, 3).Select(i => Source($"first{i}")).ToArray());
        await _other.Control.AddSourcesAsync(Enumerable.Range(0, 3).Select(i => Source($"second{i}")).ToArray());
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public void Pools_with_a_tenant_each_read_their_own()
    {
        using RunspacePool first = OpenPool();
        using RunspacePool second = OpenPool();
        var runs = new List<(string Expected, Running Running)>();
        for (int i = 0; i < 20; i++)
        {
            runs.Add(("first", BeginListing(first, Emulator)));
            runs.Add(("second", BeginListing(second, _other)));
        }

        foreach ((string expected, Running running) in runs)
        {
            Assert.Equal(
                Enumerable.Range(0, 3).Select(i => $"{expected}{i}"),
                running.End().Succeeded().Output.Select(o => ((LogSource)o.BaseObject).Label!).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Jobs_of_two_tenants_in_one_pool_that_connect_at_their_beginning_read_their_own()
    {
        using RunspacePool pool = OpenPool();
        (string Expected, Running Running)[] runs =
        [
            .. Enumerable.Range(0, 40).Select(i => i % 2 == 0
                ? ("first", BeginListing(pool, Emulator, always: true))
                : ("second", BeginListing(pool, _other, always: true))),
        ];
        foreach ((string expected, Running running) in runs)
        {
            IReadOnlyList<PSObject> output = running.End().Succeeded().Output;
            Assert.Equal(3, output.Count);
            Assert.All(output, o => Assert.StartsWith(expected, ((LogSource)o.BaseObject).Label!, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_runspace_inherits_no_connection()
    {
        OpenConnected();
        Ran ran = Open().Run("Get-PantherLogSource");
        Assert.Equal("PantherNotConnected,PantherPS.Commands.GetPantherLogSourceCommand", ran.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_connection_that_is_passed_on_serves_in_another_runspace()
    {
        object connection = OpenConnected().Run("Get-PantherConnection").Succeeded().Output.Single();
        ModuleSession other = Open();
        Connect(other, _other).Succeeded();
        Ran ran = other.Run(
            "param($c) Get-PantherLogSource -Connection $c", new Dictionary<string, object> { ["c"] = connection }).Succeeded();
        Assert.All(ran.Output, o => Assert.StartsWith("first", ((LogSource)o.BaseObject).Label!, StringComparison.Ordinal));
        Assert.All(
            other.Run("Get-PantherLogSource").Succeeded().Output,
            o => Assert.StartsWith("second", ((LogSource)o.BaseObject).Label!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_of_one_tenant_is_removed_there_from_whatever_runspace()
    {
        object source = OpenConnected().Run("Get-PantherLogSource -Label first1").Succeeded().Output.Single();
        ModuleSession other = Open();
        Connect(other, _other).Succeeded();
        other.Run("param($s) $s | Remove-PantherLogSource -Confirm:$false", new Dictionary<string, object> { ["s"] = source }).Succeeded();
        Assert.Equal(2, (await Control.GetSourcesAsync()).Count);
        Assert.Equal(3, (await _other.Control.GetSourcesAsync()).Count);
    }

    private static RunspacePool OpenPool()
    {
        RunspacePool pool = RunspaceFactory.CreateRunspacePool(1, 4, ModuleSession.CreateState(), new TestHost(ui: null));
        pool.Open();
        return pool;
    }

    private static Running BeginListing(RunspacePool pool, EmulatorFixture tenant, bool always = false)
    {
        var shell = PowerShell.Create();
        shell.RunspacePool = pool;
        shell.AddScript(
            "param($url, $token, $always) if ($always -or -not (Get-PantherConnection)) { [void] (Connect-Panther $url -ApiToken $token) "
            + "}; Get-PantherLogSource")
            .AddParameter("url", tenant.Url.AbsoluteUri)
            .AddParameter("token", ScriptedUI.ToSecret(tenant.Token("full")))
            .AddParameter("always", always);
        return ModuleSession.Begin(shell);
    }

    private static JObject Source(string label)
    {
        JObject source = CallData.Of("PantherHttpLogSource").GetSource()!;
        source["integrationLabel"] = label;
        return source;
    }
}
