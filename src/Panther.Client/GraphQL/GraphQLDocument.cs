using System.Reflection;

namespace Panther.Client.GraphQL;

/// <summary>
/// The text of a GraphQL document, from a <c>.graphql</c> file beside the code that sends it. A line
/// <c>#import "./Other.graphql"</c> brings in the fragments of another file of the same folder.
/// </summary>
internal sealed class GraphQLDocument
{
    private const string ImportMark = "#import \"./";

    // Read when it is first sent: a session uses few of the documents.
    private readonly Lazy<IReadOnlyList<Part>> _parts;
    private readonly Lazy<string> _text;

    private GraphQLDocument(Func<IReadOnlyList<Part>> read)
    {
        _parts = new Lazy<IReadOnlyList<Part>>(read);
        _text = new Lazy<string>(() => string.Join("\n", _parts.Value.Select(p => p.Text)));
    }

    public string Text => _text.Value;

    /// <summary>A document of the caller's own.</summary>
    public static GraphQLDocument FromText(string text) => new(() => [new Part("", text)]);

    /// <summary>Loads a document of this assembly with all that it imports, each file once.</summary>
    /// <param name="path">The file's path within the project, without its extension.</param>
    public static GraphQLDocument Load(string path) => new(() => Read(path));

    /// <summary>The same document with other text in the place of one of its files, or with that text added.</summary>
    public GraphQLDocument With(string name, string text) =>
        new(() => [.. _parts.Value.Where(p => p.Name != name), new Part(name, text)]);

    private static List<Part> Read(string path)
    {
        string folder = path.Substring(0, path.LastIndexOf('/') + 1);
        var parts = new List<Part>();
        Add(path.Substring(folder.Length));
        return parts;

        void Add(string part)
        {
            if (parts.Any(p => p.Name == part))
            {
                return;
            }

            string[] lines = ReadResource($"{folder}{part}.graphql").Split('\n');
            string text = string.Join("\n", lines.Where(line => !line.StartsWith("#", StringComparison.Ordinal))).Trim();
            parts.Add(new Part(part, text));
            foreach (string line in lines.Where(line => line.StartsWith(ImportMark, StringComparison.Ordinal)))
            {
                Add(line.Substring(ImportMark.Length).Split('.')[0]);
            }
        }
    }

    private static string ReadResource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly holds no document '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("\r", "");
    }

    /// <summary>What one file gives.</summary>
    private sealed class Part(string name, string text)
    {
        public string Name { get; } = name;

        public string Text { get; } = text;
    }
}
