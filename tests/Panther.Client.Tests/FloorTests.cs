using System.Text.RegularExpressions;
using Panther.Client.Tests.Emulation;

namespace Panther.Client.Tests;

/// <summary>The floor that every domain stands on knows no domain: no name, no comment and no message in it speaks of one.</summary>
public sealed partial class FloorTests
{
    /// <summary>Words of .NET that look like a domain's.</summary>
    private static readonly string[] s_others =
    [
        "CancellationTokenSource", "TokenSource", "TaskCompletionSource", "e.Source", "GraphQL schema"
    ];

    private static readonly string s_src = Path.Combine(Repository.Root, "src");

    public static TheoryData<string> Folders =>
    [
        "Panther.Client/Json", "Panther.Client/Http", "Panther.Client/Paging", "Panther.Client/GraphQL", "Panther.Client/Rest",
        "PantherPS/Names", "PantherPS/Completion", "PantherPS/Session", "PantherPS/Pipeline",
    ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_word_of_a_domain_is_on_the_floor(string folder)
    {
        string[] files = Directory.GetFiles(Path.Combine(s_src, folder), "*.cs");

        Assert.NotEmpty(files);
        Assert.Empty(
            files.SelectMany(file => File.ReadLines(file).Select((line, i) => (Line: line, Where: $"{Path.GetFileName(file)}:{i + 1}")))
            .Where(l => Domain().IsMatch(s_others.Aggregate(l.Line, (text, other) => text.Replace(other, "", StringComparison.Ordinal))))
            .Select(l => $"{l.Where}: {l.Line.Trim()}"));
    }

    [Theory]
    [InlineData("the log source")]
    [InlineData("LogSource source")]
    [InlineData("AlertCmdlet")]
    [InlineData("client.Schemas")]
    [InlineData("integrationId")]
    [InlineData("a bucket")]
    public void A_word_of_a_domain_is_seen(string line) => Assert.Matches(Domain(), line);

    [Fact]
    public void Lines_end_at_140_columns() => Assert.Empty(
        Directory.GetFiles(s_src, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (Line: line, Where: $"{Path.GetFileName(file)}:{i + 1}")))
            .Where(l => l.Line.Length > 140)
            .Select(l => $"{l.Where}: {l.Line.Trim()}"));

    [Fact]
    public void No_folders_of_the_cmdlets_need_each_other()
    {
        Dictionary<string, HashSet<string>> needs = NeedsOf(Path.Combine(s_src, "PantherPS"));
        Assert.Contains("LogSources", needs.Keys);

        // What needs nothing that is left is no part of a circle.
        while (needs.FirstOrDefault(folder => !folder.Value.Overlaps(needs.Keys)).Key is { } free)
        {
            needs.Remove(free);
        }

        Assert.Empty(needs.Select(folder => $"{folder.Key} needs {string.Join(", ", folder.Value.Intersect(needs.Keys))}"));
    }

    /// <summary>Which folders each folder needs: those with the types that its files name.</summary>
    private static Dictionary<string, HashSet<string>> NeedsOf(string root)
    {
        var files = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(
                file =>
                    (
                        Folder: Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0],
                        Text: Code().Replace(File.ReadAllText(file), "")))
            .Where(file => file.Folder is not ("bin" or "obj") && !file.Folder.EndsWith(".cs", StringComparison.Ordinal)).ToArray();
        ILookup<string, string> homes = files.SelectMany(
            file => Declared().Matches(file.Text).Select(m => (file.Folder, Type: m.Groups[1].Value)))
            .ToLookup(d => d.Type.EndsWith("Attribute", StringComparison.Ordinal) ? d.Type[..^9] : d.Type, d => d.Folder);
        return files.GroupBy(file => file.Folder).ToDictionary(
            folder => folder.Key,
            folder =>
                folder.SelectMany(
                    file => Names().Matches(file.Text).SelectMany(m => homes[m.Value])).Where(home => home != folder.Key).ToHashSet());
    }

    /// <summary>What is no code: comments, and the lines that only name namespaces.</summary>
    [GeneratedRegex(@"//[^\n]*|^using [^\n]*|^namespace [^\n]*", RegexOptions.Multiline)]
    private static partial Regex Code();

    /// <summary>The types that other files can name: not those within a type, which are indented.</summary>
    [GeneratedRegex(@"^[a-z][a-z ]*\b(?:class|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b[A-Z]\w+")]
    private static partial Regex Names();

    /// <summary>The words, as words of a sentence and within names.</summary>
    [GeneratedRegex("(?<![A-Za-z])(?i:sources?|integrations?|alerts?|alarms?|schemas?|buckets?|log "
        + "?types?)(?![a-z])|(?:Source|Integration|Alert|Alarm|Schema|Bucket|LogType)s?(?![a-z])")]
    private static partial Regex Domain();
}
