using System.Collections.Concurrent;
using GraphQLParser;
using GraphQLParser.AST;

namespace Panther.Emulator.GraphQL;

/// <summary>The editions of the GraphQL schema, oldest first; each has all that the ones before it have.</summary>
public static class SchemaEditions
{
    /// <summary>The edition that is taken where none is named: what is known of the live schema.</summary>
    public const string Current = "current";

    private static readonly ConcurrentDictionary<string, string> s_texts = new();

    /// <summary>The names of the editions.</summary>
    public static string[] Names { get; } = ["2025-07", Current, "next"];

    /// <summary>Every permission that a token can have.</summary>
    public static IReadOnlyList<string> Permissions { get; } =
        [.. Parser.Parse<GraphQLDocument>(TextOf("2025-07")).Definitions.OfType<GraphQLEnumTypeDefinition>()
            .Single(type => type.Name.StringValue == "Permission").Values!.Select(value => value.Name.StringValue)];

    /// <summary>The whole schema of an edition, in the schema definition language.</summary>
    public static string TextOf(string edition) => s_texts.GetOrAdd(edition, Make);

    private static string Make(string edition)
    {
        string text = Resource("schema.graphql");
        text += SourceTypes.Definitions(text);
        foreach (string later in Names.Skip(1).Take(Array.IndexOf(Names, edition)))
        {
            text = Extend(text, Resource($"edition-{later}.graphql"));
        }

        return text;
    }

    /// <summary>Puts the members of extensions into what they extend; what is new comes behind.</summary>
    private static string Extend(string text, string extensions)
    {
        foreach (ASTNode definition in Parser.Parse<GraphQLDocument>(extensions).Definitions)
        {
            string source = extensions[definition.Location.Start..definition.Location.End];
            if (!source.StartsWith("extend ", StringComparison.Ordinal))
            {
                text += $"\n{source}\n";
                continue;
            }

            string name = ((INamedNode)definition).Name.StringValue;
            ASTNode extended = Parser.Parse<GraphQLDocument>(text)
                .Definitions.First(d => d is INamedNode named && named.Name.StringValue == name);
            text = text.Insert(extended.Location.End - 1, MembersOf(source));
        }

        return text;
    }

    internal static string MembersOf(string definition) =>
        definition[(definition.IndexOf('{', StringComparison.Ordinal) + 1)..definition.LastIndexOf('}')];

    private static string Resource(string name)
    {
        using Stream stream = typeof(SchemaEditions).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no resource '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
