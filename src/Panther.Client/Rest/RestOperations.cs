using System.Collections;
using System.Globalization;
using Newtonsoft.Json.Linq;
using Panther.Client.Http;
using Panther.Client.Json;

namespace Panther.Client.Rest;

/// <summary>The way to everything of the REST API that has no operation of its own.</summary>
public sealed class RestOperations
{
    private readonly RestTransport _rest;
    private readonly Uri _baseUri;

    internal RestOperations(RestTransport rest, Uri baseUri)
    {
        _rest = rest;
        _baseUri = baseUri;
    }

    /// <summary>Sends any request. A GET is repeated after a passing fault, anything else never.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path under the API's address, with or without a slash before it.</param>
    /// <param name="query">What is added to the path as its query; null for nothing.</param>
    /// <param name="body">Plain objects, or JSON text; null for no body.</param>
    /// <param name="context">The caller's.</param>
    /// <returns>The answer as ordered dictionaries, arrays, texts, numbers and booleans; null where it has no body.</returns>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.InvalidInput"/> for a path that leaves the API's address.
    /// </exception>
    public async Task<object?> InvokeAsync(HttpMethod method, string path, IDictionary? query, object? body, CallContext context)
    {
        bool isRead = method == HttpMethod.Get;
        var operation = new RestOperation($"{method} /{path.TrimStart('/')}", method, isRead ? RequestSafety.Read : RequestSafety.Once)
        {
            Target = CallTarget.Anything,
            MaximumBytes = ApiCall.LargestMaximumBytes,
        };
        RestResponse response = await _rest.SendAsync(operation, Resolve(path, query), ToJson(body), [], context).ConfigureAwait(false);
        return PantherJson.ToPlain(response.Body);
    }

    /// <summary>Checks that a path stays under the API's address, and adds the query.</summary>
    private string Resolve(string path, IDictionary? query)
    {
        string relative = path.TrimStart('/');
        if (!Uri.TryCreate(_baseUri, relative, out Uri? uri)
            || uri.GetLeftPart(UriPartial.Authority) != _baseUri.GetLeftPart(UriPartial.Authority)
            || !uri.AbsolutePath.StartsWith(_baseUri.AbsolutePath, StringComparison.Ordinal)
            || relative.Contains('\\')
            || relative.Split('?')[0].Split('/').Contains(".."))
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput, $"'{path}' is not a path of Panther's REST API. Use one such as /api-tokens/self.");
        }

        IEnumerable<string> pairs = (query ?? new Hashtable()).Cast<DictionaryEntry>().SelectMany(
            entry => (entry.Value is IEnumerable and not string ? ((IEnumerable)entry.Value).Cast<object?>() : [entry.Value])
                .Select(value => $"{Escape(entry.Key)}={Escape(value)}"));
        string added = string.Join("&", pairs);
        return added.Length == 0 ? relative : relative + (relative.Contains('?') ? "&" : "?") + added;
    }

    private static string Escape(object? value) => Uri.EscapeDataString(value is bool flag
        ? flag ? "true" : "false"
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");

    private static JToken? ToJson(object? body) => body switch
    {
        null => null,
        string text => PantherJson.ParseInput(text, "The body"),
        _ => PantherJson.FromPlain(body),
    };
}
