using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;

namespace PantherPS.Tests.Hosting;

/// <summary>A runspace of this program with the module in it, imported through its manifest.</summary>
internal sealed class ModuleSession : IDisposable
{
    public ModuleSession(PSHost? host = null)
    {
        Runspace = RunspaceFactory.CreateRunspace(host ?? new TestHost(ui: null), CreateState());
        Runspace.Open();
    }

    public static string Manifest { get; } = Path.Combine(AppContext.BaseDirectory, "PantherPS.psd1");

    public Runspace Runspace { get; }

    /// <summary>What a runspace begins with: PowerShell's own commands and the module.</summary>
    public static InitialSessionState CreateState()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Manifest]);
        return state;
    }

    /// <summary>The cmdlets that the module exports.</summary>
    public IReadOnlyList<CmdletInfo> GetCmdlets() =>
        [.. Run("Get-Command -Module PantherPS").Output.Select(o => (CmdletInfo)o.BaseObject).OrderBy(c => c.Name, StringComparer.Ordinal)];

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">The script; its parameters are named.</param>
    /// <param name="arguments">Their values.</param>
    public Ran Run(string script, IDictionary? arguments = null) => Begin(script, arguments).End();

    /// <summary>Runs a cmdlet to its end.</summary>
    public Ran Call(string cmdlet, IDictionary arguments) => Begin(BeginCall(cmdlet, arguments)).End();

    /// <summary>Begins a script on another thread.</summary>
    public Running Begin(string script, IDictionary? arguments = null)
    {
        PowerShell shell = PowerShell.Create(Runspace).AddScript(script);
        return Begin(arguments is null ? shell : shell.AddParameters(arguments));
    }

    public PowerShell BeginCall(string cmdlet, IDictionary arguments) =>
        PowerShell.Create(Runspace).AddCommand(cmdlet).AddParameters(arguments);

    public static Running Begin(PowerShell shell) => new(shell);

    public void Dispose() => Runspace.Dispose();
}

/// <summary>A command that runs.</summary>
internal sealed class Running
{
    private readonly PSDataCollection<PSObject> _input = [];
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly IAsyncResult _result;

    public Running(PowerShell shell)
    {
        Shell = shell;
        _input.Complete();
        _result = shell.BeginInvoke(_input, _output);
    }

    public PowerShell Shell { get; }

    /// <summary>What it has written so far. (Enumerating the collection itself would wait for the end.)</summary>
    public IReadOnlyList<PSObject> Output => [.. Enumerable.Range(0, _output.Count).Select(i => _output[i])];

    /// <summary>Waits for its end.</summary>
    public Ran End()
    {
        Assert.True(_result.AsyncWaitHandle.WaitOne(Patience.Limit), $"The command did not end within {Patience.Limit.TotalSeconds} s.");
        return Result();
    }

    /// <summary>Stops it, as Ctrl+C does.</summary>
    public Ran Stop()
    {
        IAsyncResult stopping = Shell.BeginStop(null, null);
        Assert.True(stopping.AsyncWaitHandle.WaitOne(Patience.Limit), $"The command did not stop within {Patience.Limit.TotalSeconds} s.");
        Shell.EndStop(stopping);
        return End();
    }

    private Ran Result()
    {
        using (Shell)
        {
            return new Ran(
                Output,
                [.. Shell.Streams.Error],
                [.. Shell.Streams.Warning.Select(w => w.Message)],
                [.. Shell.Streams.Verbose.Select(v => v.Message)],
                [.. Shell.Streams.Progress],
                Shell.InvocationStateInfo.State,
                Shell.InvocationStateInfo.Reason);
        }
    }
}

/// <summary>What came of a command.</summary>
/// <param name="Output">What it wrote.</param>
/// <param name="Errors">Its errors; one that terminated it is the <paramref name="Failure"/>.</param>
/// <param name="Warnings">Its warnings.</param>
/// <param name="Verbose">Its verbose lines.</param>
/// <param name="Progress">Its progress records.</param>
/// <param name="State">How it ended.</param>
/// <param name="Failure">What terminated it; null where nothing did.</param>
internal sealed record Ran(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<ProgressRecord> Progress,
    PSInvocationState State,
    Exception? Failure)
{
    /// <summary>Its one error, terminating or not.</summary>
    public ErrorRecord Error => Failure is RuntimeException failure ? failure.ErrorRecord : Assert.Single(Errors);

    /// <summary>The same, where it went well.</summary>
    public Ran Succeeded()
    {
        Assert.Null(Failure);
        Assert.Empty(Errors);
        Assert.Equal(PSInvocationState.Completed, State);
        return this;
    }
}

/// <summary>How long tests wait for what comes in no time, unless something hangs.</summary>
internal static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);

    public static void WaitUntil(Func<bool> isSo, string what) =>
        Assert.True(SpinWait.SpinUntil(isSo, Limit), $"It never came to be that {what}.");
}
