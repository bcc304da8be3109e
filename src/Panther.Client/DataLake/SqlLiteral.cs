using System.Globalization;
using System.Text;

namespace Panther.Client.DataLake;

/// <summary>Values in SQL, in a form that means the same to every backend of the data lake.</summary>
internal static class SqlLiteral
{
    /// <summary>
    /// A text as an expression. The backends differ in what a doubled quote and a backslash mean within a literal, so neither stands
    /// in one: <c>'it' || chr(39) || 's'</c>.
    /// </summary>
    public static string Of(string text)
    {
        var pieces = new List<string>();
        var plain = new StringBuilder();
        foreach (char c in text)
        {
            if (c is '\'' or '\\' || char.IsControl(c))
            {
                Flush();
                pieces.Add(string.Format(CultureInfo.InvariantCulture, "chr({0})", (int)c));
            }
            else
            {
                plain.Append(c);
            }
        }

        Flush();
        return pieces.Count switch { 0 => "''", 1 => pieces[0], _ => $"({string.Join(" || ", pieces)})" };

        void Flush()
        {
            if (plain.Length > 0)
            {
                pieces.Add($"'{plain}'");
                plain.Clear();
            }
        }
    }

    /// <summary>Whether a name, dots and all, may stand in SQL without quotes.</summary>
    public static bool IsName(string name) => name.Split('.').All(part => part.Length > 0
        && !char.IsDigit(part[0]) && part.All(c => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_'));
}
