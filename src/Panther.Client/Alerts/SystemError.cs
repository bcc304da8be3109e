using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client.Alerts;

/// <summary>An error of Panther itself, such as that a source cannot be read.</summary>
public sealed class SystemError
{
    /// <summary>What went wrong, such as <c>SOURCE_PERMISSIONS_CHECKS</c>. Panther may add types.</summary>
    [JsonProperty("type")]
    public string? Type { get; internal set; }

    /// <summary>The id of what it is about, such as a log source; null where it is about none, or the API does not tell.</summary>
    [JsonProperty("sourceId")]
    [JsonConverter(typeof(EmptyAsNull))]
    public string? SourceId { get; internal set; }

    /// <summary>The type of what it is about, such as <c>aws-s3</c>.</summary>
    [JsonProperty("sourceType")]
    [JsonConverter(typeof(EmptyAsNull))]
    public string? SourceType { get; internal set; }

    /// <summary>The detection that it is about; null for none.</summary>
    [JsonProperty("detection")]
    [JsonConverter(typeof(EmptyAsNull))]
    public string? Detection { get; internal set; }

    /// <summary>The type.</summary>
    public override string ToString() => Type ?? "";
}
