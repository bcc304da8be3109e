using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Panther.Client.Reports;

/// <summary>Times, ages, amounts and texts as a report shows them, the same in every culture and time zone.</summary>
internal static class ReportText
{
    /// <summary>More than any sensible label, title or advice; what is longer is cut.</summary>
    public const int Longest = 1500;

    private const string CommandPattern = @"[A-Z][A-Za-z]+-(?:Panther\w+|Object)(?: -[A-Z]\w+)*"
        + @"(?: [0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}| LogTypes| S3PrefixLogTypes| RESOLVED| 24h)?";

    private static readonly Regex s_command = new($@"\b{CommandPattern}(?: \| {CommandPattern})*", RegexOptions.CultureInvariant);

    private static readonly (double Length, string Unit)[] s_units =
    [
        (365.25 * 24 * 60, "year"), (30.44 * 24 * 60, "month"), (24 * 60, "day"), (60, "hour"), (1, "minute")
    ];

    private static readonly (double From, string Name)[] s_large = [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")];

    private static readonly string[] s_bytes = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of things: <c>1 day</c>, <c>2 days</c>.</summary>
    public static string Count(double value, string unit) => $"{Count(value)} {unit}{(Count(value) == "1" ? "" : "s")}";

    /// <summary>A number that may be too large for all of its digits.</summary>
    public static string Amount(double value) => s_large.FirstOrDefault(l => value >= l.From) is { Name: { } name } large
        ? $"{(value / large.From).ToString("0.0", CultureInfo.InvariantCulture)} {name}"
        : Count(value);

    public static string Bytes(double value)
    {
        int power = 0;
        double scaled = value;
        while (scaled >= 999.5 && power < s_bytes.Length - 1)
        {
            scaled /= 1000;
            power++;
        }

        return $"{scaled.ToString(power > 0 && scaled < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture)} {s_bytes[power]}";
    }

    /// <summary>A time in UTC, with the offset.</summary>
    public static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A time as machines read it.</summary>
    public static string Iso(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>How long something is, in its largest unit; two months are <c>60 days</c> still.</summary>
    public static string Span(TimeSpan span)
    {
        foreach ((double length, string unit) in s_units)
        {
            if (span.TotalMinutes >= (unit is "year" or "month" ? 2 * length : length))
            {
                return Count(Math.Floor(span.TotalMinutes / length), unit);
            }
        }

        return "less than a minute";
    }

    /// <summary>How long ago something was, as people say it.</summary>
    public static string Age(DateTime? time, DateTime utcNow) => time is not DateTime then ? "never"
        : utcNow - then.ToUniversalTime() is TimeSpan age && age < TimeSpan.FromMinutes(1) ? "just now"
        : Span(age) + " ago";

    /// <summary>
    /// A text in one line, in which nothing acts on what is around it: control characters and those that turn the direction of writing
    /// show as their codes, and half a character as a replacement.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, Longest));
        bool wasBlank = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (clean.Length >= Longest)
            {
                clean.Append('\u2026');
                break;
            }

            char c = text[i];
            bool isBlank = char.IsWhiteSpace(c) && c is not '\u00A0';
            if (isBlank)
            {
                if (!wasBlank)
                {
                    clean.Append(' ');
                }
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(c).Append(text[++i]);
            }
            else if (char.IsSurrogate(c))
            {
                clean.Append('\uFFFD');
            }
            else if (char.IsControl(c)
                || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF' or '\uFFFE' or '\uFFFF')
            {
                clean.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                clean.Append(c);
            }

            wasBlank = isBlank;
        }

        return clean.ToString().Trim();
    }

    /// <summary>A text in pieces: what is a command, which is written as code, and what is not.</summary>
    public static IEnumerable<(string Text, bool IsCommand)> Pieces(string text)
    {
        string clean = Clean(text);
        int end = 0;
        foreach (Match match in s_command.Matches(clean))
        {
            yield return (clean.Substring(end, match.Index - end), false);
            yield return (match.Value, true);
            end = match.Index + match.Length;
        }

        yield return (clean.Substring(end), false);
    }

    /// <summary>Appends as many of the parts as there is room for; the first that has none ends it.</summary>
    /// <returns>How many are left out.</returns>
    public static int Fit<T>(StringBuilder into, IReadOnlyList<T> items, Func<T, string> write, int mostBytes)
    {
        for (int i = 0; i < items.Count; i++)
        {
            string part = write(items[i]);
            mostBytes -= Encoding.UTF8.GetByteCount(part);
            if (mostBytes < 0)
            {
                return items.Count - i;
            }

            into.Append(part);
        }

        return 0;
    }
}
