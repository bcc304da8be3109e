using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace PantherPS.Completion;

/// <summary>One thing to choose from.</summary>
/// <param name="Value">What is inserted.</param>
/// <param name="Shown">What is shown in the list; it is matched as well.</param>
/// <param name="ToolTip">What is said about it.</param>
internal sealed record CompletionItem(string Value, string Shown, string ToolTip)
{
    /// <summary>What is harmless without quotes. Labels are free text, and a line break in one must not become a command.</summary>
    private static readonly Regex s_plain = new(@"\A[A-Za-z0-9_][A-Za-z0-9_.:/\\-]*\z", RegexOptions.CultureInvariant);

    public CompletionItem(string value)
        : this(value, value, value)
    {
    }

    /// <summary>Whether what was typed may mean this: its beginning, or a pattern for it.</summary>
    public bool Matches(string typed, WildcardPattern? pattern) =>
        Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
        || Shown.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
        || pattern?.IsMatch(Value) == true
        || pattern?.IsMatch(Shown) == true;

    /// <summary>Whether what was typed is somewhere in this.</summary>
    public bool Holds(string typed) =>
        Value.IndexOf(typed, StringComparison.OrdinalIgnoreCase) >= 0 || Shown.IndexOf(typed, StringComparison.OrdinalIgnoreCase) >= 0;

    public CompletionResult ToResult() => new(
        s_plain.IsMatch(Value) ? Value : "'" + CodeGeneration.EscapeSingleQuotedStringContent(Value) + "'",
        OnOneLine(Shown),
        CompletionResultType.ParameterValue,
        OnOneLine(ToolTip));

    private static string OnOneLine(string text) => Regex.Replace(text, @"\p{C}|\p{Zl}|\p{Zp}", " ");
}
