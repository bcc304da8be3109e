using System.Globalization;
using System.Text;

namespace Panther.Client.Reports;

/// <summary>Pictures as SVG within a page: their colours come from its style sheet, and each says in words what it shows.</summary>
internal static class VolumePicture
{
    private const double Step = 16;
    private const double Width = 11;
    private const double Height = 30;

    private static readonly char[] s_blocks = ['\u2581', '\u2582', '\u2583', '\u2584', '\u2585', '\u2586', '\u2587', '\u2588'];

    /// <summary>A column for each day, by the largest of them.</summary>
    public static string Columns(LogTypeVolume volume)
    {
        double most = Math.Max(volume.Days.Max(), 1);
        var svg = new StringBuilder();
        svg.Append(
            $"<svg class=\"days\" viewBox=\"0 0 {N((Step * volume.Days.Count) - (Step - Width))} {N(Height)}\" role=\"img\" "
            + $"aria-label=\"{HtmlReport.Escape(Words(volume))}\">");
        for (int i = 0; i < volume.Days.Count; i++)
        {
            // A day with nothing keeps a line, so that it is seen that there is a day.
            double height = volume.Days[i] <= 0 ? 1.5 : Math.Max(2.5, Height * volume.Days[i] / most);
            svg.Append($"<rect x=\"{N(i * Step)}\" y=\"{N(Height - height)}\" width=\"{N(Width)}\" height=\"{N(height)}\" rx=\"1.5\"");
            svg.Append(volume.Days[i] <= 0 ? " class=\"none\"/>" : "/>");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>The same in a line of text.</summary>
    public static string Blocks(LogTypeVolume volume)
    {
        double most = Math.Max(volume.Days.Max(), 1);
        return string.Concat(
            volume.Days.Select(
                d => d <= 0 ? '\u00B7' : s_blocks[(int)Math.Min(s_blocks.Length - 1, Math.Floor(s_blocks.Length * d / most))]));
    }

    /// <summary>How much of the largest something is.</summary>
    public static string Bar(double share) =>
        "<svg class=\"bar\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
        + $"width=\"{N(Math.Max(0.7, 100 * share))}\" height=\"4\"/></svg>";

    /// <summary>How many sources have each status, as one bar.</summary>
    public static string Shares(IReadOnlyList<(string Name, string Class, int Count)> parts)
    {
        double all = Math.Max(1, parts.Sum(p => p.Count));
        string words = string.Join(", ", parts.Select(p => $"{ReportText.Count(p.Count)} {p.Name}"));
        var svg = new StringBuilder(
            "<svg class=\"shares\" viewBox=\"0 0 100 3\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Sources by status: "
            + $"{words}\">");
        double x = 0;
        foreach ((string _, string style, int count) in parts.Where(p => p.Count > 0))
        {
            // Few among many are seen all the same.
            double width = Math.Max(0.8, 100 * count / all);
            svg.Append($"<rect class=\"{style}\" x=\"{N(x)}\" width=\"{N(Math.Max(0, Math.Min(width, 100 - x)))}\" height=\"3\"/>");
            x += width;
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Words(LogTypeVolume volume) =>
        $"{ReportText.Clean(volume.LogType)}, bytes by day, the oldest first: {string.Join(", ", volume.Days.Select(ReportText.Bytes))}";

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
