using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Rest;

/// <summary>API tokens.</summary>
public sealed class TokenTests : RestTest
{
    [Fact]
    public async Task Tokens_are_listed_created_changed_rotated_and_deleted()
    {
        JsonArray results = (await GetAsync("/api-tokens")).Json!["results"]!.AsArray();
        Assert.Equal(["full", "logSources", "readOnly", "none", "expired"], results.Select(token => (string?)token!["name"]));
        Assert.All(results, token => Assert.False(token!.AsObject().ContainsKey("value")));

        Reply made = await PostAsync("/api-tokens", new { name = "ci", permissions = new[] { "LogSourceRead" } });
        Assert.Equal(200, made.Status);
        string path = $"/api-tokens/{made.Json!["id"]}";
        string value = (string)made.Json["value"]!;
        Assert.Null((await GraphQLAsync("{ sources { edges { node { integrationId } } } }", token: value)).Json!["errors"]);
        Assert.Equal(400, (await PostAsync("/api-tokens", new { name = "ci", permissions = Array.Empty<string>() })).Status);
        Assert.Equal(400, (await PostAsync("/api-tokens", new { name = "x", permissions = new[] { "Everything" } })).Status);
        Assert.Empty((await PostAsync(path, new { name = "ci2", permissions = Array.Empty<string>() })).Json!["permissions"]!.AsArray());
        Assert.Equal("ci2", (string?)(await GetAsync(path)).Json!["name"]);

        string rotated = (string)(await PostAsync($"{path}/rotate")).Json!["value"]!;
        Assert.NotEqual(value, rotated);
        Assert.Equal(401, (await PostAsync("/api-tokens/self/rotate", token: value)).Status);
        Assert.Equal(200, (await PostAsync("/api-tokens/self/rotate", token: rotated)).Status);
        Assert.Equal(204, (await DeleteAsync(path)).Status);
        Assert.Equal(404, (await GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_token_reads_itself_with_the_permission_or_where_the_setting_says_so()
    {
        Assert.Equal("full", (string?)(await GetAsync("/api-tokens/self")).Json!["name"]);
        Reply refused = await GetAsync("/api-tokens/self", "logSources");
        Assert.Equal(403, refused.Status);
        JsonAssert.Equal(new { error = "forbidden" }, refused.Json);

        await ControlAsync("POST", "settings", new { selfToken = "open" });
        JsonAssert.Equal(new[] { "LogSourceRead", "LogSourceModify" },
            (await GetAsync("/api-tokens/self", "logSources")).Json!["permissions"]);
    }
}
