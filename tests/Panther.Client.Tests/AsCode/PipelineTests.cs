using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using Panther.Client.Tests.Aws;
using Panther.Client.Tests.Emulation;

namespace Panther.Client.Tests.AsCode;

/// <summary>
/// The pipelines of the guide to log sources in git, as a parser of YAML reads them; what their scripts do, Pester tests.
/// </summary>
public sealed class PipelineTests
{
    private static readonly string s_guide =
        File.ReadAllText(
            Path.Combine(Repository.Root, "docs", "guides", "log-sources-in-git.md")).Replace("\r\n", "\n", StringComparison.Ordinal);

    [Theory]
    [InlineData("plan", "PANTHER_PLAN_TOKEN", "github.event_name == 'pull_request'")]
    [InlineData("apply", "PANTHER_APPLY_TOKEN", "github.event_name == 'push'")]
    [InlineData("drift", "PANTHER_PLAN_TOKEN", "github.event_name == 'schedule'")]
    public void A_job_of_GitHub_Actions_has_its_token_alone_and_runs_for_its_event(string job, string token, string condition)
    {
        JObject workflow = Read("GitHub Actions");
        var read = (JObject)workflow["jobs"]![job]!;

        Assert.Equal(["pull_request", "push", "schedule"], ((JObject)workflow["on"]!).Properties().Select(p => p.Name));
        Assert.Equal("pwsh", (string?)workflow.SelectToken("defaults.run.shell"));
        Assert.Equal(condition, (string?)read["if"]);
        Assert.Equal([token], Regex.Matches(read.ToString(), @"secrets\.(PANTHER_\w+)").Select(m => m.Groups[1].Value));
        Assert.Equal(job == "apply", read["environment"] is not null);
        Assert.Equal(job == "apply", read.ToString().Contains("secrets.GITHUB_WEBHOOK_SECRET", StringComparison.Ordinal));
        Assert.Equal("./ci/Install-Module.ps1", (string?)read.SelectToken("steps[1].run"));
    }

    [Theory]
    [InlineData("plan", "panther-plan", "notIn(variables['Build.Reason'], 'IndividualCI', 'BatchedCI')")]
    [InlineData("apply", "panther-apply", "in(variables['Build.Reason'], 'IndividualCI', 'BatchedCI')")]
    public void A_stage_of_Azure_DevOps_has_its_variables_and_runs_for_its_reason(string name, string group, string condition)
    {
        JToken stage = Assert.Single(Read("Azure DevOps")["stages"]!, s => (string?)s["stage"] == name);

        Assert.Equal(condition, (string?)stage["condition"]);
        Assert.Equal(group, (string?)stage.SelectToken("variables[0].group"));
        JObject[] steps = [.. stage.SelectTokens("..steps[*]").OfType<JObject>().Where(s => s["pwsh"] is not null)];
        Assert.Equal(3, steps.Length);
        Assert.Equal("$(PANTHER_API_TOKEN)", (string?)steps[1].SelectToken("env.PANTHER_API_TOKEN"));
        Assert.Equal(name == "apply", stage.SelectToken("..environment") is not null);
    }

    private static JObject Read(string section) =>
        Yaml.Read(Regex.Match(s_guide, $"(?ms)^## {section}\n.*?^```yaml\n(.*?)^```").Groups[1].Value);
}
