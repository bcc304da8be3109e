using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Rest;

/// <summary>What holds for all kinds of source.</summary>
public sealed class SourceTests : RestTest
{
    public static TheoryData<string> KindNames => Kinds.Names;

    [Theory]
    [MemberData(nameof(KindNames))]
    public async Task A_source_is_created_read_replaced_and_deleted(string kind)
    {
        JsonObject body = Kinds.Body(kind);
        Reply made = await PostAsync($"/log-sources/{kind}", body);
        Assert.Equal(201, made.Status);
        JsonAssert.Equal(Kinds.Shown(kind), Kinds.Visible(kind, made.Json));
        string path = $"/log-sources/{kind}/{made.Json!["integrationId"]}";
        JsonAssert.Equal(made.Json, (await GetAsync(path)).Json);

        Reply list = await GraphQLAsync(
            """
            { sources { edges { node {
              integrationId integrationType integrationLabel logTypes createdBy { ... on APIToken { name } } } } } }
            """);
        JsonNode node = Assert.Single(list.Json!["data"]!["sources"]!["edges"]!.AsArray())!["node"]!;
        object expected = new
        {
            integrationId = made.Json["integrationId"],
            integrationType = Kinds.All[kind].Type,
            integrationLabel = body["integrationLabel"],
            logTypes = body["logTypes"] ?? new JsonArray("GCP.AuditLog"),
            createdBy = new { name = "full" },
        };
        JsonAssert.Equal(expected, node);

        // The account and the bucket of an S3 source stay as they are.
        JsonObject change = body.With(("integrationLabel", "renamed"), ("awsAccountId", "999999999999"), ("s3Bucket", "other"));
        Reply replaced = await PutAsync(path, change);
        Assert.Equal(200, replaced.Status);
        JsonAssert.Equal(Kinds.Shown(kind).With(("integrationLabel", "renamed")), Kinds.Visible(kind, replaced.Json));

        Reply gone = await DeleteAsync(path);
        Assert.Equal((204, ""), (gone.Status, gone.Text));
        Assert.Equal(204, (await DeleteAsync(path)).Status);
        await ControlAsync("POST", "settings", new { absentDelete = "error" });
        foreach (Reply absent in new[] { await GetAsync(path), await PutAsync(path, body), await DeleteAsync(path) })
        {
            Assert.Equal(404, absent.Status);
            Assert.Contains("not found", (string)absent.Json!["message"]!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public async Task Bodies_that_lack_something_or_hold_the_wrong_thing_are_refused(string kind)
    {
        JsonObject body = Kinds.Body(kind);
        foreach (string name in new[] { "integrationLabel", "logStreamType" })
        {
            Reply refused = await PostAsync($"/log-sources/{kind}", body.With((name, null)));
            Assert.Equal(400, refused.Status);
            Assert.Contains(name, (string)refused.Json!["message"]!, StringComparison.Ordinal);
        }

        object?[] wrong =
        [
            body.With(("logStreamType", "Csv")), body.With(("integrationLabel", 5)), body.With(("integrationLabel", " ")), new JsonArray(),
                "text", null, "{",
        ];
        foreach (object? bad in wrong)
        {
            Reply refused = await PostAsync($"/log-sources/{kind}", bad);
            Assert.True(refused.Status == 400, $"{JsonSerializer.Serialize(bad)} got {refused.Status}.");
        }

        Assert.Empty((await ControlAsync("GET", "sources"))!.AsArray());
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public async Task A_label_that_is_taken_is_a_conflict(string kind)
    {
        JsonObject body = Kinds.Body(kind);
        await CreateAsync(kind);
        string second = await CreateAsync(kind, body.With(("integrationLabel", "second"), ("subscriptionId", "sub2")));

        Assert.Equal(409, (await PostAsync($"/log-sources/{kind}", body.With(("subscriptionId", "sub3")))).Status);
        Assert.Equal(409, (await PutAsync($"/log-sources/{kind}/{second}", body.With(("subscriptionId", "sub2")))).Status);
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public async Task Each_request_needs_its_permission_and_the_right_token(string kind)
    {
        JsonObject body = Kinds.Body(kind);
        string path = $"/log-sources/{kind}";
        string one = $"{path}/{await CreateAsync(kind, token: "logSources")}";
        foreach ((string method, string target, JsonObject? sent, string tooLittle) in new[]
        {
            ("GET", one, null, "none"), ("POST", path, body, "readOnly"), ("PUT", one, body, "readOnly"), ("DELETE", one, null, "readOnly"),
        })
        {
            Reply refused = await SendAsync(method, target, sent, tooLittle);
            Assert.Equal(403, refused.Status);
            JsonAssert.Equal(new { error = "forbidden" }, refused.Json);
            Assert.Equal(401, (await SendAsync(method, target, sent, "expired")).Status);
            Assert.Equal(401, (await SendAsync(method, target, sent, "")).Status);
        }

        Assert.Equal(200, (await GetAsync(one, "readOnly")).Status);
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public async Task A_source_is_found_under_its_own_path_only_with_the_gateways_stage_as_well(string kind)
    {
        string id = await CreateAsync(kind, before: "/v1");

        Assert.Equal(200, (await GetAsync($"/v1/log-sources/{kind}/{id}")).Status);
        Assert.Equal(404, (await GetAsync($"/log-sources/{(kind == "s3" ? "http" : "s3")}/{id}")).Status);
        Assert.Equal(405, (await GetAsync($"/log-sources/{kind}")).Status);
    }

    [Fact]
    public async Task Made_up_sources_of_all_configurable_kinds_are_there()
    {
        await ControlAsync("POST", "reset", new { sources = 100 });
        var kinds = Kinds.All.Where(kind => kind.Value.Type != Kinds.LogForwarder).ToDictionary(kind => kind.Value.Type, kind => kind.Key);
        HashSet<string> found = [];
        foreach (JsonNode? source in (await ControlAsync("GET", "sources"))!.AsArray())
        {
            if (kinds.TryGetValue((string)source!["integrationType"]!, out string? kind))
            {
                string id = (string)source["integrationId"]!;
                Assert.Equal(id, (string?)(await GetAsync($"/log-sources/{kind}/{id}")).Json!["integrationId"]);
                found.Add(kind);
            }
        }

        Assert.Equal(kinds.Values.Order(), found.Order());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/log-sources")]
    [InlineData("/log-sources/azure")]
    [InlineData("/log-sources/http/")]
    [InlineData("/public/v1/log-sources")]
    public async Task There_is_no_list_of_sources_and_nothing_at_other_paths(string path)
    {
        Reply reply = await GetAsync(path);

        Assert.Equal(404, reply.Status);
        JsonAssert.Equal(new { message = "not found" }, reply.Json);
    }
}
