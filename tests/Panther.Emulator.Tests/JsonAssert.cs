using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests;

/// <summary>Compares JSON, whatever the order of its members.</summary>
internal static class JsonAssert
{
    /// <param name="expected">JSON, or what is written as JSON.</param>
    /// <param name="actual">What came.</param>
    public static void Equal(object? expected, JsonNode? actual)
    {
        JsonNode? wanted = expected as JsonNode ?? JsonSerializer.SerializeToNode(expected);
        Assert.True(JsonNode.DeepEquals(wanted, actual),
            $"Expected: {wanted?.ToJsonString() ?? "null"}\nActual:   {actual?.ToJsonString() ?? "null"}");
    }

    /// <summary>A copy with some members changed; null takes a member away.</summary>
    public static JsonObject With(this JsonObject map, params (string Name, JsonNode? Value)[] changes)
    {
        var changed = (JsonObject)map.DeepClone();
        foreach ((string name, JsonNode? value) in changes)
        {
            if (value is null)
            {
                changed.Remove(name);
            }
            else
            {
                changed[name] = value.DeepClone();
            }
        }

        return changed;
    }
}
