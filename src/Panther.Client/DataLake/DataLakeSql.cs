namespace Panther.Client.DataLake;

/// <summary>SQL for the data lake, and whether it only reads.</summary>
public sealed class DataLakeSql
{
    private const string Separator = ";";
    private const string Quoted = "'";

    /// <summary>What a statement that begins with WITH does in the end, where it does not only read.</summary>
    private static readonly string[] s_changes = ["INSERT", "UPDATE", "DELETE", "MERGE", "INTO"];

    private DataLakeSql(string text, string? change)
    {
        Text = text;
        Change = change;
    }

    /// <summary>The SQL.</summary>
    public string Text { get; }

    /// <summary>Whether each of its statements is a SELECT, WITH, EXPLAIN, SHOW or DESCRIBE that changes nothing.</summary>
    public bool IsRead => Change is null;

    /// <summary>The word for which a statement of it does not count as a read; null where all do.</summary>
    public string? Change { get; }

    /// <summary>
    /// Looks at SQL. What one backend would take for a part of a text or a comment, and another for a statement, counts as a statement.
    /// </summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: there is no statement in it.</exception>
    public static DataLakeSql Parse(string text)
    {
        string? change = null;
        bool isEmpty = true;
        foreach (Reading reading in Reading.All)
        {
            foreach (string[] statement in StatementsOf(text, reading))
            {
                isEmpty = false;
                change ??= ChangeOf(statement);
            }
        }

        return isEmpty
            ? throw new PantherException(PantherErrorKind.InvalidInput, "The SQL contains no statement.")
            : new DataLakeSql(text, change);
    }

    /// <summary>What makes a statement more than a read; null where it is one.</summary>
    private static string? ChangeOf(string[] statement)
    {
        string[] words = [.. statement.SkipWhile(token => token == "(")];
        string head = words.FirstOrDefault() ?? "(";
        switch (head)
        {
            case "SELECT":
                return Array.Find(words, word => word == "INTO");
            case "WITH":
                return Array.Find(Outermost(words), word => s_changes.Contains(word));
            case "EXPLAIN":
                // To analyze a statement is to carry it out.
                int analyzed = Array.IndexOf(words, "ANALYZE");
                return analyzed < 0 ? null : ChangeOf([.. words.Skip(analyzed + 1).SkipWhile(word => word == "VERBOSE")]);
            case "SHOW" or "DESCRIBE":
                return null;
            default:
                return head;
        }
    }

    /// <summary>The words outside of all parentheses.</summary>
    private static string[] Outermost(string[] tokens)
    {
        int depth = 0;
        var words = new List<string>();
        foreach (string token in tokens)
        {
            depth += token == "(" ? 1 : token == ")" ? -1 : 0;
            if (depth <= 0)
            {
                words.Add(token);
            }
        }

        return [.. words];
    }

    private static IEnumerable<string[]> StatementsOf(string text, Reading reading)
    {
        var statement = new List<string>();
        foreach (string token in TokensOf(text, reading).Concat([Separator]))
        {
            if (token != Separator)
            {
                statement.Add(token);
            }
            else if (statement.Count > 0)
            {
                yield return [.. statement];
                statement.Clear();
            }
        }
    }

    /// <summary>Words in upper case, parentheses, separators, and a mark for what is quoted; all else is one character a token.</summary>
    private static IEnumerable<string> TokensOf(string text, Reading reading)
    {
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            int end = at + 1;
            if (Starts("--") || Starts("//"))
            {
                end = EndOfLine(text, at, reading.ContinuesComments);
            }
            else if (Starts("/*"))
            {
                end = EndOfComment(text, at, reading.NestsComments);
            }
            else if (reading.HasDollarQuotes && Starts("$$"))
            {
                int close = text.IndexOf("$$", at + 2, StringComparison.Ordinal);
                end = close < 0 ? text.Length : close + 2;
                yield return Quoted;
            }
            else if (c is '\'' or '"' or '`')
            {
                end = EndOfQuote(text, at, reading.HasBackslashes && c != '`');
                yield return Quoted;
            }
            else if (Starts("->>"))
            {
                // Snowflake hands the result of one statement on to another.
                end = at + 3;
                yield return Separator;
            }
            else if (char.IsLetterOrDigit(c) || c == '_')
            {
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '$'))
                {
                    end++;
                }

                yield return text.Substring(at, end - at).ToUpperInvariant();
            }
            else if (!char.IsWhiteSpace(c))
            {
                yield return c.ToString();
            }

            at = end;
        }

        bool Starts(string mark) => string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0;
    }

    private static int EndOfLine(string text, int start, bool continues)
    {
        int end = start;
        while (end < text.Length && (text[end] is not ('\r' or '\n') || (continues && text[end - 1] == '\\')))
        {
            end++;
        }

        return end;
    }

    private static int EndOfComment(string text, int start, bool nests)
    {
        int depth = 0;
        for (int at = start; at + 1 < text.Length; at++)
        {
            string pair = text.Substring(at, 2);
            if (pair == "/*" && (depth == 0 || nests))
            {
                depth++;
                at++;
            }
            else if (pair == "*/")
            {
                at++;
                if (--depth == 0)
                {
                    return at + 1;
                }
            }
        }

        return text.Length;
    }

    /// <summary>A quote in a quoted text is written twice, which is as if two texts followed each other.</summary>
    private static int EndOfQuote(string text, int start, bool hasBackslashes)
    {
        for (int at = start + 1; at < text.Length; at++)
        {
            if (text[at] == text[start])
            {
                return at + 1;
            }

            at += hasBackslashes && text[at] == '\\' ? 1 : 0;
        }

        return text.Length;
    }

    /// <summary>How one of the backends may read what they read differently.</summary>
    private sealed record Reading(bool HasBackslashes, bool NestsComments, bool ContinuesComments, bool HasDollarQuotes)
    {
        public static Reading[] All { get; } =
        [
            .. from backslashes in new[] { false, true }
               from nested in new[] { false, true }
               from continued in new[] { false, true }
               from dollars in new[] { false, true }
               select new Reading(backslashes, nested, continued, dollars),
        ];
    }
}
