using System.Management.Automation;
using Panther.Client.Tests.Emulation;
using PantherPS.Tests.Hosting;

namespace PantherPS.Tests;

/// <summary>What a program sees of a command beside its output.</summary>
public sealed class StreamTests(EmulatorFixture emulator) : ModuleTest(emulator)
{
    [Fact]
    public async Task Long_work_shows_a_bar_that_is_taken_away_at_its_end()
    {
        string[] ids = await AddHttpSourcesAsync("a", "b", "c");
        var ui = new ScriptedUI();
        ModuleSession session = OpenConnected(new TestHost(ui));
        await Control.BreakAsync(new Fault { Hold = true, Path = $"/log-sources/http/{ids[2]}" });
        Running running = session.Begin("param($ids) $ids | Get-PantherHttpLogSource", new Dictionary<string, object> { ["ids"] = ids });
        Patience.WaitUntil(() => !ui.Progress.IsEmpty, "the host showed a bar");
        await Control.ReleaseAsync();
        Ran ran = running.End().Succeeded();
        Assert.Equal(3, ran.Output.Count);

        ProgressRecord[] bars = [.. ui.Progress];
        Assert.Equal(ProgressRecordType.Completed, bars[^1].RecordType);
        Assert.All(bars[..^1], bar => Assert.Equal(ProgressRecordType.Processing, bar.RecordType));
        Assert.All(bars, bar => Assert.Contains("Panther", bar.Activity, StringComparison.Ordinal));
        Assert.Equal(bars.Length, ran.Progress.Count);

        // Nothing is written over by a later one: a host may keep them.
        Assert.Equal(bars.Length, bars.Distinct().Count());
    }

    [Fact]
    public async Task Quick_work_shows_none()
    {
        await AddHttpSourcesAsync("a");
        var ui = new ScriptedUI();
        OpenConnected(new TestHost(ui)).Run("Get-PantherLogSource").Succeeded();
        Assert.DoesNotContain(ui.Progress, bar => bar.Activity.Contains("Panther", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_shows_a_line_for_each_request_with_Verbose_and_none_without()
    {
        string[] ids = await AddHttpSourcesAsync("a", "b");
        var ui = new ScriptedUI();
        ModuleSession session = OpenConnected(new TestHost(ui));
        int connecting = (await Control.GetRequestsAsync()).Count;
        var arguments = new Dictionary<string, object> { ["ids"] = ids };
        session.Run("param($ids) $ids | Get-PantherHttpLogSource", arguments).Succeeded();
        Assert.Empty(ui.Shown);
        int requests = (await Control.GetRequestsAsync()).Count - connecting;
        Assert.True(requests >= ids.Length);

        Ran ran = session.Run("param($ids) $ids | Get-PantherHttpLogSource -Verbose", arguments).Succeeded();
        string[] lines = [.. ui.Shown.Where(
            line => line.StartsWith("verbose: ", StringComparison.Ordinal) && line.Contains("HTTP 200", StringComparison.Ordinal))];
        Assert.Equal(requests, lines.Length);
        Assert.Equal(ran.Verbose.Select(line => "verbose: " + line), ui.Shown);
    }

    [Fact]
    public async Task A_warning_reaches_the_host_once_with_what_it_is_about()
    {
        var ui = new ScriptedUI();
        ModuleSession session = OpenConnected(new TestHost(ui));
        const string Create = "New-PantherHttpLogSource -Label odd -LogType No.SuchType -LogStreamType JSON -AuthMethod None";

        // Nobody waits for the tenant's log types for more than a second, so they are to be known before.
        session.Run(Create + " -WhatIf").Succeeded();
        await Control.WaitUntilIdleAsync();
        int before = ui.Shown.Count;

        Ran ran = session.Run(Create).Succeeded();
        string warning = Assert.Single(ran.Warnings);
        Assert.Contains("No.SuchType", warning, StringComparison.Ordinal);
        Assert.Equal(["warning: " + warning], ui.Shown.Skip(before).Where(line => line.StartsWith("warning: ", StringComparison.Ordinal)));
        Assert.Single(await Control.GetSourcesAsync());
    }

    [Fact]
    public async Task WhatIf_is_shown_by_the_host_and_is_no_output()
    {
        await AddHttpSourcesAsync("a");
        var ui = new ScriptedUI();
        Ran ran = OpenConnected(new TestHost(ui)).Run("Get-PantherLogSource | Remove-PantherLogSource -WhatIf").Succeeded();
        Assert.Empty(ran.Output);
        Assert.Contains(
            ui.Shown, line => line.StartsWith("What if: ", StringComparison.Ordinal) && line.Contains("'a'", StringComparison.Ordinal));
        Assert.Single(await Control.GetSourcesAsync());
    }

    [Fact]
    public async Task The_views_of_the_module_serve_in_a_program_too()
    {
        await AddHttpSourcesAsync("a-label-to-look-for");
        Ran ran = OpenConnected().Run("Get-PantherLogSource | Out-String -Width 200").Succeeded();
        string table = Assert.Single(ran.Output).ToString();
        Assert.Contains("a-label-to-look-for", table, StringComparison.Ordinal);
        Assert.Contains("http-ingest", table, StringComparison.Ordinal);
    }
}
