using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Http;

/// <summary>What the body of an answer says whose status is an error, in whatever form.</summary>
internal sealed class ErrorBody
{
    private const int LongestBody = 64 * 1024;
    private const int LongestText = 300;

    private ErrorBody(string? text, IReadOnlyList<GraphQLError> errors, bool isHtml = false)
    {
        Text = text;
        Errors = errors;
        IsHtml = isHtml;
    }

    /// <summary>The text, short and without secrets; null for none.</summary>
    public string? Text { get; }

    /// <summary>The GraphQL errors in it.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; }

    /// <summary>Whether it is a page, as gateways and proxies send them.</summary>
    public bool IsHtml { get; }

    public static async Task<ErrorBody> ReadAsync(Stream body, Redactor redactor)
    {
        var bytes = new byte[LongestBody];
        int length = 0;
        try
        {
            int read;
            while (length < bytes.Length && (read = await body.ReadAsync(bytes, length, bytes.Length - length).ConfigureAwait(false)) > 0)
            {
                length += read;
            }
        }
        catch (PantherException)
        {
            // The status says enough; what came of the body is used.
        }

        string text = Encoding.UTF8.GetString(bytes, 0, length).Trim();
        try
        {
            if (PantherJson.Parse(text) is JObject json)
            {
                IReadOnlyList<GraphQLError> errors = GraphQLErrors.Read(json["errors"], redactor);
                string? said = json["message"].AsString() ?? json["error"].AsString();
                return said is null && errors.Count > 0
                    ? new ErrorBody(Shorten(GraphQLErrors.TextOf(errors)), errors)
                    : new ErrorBody(Shorten(redactor.CleanCutOff(said ?? text)), errors);
            }
        }
        catch (JsonException)
        {
        }

        // A page is no help to a person at the prompt; the status is.
        return text.StartsWith("<", StringComparison.Ordinal)
            ? new ErrorBody("(an HTML page)", [], isHtml: true)
            : new ErrorBody(Shorten(redactor.CleanCutOff(text)), []);
    }

    private static string? Shorten(string value) => value.Length == 0 ? null
        : value.Length <= LongestText ? value
        : value.Substring(0, LongestText) + " ...";
}
