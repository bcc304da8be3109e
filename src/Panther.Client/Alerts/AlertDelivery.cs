using Newtonsoft.Json;

namespace Panther.Client.Alerts;

/// <summary>An attempt to deliver an alert to a destination.</summary>
public sealed class AlertDelivery
{
    /// <summary>The id of the destination.</summary>
    [JsonProperty("outputId")]
    public string? OutputId { get; internal set; }

    /// <summary>Where it was delivered to there, such as the name of a channel or the key of a ticket.</summary>
    [JsonProperty("label")]
    public string? Label { get; internal set; }

    /// <summary>Whether it was delivered.</summary>
    [JsonProperty("success")]
    public bool? Success { get; internal set; }

    /// <summary>The HTTP status that the destination answered.</summary>
    [JsonProperty("statusCode")]
    public int? StatusCode { get; internal set; }

    /// <summary>What the destination said.</summary>
    [JsonProperty("message")]
    public string? Message { get; internal set; }

    /// <summary>When it was sent, in local time.</summary>
    [JsonProperty("dispatchedAt")]
    public DateTime? DispatchedAt { get; internal set; }

    /// <summary>Where to, and whether it arrived.</summary>
    public override string ToString() => $"{Label ?? OutputId}: {(Success == true ? "delivered" : "not delivered")}";
}
