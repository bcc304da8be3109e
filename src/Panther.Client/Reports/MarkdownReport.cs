using System.Text;
using Panther.Client.Health;

namespace Panther.Client.Reports;

/// <summary>
/// A report as Markdown, for the summary of a job, a chat or a ticket. Job summaries take a megabyte, so it stays well below.
/// </summary>
internal static class MarkdownReport
{
    private const int MostOfAttention = 500_000;
    private const int MostOfVolume = 100_000;
    private const int MostOfSources = 250_000;

    /// <summary>What begins something in Markdown, or ends it; escaped wherever it stands.</summary>
    private const string Special = "\\`*_[]|~#!^$";

    /// <summary>Writes the text.</summary>
    public static string Write(LogSourceReport report)
    {
        var text = new StringBuilder();
        text.Append($"# {Escape(report.Title)}\n\n**{Escape(report.Headline)}**\n\n");
        if (report.Sources.Count > 0)
        {
            text.Append(
                $"| Sources | {string.Join(" | ", LogSourceReport.States)} | Open problems |\n|---:|---:|---:|---:|---:|---:|\n| "
                + $"{ReportText.Count(report.Sources.Count)} | ")
                .Append(string.Join(" | ", LogSourceReport.States.Select(s => ReportText.Count(report.CountOf(s)))))
                .Append($" | {(report.Sources.All(s => s.Problems is null) ? "not known" : ReportText.Count(report.OpenProblems))} |\n\n");
        }

        foreach (string gap in report.Gaps)
        {
            text.Append($"> {Escape(gap)}\n\n");
        }

        WriteAttention(text, report);
        WriteVolumes(text, report);
        WriteSources(text, report);
        text.Append($"Made by PantherPS at {ReportText.Time(report.MadeAt)}. All times are UTC (+00:00), and ages are as of then.\n\n");
        return text.ToString();
    }

