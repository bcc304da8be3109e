using System.Net;
using System.Text.RegularExpressions;

namespace Panther.Client;

/// <summary>
/// The two addresses of a tenant's API, from any form in which people paste its host: the bare domain, the Console's
/// URL, the <c>api.</c> host, the whole GraphQL URL, or the API-gateway form whose stage (<c>/v1</c>) stays.
/// Source: the forms that Panther's own tools accept (panther_analysis_tool, terraform-provider-panther, mcp-panther).
/// </summary>
public sealed class PantherEndpoint
{
    private const string GraphQLPath = "/public/graphql";

    /// <summary>A scheme without its colon or slashes, which would be read as a host.</summary>
    private static readonly Regex s_brokenScheme = new(
        @"\Ahttps?(?!://)[:/](?!\d+(/|\z))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private PantherEndpoint(Uri baseUri)
    {
        RestUri = baseUri;
        GraphQLUri = new Uri(baseUri, baseUri.AbsolutePath.TrimEnd('/') + GraphQLPath);
    }

    /// <summary>The API's host, with its port where that is not the scheme's own.</summary>
    public string ApiHost => RestUri.Authority;

    /// <summary>The address of the GraphQL API.</summary>
    public Uri GraphQLUri { get; }

    /// <summary>The address under which the REST API's paths lie; it ends in a slash.</summary>
    public Uri RestUri { get; }

    /// <summary>Reads a host in any of the accepted forms.</summary>
    /// <exception cref="PantherException">
    /// <see cref="PantherErrorKind.InvalidInput"/>: the text is no such form; the message says why.
    /// </exception>
    public static PantherEndpoint Parse(string apiHost)
    {
        string text = PastedText.Clean(apiHost ?? throw new ArgumentNullException(nameof(apiHost)));
        if (text.Any(PastedText.IsInvisible))
        {
            throw Refuse("it contains invisible characters; type it again");
        }

        if (s_brokenScheme.IsMatch(text))
        {
            throw Refuse("a scheme is followed by ://, as in https://acme.runpanther.net");
        }

        string withScheme = text.Contains("://") ? text : "https://" + text;
        if (!Uri.TryCreate(withScheme, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0

            // A scheme that was pasted twice would be read as a host.
            || withScheme.IndexOf("://", StringComparison.Ordinal) != withScheme.LastIndexOf("://", StringComparison.Ordinal))
        {
            throw Refuse("it is not a host name or URL");
        }

        bool isAddress = IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? address);
        bool isLoopback = isAddress ? IPAddress.IsLoopback(address!) : uri.Host == "localhost";
        if (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
        {
            throw Refuse("its scheme must be https");
        }

        if (uri.Scheme == Uri.UriSchemeHttp && !isLoopback)
        {
            throw Refuse("http would send the token unencrypted; use https (http is accepted only for loopback addresses)");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw Refuse("it must not contain a user name or password");
        }

        string path = uri.AbsolutePath.TrimEnd('/');
        bool hasGraphQLPath = path.EndsWith(GraphQLPath, StringComparison.OrdinalIgnoreCase);
        bool isApiHost = uri.Host.StartsWith("api.", StringComparison.OrdinalIgnoreCase)
            || IsGateway(uri.Host) || isLoopback || isAddress;

        // The Console's URL, as the browser shows it, may hold what is filtered for; nobody copies that with the API's.
        if ((hasGraphQLPath || isApiHost) && uri.Query.Length + uri.Fragment.Length > 0)
        {
            throw Refuse("the URL of an API must not hold a query or fragment");
        }

        var builder = new UriBuilder(uri.Scheme, uri.Host, uri.Port);
        if (hasGraphQLPath)
        {
            builder.Path = path.Substring(0, path.Length - GraphQLPath.Length) + "/";
        }
        else if (isApiHost)
        {
            builder.Path = path + "/";
        }
        else
        {
            // What is left is the Console's own host, whose path is a page and says nothing of the API.
            builder.Host = "api." + uri.Host;
        }

        return new PantherEndpoint(builder.Uri);

        // The text itself may hold a password, so it is not repeated.
        static PantherException Refuse(string why) => new(
            PantherErrorKind.InvalidInput,
            $"This is not a Panther API host: {why}. Use your Panther domain (acme.runpanther.net), its API host, or the API URL that the "
            + "Console shows under API Tokens.");
    }

    /// <inheritdoc/>
    public override string ToString() => ApiHost;

    /// <summary>Whether a host is one of AWS API Gateway: id.execute-api.region.amazonaws.com.</summary>
    private static bool IsGateway(string host)
    {
        string[] labels = host.ToLowerInvariant().Split('.');
        return labels is [_, "execute-api", _, "amazonaws", "com"] or [_, "execute-api", _, "amazonaws", "com", "cn"];
    }
}
