using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Verdicts;

/// <summary>
/// Holds the emulator against what graphql-js 16.11, the reference implementation, answered to the same requests over the same sources:
/// statuses, codes, messages, places, paths and data.
/// </summary>
public sealed class VerdictTests : EmulatorTest
{
    private static readonly JsonNode s_recorded =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Verdicts", "graphql-js.json")))!;

    public static TheoryData<string> Cases => [.. s_recorded["cases"]!.AsArray().Select(one => (string)one!["name"]!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_answer_is_that_of_graphql_js(string name)
    {
        JsonNode one = s_recorded["cases"]!.AsArray().Single(c => (string)c!["name"]! == name)!;
        await ControlAsync("POST", "settings", one["settings"] ?? new JsonObject());
        await ControlAsync("POST", "sources", one["sources"] ?? s_recorded["sources"]);
        object body = one["body"] is JsonValue text ? (string)text! : one["body"]!;

        Reply reply = await SendAsync("POST", "/public/graphql", body, (string?)one["token"] ?? "full");

        Assert.Equal((int)one["status"]!, reply.Status);
        Assert.Equal(one["answer"]!.ToJsonString(), reply.Json?.ToJsonString());
    }
}
