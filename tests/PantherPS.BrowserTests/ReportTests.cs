using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Panther.Client.Tests.Reports;

namespace PantherPS.BrowserTests;

/// <summary>The report as a page, in a browser: what it loads, says and shows, to eyes, keyboards and readers of screens.</summary>
public sealed class ReportTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(800, ColorScheme.Light)]
    [InlineData(800, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task The_page_loads_nothing_complains_of_nothing_fits_and_is_accessible(int width, ColorScheme scheme)
    {
        await using ReportPage report = await browser.OpenAsync(
            SampleReport.Usual(14), width, scheme, name: $"report-{width}-{scheme}".ToLowerInvariant());

        await report.Page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(Browser.Folder, $"report-{width}-{scheme}.png".ToLowerInvariant()),
            FullPage = true,
        });

        // Each colour scheme once, and each of the two layouts.
        if ((width, scheme) is (360, ColorScheme.Dark) or (1280, ColorScheme.Light))
        {
            Assert.Empty(await FindingsAsync(report));
        }

        Assert.True(await FitsAsync(report));
        Assert.Single(report.Requests);
        Assert.Empty(report.Said);
    }

    [Theory]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task Names_that_mean_ill_are_text(int width, ColorScheme scheme)
    {
        await using ReportPage report = await browser.OpenAsync(
            SampleReport.Hostile(), width, scheme, name: $"hostile-{width}-{scheme}".ToLowerInvariant());

        await report.Page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(Browser.Folder, $"hostile-{width}-{scheme}.png".ToLowerInvariant()),
            FullPage = true,
        });

        Assert.Equal(SampleReport.Script, await report.Page.TitleAsync());
        Assert.Equal(SampleReport.Script, await report.Page.Locator("h1").InnerTextAsync());
        Assert.Equal(1, await report.Page.Locator("script").CountAsync());
        Assert.Equal(0, await report.Page.Locator("img").CountAsync());
        Assert.Contains(SampleReport.Script, await report.LabelsAsync());
        Assert.True(await FitsAsync(report));
        Assert.Single(report.Requests);
        Assert.Empty(report.Said);
    }

    [Fact]
    public async Task A_label_from_right_to_left_turns_nothing_but_itself()
    {
        await using ReportPage report = await browser.OpenAsync(SampleReport.Hostile());
        ILocator heading = report.Page.Locator("h3", new PageLocatorOptions { HasText = "\u05D9\u05D5\u05DE\u05DF" });

        LocatorBoundingBoxResult label = (await heading.Locator("bdi").BoundingBoxAsync())!,
        badge = (await heading.Locator(".s").BoundingBoxAsync())!;

        Assert.True(badge.X >= label.X + label.Width, "The badge stands behind the label.");
        Assert.Equal("\u05D9\u05D5\u05DE\u05DF 12 \\u202egnp.exe", await heading.Locator("bdi").InnerTextAsync());
    }

    [Fact]
    public async Task What_the_page_did_not_bring_itself_is_not_run_and_not_loaded()
    {
        await using ReportPage report = await browser.OpenAsync(SampleReport.Usual());

        await report.Page.EvaluateAsync(
            """
            () => {
              const script = document.createElement('script');
              script.textContent = 'document.title = "hit"';
              const image = document.createElement('img');
              image.src = 'http://127.0.0.1:9/x.png';
              document.body.append(script, image);
            }
            """);
        await Assertions.Expect(report.Page).Not.ToHaveTitleAsync("hit");

        Assert.Equal(2, report.Said.Count(s => s.Contains("Content Security Policy", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Tables_are_sorted_by_mouse_and_by_keyboard()
    {
        await using ReportPage report = await browser.OpenAsync(SampleReport.Usual());
        ILocator Head(string name) => report.Page.Locator("table.sources").GetByRole(AriaRole.Columnheader, new() { Name = name });
        string[] byState = [.. await report.LabelsAsync()];

        await Head("Label").GetByRole(AriaRole.Button).ClickAsync();
        string[] up = [.. await report.LabelsAsync()];
        await Assertions.Expect(Head("Label")).ToHaveAttributeAsync("aria-sort", "ascending");
        await report.Page.Keyboard.PressAsync("Enter");
        string[] down = [.. await report.LabelsAsync()];
        await Assertions.Expect(Head("Label")).ToHaveAttributeAsync("aria-sort", "descending");

        Assert.Equal(byState.Order(StringComparer.OrdinalIgnoreCase).Take(2), up.Take(2));
        Assert.Equal(up.Reverse(), down);
        Assert.Equal(byState.Length, up.Length);

        // From Label two columns on, to the order in which the page came.
        await report.Page.Keyboard.PressAsync("Tab");
        await report.Page.Keyboard.PressAsync("Tab");
        await report.Page.Keyboard.PressAsync("Space");
        await Assertions.Expect(Head("Status")).ToHaveAttributeAsync("aria-sort", "ascending");
        await Assertions.Expect(Head("Label")).Not.ToHaveAttributeAsync("aria-sort", "descending");
        Assert.StartsWith(
            "Unhealthy",
            await report.Page.Locator("table.sources tbody tr").First.Locator("td").Nth(1).InnerTextAsync(),
            StringComparison.Ordinal);

        // By age, and not by the letters of "9 days ago": those without an event are the oldest.
        await Head("Last event").GetByRole(AriaRole.Button).ClickAsync();
        Assert.Equal("Salesforce", (await report.LabelsAsync())[0]);

        // By bytes, and not by the letters of "1.2 TB".
        await report.Page.Locator("table.volume").GetByRole(AriaRole.Button, new() { Name = "7 days" }).ClickAsync();
        Assert.Equal("Custom.Hook", await report.Page.Locator("table.volume tbody th").First.InnerTextAsync());
        Assert.Empty(report.Said);
    }

    [Fact]
    public async Task The_sources_are_filtered_by_what_one_types()
    {
        await using ReportPage report = await browser.OpenAsync(SampleReport.Usual());

        await report.Page.GetByRole(AriaRole.Searchbox).FillAsync("okta 12");
        Assert.Equal(["Okta 12"], await report.LabelsAsync());
        await Assertions.Expect(report.Page.Locator("output")).ToHaveTextAsync("1 of 24");

        await report.Page.GetByRole(AriaRole.Searchbox).FillAsync("");
        Assert.Equal(24, (await report.LabelsAsync()).Count);
    }

    [Fact]
    public async Task Without_script_all_is_there_and_nothing_that_does_nothing()
    {
        await using ReportPage report = await browser.OpenAsync(SampleReport.Usual(), 360, withScript: false);

        Assert.Equal(24, (await report.LabelsAsync()).Count);
        Assert.Equal(0, await report.Page.Locator("button, input").CountAsync());
        await Assertions.Expect(
            report.Page.Locator(".headline")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("of 24 log sources need attention"));
        Assert.NotEqual(0, await report.Page.Locator("svg.days rect").CountAsync());
        Assert.Single(report.Requests);
        Assert.Empty(report.Said);
    }

    [Fact]
    public async Task On_paper_it_is_dark_on_white_without_what_one_clicks()
    {
        await using ReportPage report = await browser.OpenAsync(SampleReport.Usual(), scheme: ColorScheme.Dark);
        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        Assert.Equal(
            "rgb(255, 255, 255)", await report.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        Assert.Equal("rgb(0, 0, 0)", await report.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).color"));
        await Assertions.Expect(report.Page.Locator(".filter")).ToBeHiddenAsync();
        byte[] paper = await report.Page.PdfAsync(new PagePdfOptions { Path = Path.Combine(Browser.Folder, "report.pdf"), Format = "A4" });
        Assert.Equal("%PDF"u8.ToArray(), paper[..4]);
    }

    [Fact]
    public async Task Thousands_of_sources_are_shown_and_sorted()
    {
        await using ReportPage report = await browser.OpenAsync(SampleReport.Usual(1_500));

        await report.Page.Locator("table.sources").GetByRole(AriaRole.Button, new() { Name = "Label" }).ClickAsync();

        Assert.Equal(1_500, await report.Page.Locator("table.sources tbody tr").CountAsync());
        Assert.Equal("ALB eu-west-1", await report.Page.Locator("table.sources tbody th").First.InnerTextAsync());
        Assert.Empty(report.Said);
    }

    /// <summary>What is wrong for those who read a screen otherwise, by axe: rule and place.</summary>
    private static async Task<IEnumerable<string>> FindingsAsync(ReportPage report)
    {
        AxeResult result = await report.Page.RunAxe();
        return result.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {v.Help}: {n.Html}"));
    }

    /// <summary>Whether nothing is wider than the window.</summary>
    private static async Task<bool> FitsAsync(ReportPage report) =>
        await report.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth");
}
