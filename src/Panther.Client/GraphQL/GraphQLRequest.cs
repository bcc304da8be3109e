using System.Text.RegularExpressions;

namespace Panther.Client.GraphQL;

/// <summary>A document and the one of its operations that is meant.</summary>
public sealed class GraphQLRequest
{
    // What may hold braces or names without meaning them (block strings, strings, comments), then what counts.
    private static readonly Regex s_token = new(
        @"""""""(?:\\""""""|[\s\S])*?""""""|""(?:\\.|[^""\\\r\n])*""|\#[^\r\n]*|(?<open>[{(\[])|(?<close>[})\]])|(?<name>[_A-Za-z][_0-9A-Za-z]*)",
        RegexOptions.CultureInvariant);

    private GraphQLRequest(string text, string? operationName, bool isMutation)
    {
        Text = text;
        OperationName = operationName;
        IsMutation = isMutation;
    }

    /// <summary>The document.</summary>
    public string Text { get; }

    /// <summary>The operation's name; null where it has none.</summary>
    public string? OperationName { get; }

    /// <summary>Whether the operation changes something, or may.</summary>
    public bool IsMutation { get; }

    /// <summary>Finds the operation that is meant.</summary>
    /// <param name="text">The document.</param>
    /// <param name="operationName">Its name; needed where the document has several.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: there is none, or it is not clear which.</exception>
    public static GraphQLRequest Parse(string text, string? operationName)
    {
        List<(string Kind, string? Name)> operations = FindOperations(text);
        if (operations.Count == 0)
        {
            throw Refuse("The document holds no operation.");
        }

        if (operationName is null)
        {
            if (operations.Count > 1)
            {
                throw Refuse($"The document holds several operations ({Names()}); say which one by its name.");
            }
        }
        else
        {
            operations.RemoveAll(o => o.Name != operationName);
            if (operations.Count != 1)
            {
                throw Refuse($"The document does not hold one operation named '{operationName}'.");
            }
        }

        (string kind, string? name) = operations[0];
        return kind == "subscription"
            ? throw Refuse("Panther's API has no subscriptions.")
            : new GraphQLRequest(text, name, kind == "mutation");

        string Names() => string.Join(", ", operations.Select(o => o.Name ?? "one without a name"));
    }

    private static List<(string Kind, string? Name)> FindOperations(string text)
    {
        var operations = new List<(string Kind, string? Name)>();
        string? definition = null;
        string? name = null;
        int depth = 0;
        foreach (Match match in s_token.Matches(text))
        {
            if (match.Groups["open"].Success)
            {
                if (depth == 0 && match.Value == "{")
                {
                    // The selection of a definition, or, with no keyword before it, of a query in short form.
                    if (definition is null or "query" or "mutation" or "subscription")
                    {
                        operations.Add((definition ?? "query", name));
                    }

                    definition = null;
                    name = null;
                }

                depth++;
            }
            else if (match.Groups["close"].Success)
            {
                depth--;
            }
            else if (depth == 0 && match.Groups["name"].Success)
            {
                if (definition is null)
                {
                    definition = match.Value;
                }
                else
                {
                    name ??= match.Value;
                }
            }
        }

        return operations;
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
}
