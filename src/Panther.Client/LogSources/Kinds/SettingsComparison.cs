using Newtonsoft.Json.Linq;

namespace Panther.Client.LogSources;

/// <summary>Compares settings that were sent with those that the API shows afterwards.</summary>
internal static class SettingsComparison
{
    /// <summary>The names of the settings that are other than they were sent. What the API does not show is not compared.</summary>
    public static IReadOnlyList<string> Differences(JObject sent, JObject shown) =>
        [.. sent.Properties().Where(p => !IsSame(p.Value, shown[p.Name])).Select(p => p.Name)];

    private static bool IsSame(JToken sent, JToken? shown) => (sent, shown) switch
    {
        (_, null or { Type: JTokenType.Null }) => true,
        (JArray a, JArray b) => a.Count == b.Count && a.All(item => b.Any(other => IsSame(item, other))),
        (JObject a, JObject b) => a.Properties().All(p => IsSame(p.Value, b[p.Name])),
        _ => JToken.DeepEquals(sent, shown),
    };
}
