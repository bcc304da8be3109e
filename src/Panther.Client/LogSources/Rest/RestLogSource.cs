using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Http;

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
    public string? LogStreamType { get; private set; }

    /// <summary>Options of the stream type.</summary>
    public LogStreamTypeOptions? LogStreamTypeOptions { get; private set; }

    /// <summary>See <see cref="LogStreamTypeOptions.JsonArrayEnvelopeField"/>; here it binds by its name, also from a file.</summary>
    public string? JsonArrayEnvelopeField => LogStreamTypeOptions?.JsonArrayEnvelopeField;

    /// <summary>See <see cref="LogStreamTypeOptions.XmlRootElement"/>.</summary>
    public string? XmlRootElement => LogStreamTypeOptions?.XmlRootElement;

    /// <summary>Takes over the configuration as the API gives it.</summary>
    internal void Configure(JObject configuration)
    {
        Id = TextOf(configuration, "integrationId") ?? Id;
        Label = TextOf(configuration, "integrationLabel") ?? Label;
        LogStreamType = TextOf(configuration, "logStreamType");
        LogStreamTypeOptions = Read(configuration, "logStreamTypeOptions", LogSourceReader.ReadOptions);
        ConfigureKind(configuration);
    }

    private protected abstract void ConfigureKind(JObject configuration);

    /// <summary>A text; null where there is none, or an empty one, as the API gives for what is not set.</summary>
    private protected static string? TextOf(JObject configuration, string field) =>
        configuration[field].AsText() is { Length: > 0 } text ? text : null;

    /// <summary>A value that has a reader of its own.</summary>
    private protected static T Read<T>(JObject configuration, string field, Func<JsonReader, T> read)
    {
        using JsonReader reader = (configuration[field] ?? JValue.CreateNull()).CreateReader();
        return read(reader);
    }
}
