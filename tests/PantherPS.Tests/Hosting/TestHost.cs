using System.Globalization;
using System.Management.Automation.Host;

namespace PantherPS.Tests.Hosting;

/// <summary>A program that hosts PowerShell.</summary>
/// <param name="ui">How it talks to a person; null where nobody is there, as in a service.</param>
internal sealed class TestHost(PSHostUserInterface? ui) : PSHost
{
    private int _nestedPrompts;

    /// <summary>How often a question was suspended for a prompt of its own.</summary>
    public int NestedPrompts => Volatile.Read(ref _nestedPrompts);

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "TestHost";

    public override PSHostUserInterface UI => ui!;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => Interlocked.Increment(ref _nestedPrompts);

    public override void ExitNestedPrompt()
    {
    }

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }
}
