using System.Text.RegularExpressions;
using GraphQLParser;
using GraphQLParser.Exceptions;

namespace Panther.Emulator.GraphQL;

/// <summary>Says syntax errors in the words of graphql-js.</summary>
internal static partial class SyntaxErrors
{
    public static DocumentError Of(GraphQLSyntaxErrorException error, string document)
    {
        string text = More().Replace(error.Description, "").TrimEnd('.');
        Location place = error.Location;
        if (text.StartsWith("Expected \"query/", StringComparison.Ordinal) || text.StartsWith("Unexpected Name", StringComparison.Ordinal))
        {
            text = Found().Match(text) is { Success: true } found ? $"Unexpected {Token(found.Groups[1].Value)}" : text;
        }
        else if (Expected().Match(text) is { Success: true } wanted)
        {
            text = $"Expected {Token(wanted.Groups[1].Value)}, found {Token(wanted.Groups[2].Value)}";
            place = wanted.Groups[2].Value == "EOF" ? EndOf(document) : place;
        }
        else if (text.StartsWith("Unexpected character", StringComparison.Ordinal))
        {
            text = text.Replace("character ", "character: ", StringComparison.Ordinal);
        }
        else if (Unexpected().Match(text) is { Success: true } odd)
        {
            text = $"Unexpected {Token(odd.Groups[1].Value)}";
        }
        else if (Escape().Match(text) is { Success: true } escape)
        {
            text = $"Invalid character escape sequence: \"{escape.Groups[1].Value}\"";
            place = new Location(place.Line, place.Column - 1);
        }

        return new DocumentError($"Syntax Error: {text}.", [place]);
    }

    /// <summary>A document without anything in it, which the library takes.</summary>
    public static DocumentError Nothing(string text) =>
        new("Syntax Error: Unexpected <EOF>.", [EndOf(text)]);

    private static Location EndOf(string document) => new(document.Count(c => c == '\n') + 1, document.Length - document.LastIndexOf('\n'));

    private static string Token(string token) => token switch
    {
        "EOF" => "<EOF>",
        "Name" => token,
        _ when token.Contains('"', StringComparison.Ordinal) => token,
        _ => $"\"{token}\"",
    };

    [GeneratedRegex("; (for more information|fragment name).*$")]
    private static partial Regex More();

    [GeneratedRegex("(?:found |Unexpected )(.+)$")]
    private static partial Regex Found();

    [GeneratedRegex("^Expected (.+), found (.+)$")]
    private static partial Regex Expected();

    [GeneratedRegex("^Unexpected (.+)$")]
    private static partial Regex Unexpected();

    [GeneratedRegex("^Invalid character escape sequence: (.+)$")]
    private static partial Regex Escape();
}
