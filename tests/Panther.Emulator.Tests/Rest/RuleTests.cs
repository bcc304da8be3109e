using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Rest;

/// <summary>Rules, as far as log sources go: which of them need a log type.</summary>
public sealed class RuleTests : RestTest
{
    [Theory]
    [InlineData("log-type=AWS.CloudTrail", "AWS.Console.RootLogin AWS.S3.BruteForce")]
    [InlineData("log-type=AWS.CloudTrail&state=enabled", "AWS.Console.RootLogin")]
    [InlineData("state=disabled", "AWS.S3.BruteForce")]
    [InlineData("log-type=AWS.VPCFlow&log-type=Okta.SystemLog", "AWS.VPC.InboundPortScan Okta.Login.WithoutMFA")]
    [InlineData("severity=HIGH&name-contains=github", "GitHub.Repository.MadePublic")]
    [InlineData("log-type=Custom.Nothing", "")]
    [InlineData("tag=mine", "Own.Rule")]
    public async Task Rules_are_listed_by_log_type_and_state(string query, string expected)
    {
        await ControlAsync("POST", "rules",
            new { id = "Own.Rule", tags = new[] { "mine" }, logTypes = new[] { "Custom.Vpn.Session" }, severity = "INFO" });

        JsonArray results = (await GetAsync($"/rules?{query}")).Json!["results"]!.AsArray();

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), results.Select(rule => (string?)rule!["id"]));
    }

    [Fact]
    public async Task Rules_come_in_pages_and_one_by_one_to_those_who_may_read_them()
    {
        JsonNode first = (await GetAsync("/rules?limit=3")).Json!;
        JsonNode second = (await GetAsync($"/rules?limit=3&cursor={Uri.EscapeDataString((string)first["next"]!)}")).Json!;
        Assert.Equal((3, 2), (first["results"]!.AsArray().Count, second["results"]!.AsArray().Count));
        Assert.Null(second["next"]);
        Assert.Equal("HIGH", (string?)(await GetAsync("/rules/AWS.Console.RootLogin")).Json!["severity"]);
        await ControlAsync("DELETE", "rules/AWS.Console.RootLogin");
        Assert.Equal(404, (await GetAsync("/rules/AWS.Console.RootLogin")).Status);
        Assert.Equal(403, (await GetAsync("/rules", "logSources")).Status);
        Assert.Equal(400, (await GetAsync("/rules?state=on")).Status);
    }

    [Fact]
    public async Task Simple_rules_are_others()
    {
        await ControlAsync("POST", "simple-rules", new { id = "Own.Simple", logTypes = new[] { "AWS.CloudTrail" } });

        JsonNode listed = (await GetAsync("/simple-rules?log-type=AWS.CloudTrail&state=enabled")).Json!;

        JsonNode rule = Assert.Single(listed["results"]!.AsArray())!;
        Assert.Equal("Own.Simple", (string?)rule["id"]);
        Assert.NotNull(rule["detection"]);
        Assert.Null(rule["body"]);
        await ControlAsync("DELETE", "simple-rules/Own.Simple");
        Assert.Equal(404, (await GetAsync("/simple-rules/Own.Simple")).Status);
        Assert.Equal(404, (await GetAsync("/rules/Okta.Session.Anomaly")).Status);
    }
}
