using System.Globalization;

namespace Panther.Client;

/// <summary>
/// Removes what comes along when a value is pasted or read from a file: blanks, line ends, invisible characters and quotation marks.
/// </summary>
internal static class PastedText
{
    private static readonly string[] s_quotes = ["\"\"", "''", "``", "\u201c\u201d", "\u2018\u2019"];

    /// <summary>The value itself; what stands within it stays.</summary>
    public static string Clean(string text)
    {
        string inner = TrimInvisible(text);
        return inner.Length > 1 && s_quotes.Contains($"{inner[0]}{inner[inner.Length - 1]}")
            ? TrimInvisible(inner.Substring(1, inner.Length - 2))
            : inner;
    }

    /// <summary>Whether a character takes no room on the screen, such as a byte order mark or a zero-width space.</summary>
    public static bool IsInvisible(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control;

    private static string TrimInvisible(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsAround(text[start]))
        {
            start++;
        }

        while (end > start && IsAround(text[end - 1]))
        {
            end--;
        }

        return text.Substring(start, end - start);
    }

    private static bool IsAround(char c) => char.IsWhiteSpace(c) || IsInvisible(c);
}
