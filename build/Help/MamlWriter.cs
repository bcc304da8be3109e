using Markdig;
using Markdig.Syntax;
using System.Xml.Linq;

namespace PantherPS.Help;

/// <summary>Writes the help file of a module: MAML, which is what Get-Help reads.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Root = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    // An empty paragraph: Get-Help puts the next title right after the remarks of an example.
    private static XElement Apart => new(Maml + "para");

    public static XDocument Write(IEnumerable<(Cmdlet Cmdlet, Page Page)> pages) => new(
        new XElement(
            Root + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            pages.Select(pair => Write(pair.Cmdlet, pair.Page))));

    private static XElement Write(Cmdlet cmdlet, Page page) => new(
        Command + "command",
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun),
            Description(page.Get("SYNOPSIS").Text)),
        Description(page.Get("DESCRIPTION").Text),
        new XElement(Command + "syntax", cmdlet.Sets.Select(set => SyntaxItem(cmdlet, set))),
        new XElement(Command + "parameters", cmdlet.Parameters.Select(parameter => Parameter(parameter, page))),
        new XElement(Command + "inputTypes", cmdlet.InputTypes.Select(type => TypeWithWords("inputType", type, page.Words("INPUTS", type)))),
        new XElement(Command + "returnValues", cmdlet.OutputTypes.Select(type => TypeWithWords("returnValue", type, page.Words("OUTPUTS", type)))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Get("NOTES").Text))),
        new XElement(Command + "examples", page.Get("EXAMPLES").Parts.Select(Example)),
        new XElement(Command + "relatedLinks", Links(cmdlet, page)));

    private static XElement SyntaxItem(Cmdlet cmdlet, Cmdlet.Syntax set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        set.Parameters.Select(shown =>
        {
            var parameter = cmdlet.Parameters.First(one => one.Name == shown.Name);
            var binding = parameter.Sets.First(one => one.Set == set.Name || one.Set == "(All)");
            return new XElement(
                Command + "parameter",
                Attributes(parameter, binding.RequiredText, binding.PositionText.ToLowerInvariant(), binding.PipelineText),
                new XElement(Maml + "name", shown.Name),
                Value(shown.Type));
        }));

    private static XElement Parameter(Cmdlet.Parameter parameter, Page page)
    {
        // Get-Help has no line of its own for the values that there are.
        var words = page.Words("PARAMETERS", "-" + parameter.Name);
        var accepted = parameter.AcceptedValues.Count > 0 ? $"\n\nAccepted values: {string.Join(", ", parameter.AcceptedValues)}." : "";
        return new XElement(
            Command + "parameter",
            Attributes(
                parameter,
                parameter.InEachSet(set => set.RequiredText),
                parameter.InEachSet(set => set.PositionText.ToLowerInvariant()),
                parameter.InEachSet(set => set.PipelineText)),
            new XElement(Maml + "name", parameter.Name),
            Description(words + accepted),
            Value(parameter.ShortTypeName.Length > 0 ? parameter.ShortTypeName : "SwitchParameter"),
            new XElement(Dev + "type", new XElement(Maml + "name", parameter.TypeName), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", parameter.Default.Length > 0 ? parameter.Default : "None"));
    }

    private static IEnumerable<XAttribute> Attributes(Cmdlet.Parameter parameter, string required, string position, string pipelineInput) =>
        [
            new("required", required),
            new("variableLength", "true"),
            new("globbing", parameter.SupportsWildcards ? "true" : "false"),
            new("pipelineInput", pipelineInput),
            new("position", position),
            new("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
        ];

    private static XElement? Value(string type) => type.Length == 0 ? null
        : new(Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", type.EndsWith("[]", StringComparison.Ordinal)), type);

    private static XElement TypeWithWords(string element, string type, string words) =>
        new(Command + element, new XElement(Dev + "type", new XElement(Maml + "name", type)), Description(words));

    private static XElement Example(Section example)
    {
        // Before the first code is what it is about; after it its output, and whatever follows.
        var blocks = Markdown.Parse(example.Text, PlainText.Dialect);
        var code = blocks.OfType<FencedCodeBlock>().First();
        return new XElement(
            Command + "example",
            new XElement(Maml + "title", $"---------- {PlainText.Line(example.Heading)} ----------"),
            new XElement(Maml + "introduction", Introduction(example.Text[..code.Span.Start])),
            new XElement(Dev + "code", PlainText.Prompted(PlainText.Code(code))),
            new XElement(Dev + "remarks", Paragraphs(example.Text[(code.Span.End + 1)..]), Apart));
    }

    private static List<XElement> Introduction(string markdown)
    {
        // Get-Help puts the code right after it, and shows no empty paragraph there.
        var paragraphs = Paragraphs(markdown).ToList();
        paragraphs.LastOrDefault()?.Add("\n\n");
        return paragraphs;
    }

    private static IEnumerable<XElement> Links(Cmdlet cmdlet, Page page)
    {
        // Get-Help -Online opens the first address.
        yield return Link("Online version:", cmdlet.HelpUri);
        foreach (var (text, address) in PlainText.Links(page.Get("RELATED LINKS").Text))
        {
            yield return Link(text, address.StartsWith("http", StringComparison.Ordinal) ? address : "");
        }
    }

    private static XElement Link(string text, string address) =>
        new(Maml + "navigationLink", new XElement(Maml + "linkText", text), new XElement(Maml + "uri", address));

    private static XElement Description(string markdown) => new(Maml + "description", Paragraphs(markdown));

    private static IEnumerable<XElement> Paragraphs(string markdown) =>
        PlainText.Blocks(markdown).Select(block => new XElement(Maml + "para", block));
}
