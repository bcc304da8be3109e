using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using System.Management.Automation.Language;
using System.Text;

namespace PantherPS.Help;

/// <summary>Markdown as the plain text that Get-Help shows.</summary>
internal sealed class PlainText
{
    private readonly int _width;

    /// <param name="width">Where prose is broken, in columns; code and its output keep their lines.</param>
    private PlainText(int width) => _width = width;

    /// <summary>The Markdown of the pages: CommonMark with tables.</summary>
    public static MarkdownPipeline Dialect { get; } = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <summary>Paragraphs, lists, tables and code, each as one text of one or more lines. Without a width, prose is not broken.</summary>
    public static IReadOnlyList<string> Blocks(string markdown, int width = int.MaxValue) =>
        [.. new PlainText(width).RenderAll(Markdown.Parse(markdown, Dialect))];

    /// <summary>A line of text, such as a heading.</summary>
    public static string Line(string markdown) => string.Join(' ', Blocks(markdown));

    /// <summary>The links in a text: what they are called, and where they lead.</summary>
    public static IEnumerable<(string Text, string Address)> Links(string markdown) =>
        Markdown.Parse(markdown, Dialect).Descendants<LinkInline>().Select(link => (Text(link), link.Url ?? ""));

    /// <summary>PowerShell code as it would be typed: a prompt before each statement.</summary>
    public static string Prompted(string code)
    {
        var statements = Parser.ParseInput(code, out _, out _).EndBlock.Statements;
        var starts = statements.Select(statement => statement.Extent.StartLineNumber).ToHashSet();
        return string.Join('\n', code.Split('\n').Select((line, index) => starts.Contains(index + 1) ? "PS> " + line : line.Length > 0 ? "    " + line : line));
    }

    public static string Code(FencedCodeBlock block) => block.Lines.ToString().ReplaceLineEndings("\n").TrimEnd('\n');

    private IEnumerable<string> RenderAll(IEnumerable<Block> blocks) => blocks.Select(Render);

    private string Render(Block block) => block switch
    {
        FencedCodeBlock { Info: "powershell" } code => Prompted(Code(code)),
        FencedCodeBlock code => Code(code),
        ParagraphBlock paragraph => Wrap(Text(paragraph.Inline!)),
        ListBlock list => string.Join('\n', list.Cast<ListItemBlock>().Select((item, index) => Item(list, item, index))),
        Table table => RenderTable(table),
        _ => throw new NotSupportedException($"The pages cannot hold a {block.GetType().Name}, as in line {block.Line + 1}."),
    };

    private string Item(ListBlock list, ListItemBlock item, int index)
    {
        var mark = list.IsOrdered ? $"{index + 1}. " : "- ";
        var inner = new PlainText(_width == int.MaxValue ? _width : _width - mark.Length);
        var text = string.Join('\n', inner.RenderAll(item));
        return mark + text.Replace("\n", "\n" + new string(' ', mark.Length));
    }

    /// <summary>A table as a list: the first cell, and under it the others with the names of their columns.</summary>
    private string RenderTable(Table table)
    {
        var rows = table.Cast<TableRow>()
            .Select(row => row.Cast<TableCell>().Select(cell => string.Join(' ', cell.OfType<ParagraphBlock>().Select(part => Text(part.Inline!)))).ToList())
            .ToList();
        var names = rows[0];
        return string.Join("\n\n", rows.Skip(1).Select(row => string.Join('\n', row.Zip(names)
            .Where((cell, column) => column == 0 || cell.First.Length > 0)
            .Select((cell, column) => column == 0 ? Wrap(cell.First) : Wrap($"{cell.Second}: {cell.First}", "  ", "    ")))));
    }

    private static string Text(ContainerInline container)
    {
        var text = new StringBuilder();
        foreach (var inline in container)
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                HtmlInline tag => tag.Tag,
                AutolinkInline link => link.Url,
                LinkInline link => Link(Text(link), link.Url ?? ""),
                EmphasisInline emphasis => Text(emphasis),
                _ => throw new NotSupportedException($"The pages cannot hold a {inline.GetType().Name}, as in line {inline.Line + 1}."),
            });
        }

        return text.ToString();
    }

    // The name of another page is what Get-Help takes; an address is told.
    private static string Link(string text, string address) =>
        address.StartsWith("http", StringComparison.Ordinal) && address != text ? $"{text} ({address})" : text;

    private string Wrap(string text, string first = "", string rest = "")
    {
        var lines = new StringBuilder(first);
        var column = first.Length;
        var isEmpty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && column + 1 + word.Length > _width)
            {
                lines.Append('\n').Append(rest);
                column = rest.Length;
                isEmpty = true;
            }

            lines.Append(isEmpty ? "" : " ").Append(word);
            column += word.Length + (isEmpty ? 0 : 1);
            isEmpty = false;
        }

        return lines.ToString();
    }
}
