using System.Text;

namespace PantherPS.Help;

/// <summary>Writes a page in the form of platyPS: its words, and in between what PowerShell knows of the cmdlet.</summary>
internal static class PageWriter
{
    private const int SyntaxWidth = 100;

    private const string CommonParameters = """
        This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable,
        -InformationAction, -InformationVariable, -OutBuffer, -OutVariable, -PipelineVariable,
        -ProgressAction, -Verbose, -WarningAction, and -WarningVariable. For more information, see
        [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).
        """;

    public static string Write(Page page, Cmdlet cmdlet, string date)
    {
        var text = new StringBuilder($"""
            ---
            document type: cmdlet
            external help file: {cmdlet.HelpFile}
            HelpUri: {cmdlet.HelpUri}
            Locale: en-US
            Module Name: PantherPS
            ms.date: {date}
            PlatyPS schema version: 2024-05-01
            title: {cmdlet.Name}
            ---

            # {cmdlet.Name}


            """.ReplaceLineEndings("\n"));
        Add(text, 2, "SYNOPSIS", page.Get("SYNOPSIS").Text);
        Add(text, 2, "SYNTAX", "");
        foreach (var set in cmdlet.Sets)
        {
            Add(text, 3, set.Name + (set.IsDefault && set.Name != Cmdlet.AllSets ? " (Default)" : ""), $"```\n{Wrap(set.Parts)}\n```");
        }

        Add(text, 2, "DESCRIPTION", page.Get("DESCRIPTION").Text);
        Add(text, 2, "EXAMPLES", page.Get("EXAMPLES").Text);
        foreach (var example in page.Get("EXAMPLES").Parts)
        {
            Add(text, 3, example.Heading, example.Text);
        }

        Add(text, 2, "PARAMETERS", "");
        foreach (var parameter in cmdlet.Parameters)
        {
            Add(text, 3, "-" + parameter.Name, $"{page.Words("PARAMETERS", "-" + parameter.Name)}\n\n```yaml\n{Yaml(parameter)}```");
        }

        Add(text, 3, "CommonParameters", CommonParameters.ReplaceLineEndings("\n"));
        AddTypes(text, page, "INPUTS", cmdlet.InputTypes);
        AddTypes(text, page, "OUTPUTS", cmdlet.OutputTypes);
        Add(text, 2, "NOTES", page.Get("NOTES").Text);
        Add(text, 2, "RELATED LINKS", page.Get("RELATED LINKS").Text);
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>The words of a page that have no place in it any more: of parameters and types that the cmdlet has not.</summary>
    public static IEnumerable<string> Orphans(Page page, Cmdlet cmdlet)
    {
        IEnumerable<string> expected =
            [.. cmdlet.Parameters.Select(parameter => "-" + parameter.Name), "CommonParameters", .. cmdlet.InputTypes, .. cmdlet.OutputTypes];
        return from section in (string[])["PARAMETERS", "INPUTS", "OUTPUTS"]
               from part in page.Get(section).Parts
               where !expected.Contains(part.Heading)
               select $"{part.Heading}: {page.Words(section, part.Heading)}";
    }

    private static void Add(StringBuilder text, int level, string heading, string body)
    {
        text.Append('#', level).Append(' ').Append(heading).Append("\n\n");
        if (body.Length > 0)
        {
            text.Append(body).Append("\n\n");
        }
    }

    private static void AddTypes(StringBuilder text, Page page, string heading, IEnumerable<string> types)
    {
        Add(text, 2, heading, page.Get(heading).Text);

        // The order is the author's; what is new comes last.
        var written = page.Get(heading).Parts.Select(part => part.Heading).ToList();
        foreach (var type in types.OrderBy(type => written.IndexOf(type) is >= 0 and var index ? index : int.MaxValue))
        {
            Add(text, 3, type, page.Words(heading, type));
        }
    }

    private static string Wrap(IEnumerable<string> parts)
    {
        var text = new StringBuilder();
        var column = 0;
        foreach (var part in parts)
        {
            if (column > 0 && column + 1 + part.Length > SyntaxWidth)
            {
                text.Append('\n');
                column = 0;
            }

            if (text.Length > 0)
            {
                text.Append(' ');
                column++;
            }

            text.Append(part);
            column += part.Length;
        }

        return text.ToString();
    }

    private static string Yaml(Cmdlet.Parameter parameter)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        Line($"Type: {parameter.TypeName}");
        Line($"DefaultValue: {Scalar(parameter.Default)}");
        Line($"SupportsWildcards: {Lower(parameter.SupportsWildcards)}");
        Line(List("Aliases", parameter.Aliases));
        Line("ParameterSets:");
        foreach (var set in parameter.Sets)
        {
            Line($"- Name: {set.Set}");
            Line($"  Position: {set.PositionText}");
            Line($"  IsRequired: {Lower(set.IsRequired)}");
            Line($"  ValueFromPipeline: {Lower(set.ByValue)}");
            Line($"  ValueFromPipelineByPropertyName: {Lower(set.ByPropertyName)}");
            Line($"  ValueFromRemainingArguments: {Lower(set.RemainingArguments)}");
        }

        Line($"DontShow: {Lower(parameter.IsHidden)}");
        Line(List("AcceptedValues", parameter.AcceptedValues));
        Line($"HelpMessage: {Scalar(parameter.HelpMessage)}");
        return text.ToString();
    }

    private static string Lower(bool value) => value ? "true" : "false";

    private static string List(string name, IReadOnlyCollection<string> values) =>
        values.Count == 0 ? $"{name}: []" : $"{name}:\n{string.Join("\n", values.Select(value => "- " + Scalar(value)))}";

    private static string Scalar(string value) =>
        value.Length > 0 && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.')
            ? value
            : "'" + value.Replace("'", "''") + "'";
}
