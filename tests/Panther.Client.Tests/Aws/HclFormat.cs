using System.Text.RegularExpressions;

namespace Panther.Client.Tests.Aws;

/// <summary>
/// What <c>terraform fmt</c> makes of a file, for the parts of the language that are written here: two blanks for each open
/// bracket, and equals signs under each other in lines that follow each other and end what they begin.
/// </summary>
internal static partial class HclFormat
{
    public static string Apply(string text)
    {
        var lines = new List<(string Indent, string Left, string? Right)>();
        var open = new Stack<int>();
        foreach (string line in text.Split('\n').Select(l => l.Trim()))
        {
            string code = line.StartsWith('#') ? "" : Texts().Replace(line, "");
            int net = code.Count(c => "{[(".Contains(c)) - code.Count(c => "}])".Contains(c));
            for (int closed = -net; closed > 0 && open.Count > 0;)
            {
                int last = open.Pop();
                if (closed < last)
                {
                    open.Push(last - closed);
                }

                closed -= last;
            }

            string indent = line.Length == 0 ? "" : new string(' ', 2 * open.Count);
            Match pair = Pair().Match(line);
            lines.Add(pair.Success && net == 0 && code.Length > 0 ? (indent, pair.Groups[1].Value, pair.Groups[2].Value)
                : (indent, line, null));
            if (net > 0)
            {
                open.Push(net);
            }
        }

        return string.Join('\n', lines.Select(
            (l, i) => l.Right is null ? l.Indent + l.Left : $"{l.Indent}{l.Left.PadRight(Width(lines, i))} = {l.Right}"));
    }

    /// <summary>The longest left side of the pairs that stand together with one.</summary>
    private static int Width(List<(string Indent, string Left, string? Right)> lines, int index)
    {
        int first = index;
        while (first > 0 && lines[first - 1].Right is not null)
        {
            first--;
        }

        return lines.Skip(first).TakeWhile(l => l.Right is not null).Max(l => l.Left.Length);
    }

    [GeneratedRegex("\"(?:\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Texts();

    [GeneratedRegex("""\A("(?:\\.|[^"\\])*"|[\w-]+)\s*=\s*(.*)\z""")]
    private static partial Regex Pair();
}
