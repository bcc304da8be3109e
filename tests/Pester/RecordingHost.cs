using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace PantherPS.Tests
{
    public sealed class RecordingHost : PSHost
    {
        private readonly Guid _id = Guid.NewGuid();
        private readonly RecordingUI _ui;

        public RecordingHost(SecureString secret) { _ui = new RecordingUI(secret); }

        public override CultureInfo CurrentCulture { get { return CultureInfo.GetCultureInfo("en-US"); } }
        public override CultureInfo CurrentUICulture { get { return CultureInfo.GetCultureInfo("en-US"); } }
        public override Guid InstanceId { get { return _id; } }
        public override string Name { get { return "RecordingHost"; } }
        public override PSHostUserInterface UI { get { return _ui; } }
        public override Version Version { get { return new Version(1, 0); } }
        public override void EnterNestedPrompt() { throw new NotSupportedException(); }
        public override void ExitNestedPrompt() { throw new NotSupportedException(); }
        public override void NotifyBeginApplication() { }
        public override void NotifyEndApplication() { }
        public override void SetShouldExit(int exitCode) { }

        /// <summary>What the screen has shown since the last call.</summary>
        public string Take() { return _ui.Take(); }
    }

    internal sealed class RecordingUI : PSHostUserInterface
    {
        private readonly StringBuilder _screen = new StringBuilder();
        private readonly RecordingRawUI _raw = new RecordingRawUI();
        private readonly SecureString _secret;

        public RecordingUI(SecureString secret) { _secret = secret; }

        public string Take()
        {
            lock (_screen)
            {
                string text = _screen.ToString();
                _screen.Clear();
                return text;
            }
        }

        public override PSHostRawUserInterface RawUI { get { return _raw; } }
        public override void Write(string value) { lock (_screen) { _screen.Append(value); } }
        public override void Write(ConsoleColor foreground, ConsoleColor background, string value) { Write(value); }
        public override void WriteLine(string value) { Write(value + "\n"); }
        public override void WriteErrorLine(string value) { WriteLine(value); }
        public override void WriteDebugLine(string message) { WriteLine("DEBUG: " + message); }
        public override void WriteVerboseLine(string message) { WriteLine("VERBOSE: " + message); }
        public override void WriteWarningLine(string message) { WriteLine("WARNING: " + message); }
        public override void WriteProgress(long sourceId, ProgressRecord record) { }
        public override string ReadLine() { throw new NotSupportedException(); }
        public override SecureString ReadLineAsSecureString() { return _secret; }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
        {
            var answers = new Dictionary<string, PSObject>();
            WriteLine(caption);
            WriteLine(message);
            foreach (FieldDescription field in descriptions)
            {
                if (field.ParameterTypeFullName != typeof(SecureString).FullName) { throw new NotSupportedException(field.Name); }
                WriteLine(field.Name + ": ********");
                answers[field.Name] = PSObject.AsPSObject(_secret);
            }

            return answers;
        }

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            WriteLine(caption);
            WriteLine(message);
            foreach (ChoiceDescription choice in choices)
            {
                Write(
                    "[" + char.ToUpperInvariant(choice.Label[choice.Label.IndexOf('&') + 1]) + "] " + choice.Label.Replace("&", "") + "  ");
            }

            WriteLine("[?] Help (default is \"Y\"): y");
            return 0;
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
        {
            throw new NotSupportedException();
        }

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options)
        {
            throw new NotSupportedException();
        }
    }

    internal sealed class RecordingRawUI : PSHostRawUserInterface
    {
        private readonly Size _size = new Size(120, 50);

        public override ConsoleColor BackgroundColor { get { return ConsoleColor.Black; } set { } }
        public override Size BufferSize { get { return _size; } set { } }
        public override Coordinates CursorPosition { get { return new Coordinates(); } set { } }
        public override int CursorSize { get { return 1; } set { } }
        public override ConsoleColor ForegroundColor { get { return ConsoleColor.White; } set { } }
        public override bool KeyAvailable { get { return false; } }
        public override Size MaxPhysicalWindowSize { get { return _size; } }
        public override Size MaxWindowSize { get { return _size; } }
        public override Coordinates WindowPosition { get { return new Coordinates(); } set { } }
        public override Size WindowSize { get { return _size; } set { } }
        public override string WindowTitle { get { return ""; } set { } }
        public override void FlushInputBuffer() { }
        public override BufferCell[,] GetBufferContents(Rectangle rectangle) { throw new NotSupportedException(); }
        public override KeyInfo ReadKey(ReadKeyOptions options) { throw new NotSupportedException(); }
        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) { }
        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) { }
        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) { }
    }
}
