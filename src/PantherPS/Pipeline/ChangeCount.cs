using System.Globalization;
using System.Text;

namespace PantherPS.Pipeline;

/// <summary>
/// How many inputs of a command were changed, failed and left; and, where it ends early, which of them no output tells of.
/// </summary>
internal sealed class ChangeCount
{
    private int _changed;

    /// <summary>The inputs so far.</summary>
    public int Taken { get; set; }

    /// <summary>Those that ended in an error.</summary>
    public int Failed { get; set; }

    /// <summary>Those of which -WhatIf has shown a change.</summary>
    public int Planned { get; set; }

    /// <summary>The labels of those that were changed after the command had begun to end, without an object that says so.</summary>
    public List<string> Unshown { get; } = [];

    /// <summary>The labels of those whose change was sent and not answered.</summary>
    public List<string> Unanswered { get; } = [];

    /// <summary>Whether there is anything that only a name can tell.</summary>
    public bool HasNames => Unshown.Count + Unanswered.Count > 0;

    /// <summary>Counts an input whose work is over.</summary>
    public void Add(bool hasFailed, bool hasChanged)
    {
        if (hasFailed)
        {
            Failed++;
        }
        else if (hasChanged)
        {
            _changed++;
        }
    }

    /// <summary>The one line of a command that has ended.</summary>
    public string Describe(string command, int expected) => $"{command}: {Count(expected)}.";

    /// <summary>The last line of a plan.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="kinds">Of what kinds the planned changes are; empty where all are of one.</param>
    public string DescribePlan(string command, IEnumerable<string> kinds)
    {
        string ofKinds = string.Join(", ", kinds);
        return string.Format(
            CultureInfo.CurrentCulture,
            "{0}, in total: {1:N0} of {2:N0} would be carried out{3}, {4:N0} would fail, {5:N0} would stay as they are.",
            command,
            Planned,
            Taken,
            ofKinds.Length == 0 ? "" : $" ({ofKinds})",
            Failed,
            Math.Max(0, Taken - Planned - Failed));
    }

    /// <summary>The one line of a command that ends early.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="expected">How many inputs there are in all; 0 where that is not known.</param>
    /// <param name="failures">Labels and reasons of failures that no error tells of.</param>
    public string DescribeEnd(string command, int expected, IReadOnlyCollection<string> failures)
    {
        var text = new StringBuilder($"{command} ended early. Of {Math.Max(Taken, expected):N0} inputs so far: {Count(expected)}.");
        if (Unshown.Count > 0)
        {
            text.Append($" These were sent and carried out: {Quote(Unshown)}.");
        }

        if (failures.Count > 0)
        {
            text.Append($" These were sent and failed: {string.Join(", ", failures)}.");
        }

        if (Unanswered.Count > 0)
        {
            text.Append($" These were sent but not answered; check whether they were carried out: {Quote(Unanswered)}.");
        }

        return text.ToString();
    }

    private string Count(int expected)
    {
        int left = Math.Max(Taken, expected) - _changed - Failed - Unanswered.Count;
        string unknown = Unanswered.Count == 0 ? "" : string.Format(CultureInfo.CurrentCulture, ", {0:N0} unknown", Unanswered.Count);
        return string.Format(CultureInfo.CurrentCulture, "{0:N0} changed, {1:N0} failed{2}, {3:N0} left", _changed, Failed, unknown, left);
    }

    private static string Quote(IEnumerable<string> labels) => string.Join(", ", labels.Select(l => $"'{l}'"));
}
