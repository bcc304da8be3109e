using Newtonsoft.Json;

namespace Panther.Client.Alerts;

/// <summary>The detection that raised an alert.</summary>
public sealed class AlertDetection
{
    /// <summary>Its id.</summary>
    [JsonProperty("id")]
    public string? Id { get; internal set; }

    /// <summary>What it is, such as <c>RULE</c> or <c>POLICY</c>.</summary>
    [JsonProperty("type")]
    public string? Type { get; internal set; }

    /// <summary>The id.</summary>
    public override string ToString() => Id ?? "";
}
