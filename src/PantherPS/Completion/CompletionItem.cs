using System.Management.Automation;

namespace PantherPS.Completion;

/// <summary>One thing to choose from.</summary>
/// <param name="Value">What is inserted.</param>
/// <param name="Shown">What is shown in the list; it is matched as well.</param>
/// <param name="ToolTip">What is said about it.</param>
internal sealed record CompletionItem(string Value, string Shown, string ToolTip)
{
    private const string NeedsQuotes = " \t'\"`$&|;,(){}<>@#\u2018\u2019\u201a\u201b\u201c\u201d\u201e";

    public CompletionItem(string value)
        : this(value, value, value)
    {
    }

    /// <summary>Whether what was typed may mean this.</summary>
    public bool Matches(WildcardPattern pattern) => pattern.IsMatch(Value) || pattern.IsMatch(Shown);

    public CompletionResult ToResult() => new(Quote(Value), Shown, CompletionResultType.ParameterValue, ToolTip);

    /// <summary>A text as it is written on the command line.</summary>
    private static string Quote(string text) => text.Length > 0 && text.IndexOfAny(NeedsQuotes.ToCharArray()) < 0
        ? text
        : "'" + System.Management.Automation.Language.CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";
}
