using System.Reflection;

namespace Panther.Client.GraphQL;

/// <summary>
/// The text of a GraphQL document, from a <c>.graphql</c> file beside the code that sends it. A line
/// <c>#import "./Other.graphql"</c> brings in the fragments of another file.
/// </summary>
internal sealed class GraphQLDocument
{
    private const string ImportMark = "#import \"./";

    private readonly IReadOnlyList<KeyValuePair<string, string>> _parts;

    private GraphQLDocument(IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        _parts = parts;
        Text = string.Join("\n", parts.Select(p => p.Value));
    }

    public string Text { get; }

    /// <summary>A document of the caller's own.</summary>
    public static GraphQLDocument FromText(string text) => new([new KeyValuePair<string, string>("", text)]);

    /// <summary>Loads a document of this assembly with all that it imports, each file once.</summary>
    public static GraphQLDocument Load(string name)
    {
        var parts = new List<KeyValuePair<string, string>>();
        Add(name);
        return new GraphQLDocument(parts);

        void Add(string part)
        {
            if (parts.Any(p => p.Key == part))
            {
                return;
            }

            string[] lines = ReadResource(part + ".graphql").Split('\n');
            string text = string.Join("\n", lines.Where(line => !line.StartsWith("#", StringComparison.Ordinal))).Trim();
            parts.Add(new KeyValuePair<string, string>(part, text));
            foreach (string line in lines.Where(line => line.StartsWith(ImportMark, StringComparison.Ordinal)))
            {
                Add(line.Substring(ImportMark.Length).Split('.')[0]);
            }
        }
    }

    /// <summary>The same document with other text in the place of one of its files, or with that text added.</summary>
    public GraphQLDocument With(string part, string text) =>
        new([.. _parts.Where(p => p.Key != part), new KeyValuePair<string, string>(part, text)]);

    private static string ReadResource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly holds no document '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("\r", "");
    }
}
