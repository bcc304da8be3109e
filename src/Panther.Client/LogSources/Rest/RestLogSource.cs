using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>
/// A log source whose configuration the REST API gives. What that API does not know (health, times) is there where the
/// source was read before, and null else. Secrets are never read back.
/// </summary>
public abstract class RestLogSource : LogSource
{
    private protected RestLogSource(LogSource same)
        : base(same)
    {
    }

    /// <summary>How events lie in the payload: <c>Auto</c>, <c>JSON</c>, <c>JsonArray</c>, <c>Lines</c>, <c>XML</c>. Panther may add values.</summary>
    [JsonProperty("logStreamType"), JsonConverter(typeof(EmptyAsNull))]
    public string? LogStreamType { get; private set; }

    /// <summary>Options of the stream type.</summary>
    [JsonProperty("logStreamTypeOptions")]
    public LogStreamTypeOptions? LogStreamTypeOptions { get; private set; }

    /// <summary>See <see cref="LogStreamTypeOptions.JsonArrayEnvelopeField"/>; here it binds by its name, also from a file.</summary>
    public string? JsonArrayEnvelopeField => LogStreamTypeOptions?.JsonArrayEnvelopeField;

    /// <summary>See <see cref="LogStreamTypeOptions.XmlRootElement"/>.</summary>
    public string? XmlRootElement => LogStreamTypeOptions?.XmlRootElement;

    /// <summary>Takes over the configuration as the API gives it.</summary>
    internal virtual void Configure(JObject configuration)
    {
        Id = TextOf("integrationId") ?? Id;
        Label = TextOf("integrationLabel") ?? Label;
        Model.Read(configuration, this);

        string? TextOf(string field) => configuration[field].AsText() is { Length: > 0 } text ? text : null;
    }
}
