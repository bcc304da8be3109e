using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PantherPS.Tests.Hosting;

/// <summary>A person who answers as a test has told, and a memory of what was asked and shown.</summary>
internal sealed class ScriptedUI : PSHostUserInterface
{
    private readonly ConcurrentQueue<string> _answers = new();

    /// <summary>The questions, as text.</summary>
    public ConcurrentQueue<string> Questions { get; } = new();

    /// <summary>The fields that were asked for.</summary>
    public ConcurrentQueue<FieldDescription> Fields { get; } = new();

    /// <summary>All that was shown, one entry a line, after what it is: <c>warning: ...</c>.</summary>
    public ConcurrentQueue<string> Shown { get; } = new();

    public ConcurrentQueue<ProgressRecord> Progress { get; } = new();

    /// <summary>What is typed into a masked field.</summary>
    public string Secret { get; set; } = "";

    /// <summary>What a prompt throws; null where it answers.</summary>
    public Exception? Failure { get; set; }

    public override PSHostRawUserInterface RawUI => null!;

    /// <summary>Answers the next question with the label of a choice: Yes, No, Yes to All, No to All, Suspend.</summary>
    public ScriptedUI Answer(params string[] choices)
    {
        Array.ForEach(choices, _answers.Enqueue);
        return this;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Questions.Enqueue(message);
        ThrowIfTold();
        if (!_answers.TryDequeue(out string? answer))
        {
            throw new HostException($"The test has no answer to: {message}");
        }

        int index = choices.ToList().FindIndex(c => c.Label.Replace("&", "", StringComparison.Ordinal) == answer);
        return index >= 0 ? index : throw new HostException($"There is no choice '{answer}'.");
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription field in descriptions)
        {
            Fields.Enqueue(field);
            ThrowIfTold();
            answers[field.Name] = PSObject.AsPSObject(ToSecret(Secret));
        }

        return answers;
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotImplementedException();

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        throw new NotImplementedException();

    public override string ReadLine() => throw new NotImplementedException();

    public override SecureString ReadLineAsSecureString() => throw new NotImplementedException();

    public override void Write(string value) => Shown.Enqueue(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Shown.Enqueue(value);

    public override void WriteLine(string value) => Shown.Enqueue(value);

    public override void WriteDebugLine(string message) => Shown.Enqueue("debug: " + message);

    public override void WriteErrorLine(string value) => Shown.Enqueue("error: " + value);

    public override void WriteInformation(InformationRecord record) => Shown.Enqueue("information: " + record);

    public override void WriteProgress(long sourceId, ProgressRecord record) => Progress.Enqueue(record);

    public override void WriteVerboseLine(string message) => Shown.Enqueue("verbose: " + message);

    public override void WriteWarningLine(string message) => Shown.Enqueue("warning: " + message);

    public static SecureString ToSecret(string text)
    {
        var secret = new SecureString();
        foreach (char c in text)
        {
            secret.AppendChar(c);
        }

        return secret;
    }

    private void ThrowIfTold()
    {
        if (Failure is not null)
        {
            throw Failure;
        }
    }
}
