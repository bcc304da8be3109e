using System.Text.RegularExpressions;

namespace Panther.Client.Tests.Support;

/// <summary>
/// The tables of reliability.md: one for each duration of a fault, with a row for each fault and a column for each
/// operation; one of what is read at the prompt; and one of what only a list can meet, which names its tests.
/// </summary>
internal sealed class FaultTable
{
    public const string Once = "The fault strikes once";
    public const string Always = "The fault stays";
    private const string Said = "What is read at the prompt";
    private const string OfLists = "What only a list can meet";

    private readonly Dictionary<string, string> _messages;

    private FaultTable(ILookup<string, string[]> tables)
    {
        Cells = [.. Durations.SelectMany(duration => tables[duration].Skip(1).SelectMany(row => row.Skip(1).Select(
            (outcome, i) => new Cell(duration, row[0], tables[duration].First()[i + 1], outcome))))];
        _messages = tables[Said].Skip(1).ToDictionary(row => row[0], row => row[1]);
        Tests = [.. tables[OfLists].Skip(1).Select(row => row[^1])];
    }

    public static IReadOnlyList<string> Durations { get; } = [Once, Always];

    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>The faults that end in a message.</summary>
    public IEnumerable<string> Told => _messages.Keys;

    /// <summary>The names of the tests of what only a list can meet.</summary>
    public IReadOnlyList<string> Tests { get; }

    public string this[string fault, string operation, string duration] =>
        Cells.Single(c => c.Fault == fault && c.Operation == operation && c.Duration == duration).Outcome;

    public static FaultTable Load()
    {
        var rows = new List<(string Heading, string[] Row)>();
        string heading = "";
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "reliability.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                heading = line[3..];
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal))
            {
                rows.Add((heading, [.. line.Trim('|', ' ').Split('|').Select(c => c.Trim())]));
            }
        }

        return new FaultTable(rows.ToLookup(r => r.Heading, r => r.Row));
    }

    /// <summary>
    /// What a get says when the fault stays, as a pattern in which "..." is anything; of the empty text where there is no error.
    /// </summary>
    public string MessageOf(string fault) =>
        "^" + Regex.Escape(_messages.GetValueOrDefault(fault, "")).Replace(@"\.\.\.", ".+", StringComparison.Ordinal) + "$";

    /// <summary>What is expected of an operation under a fault.</summary>
    internal sealed record Cell(string Duration, string Fault, string Operation, string Outcome);
}
