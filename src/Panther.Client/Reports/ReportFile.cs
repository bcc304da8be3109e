using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Panther.Client.Reports;

/// <summary>The file of a report. Its last line tells, by what the rest is, that a report was written there and not edited since.</summary>
internal static class ReportFile
{
    private const string Mark = "<!-- PantherPS report ";
    private const string MarkEnd = " -->\n";

    private static readonly Dictionary<string, Func<LogSourceReport, string>> s_forms = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = HtmlReport.Write,
        [".htm"] = HtmlReport.Write,
        [".md"] = MarkdownReport.Write,
        [".markdown"] = MarkdownReport.Write,
    };

    /// <summary>Checks that a report may be written there.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: it may not.</exception>
    public static void Check(string path, bool force)
    {
        if (!s_forms.ContainsKey(Path.GetExtension(path)))
        {
            throw Refuse($"'{path}' is not a file name for a report: end it with .html for a page, or with .md for Markdown.");
        }

        if (Directory.Exists(path))
        {
            throw Refuse($"'{path}' is a folder. Specify a file.");
        }

        if (!force && File.Exists(path) && !IsOurs(WholeFile.Read(path)))
        {
            throw Refuse(
                $"'{path}' is not a report, or was edited after it was written. Choose another file, or overwrite it with -Force.");
        }
    }

    /// <summary>Writes a report in the form that the file's extension names; folders that are missing are made.</summary>
    public static void Write(string path, LogSourceReport report)
    {
        string text = s_forms[Path.GetExtension(path)](report);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, text + Mark + Digest(text) + MarkEnd);
    }

    private static bool IsOurs(string text)
    {
        int mark = text.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark >= 0 && text.Substring(mark) == Mark + Digest(text.Substring(0, mark)) + MarkEnd;
    }

    private static string Digest(string text)
    {
        using var hash = SHA256.Create();
        return string.Concat(
            hash.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(8).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
}
