using Panther.Client.Detections;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>Which rules look at a log type.</summary>
public sealed class DetectionTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    [Fact]
    public async Task The_enabled_rules_and_simple_rules_of_a_log_type_are_listed()
    {
        IReadOnlyList<Detection> found = await Connect().Detections.ListEnabledAsync("Okta.SystemLog", Context);
        IReadOnlyList<Detection> trail = await Connect().Detections.ListEnabledAsync("AWS.CloudTrail", Context);

        Assert.Equal(["Okta.Login.WithoutMFA (MEDIUM)", "Okta.Session.Anomaly (LOW)"], found.Select(d => d.ToString()));
        Assert.Equal(["AWS.Console.RootLogin"], trail.Select(d => d.Id));
        Assert.Equal(["AWS.CloudTrail"], trail[0].LogTypes);
    }

    [Fact]
    public async Task A_log_type_is_one_request_of_each_and_escaped()
    {
        Assert.Empty(await Connect().Detections.ListEnabledAsync("Custom.A&state=disabled", Context));

        Assert.Equal(
            ["/rules?state=enabled&log-type=Custom.A%26state%3Ddisabled", "/simple-rules?state=enabled&log-type=Custom.A%26state%3Ddisabled"],
            (await Control.GetRequestsAsync()).Select(r => $"{r.Path}?{r.QueryString}"));
    }

    [Fact]
    public async Task The_pages_of_a_long_list_are_followed()
    {
        await Control.BreakAsync(new Fault { Operation = "GET /rules", Transform = new { setPath = "next", value = "MQ==" } });

        await Record.ExceptionAsync(() => Connect().Detections.ListEnabledAsync("AWS.CloudTrail", Context));

        Assert.Equal(2, await Control.CountAsync("GET /rules"));
    }

    [Fact]
    public async Task The_permission_that_is_missing_is_named()
    {
        PantherException error = await Expect.ErrorAsync(
            PantherErrorKind.Forbidden, () => Connect("logSources").Detections.ListEnabledAsync("AWS.ALB", Context));

        Assert.Equal("View Rules", error.RequiredPermissions);
    }
}
