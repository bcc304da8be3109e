using System.Text;

namespace PantherPS.Help;

/// <summary>An about_ page as the text file that Get-Help shows. It reads the synopsis off the line under SHORT DESCRIPTION.</summary>
internal static class Topic
{
    private const int Width = 80;
    private const string Indentation = "    ";

    public static string Write(string name, string markdown)
    {
        var text = new StringBuilder($"TOPIC\n{Indentation}{name}\n");
        foreach (var section in Section.Parse(markdown))
        {
            Add(text, "", section);
            foreach (var part in section.Parts)
            {
                Add(text, "  ", part);
            }
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string indentation, Section section)
    {
        text.Append('\n').Append(indentation).Append(PlainText.Line(section.Heading)).Append('\n');
        var body = string.Join("\n\n", PlainText.Blocks(section.Text, Width - Indentation.Length));
        foreach (var line in body.Length > 0 ? body.Split('\n') : [])
        {
            text.Append(line.Length > 0 ? Indentation + line : line).Append('\n');
        }
    }
}
