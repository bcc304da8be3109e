using System.Collections;
using System.Management.Automation;
using System.Security;
using Panther.Client.Tests.Emulation;
using PantherPS.Pipeline;
using PantherPS.Tests.Hosting;

namespace PantherPS.Tests;

/// <summary>Stopping a command while the server is silent; each cmdlet in each of its parameter sets.</summary>
public sealed class StopTests(EmulatorFixture emulator) : ModuleTest(emulator)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("panther-stop-").FullName;

    public static TheoryData<string, string> Calls
    {
        get
        {
            using var session = new ModuleSession();
            var calls = new TheoryData<string, string>();
            foreach (CmdletInfo cmdlet in session.GetCmdlets())
            {
                foreach (CommandParameterSetInfo set in cmdlet.ParameterSets)
                {
                    calls.Add(cmdlet.Name, set.Name);
                }
            }

            return calls;
        }
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_stopped_command_ends_at_once_and_sends_nothing_more(string name, string setName)
    {
        ModuleSession session = OpenConnected();
        (CmdletInfo cmdlet, Dictionary<string, object> arguments) = await PrepareAsync(session, name, setName);
        bool sends = typeof(ConnectedCmdlet).IsAssignableFrom(cmdlet.ImplementingType) || cmdlet.Parameters.ContainsKey("ApiHost");
        if (!sends)
        {
            session.Call(name, arguments).Succeeded();
            return;
        }

        int before = (await Control.GetRequestsAsync()).Count;
        await Control.BreakAsync(new Fault { Hold = true, Times = 0 });
        Running running = ModuleSession.Begin(session.BeginCall(name, arguments));
        await Control.WaitUntilHoldingAsync(1);
        int sent = (await Control.GetRequestsAsync()).Count - before;

        if (name == "Update-PantherApiToken")
        {
            await StopRotationAsync(session, running);
            return;
        }

        Ran ran = running.Stop();
        Assert.Equal(PSInvocationState.Stopped, ran.State);
        Assert.Empty(ran.Errors);
        Assert.Empty(ran.Output);

        // The request in flight was given up, and none follows, whatever the server does from now on.
        await Control.WaitUntilIdleAsync();
        await Control.RepairAsync();
        var requests = (await Control.GetRequestsAsync()).Skip(before).ToList();
        Assert.Equal(sent, requests.Count);
        Assert.All(requests, r => Assert.True(r.Aborted, $"{r.Operation} was not given up."));

        // The session goes on as if nothing had been; but who began to connect has ended the connection of that name.
        Ran after = session.Run("Get-PantherLogSource");
        if (name == "Connect-Panther")
        {
            Assert.Equal("PantherNotConnected,PantherPS.Commands.GetPantherLogSourceCommand", after.Error.FullyQualifiedErrorId);
        }
        else
        {
            after.Succeeded();
        }
    }

    [Theory]
    [InlineData("Start-Sleep 300")]
    [InlineData("while ($true) { }")]
    [InlineData("try { Start-Sleep 300 } finally { 'a store that tidies up' }")]
    public async Task A_stop_while_a_store_hangs_loses_no_token_and_says_at_the_host_how_to_come_by_it(string hang)
    {
        var person = new ScriptedUI();
        ModuleSession session = OpenConnected(new TestHost(person));
        int[] calls = [0];
        Running running = session.Begin(
            $"param($calls) Update-PantherApiToken -Store {{ $calls[0]++; if ($calls[0] -eq 2) {{ {hang} }} }}", new Hashtable
            {
                ["calls"] = calls,
            });
        Patience.WaitUntil(() => Volatile.Read(ref calls[0]) == 2, "the store hangs");

        Ran ran = running.Stop();

        Assert.Equal(PSInvocationState.Stopped, ran.State);
        Assert.Empty(ran.Output);
        Patience.WaitUntil(() => person.Shown.Any(s => s.Contains("is not stored", StringComparison.Ordinal)), "the host is warned");
        string warning = Assert.Single(person.Shown, s => s.Contains("is not stored", StringComparison.Ordinal));
        Assert.Contains("run Update-PantherApiToken again", warning, StringComparison.Ordinal);

        // As the warning says: the connection has the value, and gives the next one.
        Ran after = session.Run("Update-PantherApiToken").Succeeded();
        var value = (SecureString)after.Output.Single().BaseObject;
        Open().Call("Connect-Panther", new Hashtable { ["ApiHost"] = Emulator.Url.AbsoluteUri, ["ApiToken"] = value }).Succeeded();
        Assert.Equal(2, await Control.CountAsync("RotateApiToken"));
    }

    /// <summary>A rotation is not given up, since its answer is the token: the connection takes it though the command has ended.</summary>
    private async Task StopRotationAsync(ModuleSession session, Running running)
    {
        Ran ran = running.Stop();
        Assert.Equal(PSInvocationState.Stopped, ran.State);
        Assert.Empty(ran.Errors);
        Assert.Empty(ran.Output);
        await Control.RepairAsync();
        await Control.WaitUntilIdleAsync();
        Assert.DoesNotContain(await Control.GetRequestsAsync(), r => r.Aborted);
        session.Run("Get-PantherLogSource").Succeeded();
    }

    private async Task<(CmdletInfo Cmdlet, Dictionary<string, object> Arguments)> PrepareAsync(
        ModuleSession session, string name, string setName)
    {
        var scene = new CallScene(
            await CallData.MakeSceneAsync(Control),
            Emulator.Url.AbsoluteUri,
            Emulator.Token("full"),
            await Control.GetTokenIdAsync("none"),
            (reader, parameter, id) => session.Run(
                "param($reader, $with) & $reader @with",
                new Dictionary<string, object> { ["reader"] = reader, ["with"] = new Hashtable { [parameter] = id } }).Succeeded().Output.Single(),
            MakeFile);
        CmdletInfo cmdlet = session.GetCmdlets().Single(c => c.Name == name);
        CommandParameterSetInfo set = cmdlet.ParameterSets.Single(s => s.Name == setName);
        Dictionary<string, object> arguments = CallData.Of(cmdlet.Noun).GetArguments(cmdlet, set, scene);
        if (cmdlet.Parameters.ContainsKey("Confirm"))
        {
            arguments["Confirm"] = false;
        }

        return (cmdlet, arguments);
    }

    private string MakeFile(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
