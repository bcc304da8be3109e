using System.Net;
using System.Net.Sockets;
using Panther.Client.Http;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;
using Panther.Client.Tokens;

namespace Panther.Client.Tests;

/// <summary>
/// A proxy that lets nothing through: nothing was sent, and the error says which proxy it is and what to do, but no password.
/// </summary>
public sealed class ProxyTests : IDisposable
{
    private const string Password = "p4ssword-of/the proxy";
    private const string UrlWithLogin = "http://somebody:p4ssword-of%2Fthe%20proxy@";

    private readonly InstantClock _clock = new();
    private readonly Messages _messages = new();

    private CallContext Context => new(_messages);

    /// <summary>The status of the refusal (0: the proxy is down), whether it is tried again, and what the error says.</summary>
    public static TheoryData<int, bool, string> Refusals => new()
    {
        { 407, false, "refuses the login (407)" },
        { 403, false, "(403)" },
        { 502, true, "(502)" },
        { 503, true, "(503)" },
        { 429, true, "(429)" },
        { 0, true, "the connection failed" },
    };

    public void Dispose() => Environment.SetEnvironmentVariable("ALL_PROXY", null);

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Nothing_was_sent_through_a_proxy_that_refuses(int status, bool isTriedAgain, string said)
    {
        foreach (string login in new[] { "none", "credentials", "in the URL" })
        {
            using RefusingProxy? proxy = status == 0 ? null : new RefusingProxy(status);
            Uri url = proxy?.Url ?? UnusedPort();
            using PantherClient client = Connect(url, login);
            var read = new RefusedRead();
            foreach ((string operation, Func<Task> run) in read.Operations(client, Context))
            {
                int before = _clock.Waits.Count;

                PantherException error = await Expect.ErrorAsync(PantherErrorKind.Unreachable, run);

                Assert.Contains(said, error.Message, StringComparison.Ordinal);
                Assert.Contains(
                    url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped), error.Message, StringComparison.Ordinal);
                Assert.Equal(operation, error.Operation);
                Assert.Equal(Delivery.NotSent, error.Outcome.Delivery);
                Assert.Equal(isTriedAgain ? 3 : 0, _clock.Waits.Count - before);
                AssertNoPassword(error);
            }
        }
    }

    [Fact]
    public async Task A_refused_login_says_how_to_log_in()
    {
        using var proxy = new RefusingProxy(407);
        using PantherClient client = Connect(proxy.Url, "none");

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.Unreachable, () => client.Tenant.VerifyAsync(Context));

        foreach (string way in new[] { "-ProxyCredential", "-ProxyUseDefaultCredentials", "HTTPS_PROXY" })
        {
            Assert.Contains(way, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(407, error.StatusCode);
        Assert.DoesNotContain(proxy.Requests, r => r.Contains("X-API-Key", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_login_that_a_proxy_of_plain_requests_refuses_is_no_answer_of_the_API()
    {
        using var proxy = new RefusingProxy(407);
        using var client = new PantherClient(new PantherClientOptions(PantherEndpoint.Parse("http://127.0.0.1:9"), "the-token-of-these")
        {
            Clock = _clock,
            Proxy = new WebProxy(proxy.Url),
        });

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Unreachable, () => client.S3Sources.CreateAsync(Samples.Definition(), Context));

        Assert.Contains("refuses the login (407)", error.Message, StringComparison.Ordinal);
        Assert.Empty(_clock.Waits);
    }

    [Fact]
    public void The_passwords_of_the_proxies_of_the_environment_are_secrets()
    {
        Environment.SetEnvironmentVariable("ALL_PROXY", "http://somebody:a%20pass@word@proxy.example.com:8080");

        string[] secrets = [.. new ProxyRoute(null, null).SecretsFor(new Uri("https://api.example.com"))];
        Assert.Contains("a%20pass@word", secrets);
        Assert.Contains("a pass@word", secrets);
    }

    [Theory]
    [InlineData("http://somebody:hunter2@proxy:80/x", "http://***@proxy:80/x")]
    [InlineData("see 'https://a:b@c@d.example/' and ftp://token@e", "see 'https://***@d.example/' and ftp://***@e")]
    [InlineData("https://example.com/a@b mail@example.com", "https://example.com/a@b mail@example.com")]
    public void The_user_of_any_URL_is_masked(string text, string expected) => Assert.Equal(expected, new Redactor().Clean(text));

    private static Uri UnusedPort()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        return new Uri($"http://{port.LocalEndpoint}/");
    }

    private PantherClient Connect(Uri proxy, string login) => new(
        new PantherClientOptions(PantherEndpoint.Parse("https://panther.invalid"), "the-token-of-these")
        {
            Clock = _clock,
            ProxyPassword = login == "credentials" ? Password : null,
            Proxy = login switch
            {
                "none" => new WebProxy(proxy),
                "credentials" => new WebProxy(proxy) { Credentials = new NetworkCredential("somebody", Password) },
                _ => new WebProxy(new Uri(UrlWithLogin + proxy.Authority)),
            },
        });

    private void AssertNoPassword(PantherException error)
    {
        string all = string.Join("\n", [error.ToString(), .. _messages.All]);
        foreach (string piece in new[] { "p4ssword", "somebody", "cDRzc3dvcmQ", Convert.ToBase64String(
            "somebody:p4ssword-of/the proxy"u8) })
        {
            Assert.DoesNotContain(piece, all, StringComparison.OrdinalIgnoreCase);
        }
    }

    private sealed class RefusedRead
    {
        private readonly LogSource _source =
            new((PantherClient?)null) { Id = Samples.UnknownId, IntegrationType = HttpLogSource.HttpIntegrationType };

        public IEnumerable<(string Operation, Func<Task> Run)> Operations(PantherClient client, CallContext context) =>
        [
            ("VerifyConnection", () => client.Tenant.VerifyAsync(context)),
            ("GetSource", () => client.LogSources.GetAsync(Samples.UnknownId, context)),
            ("CreateS3LogSource", () => client.S3Sources.CreateAsync(Samples.Definition(), context)),
            ("DeleteSource", () => client.LogSources.DeleteAsync(Samples.UnknownId, context)),
            ("GetHttpSource", () => client.HttpSources.GetAsync(_source, context)),
            ("CreateHttpSource", () => client.HttpSources.CreateAsync(
                new HttpSourceSettings { Label = "hook", LogTypes = ["A.B"], LogStreamType = "JSON", AuthMethod = "None" }, context)),
            ("GetLogSourceAlarm", () => client.Alarms.GetAsync(Samples.UnknownId, context)),
            ("SetLogSourceAlarm", () => client.Alarms.SetAsync(Samples.UnknownId, 60, context)),
            ("ListApiTokens", () => client.Tokens.List(context).ToListAsync()),
            ("CreateApiToken", () => client.Tokens.CreateAsync(new ApiTokenSettings { Name = "ci", Permissions = ["RuleRead"] }, context)),
            ("DeleteLogSourceAlarm", () => client.Alarms.RemoveAsync(Samples.UnknownId, context)),
        ];
    }
}
