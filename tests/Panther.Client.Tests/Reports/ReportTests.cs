using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Panther.Client.Metrics;
using Panther.Client.Reports;

namespace Panther.Client.Tests.Reports;

/// <summary>What reports say, in each form, as a parser of that form reads it.</summary>
public sealed class ReportTests
{
    private static readonly MarkdownPipeline s_markdown = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseEmphasisExtras(
        EmphasisExtraOptions.Strikethrough | EmphasisExtraOptions.Subscript | EmphasisExtraOptions.Superscript).UseTaskLists().Build();

    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    [Fact]
    public void What_needs_attention_comes_first_with_reasons_and_advice()
    {
        IDocument page = Parse(SampleReport.Usual());

        Assert.Equal("7 of 24 log sources need attention.", page.QuerySelector(".headline")!.TextContent);
        Assert.Equal(["3", "3", "1", "17", "7"], page.QuerySelectorAll("dl.counts dd").Select(d => d.TextContent));
        Assert.Equal(7, page.QuerySelectorAll("article").Length);
        Assert.Equal(["Unhealthy", "Unhealthy", "Unhealthy", "Silent", "Silent", "Silent", "With problems"],
            page.QuerySelectorAll("article h3 .s").Select(s => s.TextContent));
        Assert.Equal("VPC flow legacy", page.QuerySelectorAll("article h3 bdi")[2].TextContent);
        Assert.Contains("No event for 12 days.", page.QuerySelector("article")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "first seen 9 days ago \u00B7 last seen 9 hours ago",
            page.QuerySelector("article .problem")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(
            "Get-PantherLogSource -Id 2c6ea034-7d9f-4b53-9e48-3f5071920314 | Test-PantherS3RolePolicy",
            page.QuerySelector(".problem p + p code")!.TextContent);
        Assert.Equal("Salesforce", page.QuerySelectorAll("article h3 bdi")[3].TextContent);
        Assert.Contains(
            "No event has ever arrived, in the 6 months since", page.QuerySelectorAll("article")[3].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_source_is_in_the_table_with_its_age_and_alarm()
    {
        IElement table = Parse(SampleReport.Usual()).QuerySelector("table.sources")!;
        IElement okta = table.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector("th")!.TextContent == "Okta 12");

        Assert.Equal(24, table.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(["Label", "Type", "Status", "Last event", "Log types", "Problems", "Alarm"],
            table.QuerySelectorAll("thead th").Select(h => h.TextContent));
        Assert.Equal(["aws-s3", "Healthy", "36 minutes ago", "Okta.SystemLog", "", "13 hours"],
            okta.QuerySelectorAll("td").Select(c => c.TextContent));
        Assert.Equal(
            ("2026-11-26T08:54:00Z", "2026-11-26 08:54 UTC"),
            (okta.QuerySelector("time")!.GetAttribute("datetime"), okta.QuerySelector("time")!.GetAttribute("title")));
        Assert.Contains("All times are UTC (+00:00)", table.Owner!.QuerySelector("footer")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_volume_is_a_picture_that_says_in_words_what_it_shows()
    {
        IDocument page = Parse(SampleReport.Usual());
        IElement[] rows = [.. page.QuerySelectorAll("table.volume tbody tr")];

        Assert.Equal(10, rows.Length);
        Assert.Equal("AWS.CloudTrail", rows[0].QuerySelector("th")!.TextContent);
        Assert.Equal(7, rows[0].QuerySelectorAll("svg.days rect").Length);
        Assert.Equal("img", rows[0].QuerySelector("svg.days")!.GetAttribute("role"));
        Assert.Matches(
            @"^AWS\.CloudTrail, bytes by day, the oldest first: 480 GB(, [\d.]+ GB){6}$",
            rows[0].QuerySelector("svg.days")!.GetAttribute("aria-label")!);
        Assert.Equal("nothing", rows[1].QuerySelector(".s")!.TextContent);
        Assert.Equal(
            "Sources by status: 3 Unhealthy, 3 Silent, 1 With problems, 17 Healthy",
            page.QuerySelector("svg.shares")!.GetAttribute("aria-label"));
    }

    [Fact]
    public void The_policy_of_the_page_allows_its_own_style_and_script_and_nothing_else()
    {
        string html = HtmlReport.Write(SampleReport.Usual());
        IDocument page = Parse(html);
        string policy = page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content")!;

        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains($"style-src '{HashOf(page.QuerySelector("style")!)}'", policy, StringComparison.Ordinal);
        Assert.Contains($"script-src '{HashOf(page.QuerySelector("script")!)}'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Empty(page.QuerySelectorAll("[style], [onclick], [src], iframe, form, a[href]"));

        static string HashOf(IElement element) =>
            "sha256-" + Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(element.TextContent)));
    }

    [Fact]
    public void Whatever_a_name_is_a_page_shows_it_as_text() => Gen.String.Sample(
        text =>
        {
            IDocument page = Parse(new LogSourceReport(
                [SampleReport.Source(
                    "x" + text, "t" + text, isHealthy: false, SampleReport.Now, [SampleReport.Problem("P" + text, 1, "a" + text)])],
                [SampleReport.Volume("v" + text)],
                SampleReport.Now,
                "h" + text));
            string shown = ReportText.Clean("x" + text);

            Assert.Equal(ReportText.Clean("h" + text), page.Title);
            Assert.Equal(ReportText.Clean("h" + text), page.QuerySelector("h1")!.TextContent);
            Assert.Equal([shown, shown], page.QuerySelectorAll("h3 bdi, table.sources tbody th").Select(e => e.TextContent));
            Assert.Equal(ReportText.Clean("v" + text), page.QuerySelector("table.volume tbody th")!.TextContent);
            Assert.Equal(ReportText.Clean("a" + text), page.QuerySelector("h4")!.TextContent);
            Assert.Equal((1, 0), (page.Scripts.Length, page.Images.Length));
        },
        iter: 50);

    [Fact]
    public void Whatever_a_name_is_Markdown_shows_it_as_text() => Gen.OneOf(
        Gen.String,
        Gen.Char["\\`*_{}[]()<>#+-.!|~&@:/= \t\n1aw\u05D0\u202E"].Array[0, 14].Select(c => new string(c)),
        Gen.Const("www.example.com https://example.com a@example.com @here #1 &lt; &amp; **b** [x] ![y](z) 1. 2) ~~s~~ <b>")).Sample(
        text =>
        {
            string expected = ReportText.Clean(text);
            IDocument line = Html($"- **{MarkdownReport.Escape("x" + text)}**: y");
            IDocument cell = Html($"| a | b |\n|---|---|\n| {MarkdownReport.Escape(text)} | z |");

            Assert.Equal(ReportText.Clean("x" + text), Unisolated(line.QuerySelector("li strong")!.TextContent));
            Assert.Equal([expected, "z"], cell.QuerySelectorAll("td").Select(c => Unisolated(c.TextContent)));
            Assert.Empty(line.QuerySelectorAll("li strong *"));
            Assert.Empty(cell.QuerySelectorAll("td *"));
        },
        iter: 500);

    [Fact]
    public void Markdown_says_the_same_as_the_page()
    {
        string text = MarkdownReport.Write(SampleReport.Usual());
        IDocument page = Html(text);

        Assert.Equal("Log sources of acme.runpanther.net", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("7 of 24 log sources need attention.", page.QuerySelector("p strong")!.TextContent);
        Assert.Equal(["24", "3", "3", "1", "17", "7"], page.QuerySelectorAll("table")[0].QuerySelectorAll("td").Select(c => c.TextContent));
        Assert.Equal(7, page.QuerySelectorAll("body > ul > li").Length);
        Assert.Equal(
            "Get-PantherLogSource -Id 2c6ea034-7d9f-4b53-9e48-3f5071920314 | Test-PantherS3RolePolicy",
            page.QuerySelector("li li code")!.TextContent);
        Assert.Equal(10, page.QuerySelectorAll("table")[1].QuerySelectorAll("tbody tr").Length);
        Assert.Equal(24, page.QuerySelectorAll("table")[2].QuerySelectorAll("tbody tr").Length);
        Assert.Matches("^[\u2581-\u2588\u00B7]{7}$", page.QuerySelectorAll("table")[1].QuerySelectorAll("tbody td")[1].TextContent);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void Ten_thousand_sources_take_less_than_five_megabytes_and_all_are_there()
    {
        LogSourceReport report = SampleReport.Usual(10_000);
        string html = HtmlReport.Write(report), markdown = MarkdownReport.Write(report);

        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1_000_000, 5_000_000);
        Assert.Equal(10_000, html.Split("<tr><th scope=\"row\"").Length - 1 - 10);
        Assert.Matches("[\\d,]+ more are in the table of all sources", html);
        Assert.InRange(Encoding.UTF8.GetByteCount(markdown), 100_000, 1_000_000);
        Assert.Matches("[\\d,]+ more are not shown", markdown);
    }

    [Fact]
    public void Names_as_long_as_they_may_be_leave_sources_out_and_the_page_small()
    {
        string name = string.Concat(Enumerable.Repeat("\u20AC<&'\"", 400));
        LogSourceReport report = new(
            [.. Enumerable.Range(0, 2_000).Select(
                i => SampleReport.Source(name + i, name, isHealthy: false, last: null, [SampleReport.Problem("X", 1, name)]))],
            [],
            SampleReport.Now);

        Assert.InRange(Encoding.UTF8.GetByteCount(HtmlReport.Write(report)), 1_000_000, 5_000_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(MarkdownReport.Write(report)), 100_000, 1_000_000);
        Assert.Contains("more, with the fewest problems, are not shown", HtmlReport.Write(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "There are no log sources in this report.")]
    [InlineData(1, "The one log source is healthy.")]
    [InlineData(3, "All 3 log sources are healthy.")]
    public void A_report_on_little_says_so(int count, string headline)
    {
        LogSourceReport report = new(
            [.. Enumerable.Range(0, count).Select(i => SampleReport.Source($"s{i}", "A.B", isHealthy: true, SampleReport.Now, []))],
            [],
            SampleReport.Now);

        Assert.Equal(headline, Parse(report).QuerySelector(".headline.good")!.TextContent);
        Assert.Contains(headline, MarkdownReport.Write(report), StringComparison.Ordinal);
        Assert.Equal(count == 0 ? 0 : 1, Parse(report).QuerySelectorAll("table").Length);
        Assert.Equal("Log sources", report.Title);
    }

    [Theory]
    [InlineData(1, "The one log source needs attention.")]
    [InlineData(2, "1 of 2 log sources needs attention.")]
    public void One_that_needs_attention_is_one(int count, string headline) => Assert.Equal(
        headline,
        new LogSourceReport(
            [.. Enumerable.Range(0, count).Select(i => SampleReport.Source($"s{i}", "A.B", isHealthy: i > 0, SampleReport.Now, []))],
            [],
            SampleReport.Now).Headline);

    [Fact]
    public void What_is_not_known_is_said_and_counts_as_nothing()
    {
        LogSourceReport report = new(
            [SampleReport.Source("a", "A.B", true, SampleReport.Now, null), SampleReport.Source("b", "A.B", null, SampleReport.Now, null)],
            [TenantVolume.Unknown("api.acme.example", new PantherException(PantherErrorKind.Forbidden, "no"))],
            SampleReport.Now);
        IDocument page = Parse(report);

        Assert.Equal(
            ["The problems are not known of any source: the system errors could not be read, for which the token needs the "
                + "permission Read Alerts.",
             "The volume is not shown: the token may not read metrics, which needs the permission Read Panther Metrics."],
            page.QuerySelectorAll(".note").Select(n => n.TextContent));
        Assert.Equal("not known", page.QuerySelectorAll("dl.counts dd")[4].TextContent);
        Assert.Contains(
            "Panther does not say whether its health checks pass.", page.QuerySelector("article")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Read Panther Metrics", MarkdownReport.Write(report), StringComparison.Ordinal);
        Assert.Contains("| not known |", MarkdownReport.Write(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_and_an_alarm_that_has_gone_off_are_shown_in_both_forms()
    {
        IDocument page = Parse(SampleReport.Hostile());
        string markdown = MarkdownReport.Write(SampleReport.Hostile());

        Assert.Contains("Its no-data alarm has gone off: no event for 15 minutes.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("15 minutes, gone off", markdown, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>document", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", markdown + page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Contains("\u2068\u05D9\u05D5\u05DE\u05DF 12 \\\\u202egnp.exe\u2069", markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-60, "just now")]
    [InlineData(59, "just now")]
    [InlineData(60, "1 minute ago")]
    [InlineData(7199, "1 hour ago")]
    [InlineData(86400, "1 day ago")]
    [InlineData(86400 * 60, "60 days ago")]
    [InlineData(86400 * 61, "2 months ago")]
    [InlineData(86400 * 729, "23 months ago")]
    [InlineData(86400 * 1000, "2 years ago")]
    [InlineData(null, "never")]
    public void Ages_are_as_people_say_them(int? secondsAgo, string age) =>
        Assert.Equal(age, ReportText.Age(secondsAgo is int s ? SampleReport.Now.AddSeconds(-s).ToLocalTime() : null, SampleReport.Now));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(999_999, "1.0 MB")]
    [InlineData(123_456_789, "123 MB")]
    [InlineData(4.2e12, "4.2 TB")]
    [InlineData(5e21, "5000 EB")]
    public void Bytes_are_as_people_say_them(double bytes, string said) => Assert.Equal(said, ReportText.Bytes(bytes));

    [Theory]
    [InlineData(999_999, "999,999")]
    [InlineData(1_000_000, "1.0 million")]
    [InlineData(5_559_531_983, "5.6 billion")]
    [InlineData(2e12, "2.0 trillion")]
    public void Amounts_are_as_people_say_them(double amount, string said) => Assert.Equal(said, ReportText.Amount(amount));

    [Fact]
    public void A_report_is_the_same_in_every_culture()
    {
        string[] written = [.. new[] { "", "de-DE", "ar-SA", "tr-TR", "fa-IR" }.Select(name =>
        {
            CultureInfo before = CultureInfo.CurrentCulture;
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
            try
            {
                return HtmlReport.Write(SampleReport.Usual()) + MarkdownReport.Write(SampleReport.Usual());
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        })];

        Assert.Single(written.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void Volumes_are_summed_by_the_day_that_ends_with_the_hour()
    {
        (DateTime from, DateTime to) = TenantVolume.PeriodBefore(SampleReport.Now);
        PantherMetric[] metrics =
        [
            SampleReport.Value("BytesProcessed", "A", from, 1), SampleReport.Value("BytesProcessed", "A", from.AddHours(23), 2),
            SampleReport.Value("BytesProcessed", "A", to.AddHours(-1), 4), SampleReport.Value("BytesProcessed", "A", to.AddDays(1), 8),
            SampleReport.Value("EventsProcessed", "A", null, 5),
            SampleReport.Value("BytesProcessed", "B", null, 70),
            SampleReport.Value("BytesProcessed", "C", null, 1),
        ];

        TenantVolume volume = TenantVolume.From("host", metrics, from, ["A", "B"], null);

        Assert.Equal((new DateTime(2026, 11, 26, 10, 0, 0, DateTimeKind.Utc), 7 * s_day), (to, to - from));
        Assert.Equal(["B", "A"], volume.LogTypes.Select(v => v.LogType));
        Assert.Equal([3, 0, 0, 0, 0, 0, 12], volume.LogTypes[1].Days);
        Assert.Equal(
            (5, 15, 12, false),
            (volume.LogTypes[1].Events, volume.LogTypes[1].Bytes, volume.LogTypes[1].LastDay, volume.LogTypes[1].HasStopped));
        Assert.All(volume.LogTypes[0].Days, day => Assert.Equal(10, day));
        Assert.Equal("Nothing was measured in the last 7 days.", TenantVolume.From("host", [], from, null, null).Note);
        Assert.EndsWith(
            "not computed",
            TenantVolume.From("host", metrics, from, null, new PantherException(PantherErrorKind.ApiError, "not computed")).Note,
            StringComparison.Ordinal);
    }

    private static IDocument Parse(LogSourceReport report) => Parse(HtmlReport.Write(report));

    private static IDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static IDocument Html(string markdown) => Parse(Markdown.ToHtml(markdown, s_markdown));

    private static string Unisolated(string text) => text.Trim('\u2068', '\u2069').Trim();
}
