using Microsoft.Playwright;
using Panther.Client.Reports;
using Panther.Client.Tests.Emulation;

namespace PantherPS.BrowserTests;

/// <summary>A browser that is installed already, and pages of reports in it. Playwright's own download is never made.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The folder for pages and pictures, for people to look at.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "out", "browsertest");

    public async Task InitializeAsync()
    {
        string executable = Environment.GetEnvironmentVariable("PANTHERPS_BROWSER")
            ?? throw new InvalidOperationException("These tests run by './build.ps1 browsertest', which finds the browser.");
        Directory.CreateDirectory(Folder);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Args =
            [
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync"
            ],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a report as a file, as those do to whom it was sent.</summary>
    internal async Task<ReportPage> OpenAsync(
        LogSourceReport report, int width = 1280, ColorScheme scheme = ColorScheme.Light, bool withScript = true, string? name = null)
    {
        string path = Path.Combine(Folder, (name ?? Guid.NewGuid().ToString("N")) + ".html");
        await File.WriteAllTextAsync(path, HtmlReport.Write(report));
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            JavaScriptEnabled = withScript,
        });
        IPage page = await context.NewPageAsync();
        var opened = new ReportPage(context, page, name is null ? path : null);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return opened;
    }
}

/// <summary>A report in the browser, with what it has asked for and said.</summary>
internal sealed class ReportPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string? _temporary;

    public ReportPage(IBrowserContext context, IPage page, string? temporary)
    {
        (_context, Page, _temporary) = (context, page, temporary);
        context.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => Said.Add(message.Text);
        page.PageError += (_, error) => Said.Add(error);
        page.Dialog += async (_, dialog) =>
        {
            Said.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>All that was loaded, the page itself first.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>What came to the console: errors, and violations of the page's policy.</summary>
    public List<string> Said { get; } = [];

    /// <summary>The labels of the table of all sources that are to be seen, in their order.</summary>
    public async Task<IReadOnlyList<string>> LabelsAsync() =>
        await Page.Locator("table.sources tbody tr:not([hidden]) th").AllInnerTextsAsync();

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }
}
