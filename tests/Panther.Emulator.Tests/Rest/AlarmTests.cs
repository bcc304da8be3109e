using System.Globalization;
using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Rest;

/// <summary>Alarms of log sources.</summary>
public sealed class AlarmTests : RestTest
{
    [Fact]
    public async Task An_alarm_is_set_changed_read_with_its_state_and_removed()
    {
        string now = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        JsonArray sources = (await ControlAsync("POST", "sources", new object[]
        {
            new { integrationLabel = "fresh", lastEventReceivedAtTime = now },
            new { integrationLabel = "old", lastEventReceivedAtTime = "2020-01-01T00:00:00.000Z" },
            new { integrationLabel = "scan", integrationType = "aws-scan" },
        }))!.AsArray();
        string[] paths = [.. sources.Select(source => $"/log-source-alarms/{source!["integrationId"]}/SOURCE_NO_DATA")];
        (string fresh, string old, string scan) = (paths[0], paths[1], paths[2]);

        Assert.Equal(404, (await GetAsync(fresh)).Status);
        foreach (string threshold in new[] { "14", "43201", "20.5", "\"20\"", "null" })
        {
            Assert.Equal(400, (await PutAsync(fresh, $$"""{"minutesThreshold":{{threshold}}}""")).Status);
        }

        Assert.Equal(400, (await PutAsync(fresh, new { })).Status);
        JsonAssert.Equal(new { type = "SOURCE_NO_DATA", minutesThreshold = 15 },
            (await PutAsync(fresh, new { minutesThreshold = 15 })).Json);
        JsonAssert.Equal(new { type = "SOURCE_NO_DATA", minutesThreshold = 43200 },
            (await PutAsync(fresh, new { minutesThreshold = 43200 })).Json);
        JsonAssert.Equal(new { type = "SOURCE_NO_DATA", minutesThreshold = 43200, state = "OK" }, (await GetAsync(fresh)).Json);

        object hour = new { minutesThreshold = 60 };
        await PutAsync(old, hour);
        Assert.Equal("ALARM", (string?)(await GetAsync(old)).Json!["state"]);
        Assert.Equal(400, (await PutAsync(scan, hour)).Status);
        Assert.Equal(403, (await PutAsync(old, hour, "readOnly")).Status);
        Assert.Equal(200, (await GetAsync(old, "readOnly")).Status);
        Assert.Equal(204, (await DeleteAsync(old)).Status);
        Assert.Equal(204, (await DeleteAsync(old)).Status);
        await ControlAsync("POST", "settings", new { absentDelete = "error" });
        Assert.Equal(404, (await DeleteAsync(old)).Status);

        Reply absent = await PutAsync("/log-source-alarms/none/SOURCE_NO_DATA", hour);
        Assert.Equal((404, "log source was not found"), (absent.Status, (string?)absent.Json!["message"]));
        Assert.Equal(400, (await GetAsync(old.Replace("SOURCE_NO_DATA", "SOURCE_SCANNING_ERRORS", StringComparison.Ordinal))).Status);
    }
}
