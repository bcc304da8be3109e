using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PantherPS.Tests
{
    /// <summary>A host whose questions a test sees and answers, from whatever thread.</summary>
    public sealed class ScriptedHost : PSHost
    {
        private readonly Guid _id = Guid.NewGuid();
        private readonly ScriptedUI _ui = new ScriptedUI();

        public ScriptedUI Script { get { return _ui; } }
        public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }
        public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }
        public override Guid InstanceId { get { return _id; } }
        public override string Name { get { return "ScriptedHost"; } }
        public override PSHostUserInterface UI { get { return _ui; } }
        public override Version Version { get { return new Version(1, 0); } }
        public override void EnterNestedPrompt() { throw new NotSupportedException(); }
        public override void ExitNestedPrompt() { throw new NotSupportedException(); }
        public override void NotifyBeginApplication() { }
        public override void NotifyEndApplication() { }
        public override void SetShouldExit(int exitCode) { }
    }

    public sealed class ScriptedUI : PSHostUserInterface
    {
        private readonly ConcurrentQueue<string> _questions = new ConcurrentQueue<string>();
        private readonly ConcurrentQueue<string> _lines = new ConcurrentQueue<string>();
        private readonly ConcurrentQueue<string> _warnings = new ConcurrentQueue<string>();
        private readonly ConcurrentQueue<FieldDescription> _fields = new ConcurrentQueue<FieldDescription>();
        private readonly BlockingCollection<string> _answers = new BlockingCollection<string>();

        /// <summary>The confirmation prompts so far.</summary>
        public string[] Questions { get { return _questions.ToArray(); } }

        /// <summary>What was written to the host, such as the text of -WhatIf.</summary>
        public string[] Lines { get { return _lines.ToArray(); } }

        /// <summary>The warnings that were written to the host.</summary>
        public string[] Warnings { get { return _warnings.ToArray(); } }

        /// <summary>The fields that were asked for.</summary>
        public FieldDescription[] Fields { get { return _fields.ToArray(); } }

        /// <summary>What is typed into a masked field; null where nobody is there to type.</summary>
        public SecureString Secret { get; set; }

        /// <summary>Answers the next confirmation prompt: Yes, No, Yes to All, No to All.</summary>
        public void Answer(string choice) { _answers.Add(choice); }

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            _questions.Enqueue(message);
            string answer;
            if (!_answers.TryTake(out answer, 20000))
            {
                throw new HostException("Nobody answered: " + message);
            }

            for (int i = 0; i < choices.Count; i++)
            {
                if (choices[i].Label.Replace("&", "") == answer)
                {
                    return i;
                }
            }

            throw new HostException("There is no choice " + answer);
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
        {
            var answers = new Dictionary<string, PSObject>();
            foreach (FieldDescription field in descriptions)
            {
                _fields.Enqueue(field);
                if (Secret == null)
                {
                    throw new HostException("Nobody is there.");
                }

                answers[field.Name] = PSObject.AsPSObject(Secret);
            }

            return answers;
        }

        public override PSHostRawUserInterface RawUI { get { return null; } }
        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName) { throw new HostException("Nobody is there."); }
        public override PSCredential PromptForCredential(
            string caption,
            string message,
            string userName,
            string targetName,
            PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) { throw new HostException("Nobody is there."); }
        public override string ReadLine() { throw new HostException("Nobody is there."); }
        public override SecureString ReadLineAsSecureString() { throw new HostException("Nobody is there."); }
        public override void Write(string value) { _lines.Enqueue(value); }
        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) { _lines.Enqueue(value); }
        public override void WriteLine(string value) { _lines.Enqueue(value); }
        public override void WriteDebugLine(string message) { }
        public override void WriteErrorLine(string value) { }
        public override void WriteProgress(long sourceId, ProgressRecord record) { }
        public override void WriteVerboseLine(string message) { }
        public override void WriteWarningLine(string message) { _warnings.Enqueue(message); }
    }
}
