using Markdig;
using Markdig.Syntax;
using System.Text.RegularExpressions;

namespace PantherPS.Help;

/// <summary>A part of a page under a heading, with the parts under the headings of the next level.</summary>
internal sealed record Section(string Heading, string Text, IReadOnlyList<Section> Parts)
{
    /// <summary>The part of this heading, or an empty one.</summary>
    public static Section Find(IEnumerable<Section> sections, string heading) =>
        sections.FirstOrDefault(section => section.Heading == heading) ?? new Section(heading, "", []);

    /// <summary>The sections of the second level, with their parts of the third.</summary>
    public static IReadOnlyList<Section> Parse(string markdown) => Split(markdown, 2, inner => Split(inner, 3, _ => []));

    private static List<Section> Split(string markdown, int level, Func<string, IReadOnlyList<Section>> parts)
    {
        var headings = Headings(markdown);
        var sections = new List<Section>();
        for (var i = 0; i < headings.Count; i++)
        {
            if (headings[i].Level == level)
            {
                var start = headings[i].Span.End + 1;
                var next = headings.Skip(i + 1).FirstOrDefault(heading => heading.Level <= level);
                var body = markdown[start..(next?.Span.Start ?? markdown.Length)];
                var firstPart = Headings(body).FirstOrDefault(heading => heading.Level == level + 1);
                var title = markdown.Substring(headings[i].Span.Start, headings[i].Span.Length).TrimStart('#').Trim();
                sections.Add(new Section(title, body[..(firstPart?.Span.Start ?? body.Length)].Trim(), parts(body)));
            }
        }

        return sections;
    }

    private static List<HeadingBlock> Headings(string markdown) => [.. Markdown.Parse(markdown, PlainText.Dialect).OfType<HeadingBlock>()];
}

/// <summary>The page of a cmdlet as its words: what people write, and no more.</summary>
internal sealed partial class Page
{
    private Page(string date, IReadOnlyList<Section> sections)
    {
        Date = date;
        Sections = sections;
    }

    /// <summary>When the page was changed last, as it stands there.</summary>
    public string Date { get; }

    public IReadOnlyList<Section> Sections { get; }

    public static Page Parse(string text)
    {
        var frontMatter = FrontMatter().Match(text);
        return new Page(DateLine().Match(frontMatter.Value).Groups[1].Value, Section.Parse(text[frontMatter.Length..]));
    }

    /// <summary>A page for a cmdlet that has none; its marks {{ }} are what is left to write.</summary>
    public static Page Skeleton(string cmdlet) => Parse($$$"""
        ## SYNOPSIS

        {{{Placeholder("Synopsis")}}}

        ## DESCRIPTION

        {{{Placeholder("Description")}}}

        ## EXAMPLES

        ### Example 1: {{{Placeholder("Title")}}}

        ```powershell
        {{{cmdlet}}}
        ```

        ## NOTES

        Permissions: {{{Placeholder("Permissions")}}}

        ## RELATED LINKS

        - [about_PantherPS](about_PantherPS.md)
        """);

    public static string Placeholder(string what) => $"{{{{ Fill in the {what} }}}}";

    public Section Get(string heading) => Section.Find(Sections, heading);

    /// <summary>The words on a parameter, an input or an output; a placeholder where there are none yet.</summary>
    public string Words(string section, string heading)
    {
        var text = YamlBlock().Replace(Section.Find(Get(section).Parts, heading).Text, "").Trim();
        return text.Length > 0 ? text : Placeholder($"Description of {heading.TrimStart('-')}");
    }

    [GeneratedRegex(@"\A---\n.*?\n---\n", RegexOptions.Singleline)]
    private static partial Regex FrontMatter();

    [GeneratedRegex(@"^ms\.date: (.*)$", RegexOptions.Multiline)]
    private static partial Regex DateLine();

    [GeneratedRegex(@"^```yaml\n.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex YamlBlock();
}
