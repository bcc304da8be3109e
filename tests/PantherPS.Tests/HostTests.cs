using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using Panther.Client.Tests.Emulation;
using PantherPS.Tests.Hosting;

namespace PantherPS.Tests;

/// <summary>What the module makes of hosts that ask a person, that ask nobody, and that fail when they ask.</summary>
public sealed class HostTests(EmulatorFixture emulator) : ModuleTest(emulator)
{
    private const string RemoveAll = "Get-PantherLogSource | Sort-Object Label | Remove-PantherLogSource -ThrottleLimit 1";

    public static TheoryData<string> Failures =>
        ["HostException", "NotImplementedException", "NotSupportedException", "InvalidOperationException"];

    [Fact]
    public async Task Without_a_person_everything_works_that_needs_no_answer()
    {
        await AddHttpSourcesAsync("a", "b");
        ModuleSession session = OpenConnected();
        Assert.Equal(2, session.Run("Get-PantherLogSource").Succeeded().Output.Count);
        session.Run("Get-PantherLogSource | Remove-PantherLogSource -Confirm:$false").Succeeded();
        Assert.Empty(await Control.GetSourcesAsync());
    }

    [Fact]
    public async Task Without_a_person_what_needs_an_answer_is_refused_and_nothing_is_changed()
    {
        await AddHttpSourcesAsync("a");
        ModuleSession session = OpenConnected();
        Ran ran = session.Run("Get-PantherLogSource | Remove-PantherLogSource");
        Assert.NotNull(ran.Error);
        Assert.Single(await Control.GetSourcesAsync());
    }

    [Fact]
    public void Without_a_person_a_missing_token_is_an_error_that_says_how_to_give_one()
    {
        Ran ran = Open().Run("param($url) Connect-Panther $url", new Dictionary<string, object> { ["url"] = Emulator.Url.AbsoluteUri });
        Assert.Equal("PantherInvalidInput,PantherPS.Commands.ConnectPantherCommand", ran.Error.FullyQualifiedErrorId);
        Assert.Contains("-ApiToken", ran.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_types_the_token_masked()
    {
        var ui = new ScriptedUI { Secret = Emulator.Token("full") };
        ModuleSession session = Open(new TestHost(ui));
        Ran ran = session.Run("param($url) Connect-Panther $url -Verbose", new Dictionary<string, object>
        {
            ["url"] = Emulator.Url.AbsoluteUri,
        });
        ran.Succeeded();
        FieldDescription field = Assert.Single(ui.Fields);
        Assert.Equal(typeof(SecureString).FullName, field.ParameterTypeFullName);
        Assert.NotEmpty(await Control.GetRequestsAsync());
        Assert.DoesNotContain(ui.Shown, line => line.Contains(ui.Secret, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_prompt_for_the_token_that_fails_is_an_error_that_says_how_to_give_one(string exception)
    {
        Ran ran = Open(new TestHost(new ScriptedUI { Failure = Create(exception) }))
            .Run("param($url) Connect-Panther $url", new Dictionary<string, object> { ["url"] = Emulator.Url.AbsoluteUri });
        Assert.Equal("PantherInvalidInput,PantherPS.Commands.ConnectPantherCommand", ran.Error.FullyQualifiedErrorId);
        Assert.Contains("-ApiToken", ran.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_question_that_fails_changes_nothing_and_leaves_the_session_usable(string exception)
    {
        await AddHttpSourcesAsync("a", "b");
        var ui = new ScriptedUI { Failure = Create(exception) };
        ModuleSession session = OpenConnected(new TestHost(ui));
        Ran ran = session.Run(RemoveAll);
        Assert.NotNull(ran.Error);
        Assert.Equal(2, (await Control.GetSourcesAsync()).Count);
        await Control.WaitUntilIdleAsync();

        ui.Failure = null;
        ui.Answer("Yes to All");
        session.Run(RemoveAll).Succeeded();
        Assert.Empty(await Control.GetSourcesAsync());
    }

    /// <summary>The answers to the questions about a, b and c, and which of them are left.</summary>
    [Theory]
    [InlineData("Yes,No,Yes", "b", 3)]
    [InlineData("No,Yes to All", "a", 2)]
    [InlineData("Yes,No to All", "b,c", 2)]
    [InlineData("No to All", "a,b,c", 1)]
    public async Task Each_answer_is_honoured(string answers, string left, int questions)
    {
        await AddHttpSourcesAsync("a", "b", "c");
        ScriptedUI ui = new ScriptedUI().Answer(answers.Split(','));
        OpenConnected(new TestHost(ui)).Run(RemoveAll).Succeeded();
        Assert.Equal(left, string.Join(',', (await Control.GetSourcesAsync()).Select(s => (string)s["integrationLabel"]!).Order()));
        Assert.Equal(questions, ui.Questions.Count);
        Assert.Contains("'a'", ui.Questions.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspend_opens_a_prompt_and_the_question_comes_again()
    {
        await AddHttpSourcesAsync("a");
        ScriptedUI ui = new ScriptedUI().Answer("Suspend", "Suspend", "Yes");
        var host = new TestHost(ui);
        OpenConnected(host).Run(RemoveAll).Succeeded();
        Assert.Equal(2, host.NestedPrompts);
        Assert.Equal(3, ui.Questions.Count);
        Assert.Empty(await Control.GetSourcesAsync());
    }

    private static Exception Create(string name) => name switch
    {
        "HostException" => new HostException("Nobody is there."),
        "NotImplementedException" => new NotImplementedException(),
        "NotSupportedException" => new NotSupportedException(),
        "InvalidOperationException" => new PSInvalidOperationException("This host does not prompt."),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
