using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using PantherPS.Tests.Hosting;

namespace PantherPS.Tests;

/// <summary>Names match alike in every culture; in Turkish, "I" is not the capital of "i".</summary>
public sealed class CultureTests(EmulatorFixture emulator) : ModuleTest(emulator)
{
    [Theory]
    [InlineData("Get-PantherLogSource -Label 'INDIA BILLING'")]
    [InlineData("Get-PantherLogSource -Label 'INDIA*'")]
    [InlineData("Get-PantherLogSource -IntegrationType 'HTTP-INGEST'")]
    [InlineData("Get-PantherLogSource -LogType 'GITHUB.WEBHOOK'")]
    [InlineData("Get-PantherLogSource -LogType 'GITHUB.*'")]
    [InlineData("Get-PantherHttpLogSource -Label 'INDIA*'")]
    [InlineData("Get-PantherLogSource -Connection 'INDIA'")]
    public async Task A_name_matches_whatever_the_culture(string command)
    {
        await AddHttpSourcesAsync("India billing");
        ModuleSession session = Open();
        var arguments = new Dictionary<string, object>
        {
            ["url"] = Emulator.Url.AbsoluteUri,
            ["token"] = ScriptedUI.ToSecret(Emulator.Token("full")),
        };
        session.Run("param($url, $token) [void] (Connect-Panther $url -ApiToken $token -Name india)", arguments).Succeeded();
        foreach (string culture in new[] { "tr-TR", "de-DE", "" })
        {
            Ran ran = session.Run($"[cultureinfo]::CurrentCulture = '{culture}'; {command}").Succeeded();
            Assert.Equal("India billing", ((LogSource)Assert.Single(ran.Output).BaseObject).Label);
        }
    }
}
