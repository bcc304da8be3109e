using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Faults;

/// <summary>What a fault strikes, how often, and when its change is made.</summary>
public sealed class ConditionTests : FaultTest
{
    public static TheoryData<string, string> Conditions => new()
    {
        { """{"operation":"List"}""", "list readOnly" },
        { """{"operation":"List","token":"readOnly"}""", "readOnly" },
        { """{"kind":"mutation"}""", "create setAlarm" },
        { """{"api":"graphql","kind":"query"}""", "list readOnly" },
        { """{"api":"rest"}""", "alarm setAlarm" },
        { """{"method":"PUT"}""", "setAlarm" },
        { """{"path":"/log-source-alarms/ID/SOURCE_NO_DATA"}""", "alarm setAlarm" },
        { """{"operation":"PUT /log-source-alarms/{sourceId}/{type}"}""", "setAlarm" },
        { "{}", "list readOnly create alarm setAlarm" },
    };

    public static TheoryData<string, string, int> Phases
    {
        get
        {
            string[] actions =
            [
                """{"status":504}""", """{"reset":true}""", """{"emptyBody":true}""",
                    """{"redirect":{"location":"http://127.0.0.1:1/"}}""", """{"delay":1,"status":500}""",
            ];
            var data = new TheoryData<string, string, int>();
            foreach (string action in actions)
            {
                data.Add(action, "before", 3);
                data.Add(action, "after", 4);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task A_fault_strikes_only_what_fits_all_of_its_conditions(string conditions, string struck)
    {
        string id = (string)(await ControlAsync("GET", "sources"))![0]!["integrationId"]!;
        string path = $"/log-source-alarms/{id}/SOURCE_NO_DATA";
        JsonObject fault = JsonNode.Parse(conditions.Replace("ID", id, StringComparison.Ordinal))!.AsObject();
        fault["status"] = 418;
        fault["times"] = null;
        await BreakAsync(fault);

        (string Name, Func<Task<Reply>> Send)[] calls =
        [
            ("list", () => ListAsync()),
            ("readOnly", () => ListAsync("readOnly")),
            ("create", () => GraphQLAsync(Create)),
            ("alarm", () => SendAsync("GET", path)),
            ("setAlarm", () => SendAsync("PUT", path, new { minutesThreshold = 60 })),
        ];
        List<string> hit = [];
        foreach ((string name, Func<Task<Reply>> send) in calls)
        {
            if ((await send()).Status == 418)
            {
                hit.Add(name);
            }
        }

        Assert.Equal(struck, string.Join(' ', hit));
    }

    [Fact]
    public async Task A_fault_strikes_as_often_as_it_says_after_as_many_as_it_says()
    {
        await BreakAsync(new { status = 500, times = 2, after = 1 });
        Assert.Equal([200, 500, 500, 200, 200], await StatusesAsync(5));

        await BreakAsync(new { status = 503, times = (int?)null });
        Assert.Equal([503, 503, 503], await StatusesAsync(3));

        JsonArray faults = (await ControlAsync("GET", "faults"))!.AsArray();
        Assert.Equal([2, 3], faults.Select(fault => (int)fault!["hits"]!));
        await ControlAsync("DELETE", $"faults/{faults[1]!["id"]}");
        Assert.Equal(200, (await ListAsync()).Status);
        await ControlAsync("DELETE", "faults");
        Assert.Empty((await ControlAsync("GET", "faults"))!.AsArray());
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task The_change_is_made_after_the_fault_only(string action, string phase, int stored)
    {
        JsonObject fault = JsonNode.Parse(action)!.AsObject();
        fault["phase"] = phase;
        fault["operation"] = "Create";
        await BreakAsync(fault);

        Reply? reply = null;
        Exception? broken = await Record.ExceptionAsync(async () => reply = await GraphQLAsync(Create));

        Assert.Equal(fault.ContainsKey("reset"), broken is HttpRequestException);
        Assert.Null(reply?.Json?["data"]);
        Assert.Equal(stored, await CountAsync());
    }

    [Theory]
    [InlineData("""{"stauts":500}""")]
    [InlineData("""{"status":"500"}""")]
    [InlineData("""{"phase":"during"}""")]
    [InlineData("""{"endless":"x"}""")]
    [InlineData("""{"redirect":{}}""")]
    [InlineData("5")]
    public async Task A_fault_that_makes_no_sense_is_refused(string fault)
    {
        Reply refused = await SendAsync("POST", "/_emulator/faults", fault, token: "");

        Assert.Equal(400, refused.Status);
        Assert.Contains("fault", (string)refused.Json!["message"]!, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(JsonValueKind.Array, (await ControlAsync("GET", "faults"))!.GetValueKind());
        Assert.Empty((await ControlAsync("GET", "faults"))!.AsArray());
    }

    private async Task<List<int>> StatusesAsync(int count)
    {
        List<int> statuses = [];
        while (statuses.Count < count)
        {
            statuses.Add((await ListAsync()).Status);
        }

        return statuses;
    }
}
