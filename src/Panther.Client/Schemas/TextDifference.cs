using System.Text;

namespace Panther.Client.Schemas;

/// <summary>The difference of two texts, line by line, as people read it: what goes (-), what comes (+), and some lines around.</summary>
internal static class TextDifference
{
    private const int Around = 2;

    /// <summary>
    /// More than this many pairs of lines are not compared: then what lies between the first and the last difference is told whole.
    /// </summary>
    private const int MostCompared = 4_000_000;

    /// <summary>The difference, each line on a line of its own; empty where there is none.</summary>
    /// <param name="before">The one text, with line feeds.</param>
    /// <param name="after">The other.</param>
    /// <param name="indent">What stands before each line.</param>
    public static string Of(string before, string after, string indent)
    {
        (char Mark, string Line)[] lines = [.. Compare(LinesOf(before), LinesOf(after))];
        var text = new StringBuilder();
        bool isCut = false;
        for (int i = 0; i < lines.Length; i++)
        {
            bool isNear = Enumerable.Range(Math.Max(0, i - Around), Math.Min(lines.Length, i + Around + 1) - Math.Max(0, i - Around)).Any(
                near => lines[near].Mark != ' ');
            if (isNear)
            {
                text.Append(Environment.NewLine).Append($"{indent}{lines[i].Mark} {lines[i].Line}".TrimEnd());
            }
            else if (!isCut)
            {
                text.Append(Environment.NewLine).Append(indent).Append("...");
            }

            isCut = !isNear;
        }

        return lines.Any(l => l.Mark != ' ') ? text.ToString() : "";
    }

    private static string[] LinesOf(string text) => text.Length == 0 ? [] : text.Split('\n');

    private static IEnumerable<(char Mark, string Line)> Compare(string[] before, string[] after)
    {
        int start = 0;
        while (start < before.Length && start < after.Length && before[start] == after[start])
        {
            start++;
        }

        int end = 0;
        while (end < before.Length - start && end < after.Length - start
            && before[before.Length - 1 - end] == after[after.Length - 1 - end])
        {
            end++;
        }

        string[] gone = [.. before.Skip(start).Take(before.Length - start - end)];
        string[] come = [.. after.Skip(start).Take(after.Length - start - end)];
        return before.Take(start).Select(l => (' ', l))
            .Concat(
                (long)gone.Length * come.Length <= MostCompared
                    ? Align(gone, come)
                    : gone.Select(l => ('-', l)).Concat(come.Select(l => ('+', l))))
            .Concat(before.Skip(before.Length - end).Select(l => (' ', l)));
    }

    /// <summary>Keeps the longest common sequence of lines.</summary>
    private static IEnumerable<(char Mark, string Line)> Align(string[] gone, string[] come)
    {
        int[,] common = new int[gone.Length + 1, come.Length + 1];
        for (int i = gone.Length - 1; i >= 0; i--)
        {
            for (int j = come.Length - 1; j >= 0; j--)
            {
                common[i, j] = gone[i] == come[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        int g = 0;
        int c = 0;
        while (g < gone.Length || c < come.Length)
        {
            if (g < gone.Length && c < come.Length && gone[g] == come[c])
            {
                yield return (' ', gone[g++]);
                c++;
            }
            else if (c == come.Length || (g < gone.Length && common[g + 1, c] >= common[g, c + 1]))
            {
                yield return ('-', gone[g++]);
            }
            else
            {
                yield return ('+', come[c++]);
            }
        }
    }
}
