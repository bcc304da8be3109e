using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;
using Panther.Emulator.GraphQL;

namespace Panther.Emulator.Tests.SchemaTruth;

/// <summary>Every document that the client sends, against every edition and the published schema.</summary>
public sealed partial class DocumentTests
{
    private static readonly string s_client = Path.Combine(Published.Root, "src", "Panther.Client");

    private static readonly string[] s_documents =
        [.. Directory.EnumerateFiles(s_client, "*.graphql", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(s_client, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static readonly ConcurrentDictionary<string, ISchema> s_schemas = new();

    /// <summary>The documents with an operation; a fragment is validated with those that import it.</summary>
    public static TheoryData<string> Operations => [.. s_documents.Where(HasOperation)];

    [Fact]
    public void The_client_has_documents_and_every_fragment_is_imported()
    {
        Assert.Contains("LogSources/ListSources.graphql", s_documents.Where(HasOperation));
        IEnumerable<string> read = s_documents.Where(HasOperation).SelectMany(path =>
        {
            HashSet<string> seen = [];
            TextOf(path, seen);
            return seen;
        });
        Assert.Empty(s_documents.Except(read));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_document_is_valid_against_every_edition(string document)
    {
        foreach (string edition in SchemaEditions.Names)
        {
            Assert.Empty((await ErrorsOfAsync(document, SchemaEditions.TextOf(edition))).Select(error => $"{edition}: {error}"));
        }
    }

    [GraphQLSchemaTheory]
    [MemberData(nameof(Operations))]
    public async Task A_document_is_valid_against_the_published_schema(string document) =>
        Assert.Empty(await ErrorsOfAsync(document, await File.ReadAllTextAsync(Published.GraphQL)));

    private static async Task<string[]> ErrorsOfAsync(string path, string schema)
    {
        GraphQLDocument document = Parser.Parse<GraphQLDocument>(TextOf(path, []));
        GraphQLOperationDefinition operation = Assert.Single(document.Definitions.OfType<GraphQLOperationDefinition>());
        IValidationResult result = await new DocumentValidator().ValidateAsync(new ValidationOptions
        {
            Schema = s_schemas.GetOrAdd(schema, ExecutableSchema.Read),
            Document = document,
            Operation = operation,
            Rules = DocumentValidator.CoreRules,
            Variables = Inputs.Empty,
        });

        // No values are sent here, so a variable that needs one is no fault of the document.
        return [.. result.Errors.Where(error => error is not InvalidVariableError).Select(error => error.Message)];
    }

    private static bool HasOperation(string path) =>
        Parser.Parse<GraphQLDocument>(Read(path)).Definitions.OfType<GraphQLOperationDefinition>().Any();

    /// <summary>The text of a document with all that it imports, each file once.</summary>
    private static string TextOf(string path, HashSet<string> seen)
    {
        if (!seen.Add(path))
        {
            return "";
        }

        string text = Read(path);
        string folder = Path.GetDirectoryName(path)!.Replace('\\', '/');
        return string.Join('\n', Import().Matches(text).Select(import => TextOf($"{folder}/{import.Groups[1].Value}", seen)).Prepend(text));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(s_client, path));

    [GeneratedRegex("""^\s*#import\s+"\./([^"]+\.graphql)"\s*$""", RegexOptions.Multiline)]
    private static partial Regex Import();
}
