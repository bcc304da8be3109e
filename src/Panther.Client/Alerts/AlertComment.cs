using Newtonsoft.Json;

namespace Panther.Client.Alerts;

/// <summary>A comment on an alert.</summary>
public sealed class AlertComment : ITenantObject
{
    /// <summary>The id.</summary>
    [JsonProperty("id")]
    public string Id { get; internal set; } = "";

    /// <summary>The id of the alert.</summary>
    [JsonProperty("alertId")]
    public string? AlertId { get; internal set; }

    /// <summary>The text.</summary>
    [JsonProperty("body")]
    public string? Body { get; internal set; }

    /// <summary>How the text is written: <c>PLAIN_TEXT</c> or <c>HTML</c>.</summary>
    [JsonProperty("format")]
    public string? Format { get; internal set; }

    /// <summary>When it was written, in local time.</summary>
    [JsonProperty("createdAt")]
    public DateTime? CreatedAt { get; internal set; }

    /// <summary>Who wrote it. The API tells the id alone.</summary>
    [JsonProperty("createdBy")]
    public Actor? CreatedBy { get; internal set; }

    /// <summary>The client that has read it; null for one that was built by hand.</summary>
    internal PantherClient? Origin { get; init; }

    PantherClient? ITenantObject.Origin => Origin;

    /// <summary>The text.</summary>
    public override string ToString() => Body ?? "";
}
