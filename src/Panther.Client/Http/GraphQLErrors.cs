using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Http;

/// <summary>Reads and classifies the errors of a GraphQL answer.</summary>
internal static class GraphQLErrors
{
    /// <summary>An answer may hold an error for each of its items.</summary>
    private const int MostErrorsKept = 200;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly Regex s_conflict = new(@"already (exists?|in use|taken|being used)|\bduplicate name\b", Options);
    private static readonly Regex s_unknownField = new(
        @"^(Cannot query field|Unknown (field|argument|type|directive)|Field ""[^""]*"" is not defined by)|is not defined by type",
        Options);

    /// <summary>Reads the value of <c>errors</c>; whatever shape it has, it never fails.</summary>
    public static IReadOnlyList<GraphQLError> Read(JToken? errors, Redactor redactor)
    {
        if (errors is not JArray list)
        {
            return errors is null or { Type: JTokenType.Null } ? [] : [new GraphQLError(Shorten(errors, redactor), null, [])];
        }

        return list.Select(entry => ReadOne(entry, redactor)).ToArray();
    }

    /// <summary>Reads the value of <c>errors</c> that comes next, one entry after the other, and keeps the first of them.</summary>
    public static IReadOnlyList<GraphQLError> ReadNext(JsonReader reader, Redactor redactor)
    {
        reader.Advance();
        if (reader.TokenType != JsonToken.StartArray)
        {
            return Read(JToken.ReadFrom(reader), redactor);
        }

        var errors = new List<GraphQLError>();
        while (reader.Advance() && reader.TokenType != JsonToken.EndArray)
        {
            if (errors.Count < MostErrorsKept)
            {
                errors.Add(ReadOne(JToken.ReadFrom(reader), redactor));
            }
            else
            {
                reader.Skip();
            }
        }

        return errors;
    }

    private static GraphQLError ReadOne(JToken entry, Redactor redactor)
    {
        JToken? message = (entry as JObject)?["message"];
        var extensions = (entry as JObject)?["extensions"] as JObject;

        // AppSync, which Panther once used, names the kind of error in errorType.
        string? code = (extensions?["code"] ?? (entry as JObject)?["errorType"]).AsString();
        string text = message.AsString() is string said ? redactor.Clean(said) : Shorten(entry, redactor);
        IEnumerable<string> path = ((entry as JObject)?["path"] as JArray)?.Select(p => redactor.Clean(p.ToString())) ?? [];
        return new GraphQLError(
            text, code is null ? null : redactor.Clean(code), path.ToArray());
    }

    /// <summary>What the errors say, in one text.</summary>
    public static string TextOf(IEnumerable<GraphQLError> errors) => string.Join("; ", errors.Select(e => e.Message).Distinct().Take(5));

    /// <summary>What the errors, taken together, mean.</summary>
    /// <param name="errors">At least one.</param>
    /// <param name="call">The request.</param>
    /// <param name="otherwise">The kind of errors that say nothing known.</param>
    public static PantherErrorKind KindOf(IReadOnlyList<GraphQLError> errors, ApiCall call, PantherErrorKind otherwise) =>
        errors.Select(e => KindOf(e, call)).FirstOrDefault(kind => kind is not null) ?? otherwise;

    private static PantherErrorKind? KindOf(GraphQLError error, ApiCall call)
    {
        CallTarget? target = call.Target;
        switch (error.Code)
        {
            case "UNAUTHENTICATED" or "401":
                return PantherErrorKind.Unauthorized;
            case "FORBIDDEN" or "UNAUTHORIZED" or "403":
                return PantherErrorKind.Forbidden;
            case "GRAPHQL_VALIDATION_FAILED":
                return PantherErrorKind.Unsupported;
            case "CONFLICT" or "ALREADY_EXISTS" or "AlreadyExistsError" or "409":
                return PantherErrorKind.Conflict;
        }

        bool isRefusedInput = error.Code is "BAD_USER_INPUT" or "GRAPHQL_PARSE_FAILED" or "InvalidInputError";
        if (target is not null && !(isRefusedInput && target == CallTarget.Anything) && IsMissing(error, target))
        {
            return PantherErrorKind.NotFound;
        }

        if (s_conflict.IsMatch(error.Message) || call.Noun?.IsDuplicateIn(error.Message) == true)
        {
            return PantherErrorKind.Conflict;
        }

        if (s_unknownField.IsMatch(error.Message))
        {
            return PantherErrorKind.Unsupported;
        }

        return error.Code switch
        {
            _ when isRefusedInput => PantherErrorKind.InvalidInput,
            "INTERNAL_SERVER_ERROR" or "InternalError" => PantherErrorKind.ServerError,
            _ => null,
        };
    }

    /// <summary>
    /// Whether an error says that the target does not exist. Resolver errors carry the code of an internal error as a
    /// rule, so the text has to do; and another thing that the input names may be what is not found.
    /// </summary>
    private static bool IsMissing(GraphQLError error, CallTarget target)
    {
        if (target != CallTarget.Anything && error.Path.Count > 1)
        {
            // The thing itself was there, and something of it is not.
            return false;
        }

        bool isSaid = CallTarget.SaysNotFound(error.Message);
        bool hasCode = error.Code is "NOT_FOUND" or "404" or "DoesNotExistError";
        return (isSaid || hasCode) && (!isSaid || target.IsMeantBy(error.Message));
    }

    private static string Shorten(JToken token, Redactor redactor)
    {
        string text = redactor.Clean(token.ToString(Formatting.None));
        return text.Length <= 300 ? text : text.Substring(0, 300) + " ...";
    }
}
