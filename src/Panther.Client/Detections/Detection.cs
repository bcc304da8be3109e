using Newtonsoft.Json;
using Panther.Client.Http;

namespace Panther.Client.Detections;

/// <summary>A rule or simple rule: what Panther looks for in the events of log types.</summary>
public sealed class Detection
{
    /// <summary>The id, which people choose.</summary>
    [JsonProperty("id")]
    public string Id { get; internal set; } = "";

    /// <summary>The name in the Panther Console; null where the id serves as that.</summary>
    [JsonProperty("displayName")]
    public string? DisplayName { get; internal set; }

    /// <summary>How serious a match is: <c>INFO</c>, <c>LOW</c>, <c>MEDIUM</c>, <c>HIGH</c> or <c>CRITICAL</c>.</summary>
    [JsonProperty("severity")]
    public string? Severity { get; internal set; }

    /// <summary>The log types whose events it looks at.</summary>
    [JsonProperty("logTypes")]
    public TextList LogTypes { get; internal set; } = TextList.Empty;

    internal static Noun Noun { get; } = new("detection", "(?:simple[ _-]?)?rule|detection");

    /// <summary>The id and the severity.</summary>
    public override string ToString() => Severity is null ? Id : $"{Id} ({Severity})";
}
