using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Panther.Client.Health;

namespace Panther.Client.Reports;

/// <summary>
/// A report as one page that needs nothing but itself. Its policy allows the one style sheet and the one script that stand in it, by their
/// hashes, and no request at all; without the script it only cannot be sorted.
/// </summary>
internal static class HtmlReport
{
    /// <summary>How much the sources that need attention, and all of them, may take, so that the page stays below 5 MB.</summary>
    private const int MostOfAttention = 1_100_000;
    private const int MostOfSources = 3_300_000;
    private const int MostOfVolume = 300_000;

    private static readonly string s_style = Read("report.css");
    private static readonly string s_script = Read("report.js");

    private static readonly string s_policy =
        $"default-src 'none'; img-src data:; style-src '{HashOf(s_style)}'; script-src '{HashOf(s_script)}'; base-uri 'none'; "
        + "form-action 'none'";

    private static string Version => typeof(HtmlReport).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Writes the page.</summary>
    public static string Write(LogSourceReport report)
    {
        var page = new StringBuilder();
        page.Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{s_policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="PantherPS {Version}">
            <link rel="icon" href="data:,">
            <title>{Text(report.Title)}</title>
            <style>{s_style}</style>
            </head>
            <body>

            """.Replace("\r\n", "\n"));
        WriteHeader(page, report);
        page.Append("<main>\n");
        WriteAttention(page, report);
        WriteVolumes(page, report);
        WriteSources(page, report);
        page.Append("</main>\n");
        page.Append($"<footer><p>Made by PantherPS {Version} at {TimeOf(report.MadeAt, ReportText.Time(report.MadeAt))}. ")
            .Append("All times are UTC (+00:00), and ages are as of then.</p></footer>\n");
        page.Append($"<script>{s_script}</script>\n</body>\n</html>\n");
        return page.ToString();
    }

    /// <summary>A text of the page, or of an attribute in double quotes.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");

    private static string Text(string? text) => Escape(ReportText.Clean(text ?? ""));

    /// <summary>A text that came from outside, and whose direction of writing is its own.</summary>
    private static string Isolated(string? text) => $"<bdi>{Text(text)}</bdi>";

    private static string WithCommands(string? text) => string.Concat(
        ReportText.Pieces(text ?? "").Select(p => p.IsCommand ? $"<code>{Escape(p.Text)}</code>" : Escape(p.Text)));

    private static string TimeOf(DateTime utc, string words) =>
        $"<time datetime=\"{ReportText.Iso(utc)}\" title=\"{ReportText.Time(utc)}\">{words}</time>";

    private static string AgeOf(DateTime? time, DateTime madeAt) =>
        time is DateTime then ? TimeOf(then.ToUniversalTime(), ReportText.Age(then, madeAt)) : "never";

    private static string ClassOf(LogSourceHealth health) => ClassOf(LogSourceReport.StateOf(health));

    private static string ClassOf(string state) => state switch
    {
        LogSourceHealth.Unhealthy => "u",
        LogSourceHealth.Silent => "q",
        LogSourceReport.WithProblems => "p",
        _ => "h",
    };

    private static string Badge(LogSourceHealth health) => $"<span class=\"s {ClassOf(health)}\">{LogSourceReport.StateOf(health)}</span>";

    private static void WriteHeader(StringBuilder page, LogSourceReport report)
    {
        page.Append($"<header>\n<h1>{Isolated(report.Title)}</h1>\n<p class=\"made\">");
        string hosts = string.Join(", ", report.Hosts.Take(5).Where(h => !report.Title.Contains(h)).Select(Isolated));
        page.Append(hosts).Append(
            hosts.Length == 0 ? "" : " \u00B7 ").Append(TimeOf(report.MadeAt, ReportText.Time(report.MadeAt))).Append("</p>\n");
        page.Append($"<p class=\"headline {(report.NeedingAttention.Count > 0 ? "bad" : "good")}\">{Text(report.Headline)}</p>\n");
        if (report.Sources.Count > 0)
        {
            page.Append(VolumePicture.Shares([.. LogSourceReport.States.Select(s => (s, ClassOf(s), report.CountOf(s)))]));
            page.Append("\n<dl class=\"counts\">\n");
            foreach (string status in LogSourceReport.States)
            {
                page.Append(
                    $"<div class=\"{ClassOf(status)}\"><dt>{status}</dt><dd>{ReportText.Count(report.CountOf(status))}</dd></div>\n");
            }

            string problems = report.Sources.All(s => s.Problems is null) ? "not known" : ReportText.Count(report.OpenProblems);
            page.Append($"<div><dt>Open problems</dt><dd>{problems}</dd></div>\n");
            page.Append("</dl>\n");
        }

        foreach (string gap in report.Gaps)
        {
            page.Append($"<p class=\"note\">{Text(gap)}</p>\n");
        }

        page.Append("</header>\n");
    }

    private static void WriteAttention(StringBuilder page, LogSourceReport report)
    {
        if (report.NeedingAttention.Count == 0)
        {
            return;
        }

        page.Append("<section aria-labelledby=\"attention\">\n<h2 id=\"attention\">Needs attention</h2>\n");
        int left = ReportText.Fit(page, report.NeedingAttention, h => Card(report, h), MostOfAttention);
        if (left > 0)
        {
            page.Append($"<p class=\"note\">{ReportText.Count(left)} more are in the table of all sources, with their problems.</p>\n");
        }

        page.Append("</section>\n");
    }

    private static string Card(LogSourceReport report, LogSourceHealth health)
    {
        var card = new StringBuilder(
            $"<article class=\"{ClassOf(health)}\">\n<h3>{Isolated(LogSourceReport.NameOf(health))} {Badge(health)}</h3>\n<p "
            + "class=\"meta\">");
        string[] parts =
        [
            report.Hosts.Count > 1 ? Isolated(LogSourceReport.HostOf(health)) : "",
            Isolated(health.IntegrationType),
            health.Source.LogTypes.Count == 0 ? "" : Isolated(LogSourceReport.LogTypesOf(health.Source)),
            "last event " + AgeOf(health.LastEvent, report.MadeAt),
            $"<span class=\"id\">{Isolated(health.SourceId)}</span>",
        ];
        card.Append(string.Join(" \u00B7 ", parts.Where(p => p.Length > 0))).Append("</p>\n");
        string[] reasons = [.. report.ReasonsOf(health)];
        if (reasons.Length > 0)
        {
            card.Append("<ul>").Append(string.Concat(reasons.Select(r => $"<li>{Text(r)}</li>"))).Append("</ul>\n");
        }

        card.Append(
            health.SilenceAdvice is null ? "" : $"<p><strong>What to check.</strong> {WithCommands(health.SilenceAdvice)}</p>\n");
        foreach (LogSourceProblem problem in health.Problems ?? [])
        {
            card.Append(
                $"<div class=\"problem\"><h4>{Isolated(problem.Title ?? problem.Type)}</h4>\n<p "
                + $"class=\"meta\"><code>{Isolated(problem.Type)}</code>");
            card.Append(problem.FirstSeen is null ? "" : $" \u00B7 first seen {AgeOf(problem.FirstSeen, report.MadeAt)}");
            card.Append(
                problem.LastSeen is null || problem.LastSeen == problem.FirstSeen
                    ? ""
                    : $" \u00B7 last seen {AgeOf(problem.LastSeen, report.MadeAt)}");
            card.Append($" \u00B7 alert <span class=\"id\">{Isolated(problem.AlertId)}</span></p>\n");
            card.Append(
                problem.Advice is null ? "" : $"<p><strong>What to check.</strong> {WithCommands(problem.Advice)}</p>").Append("</div>\n");
        }

        return card.Append("</article>\n").ToString();
    }

    private static void WriteVolumes(StringBuilder page, LogSourceReport report)
    {
        if (report.Volumes.Count == 0)
        {
            return;
        }

        page.Append("<section aria-labelledby=\"volume\">\n<h2 id=\"volume\">Volume by log type</h2>\n");
        page.Append(
            $"<p class=\"meta\">What Panther processed in the last {TenantVolume.Days} days, a column for each; the last is the past "
            + "24 hours. ")
            .Append("Volume is measured by log type, whatever the source.</p>\n");
        foreach (TenantVolume volume in report.Volumes)
        {
            WriteVolume(page, volume, report.Volumes.Count > 1, MostOfVolume / report.Volumes.Count);
        }

        page.Append("</section>\n");
    }

    private static void WriteVolume(StringBuilder page, TenantVolume volume, bool isOneOfSeveral, int mostBytes)
    {
        if (isOneOfSeveral)
        {
            page.Append($"<h3>{Isolated(volume.Host)}</h3>\n");
        }

        if (volume.Note is not null)
        {
            page.Append($"<p class=\"note\">{Text(volume.Note)}</p>\n");
        }

        if (volume.LogTypes.Count == 0)
        {
            return;
        }

        double most = Math.Max(1, volume.LogTypes.Max(v => v.Bytes));
        page.Append(
            "<table class=\"volume\"><caption>Volume by log "
            + $"type{(isOneOfSeveral ? " of " + Isolated(volume.Host) : "")}</caption>\n<thead><tr><th scope=\"col\">Log type</th>")
            .Append(
                "<th scope=\"col\" class=\"x\">By day</th><th scope=\"col\" class=\"n\">Last 24 hours</th><th scope=\"col\" "
                + $"class=\"n\">{TenantVolume.Days} days</th>")
            .Append("<th scope=\"col\" class=\"n\">Events</th></tr></thead>\n<tbody>\n");
        int left = ReportText.Fit(page, volume.LogTypes, Row, mostBytes);
        page.Append("</tbody></table>\n");
        if (left > 0)
        {
            page.Append($"<p class=\"note\">{ReportText.Count(left)} smaller log types are left out.</p>\n");
        }

        string Row(LogTypeVolume v) => $"<tr><th scope=\"row\">{Isolated(v.LogType)}</th><td>{VolumePicture.Columns(v)}</td>"
            + $"<td class=\"n\" data-v=\"{(long)v.LastDay}\">{LastDay(v)}</td>"
            + $"<td class=\"n total\" data-v=\"{(long)v.Bytes}\">{ReportText.Bytes(v.Bytes)}{VolumePicture.Bar(v.Bytes / most)}</td>"
            + $"<td class=\"n events\" data-v=\"{(long)v.Events}\">{ReportText.Amount(v.Events)}</td></tr>\n";

        static string LastDay(LogTypeVolume v) => v.HasStopped ? "<span class=\"s u\">nothing</span>" : ReportText.Bytes(v.LastDay);
    }

    private static void WriteSources(StringBuilder page, LogSourceReport report)
    {
        if (report.Sources.Count == 0)
        {
            return;
        }

        (string Name, string Class)[] columns =
        [
            ("Label", ""),
            .. ((string, string)[])(report.Hosts.Count > 1 ? [("Tenant", "short")] : []),
            ("Type", "short"),
            ("Status", "state"),
            ("Last event", "short"),
            ("Log types", "rest"), ("Problems", "rest"), .. ((string, string)[])(report.HasAlarms ? [("Alarm", "short")] : []),
        ];
        page.Append(
            "<section aria-labelledby=\"sources\">\n<h2 id=\"sources\">All sources</h2>\n<table class=\"sources\"><caption>All log "
            + "sources</caption>\n<thead><tr>")
            .Append(
                string.Concat(columns.Select(c => $"<th scope=\"col\"{(c.Class.Length > 0 ? $" class=\"{c.Class}\"" : "")}>{c.Name}</th>")))
            .Append("</tr></thead>\n<tbody>\n");
        int left = ReportText.Fit(page, report.Sources, h => Row(report, h), MostOfSources);
        page.Append("</tbody></table>\n");
        if (left > 0)
        {
            page.Append($"<p class=\"note\">{ReportText.Count(left)} more, with the fewest problems, are not shown.</p>\n");
        }

        page.Append("</section>\n");
    }

    private static string Row(LogSourceReport report, LogSourceHealth health)
    {
        var row = new StringBuilder($"<tr><th scope=\"row\">{Isolated(LogSourceReport.NameOf(health))}</th>");
        if (report.Hosts.Count > 1)
        {
            row.Append($"<td>{Isolated(LogSourceReport.HostOf(health))}</td>");
        }

        row.Append($"<td>{Isolated(health.IntegrationType)}</td><td data-v=\"{LogSourceReport.OrderOf(health)}\">{Badge(health)}</td>");
        long seconds = health.LastEvent is DateTime last ? last.ToUniversalTime().Ticks / TimeSpan.TicksPerSecond : 0;
        row.Append($"<td data-v=\"{seconds}\">{AgeOf(health.LastEvent, report.MadeAt)}</td>");
        row.Append($"<td>{Text(LogSourceReport.LogTypesOf(health.Source))}</td>");
        row.Append($"<td>{(health.Problems is null ? "not known" : Text(LogSourceReport.ProblemsOf(health)))}</td>");
        if (report.HasAlarms)
        {
            row.Append($"<td class=\"alarm\" data-v=\"{health.Alarm?.MinutesThreshold ?? 0}\">{LogSourceReport.AlarmOf(health) ?? "none"}")
                .Append(health.Alarm?.State == "ALARM" ? " <span class=\"s u\">gone off</span></td>" : "</td>");
        }

        return row.Append("</tr>\n").ToString();
    }

    private static string HashOf(string text)
    {
        using var hash = SHA256.Create();
        return "sha256-" + Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>A part of the page as a browser reads it, which takes every line end for a line feed.</summary>
    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Reports/" + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
