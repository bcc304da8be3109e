using System.Globalization;
using System.Text;

namespace PantherPS.Help;

/// <summary>
/// build   makes the help of a built module out of the pages;
/// update  brings the pages up to the cmdlets first;
/// check   fails where the pages are not up to the cmdlets.
/// </summary>
internal static class Program
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static int Main(string[] arguments)
    {
        if (arguments is not [("build" or "update" or "check") and var command, var module, var pages])
        {
            Console.Error.WriteLine("Usage: Help build|update|check <folder of the built module> <folder of the pages>");
            return 2;
        }

        try
        {
            var cmdlets = Cmdlet.Of(Path.Combine(Path.GetFullPath(module), "PantherPS.psd1"));
            if (command == "check")
            {
                return Check(cmdlets, pages);
            }

            if (command == "update")
            {
                Update(cmdlets, pages);
            }

            Build(cmdlets, pages, Path.Combine(module, "en-US"));
            return 0;
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException or System.Management.Automation.RuntimeException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static int Check(IReadOnlyList<Cmdlet> cmdlets, string folder)
    {
        var faults = cmdlets.Where(cmdlet => ReadText(folder, cmdlet.Name) != Generate(cmdlet, folder).Text)
            .Select(cmdlet => $"{cmdlet.Name}.md is not up to the cmdlet: run ./build.ps1 docs, and look at what it changes.")
            .Concat(Strays(cmdlets, folder).Select(name => $"{name}.md is the page of no cmdlet: delete it, or rename it with its cmdlet."))
            .ToList();
        faults.ForEach(Console.Error.WriteLine);
        return faults.Count > 0 ? 1 : 0;
    }

    private static void Update(IReadOnlyList<Cmdlet> cmdlets, string folder)
    {
        var today = DateTime.Today.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);
        foreach (var cmdlet in cmdlets)
        {
            var (page, text) = Generate(cmdlet, folder);
            if (text != ReadText(folder, cmdlet.Name))
            {
                File.WriteAllText(PagePath(folder, cmdlet.Name), PageWriter.Write(page, cmdlet, today), Utf8);
                Console.WriteLine($"Updated {cmdlet.Name}.md");
                foreach (var orphan in PageWriter.Orphans(page, cmdlet))
                {
                    Console.WriteLine($"  It is without the words on {orphan}");
                }
            }
        }

        foreach (var name in Strays(cmdlets, folder))
        {
            Console.WriteLine($"{name}.md is the page of no cmdlet: delete it, or rename it with its cmdlet.");
        }
    }

    private static void Build(IReadOnlyList<Cmdlet> cmdlets, string pages, string destination)
    {
        if (Directory.Exists(destination))
        {
            Directory.Delete(destination, recursive: true);
        }

        Directory.CreateDirectory(destination);
        foreach (var file in cmdlets.GroupBy(cmdlet => cmdlet.HelpFile))
        {
            MamlWriter.Write(file.Select(cmdlet => (cmdlet, Generate(cmdlet, pages).Page))).Save(Path.Combine(destination, file.Key));
        }

        var topics = Directory.GetFiles(pages, "about_*.md");
        foreach (var topic in topics)
        {
            var name = Path.GetFileNameWithoutExtension(topic);
            File.WriteAllText(Path.Combine(destination, name + ".help.txt"), Topic.Write(name, ReadText(pages, name)!), Utf8);
        }

        Console.WriteLine($"Built the help of {cmdlets.Count} cmdlets and {topics.Length} topics into {destination}");
    }

    private static (Page Page, string Text) Generate(Cmdlet cmdlet, string folder)
    {
        var page = ReadText(folder, cmdlet.Name) is { } text ? Page.Parse(text) : Page.Skeleton(cmdlet.Name);
        return (page, PageWriter.Write(page, cmdlet, page.Date));
    }

    private static IEnumerable<string> Strays(IReadOnlyList<Cmdlet> cmdlets, string folder) =>
        Directory.GetFiles(folder, "*-*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Except(cmdlets.Select(cmdlet => cmdlet.Name)).Order();

    private static string? ReadText(string folder, string name) =>
        File.Exists(PagePath(folder, name)) ? File.ReadAllText(PagePath(folder, name)).ReplaceLineEndings("\n") : null;

    private static string PagePath(string folder, string name) => Path.Combine(folder, name + ".md");
}
