namespace Panther.Client.Hcl;

/// <summary>A file of HCL, or the body of a block in it: attributes, blocks and comments, as <c>terraform fmt</c> lays them out.</summary>
internal sealed class HclBody
{
    /// <summary>What each level is indented by.</summary>
    internal const string Indent = "  ";

    private readonly List<string> _lines = [];
    private readonly List<KeyValuePair<string, HclValue>> _attributes = [];

    /// <summary>Adds an attribute.</summary>
    public HclBody Add(string name, HclValue value)
    {
        _attributes.Add(new(name, value));
        return this;
    }

    /// <summary>Adds an attribute with a text, unless there is none.</summary>
    public HclBody Add(string name, string? text) => text is null ? this : Add(name, HclValue.Text(text));

    /// <summary>Adds a block, after an empty line where something stands before it.</summary>
    /// <param name="type">Its type, such as <c>resource</c>.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="body">What stands in it.</param>
    public HclBody AddBlock(string type, IEnumerable<string> labels, HclBody body)
    {
        Separate();
        _lines.Add(string.Join(" ", [type, .. labels.Select(HclValue.Quote), "{"]));
        _lines.AddRange(body.Finish().Select(Indented));
        _lines.Add("}");
        return this;
    }

    /// <summary>Adds a comment, after an empty line where something stands before it and is no comment.</summary>
    /// <param name="text">Its lines.</param>
    public HclBody AddComment(string text)
    {
        Finish();
        if (_lines.Count > 0 && !IsComment(_lines[_lines.Count - 1]))
        {
            _lines.Add("");
        }

        _lines.AddRange(text.Split('\n').Select(line => ("# " + line).TrimEnd()));
        return this;
    }

    /// <summary>The text, with a line end after each line.</summary>
    public override string ToString() => string.Concat(Finish().Select(line => line + "\n"));

    /// <summary>
    /// Lines of names and values. The equals signs of lines that follow each other stand under each other; one whose value
    /// goes on in the next line takes no part in that, and separates those before it from those after it.
    /// </summary>
    internal static IEnumerable<string> Align(IEnumerable<KeyValuePair<string, HclValue>> pairs)
    {
        var together = new List<KeyValuePair<string, HclValue>>();
        foreach (KeyValuePair<string, HclValue> pair in pairs)
        {
            if (pair.Value.Lines.Count == 1)
            {
                together.Add(pair);
                continue;
            }

            foreach (string line in AlignTogether(together))
            {
                yield return line;
            }

            together.Clear();
            yield return $"{pair.Key} = {pair.Value.Lines[0]}";
            foreach (string line in pair.Value.Lines.Skip(1))
            {
                yield return line;
            }
        }

        foreach (string line in AlignTogether(together))
        {
            yield return line;
        }
    }

    private static string[] AlignTogether(List<KeyValuePair<string, HclValue>> pairs)
    {
        int width = pairs.Count == 0 ? 0 : pairs.Max(p => p.Key.Length);
        return [.. pairs.Select(p => $"{p.Key.PadRight(width)} = {p.Value.Lines[0]}")];
    }

    private List<string> Finish()
    {
        if (_attributes.Count > 0)
        {
            if (_lines.Count > 0 && _lines[_lines.Count - 1] == "}")
            {
                _lines.Add("");
            }

            _lines.AddRange(Align(_attributes));
            _attributes.Clear();
        }

        return _lines;
    }

    private void Separate()
    {
        Finish();
        if (_lines.Count > 0 && !IsComment(_lines[_lines.Count - 1]))
        {
            _lines.Add("");
        }
    }

    private static bool IsComment(string line) => line.StartsWith("#", StringComparison.Ordinal);

    private static string Indented(string line) => line.Length == 0 ? "" : Indent + line;
}
