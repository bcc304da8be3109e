using Newtonsoft.Json.Linq;
using Panther.Client.Metrics;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

public sealed class MetricTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private static readonly DateTime s_from = new(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task All_metrics_come_as_flat_values()
    {
        await Control.AddSourceAsync(Samples.OtherSource());
        await Control.SetMetricsAsync(new
        {
            alertsPerSeverity = new[] { new { label = "Rule HIGH", value = 3, breakdown = new Dictionary<string, object> { ["2026-05-01T01:00:00Z"] = 2, ["2026-05-01T00:00:00.000Z"] = 1, ["odd"] = 5 } } },
            alertsPerRule = new[] { new { label = "A rule", value = 3.5, entityId = "Rule.Id" } },
        });

        (IReadOnlyList<PantherMetric> metrics, PantherException? error) = await GetAsync([.. MetricOperations.Names]);

        Assert.Null(error);
        PantherMetric[] events = [.. metrics.Where(m => m.Metric == "EventsProcessed")];
        Assert.Equal(2, events.Length);
        Assert.All(events, m => Assert.Equal(("Okta.SystemLog", "Okta.SystemLog", null), (m.LogType, m.Label, m.EntityId)));
        Assert.Equal([s_from, s_from.AddHours(1)], events.Select(m => m.Time!.Value.ToUniversalTime()));
        Assert.Equal(DateTimeKind.Local, events[0].Time!.Value.Kind);
        Assert.True(events[0].Value > 0);
        Assert.Equal(events[0].Value * 512, metrics.First(m => m.Metric == "BytesProcessed").Value);
        PantherMetric year = metrics.Single(m => m.Metric == "BytesIngested");
        Assert.Null(year.Time);
        Assert.True(year.Value > int.MaxValue);
        Assert.Equal([1d, 2d], metrics.Where(m => m.Metric == "AlertsPerSeverity").Select(m => m.Value));
        PantherMetric rule = metrics.Single(m => m.Metric == "AlertsPerRule");
        Assert.Equal(
            (null, "A rule", "Rule.Id", "AlertsPerRule of A rule: 3.5"), (rule.LogType, rule.Label, rule.EntityId, rule.ToString()));
        JObject sent = (JObject)(await Control.GetRequestsAsync("GetMetrics")).Single().Variables!["input"]!;
        Assert.Equal(("2026-05-01T00:00:00.000Z", "2026-05-01T02:00:00.000Z"), ((string?)sent["fromDate"], (string?)sent["toDate"]));
        Assert.False(sent.ContainsKey("intervalInMinutes"));
    }

    [Fact]
    public async Task Only_what_is_named_is_asked_for_in_the_intervals_that_are_named()
    {
        await Control.AddSourceAsync(Samples.OtherSource());

        (IReadOnlyList<PantherMetric> metrics, _) = await GetAsync(["latency", "eventsPROCESSED"], interval: 30);

        Assert.Equal(
            ["EventsProcessed", "EventsProcessed", "EventsProcessed", "EventsProcessed", "Latency"], metrics.Select(m => m.Metric));
        JObject variables = (JObject)(await Control.GetRequestsAsync("GetMetrics")).Single().Variables!;
        Assert.Equal(30, (int)variables["input"]!["intervalInMinutes"]!);
        Assert.Equal(["eventsProcessed", "latency"],
            variables.Properties().Where(p => p.Value.Type == JTokenType.Boolean && (bool)p.Value).Select(p => p.Name));
        await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => GetAsync(["Latency"], interval: 7));
    }

    [Fact]
    public async Task What_cannot_be_computed_is_told_beside_the_rest()
    {
        await Control.AddSourceAsync(Samples.OtherSource());
        await Control.BreakAsync(new Fault
        {
            Operation = "GetMetrics",
            Transform = new object[]
            {
                new { setPath = "data.metrics.latencyPerLogType", value = (object?)null },
                new { addErrors = new[] { new { message = "no latency today", path = new[] { "metrics", "latencyPerLogType" } } } },
            },
        });

        (IReadOnlyList<PantherMetric> metrics, PantherException? error) = await GetAsync(["EventsProcessed", "Latency"]);

        Assert.Equal(2, metrics.Count);
        Assert.Contains("no latency today", error!.Message, StringComparison.Ordinal);
        PantherException refusal = await Expect.ErrorAsync(
            PantherErrorKind.Forbidden, () => Connect("readOnly").Metrics.GetAsync(["Latency"], s_from, s_from.AddHours(2), null, Context));
        Assert.Contains("Read Panther Metrics", refusal.Message, StringComparison.Ordinal);
    }

    private Task<(IReadOnlyList<PantherMetric> Metrics, PantherException? Error)> GetAsync(string[] names, int? interval = null) =>
        Connect().Metrics.GetAsync(names, s_from, s_from.AddHours(2), interval, Context);
}
