using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.GraphQL;

/// <summary>The metrics of the tenant.</summary>
public sealed class MetricsTests : GraphQLTest
{
    private const string Query = """
        query($input: MetricsInput!) { metrics(input: $input) {
          eventsProcessedPerLogType { label value breakdown } bytesIngestedPerSource { label value } totalEventsProcessed totalAlerts } }
        """;

    [Fact]
    public async Task Each_log_type_of_a_source_has_its_events_by_the_interval()
    {
        await ControlAsync("POST", "sources", new { logTypes = new[] { "AWS.ALB", "AWS.VPCFlow" } });
        object input = new { fromDate = "2026-01-01T00:00:00Z", toDate = "2026-01-01T06:00:00Z", intervalInMinutes = 180 };

        JsonNode metrics = (await GraphQLAsync(Query, new { input })).Json!["data"]!["metrics"]!;

        JsonArray series = metrics["eventsProcessedPerLogType"]!.AsArray();
        Assert.Equal(["AWS.ALB", "AWS.VPCFlow"], series.Select(one => (string?)one!["label"]));
        foreach (JsonNode? one in series)
        {
            JsonObject breakdown = one!["breakdown"]!.AsObject();
            Assert.Equal(["2026-01-01T00:00:00Z", "2026-01-01T03:00:00Z"], breakdown.Select(point => point.Key));
            Assert.Equal((double)one["value"]!, breakdown.Sum(point => (double)point.Value!));
        }

        Assert.Equal((double)metrics["totalEventsProcessed"]!, series.Sum(one => (double)one!["value"]!));
        Assert.True((double)metrics["bytesIngestedPerSource"]![0]!["value"]! > int.MaxValue);
    }

    [Fact]
    public async Task They_are_what_a_test_has_set()
    {
        await ControlAsync("POST", "metrics", new
        {
            eventsProcessedPerLogType = new[] { new { label = "Custom.X", value = 5, breakdown = new { } } },
            totalAlerts = 12,
        });

        JsonNode metrics = (await GraphQLAsync(
            Query, new { input = new { fromDate = "2026-01-01T00:00:00Z", toDate = "2026-01-02T00:00:00Z" } }))
            .Json!["data"]!["metrics"]!;

        Assert.Equal("Custom.X", (string?)metrics["eventsProcessedPerLogType"]![0]!["label"]);
        Assert.Equal((5d, 12d), ((double)metrics["totalEventsProcessed"]!, (double)metrics["totalAlerts"]!));
    }

    [Fact]
    public async Task A_period_that_makes_no_sense_and_a_token_that_may_not_are_refused()
    {
        object backwards = new { fromDate = "2026-01-02T00:00:00Z", toDate = "2026-01-01T00:00:00Z" };
        Assert.Equal("BAD_USER_INPUT", (await GraphQLAsync(Query, new { input = backwards })).Code);
        object odd = new { fromDate = "2026-01-01T00:00:00Z", toDate = "2026-01-02T00:00:00Z", intervalInMinutes = 7 };
        Assert.Equal("BAD_USER_INPUT", (await GraphQLAsync(Query, new { input = odd })).Code);
        Assert.Equal("FORBIDDEN", (await GraphQLAsync(Query, new { input = backwards }, "logSources")).Code);
    }
}
