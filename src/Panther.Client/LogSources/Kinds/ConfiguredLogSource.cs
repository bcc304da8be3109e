using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>A log source of a kind that the API can configure, with its configuration. Secrets are never read back.</summary>
public abstract class ConfiguredLogSource : LogSource
{
    private protected ConfiguredLogSource(PantherClient? origin)
        : base(origin)
    {
    }

    private protected ConfiguredLogSource(LogSource same)
        : base(same)
    {
    }

    /// <summary>
    /// How events lie in what is received: <c>Auto</c>, <c>JSON</c>, <c>JsonArray</c>, <c>Lines</c>, <c>CloudWatchLogs</c> (S3),
    /// <c>XML</c>. Panther may add values.
    /// </summary>
    [JsonProperty("logStreamType"), JsonConverter(typeof(EmptyAsNull))]
    public string? LogStreamType { get; internal set; }

    /// <summary>Options of the stream type; null where the API gives none.</summary>
    [JsonProperty("logStreamTypeOptions")]
    public LogStreamTypeOptions? LogStreamTypeOptions { get; internal set; }

    /// <summary>See <see cref="LogStreamTypeOptions.JsonArrayEnvelopeField"/>; here it binds by its name, also from a file.</summary>
    public string? JsonArrayEnvelopeField => LogStreamTypeOptions?.JsonArrayEnvelopeField;

    /// <summary>See <see cref="LogStreamTypeOptions.XmlRootElement"/>.</summary>
    public string? XmlRootElement => LogStreamTypeOptions?.XmlRootElement;
}
