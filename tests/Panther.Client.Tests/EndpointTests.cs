using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class EndpointTests
{
    /// <summary>What a person pastes, and where the two APIs are then.</summary>
    public static TheoryData<string, string, string> AcceptedForms => new()
    {
        // The bare domain, the Console's URL, the API's host.
        { "acme.runpanther.net", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "acme.runpanther.net/", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "https://acme.runpanther.net", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "https://acme.runpanther.net/", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        {
            "https://acme.runpanther.net/settings/api-tokens",
            "https://api.acme.runpanther.net/public/graphql",
            "https://api.acme.runpanther.net/"
        },
        { "api.acme.runpanther.net", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "https://api.acme.runpanther.net", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "https://api.acme.runpanther.net/", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "  https://acme.runpanther.net \n", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "\ufeffacme.runpanther.net\u200b", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "\"acme.runpanther.net\"\n", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "'https://acme.runpanther.net/'", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "\u201cacme.runpanther.net\u201d", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        {
            "https://acme.runpanther.net/log-sources/?status=unhealthy#top",
            "https://api.acme.runpanther.net/public/graphql",
            "https://api.acme.runpanther.net/"
        },
        { "https.acme.example", "https://api.https.acme.example/public/graphql", "https://api.https.acme.example/" },
        { "HTTPS://ACME.RunPanther.net", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "acme.runpanther.net:8443", "https://api.acme.runpanther.net:8443/public/graphql", "https://api.acme.runpanther.net:8443/" },

        // The whole GraphQL URL, whose host is taken as it is.
        {
            "https://api.acme.runpanther.net/public/graphql",
            "https://api.acme.runpanther.net/public/graphql",
            "https://api.acme.runpanther.net/"
        },
        {
            "https://api.acme.runpanther.net/public/graphql/",
            "https://api.acme.runpanther.net/public/graphql",
            "https://api.acme.runpanther.net/"
        },
        { "api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/public/graphql", "https://api.acme.runpanther.net/" },
        { "https://panther.acme.example/public/graphql", "https://panther.acme.example/public/graphql", "https://panther.acme.example/" },
        {
            "https://panther.acme.example/v1/public/graphql",
            "https://panther.acme.example/v1/public/graphql",
            "https://panther.acme.example/v1/"
        },

        // The API gateway, whose stage stays.
        {
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/public/graphql",
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/public/graphql",
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/"
        },
        {
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/public/graphql/",
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/public/graphql",
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/"
        },
        {
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1",
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/public/graphql",
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/"
        },
        {
            "a1b2.execute-api.us-east-1.amazonaws.com/v1/",
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/public/graphql",
            "https://a1b2.execute-api.us-east-1.amazonaws.com/v1/"
        },
        {
            "https://a1b2.execute-api.cn-north-1.amazonaws.com.cn/v1",
            "https://a1b2.execute-api.cn-north-1.amazonaws.com.cn/v1/public/graphql",
            "https://a1b2.execute-api.cn-north-1.amazonaws.com.cn/v1/"
        },

        // Addresses and loopback, which have no name to put a prefix to.
        { "https://192.0.2.7", "https://192.0.2.7/public/graphql", "https://192.0.2.7/" },
        { "https://[2001:db8::7]:8443", "https://[2001:db8::7]:8443/public/graphql", "https://[2001:db8::7]:8443/" },
        { "https://localhost:8443", "https://localhost:8443/public/graphql", "https://localhost:8443/" },
        { "http://localhost:8080", "http://localhost:8080/public/graphql", "http://localhost:8080/" },
        { "http://LOCALHOST:8080/v1", "http://localhost:8080/v1/public/graphql", "http://localhost:8080/v1/" },
        { "http://127.0.0.1:8080/public/graphql", "http://127.0.0.1:8080/public/graphql", "http://127.0.0.1:8080/" },
        { "http://127.9.9.9:8080", "http://127.9.9.9:8080/public/graphql", "http://127.9.9.9:8080/" },
        { "http://[::1]:8080/v1/public/graphql", "http://[::1]:8080/v1/public/graphql", "http://[::1]:8080/v1/" },
    };

    /// <summary>What is no API host, and a word of the reason.</summary>
    public static TheoryData<string, string> RefusedForms => new()
    {
        { "https://user@acme.runpanther.net", "user name" },
        { "https://user:hunter2@acme.runpanther.net/public/graphql", "user name" },
        { "user:hunter2@acme.runpanther.net", "user name" },
        { "http://127.0.0.1:hunter2@evil.example", "http" },
        { "https://127.0.0.1:hunter2@evil.example", "user name" },
        { "https://api.acme.runpanther.net?token=hunter2", "query" },
        { "https://api.acme.runpanther.net/public/graphql?x=hunter2", "query" },
        { "https://api.acme.runpanther.net#hunter2", "query" },
        { "https:/acme.runpanther.net", "://" },
        { "https//acme.runpanther.net", "://" },
        { "HTTPS/acme.runpanther.net", "://" },
        { "http:acme.runpanther.net", "://" },
        { "acme\u200b.runpanther.net", "invisible" },
        { "\"acme.runpanther.net", "host name" },
        { "http://acme.runpanther.net", "unencrypted" },
        { "http://api.acme.runpanther.net/public/graphql", "unencrypted" },
        { "http://192.0.2.7", "unencrypted" },
        { "http://0.0.0.0:8080", "unencrypted" },
        { "http://localhost.evil.example", "unencrypted" },
        { "http://127.0.0.1.evil.example", "unencrypted" },
        { "ftp://acme.runpanther.net", "scheme" },
        { "ws://localhost:8080", "scheme" },
        { "file:///etc/passwd", "host name" },
        { "javascript:alert(1)", "host name" },
        { "", "host name" },
        { " \t", "host name" },
        { "https://", "host name" },
        { "https:///public/graphql", "host name" },
        { "//acme.runpanther.net", "host name" },
        { "not a host", "host name" },
        { "acme.runpanther.net:port", "host name" },
        { "acme.runpanther.net:99999", "host name" },
        { "https://[::1", "host name" },
        { "https://https://acme.runpanther.net", "host name" },
    };

    [Theory]
    [MemberData(nameof(AcceptedForms))]
    public void A_host_is_taken_in_every_form_in_which_people_paste_it(string pasted, string graphQLUri, string restUri)
    {
        PantherEndpoint endpoint = PantherEndpoint.Parse(pasted);

        Assert.Equal(graphQLUri, endpoint.GraphQLUri.AbsoluteUri);
        Assert.Equal(restUri, endpoint.RestUri.AbsoluteUri);
        Assert.Equal(endpoint.RestUri.Authority, endpoint.ApiHost);
        Assert.Equal(endpoint.ApiHost, endpoint.ToString());
    }

    [Theory]
    [MemberData(nameof(AcceptedForms))]
    public void The_addresses_that_a_host_gave_give_the_same_addresses_again(string pasted, string graphQLUri, string restUri)
    {
        PantherEndpoint endpoint = PantherEndpoint.Parse(PantherEndpoint.Parse(pasted).GraphQLUri.AbsoluteUri);

        Assert.Equal((graphQLUri, restUri), (endpoint.GraphQLUri.AbsoluteUri, endpoint.RestUri.AbsoluteUri));
    }

    [Theory]
    [MemberData(nameof(RefusedForms))]
    public void Anything_else_is_refused_with_the_reason_and_is_not_repeated(string pasted, string reason)
    {
        PantherException error = Expect.Error(PantherErrorKind.InvalidInput, () => PantherEndpoint.Parse(pasted));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("acme.runpanther.net", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_at_all_is_a_mistake_of_the_caller() => Assert.Throws<ArgumentNullException>(() => PantherEndpoint.Parse(null!));
}