    /// <summary>A text that is shown as it is, in a line of its own or in the cell of a table.</summary>
    public static string Escape(string? text)
    {
        var escaped = new StringBuilder();
        string clean = ReportText.Clean(text ?? "");
        bool isIsolated = clean.Any(IsRightToLeft);
        for (int i = 0; i < clean.Length; i++)
        {
            char c = clean[i];
            if (Special.Contains(c))
            {
                escaped.Append('\\').Append(c);
            }
            else if (c is '<' or '>' or '&' or '@')
            {
                escaped.Append(c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&#64;");
            }
            else if ((c == ':' && string.CompareOrdinal(clean, i, "://", 0, 3) == 0) || (c == '.' && IsAfterWww(clean, i)))
            {
                // No address becomes a link by itself.
                escaped.Append(c == ':' ? "&#58;" : "&#46;");
            }
            else if (i == 0 && c is ('-' or '+' or '='))
            {
                escaped.Append('\\').Append(c);
            }
            else if (c is ('.' or ')') && i is > 0 and < 10 && clean.Take(i).All(char.IsDigit))
            {
                // No number begins a list.
                escaped.Append('\\').Append(c);
            }
            else
            {
                escaped.Append(c);
            }
        }

        // As <bdi> does in a page.
        return isIsolated ? $"\u2068{escaped}\u2069" : escaped.ToString();
    }

    private static bool IsAfterWww(string text, int i) =>
        i >= 3 && string.Compare(text, i - 3, "www", 0, 3, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsRightToLeft(char c) =>
        c is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC')
        or (>= '\uD802' and <= '\uD803') or (>= '\uD83A' and <= '\uD83B') or '\u200E' or '\u200F';

    private static string WithCommands(string text) =>
        string.Concat(ReportText.Pieces(text).Select(p => p.IsCommand ? $"`{p.Text}`" : KeepBlanks(p.Text)));

    /// <summary>A piece of a line, whose blanks at the ends are between it and the next.</summary>
    private static string KeepBlanks(string piece) => piece.Length == 0 ? ""
        : (piece[0] == ' ' ? " " : "") + Escape(piece) + (piece.Length > 1 && piece[piece.Length - 1] == ' ' ? " " : "");

    private static void WriteAttention(StringBuilder text, LogSourceReport report)
    {
        if (report.NeedingAttention.Count == 0)
        {
            return;
        }

        text.Append("## Needs attention\n\n");
        int left = ReportText.Fit(text, report.NeedingAttention, h => Entry(report, h), MostOfAttention);
        text.Append(left > 0 ? $"\n{ReportText.Count(left)} more are not shown: a report as .html lists them.\n\n" : "\n");
    }

    private static string Entry(LogSourceReport report, LogSourceHealth health)
    {
        var entry = new StringBuilder(
            $"- **{Escape(LogSourceReport.NameOf(health))}**: {LogSourceReport.StateOf(health)}, {Escape(health.IntegrationType)}, ");
        entry.Append(report.Hosts.Count > 1 ? $"{Escape(LogSourceReport.HostOf(health))}, " : "");
        entry.Append($"last event {ReportText.Age(health.LastEvent, report.MadeAt)}\n");
        foreach (string reason in report.ReasonsOf(health))
        {
            entry.Append($"  - {Escape(reason)}\n");
        }

        entry.Append(health.SilenceAdvice is null ? "" : $"  - {WithCommands(health.SilenceAdvice)}\n");

        foreach (LogSourceProblem problem in health.Problems ?? [])
        {
            entry.Append($"  - **{Escape(problem.Title ?? problem.Type)}** ({Escape(problem.Type)}");
            entry.Append(problem.FirstSeen is null ? "" : $", first seen {ReportText.Age(problem.FirstSeen, report.MadeAt)}");
            entry.Append($", alert {Escape(problem.AlertId)}).");
            entry.Append(problem.Advice is null ? "\n" : $" {WithCommands(problem.Advice)}\n");
        }

        return entry.ToString();
    }

    private static void WriteVolumes(StringBuilder text, LogSourceReport report)
    {
        if (report.Volumes.Count > 0)
        {
            text.Append(
                $"## Volume by log type\n\nWhat Panther processed in the last {TenantVolume.Days} days, a column for each; the last is the "
                + "past 24 hours.\n\n");
        }

        foreach (TenantVolume volume in report.Volumes)
        {
            text.Append(report.Volumes.Count > 1 ? $"### {Escape(volume.Host)}\n\n" : "");
            text.Append(volume.Note is null ? "" : $"> {Escape(volume.Note)}\n\n");
            if (volume.LogTypes.Count > 0)
            {
                text.Append($"| Log type | By day | Last 24 hours | {TenantVolume.Days} days | Events |\n|---|---|---:|---:|---:|\n");
                int left = ReportText.Fit(
                    text,
                    volume.LogTypes,
                    v =>
                        $"| {Escape(v.LogType)} | {VolumePicture.Blocks(v)} | "
                        + $"{(v.HasStopped ? "**nothing**" : ReportText.Bytes(v.LastDay))} "
                        + $"| {ReportText.Bytes(v.Bytes)} | {ReportText.Amount(v.Events)} |\n",
                    MostOfVolume / report.Volumes.Count);
                text.Append(left > 0 ? $"\n{ReportText.Count(left)} smaller log types are left out.\n\n" : "\n");
            }
        }
    }

    private static void WriteSources(StringBuilder text, LogSourceReport report)
    {
        if (report.Sources.Count == 0)
        {
            return;
        }

        string tenant = report.Hosts.Count > 1 ? " Tenant |" : "", alarm = report.HasAlarms ? " Alarm |" : "";
        text.Append(
            $"## All sources\n\n| Label |{tenant} Type | Status | Last event | Log types | Problems "
            + $"|{alarm}\n|---|{(tenant.Length > 0 ? "---|" : "")}---|---|---|---|---|{(alarm.Length > 0 ? "---|" : "")}\n");
        int left = ReportText.Fit(text, report.Sources, Row, MostOfSources);
        text.Append(left > 0 ? $"\n{ReportText.Count(left)} more are not shown: a report as .html lists them.\n\n" : "\n");

        string Row(LogSourceHealth health)
        {
            var cells = new List<string?> { LogSourceReport.NameOf(health) };
            if (report.Hosts.Count > 1)
            {
                cells.Add(LogSourceReport.HostOf(health));
            }

            cells.AddRange(
            [
                health.IntegrationType, LogSourceReport.StateOf(health), ReportText.Age(health.LastEvent, report.MadeAt), LogSourceReport
                    .LogTypesOf(health.Source),
                health.Problems is null ? "not known" : LogSourceReport.ProblemsOf(health),
            ]);
            if (report.HasAlarms)
            {
                cells.Add((LogSourceReport.AlarmOf(health) ?? "none") + (health.Alarm?.State == "ALARM" ? ", gone off" : ""));
            }

            return $"| {string.Join(" | ", cells.Select(Escape))} |\n";
        }
    }
}
