using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;
using Panther.Client.Tokens;

namespace Panther.Client.Tests;

public sealed class VerifyAndTenantTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const string Html = "<html><body><h1>Welcome to nginx!</h1></body></html>";

    [Theory]
    [InlineData("full")]
    [InlineData("logSources")]
    [InlineData("readOnly")]
    [InlineData("none")]
    public async Task Any_valid_token_is_verified_by_one_request_and_without_a_warning(string token)
    {
        await Connect(token).Tenant.VerifyAsync(Context);

        RecordedRequest request = Assert.Single(await Control.GetRequestsAsync());
        Assert.Equal("VerifyConnection", request.Operation);
        Assert.Equal("/public/graphql", request.Path);
        Assert.Equal("POST", request.Method);
        Assert.Empty(Messages.Warnings);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("no-token-of-this-tenant")]
    public async Task A_token_that_is_not_valid_is_unauthorized_at_once(string token)
    {
        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Unauthorized, () => Connect(token).Tenant.VerifyAsync(Context));

        Assert.Equal(401, error.StatusCode);
        Assert.Equal("VerifyConnection", error.Operation);
        Assert.NotNull(error.RequestId);
        Assert.Single(await Control.GetRequestsAsync());
    }

    [Fact]
    public async Task A_request_carries_the_token_the_content_type_and_a_product_token_as_user_agent()
    {
        await Connect(configure: o => o.UserAgent = "PantherPS/9.9.9").Tenant.VerifyAsync(Context);

        RecordedRequest request = Assert.Single(await Control.GetRequestsAsync());
        Assert.Equal("full", request.Headers["x-api-key"]);
        Assert.Equal("application/json", request.Headers["content-type"]);
        Assert.Equal("application/json", request.Headers["accept"]);
        Assert.Equal("PantherPS/9.9.9", request.Headers["user-agent"]);
    }

    [Fact]
    public async Task A_request_without_a_body_has_no_content_type()
    {
        await Connect().Tenant.GetTokenAsync(Context);

        RecordedRequest request = Assert.Single(await Control.GetRequestsAsync());
        Assert.Equal(("GET", "/api-tokens/self", "full"), (request.Method, request.Path, (string?)request.Headers["x-api-key"]));
        Assert.Null(request.Headers["content-type"]);
        Assert.StartsWith("Panther.Client/", (string?)request.Headers["user-agent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("full")]
    [InlineData("none")]
    public async Task A_tenant_that_refuses_introspection_is_verified_all_the_same(string token)
    {
        await Control.SetAsync(new { introspection = false });

        await Connect(token).Tenant.VerifyAsync(Context);

        Assert.Equal([400, 200], (await Control.GetRequestsAsync("VerifyConnection")).Select(r => r.Status));
    }

    [Fact]
    public async Task An_expired_token_is_unauthorized_where_introspection_is_refused_too()
    {
        await Control.SetAsync(new { introspection = false });

        await Expect.ErrorAsync(PantherErrorKind.Unauthorized, () => Connect("expired").Tenant.VerifyAsync(Context));
    }

    [Fact]
    public async Task A_refusal_of_introspection_inside_a_200_is_no_refusal_of_the_token()
    {
        await Control.BreakAsync(new Fault
        {
            Operation = "VerifyConnection",
            Body = new
            {
                data = (object?)null,
                errors = new[] { new { message = "introspection is switched off", extensions = new { code = "FORBIDDEN" } } },
            },
        });

        await Connect().Tenant.VerifyAsync(Context);

        Assert.Equal(2, await Control.CountAsync("VerifyConnection"));
    }

    [Theory]
    [InlineData(200, PantherErrorKind.ProtocolError)]
    [InlineData(404, PantherErrorKind.ApiError)]
    [InlineData(503, PantherErrorKind.ServerError)]
    public async Task A_wrong_host_that_answers_with_a_page_is_a_short_readable_error(int status, PantherErrorKind kind)
    {
        await Control.BreakAsync(new Fault { Status = status, Body = Html, Times = 0 });

        PantherException error = await Expect.ErrorAsync(kind, () => Connect().Tenant.VerifyAsync(Context));

        Assert.Equal(status, error.StatusCode);
        Assert.DoesNotContain("<", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nginx", error.ToString(), StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 20, 200);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"welcome\"")]
    [InlineData("{\"message\":\"welcome\"}")]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"data\":{\"__typename\":null}}")]
    public async Task A_wrong_host_that_answers_with_some_json_is_a_protocol_error(string json)
    {
        await Control.BreakAsync(new Fault { RawBody = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json)), Times = 0 });

        await Expect.ErrorAsync(PantherErrorKind.ProtocolError, () => Connect().Tenant.VerifyAsync(Context));
    }

    [Fact]
    public async Task A_host_that_nobody_listens_at_is_unreachable()
    {
        using var nobody = new Doorway(Emulator.Url);

        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Unreachable, () => ConnectTo(nobody.Url, Emulator.Token("full")).Tenant.VerifyAsync(Context));

        Assert.Null(error.StatusCode);
        Assert.Contains(nobody.Url.Authority, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-07", new[] { StreamOptions.JsonArrayEnvelopeField })]
    [InlineData(
        "current", new[] { StreamOptions.JsonArrayEnvelopeField, StreamOptions.RetainEnvelopeFields, StreamOptions.XmlRootElement })]
    [InlineData("next", new[] { StreamOptions.JsonArrayEnvelopeField, StreamOptions.RetainEnvelopeFields, StreamOptions.XmlRootElement })]
    public async Task Verifying_learns_which_stream_type_options_the_tenant_has(string edition, string[] options)
    {
        await Control.SetAsync(new { edition });
        PantherClient client = Connect();

        await client.Tenant.VerifyAsync(Context);

        Assert.True(client.LogSources.Selection.Options.IsCertain);
        Assert.Equal(options, client.LogSources.Selection.Options.Members);
    }

    [Theory]
    [InlineData("2025-07")]
    [InlineData("current")]
    public async Task After_verifying_the_first_list_is_asked_for_once_in_every_edition(string edition)
    {
        await Control.SetAsync(new { edition });
        PantherClient client = Connect();
        await client.Tenant.VerifyAsync(Context);

        await ListAsync(client);

        Assert.Equal(1, await Control.CountAsync("ListSources"));
    }

    [Fact]
    public async Task Without_verifying_an_old_edition_costs_one_refused_list_and_no_more()
    {
        await Control.SetAsync(new { edition = "2025-07" });
        await Control.AddSourceAsync(Samples.S3Source());
        PantherClient client = Connect();

        LogSource source = Assert.Single(await ListAsync(client));
        await ListAsync(client);

        Assert.Equal("records", Assert.IsType<S3LogSource>(source).LogStreamTypeOptions?.JsonArrayEnvelopeField);
        Assert.Equal([400, 200, 200], (await Control.GetRequestsAsync("ListSources")).Select(r => r.Status));
    }

    [Fact]
    public async Task The_version_and_the_token_are_told_to_a_token_that_may_know_them()
    {
        PantherClient client = Connect();

        Assert.Equal("1.122.7", await client.Tenant.GetVersionAsync(Context));
        ApiToken token = Assert.IsType<ApiToken>(await client.Tenant.GetTokenAsync(Context));
        Assert.Equal("full", token.Name);
        Assert.Null(token.ExpiresAt);
        Assert.Contains("LogSourceRead", token.Permissions);
        Assert.Contains("UserRead", token.Permissions);
    }

    [Theory]
    [InlineData("logSources")]
    [InlineData("readOnly")]
    [InlineData("none")]
    public async Task The_version_and_the_token_stay_empty_where_the_token_may_not_know_them(string token)
    {
        PantherClient client = Connect(token);

        Assert.Null(await client.Tenant.GetVersionAsync(Context));
        Assert.Null(await client.Tenant.GetTokenAsync(Context));

        Assert.Equal(["PantherVersion", "GET /api-tokens/{id}"], (await Control.GetRequestsAsync()).Select(r => r.Operation));
        Assert.Empty(Messages.Warnings);
    }

    [Fact]
    public async Task A_token_that_may_read_itself_alone_learns_its_permissions()
    {
        await Control.SetAsync(new { selfToken = "open" });

        ApiToken token = Assert.IsType<ApiToken>(await Connect("logSources").Tenant.GetTokenAsync(Context));

        Assert.Equal(["LogSourceRead", "LogSourceModify"], token.Permissions);
    }

    [Fact]
    public async Task The_expiry_of_a_token_is_read_in_local_time()
    {
        await Control.BreakAsync(new Fault { Api = "rest", Transform = new { setPath = "expiresAt", value = "2031-02-03T04:05:06.000Z" } });

        ApiToken token = Assert.IsType<ApiToken>(await Connect().Tenant.GetTokenAsync(Context));

        Assert.Equal(new DateTime(2031, 2, 3, 4, 5, 6, DateTimeKind.Utc).ToLocalTime(), token.ExpiresAt);
        Assert.Equal(DateTimeKind.Local, token.ExpiresAt!.Value.Kind);
    }

    [Theory]
    [InlineData("PantherVersion")]
    [InlineData("GET /api-tokens/{id}")]
    public async Task What_is_nice_to_know_is_asked_for_once_and_left_empty_when_the_server_fails(string operation)
    {
        await Control.BreakAsync(new Fault { Operation = operation, Status = 503, Times = 0 });
        PantherClient client = Connect();

        object? answer = operation == "PantherVersion"
            ? await client.Tenant.GetVersionAsync(Context)
            : await client.Tenant.GetTokenAsync(Context);

        Assert.Null(answer);
        Assert.Equal(1, await Control.CountAsync(operation));
    }

    [Fact]
    public async Task Both_apis_are_found_behind_a_gateway_with_a_stage()
    {
        PantherClient client = ConnectTo(new Uri(Emulator.Url, "/v1/public/graphql"), Emulator.Token("full"));

        await client.Tenant.VerifyAsync(Context);
        Assert.NotNull(await client.Tenant.GetTokenAsync(Context));

        Assert.Equal(["/v1/public/graphql", "/v1/api-tokens/self"], (await Control.GetRequestsAsync()).Select(r => r.Path));
    }

    [Fact]
    public async Task The_requests_of_a_client_share_their_connections()
    {
        PantherClient client = Connect();

        for (int i = 0; i < 5; i++)
        {
            await client.Tenant.VerifyAsync(Context);
        }

        Assert.Equal(1, (await Control.GetStatsAsync()).Connections);
    }
}
