using Panther.Client.Reports;

namespace Panther.Client.Tests.Reports;

/// <summary>Files of reports: which may be overwritten, and what becomes of them.</summary>
public sealed class ReportFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pantherps-report").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.html", "<!DOCTYPE html>")]
    [InlineData("b.HTM", "<!DOCTYPE html>")]
    [InlineData("new/folder/c.md", "# Log sources of")]
    [InlineData("d.markdown", "# Log sources of")]
    public void The_extension_says_the_form_and_what_was_written_is_overwritten(string name, string beginning)
    {
        string path = Path.Combine(_folder, name);

        ReportFile.Check(path, force: false);
        ReportFile.Write(path, SampleReport.Usual());
        ReportFile.Check(path, force: false);
        ReportFile.Write(path, SampleReport.Hostile());
        ReportFile.Write(path, SampleReport.Usual());

        Assert.StartsWith(beginning, File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.NotEqual(0xEF, File.ReadAllBytes(path)[0]);
    }

    [Theory]
    [InlineData("report.html")]
    [InlineData("report.md")]
    public void A_report_that_git_gave_other_line_ends_is_one_still_and_an_edited_one_is_not(string name)
    {
        string path = Path.Combine(_folder, name);
        ReportFile.Write(path, SampleReport.Usual());
        string text = File.ReadAllText(path);

        File.WriteAllText(path, text.Replace("\n", "\r\n", StringComparison.Ordinal));
        ReportFile.Check(path, force: false);

        foreach (string edited in new[] { text.Replace(
            "Okta", "Okra", StringComparison.Ordinal), text + "more", "before" + text, "", "anything" })
        {
            File.WriteAllText(path, edited);
            Assert.Contains("-Force", Refusal(path), StringComparison.Ordinal);
            ReportFile.Check(path, force: true);
        }
    }

    [Theory]
    [InlineData("report.txt")]
    [InlineData("report")]
    [InlineData("report.html.bak")]
    public void Another_extension_is_refused(string name) =>
        Assert.Contains(".html", Refusal(Path.Combine(_folder, name)), StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_refused()
    {
        string path = Directory.CreateDirectory(Path.Combine(_folder, "folder.html")).FullName;

        Assert.Contains("folder", Refusal(path), StringComparison.Ordinal);
    }

    private static string Refusal(string path)
    {
        PantherException refusal = Assert.Throws<PantherException>(() => ReportFile.Check(path, force: false));
        Assert.Equal(PantherErrorKind.InvalidInput, refusal.Kind);
        return refusal.Message;
    }
}
