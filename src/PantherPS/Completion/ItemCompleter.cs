using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PantherPS.Names;

namespace PantherPS.Completion;

/// <summary>The base of the completers: takes what was typed apart, and offers the items that match it.</summary>
public abstract class ItemCompleter : IArgumentCompleter
{
    private protected ItemCompleter()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = (wordToComplete ?? "").Trim('\'', '"');
        WildcardPattern? pattern = NamePattern.IsPattern(typed) ? NamePattern.Parse(typed) : null;
        CompletionItem[] items = [.. Items(commandName ?? "", fakeBoundParameters)];
        CompletionItem[] matching = Array.FindAll(items, i => i.Matches(typed, pattern));

        // Where nothing begins so, what is typed may be a word of the middle: trail of AWS.CloudTrail.
        if (matching.Length == 0 && typed.Length > 1)
        {
            matching = Array.FindAll(items, i => i.Holds(typed));
        }

        return (IsOrdered ? matching.AsEnumerable() : matching.OrderBy(i => i.Shown, StringComparer.OrdinalIgnoreCase))
            .Select(i => i.ToResult());
    }

    /// <summary>Whether the items are offered in their own order, and not by the alphabet.</summary>
    private protected virtual bool IsOrdered => false;

    /// <summary>All that there is to choose from.</summary>
    /// <param name="commandName">The command whose parameter it is.</param>
    /// <param name="boundParameters">What else is on the command line.</param>
    private protected abstract IEnumerable<CompletionItem> Items(string commandName, IDictionary boundParameters);
}
