namespace Panther.Client.Tests.Support;

/// <summary>The tables of reliability.md, one for each duration of a fault: a row for each fault, a column for each operation.</summary>
internal sealed class FaultTable
{
    public const string Once = "The fault strikes once";
    public const string Always = "The fault stays";

    private FaultTable(IReadOnlyList<Cell> cells) => Cells = cells;

    public static IReadOnlyList<string> Durations { get; } = [Once, Always];

    public IReadOnlyList<Cell> Cells { get; }

    public string this[string fault, string operation, string duration] =>
        Cells.Single(c => c.Fault == fault && c.Operation == operation && c.Duration == duration).Outcome;

    public static FaultTable Load()
    {
        var cells = new List<Cell>();
        string duration = "";
        string[] columns = [];
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "reliability.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                duration = line[3..];
                columns = [];
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal) && Durations.Contains(duration))
            {
                string[] row = [.. line.Trim('|', ' ').Split('|').Select(c => c.Trim())];
                if (columns.Length == 0)
                {
                    columns = row;
                }
                else
                {
                    cells.AddRange(row.Skip(1).Select((outcome, i) => new Cell(duration, row[0], columns[i + 1], outcome)));
                }
            }
        }

        return new FaultTable(cells);
    }

    /// <summary>What is expected of an operation under a fault.</summary>
    internal sealed record Cell(string Duration, string Fault, string Operation, string Outcome);
}
