using System.Collections;
using System.Collections.Specialized;
using System.Text.RegularExpressions;

namespace Panther.Client.GraphQL;

/// <summary>A document and the one of its operations that is meant.</summary>
public sealed class GraphQLRequest
{
    // What may hold braces or names without meaning them (block strings, strings, comments, directives), then what counts.
    private static readonly Regex s_token = new(
        @"""""""(?:\\""""""|[\s\S])*?""""""|""(?:\\.|[^""\\\r\n])*""|\#[^\r\n]*|@\s*[_A-Za-z][_0-9A-Za-z]*"
        + @"|(?<open>[{(\[])|(?<close>[})\]])|(?<name>[_A-Za-z][_0-9A-Za-z]*)",
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

    /// <summary>The variables for the page after an answer, for a document that reads a connection with a cursor.</summary>
    /// <param name="variables">The variables so far; null for none.</param>
    /// <param name="data">The answer's data.</param>
    /// <param name="cursors">The cursors so far; the next one is added.</param>
    /// <returns>Null after the last page.</returns>
    /// <exception cref="PantherException">
    /// <see cref="PantherErrorKind.InvalidInput"/>: the document does not read one connection with its <c>pageInfo</c>, or takes no cursor;
    /// <see cref="PantherErrorKind.ProtocolError"/>: the answer repeats a cursor.
    /// </exception>
    public IDictionary? NextPage(IDictionary? variables, IDictionary data, ISet<string> cursors)
    {
        IDictionary[] pages = [.. FindPageInfos(data)];
        if (pages.Length != 1)
        {
            throw Refuse(
                $"To read all pages, the document must select 'pageInfo {{ hasNextPage endCursor }}' once; this answer has "
                + $"{pages.Length}.");
        }

        if (pages[0]["hasNextPage"] is not true)
        {
            return null;
        }

        if (pages[0]["endCursor"] is not string { Length: > 0 } cursor || !cursors.Add(cursor))
        {
            throw new PantherException(
                PantherErrorKind.ProtocolError, "The answer says that there is a next page, but has no new cursor for it.")
            { Operation = OperationName };
        }

        var next = new OrderedDictionary(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in variables ?? new Hashtable())
        {
            next[variable.Key] = variable.Value;
        }

        if (Declares("cursor"))
        {
            next["cursor"] = cursor;
        }
        else if (Declares("input"))
        {
            var input = new OrderedDictionary(StringComparer.Ordinal);
            foreach (DictionaryEntry member in next["input"] as IDictionary ?? new Hashtable())
            {
                input[member.Key] = member.Value;
            }

            input["cursor"] = cursor;
            next["input"] = input;
        }
        else
        {
            throw Refuse("To read all pages, the document must take the cursor as its variable $cursor, or in its variable $input.");
        }

        return next;

        bool Declares(string variable) => Regex.IsMatch(Text, $@"\${variable}\s*:");
    }

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
            throw Refuse("The document contains no operation.");
        }

        if (operationName is null)
        {
            if (operations.Count > 1)
            {
                throw Refuse($"The document contains several operations ({Names()}). Choose one by its name.");
            }
        }
        else
        {
            operations.RemoveAll(o => o.Name != operationName);
            if (operations.Count != 1)
            {
                throw Refuse($"The document does not contain one operation named '{operationName}'.");
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

    private static IEnumerable<IDictionary> FindPageInfos(IDictionary data)
    {
        foreach (DictionaryEntry member in data)
        {
            if (member.Value is IDictionary value)
            {
                foreach (IDictionary found in (string)member.Key == "pageInfo" ? [value] : FindPageInfos(value))
                {
                    yield return found;
                }
            }
        }
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
}
