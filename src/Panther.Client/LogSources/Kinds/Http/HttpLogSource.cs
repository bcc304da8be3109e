using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>A log source to which events are posted over HTTP.</summary>
public sealed class HttpLogSource : RestLogSource
{
    /// <summary>The value of <see cref="LogSource.IntegrationType"/> of HTTP sources.</summary>
    public const string HttpIntegrationType = "http-ingest";

    internal HttpLogSource(LogSource same)
        : base(same)
    {
    }

    /// <summary>How a sender authenticates: <c>SharedSecret</c>, <c>HMAC</c>, <c>Bearer</c>, <c>Basic</c> or <c>None</c>.</summary>
    [JsonProperty("authMethod"), JsonConverter(typeof(EmptyAsNull))]
    public string? AuthMethod { get; private set; }

    /// <summary>For SharedSecret and HMAC: the header that carries the secret or the signature.</summary>
    [JsonProperty("authHeaderKey"), JsonConverter(typeof(EmptyAsNull))]
    public string? AuthHeaderKey { get; private set; }

    /// <summary>For HMAC: the algorithm.</summary>
    [JsonProperty("authHmacAlg"), JsonConverter(typeof(EmptyAsNull))]
    public string? AuthHmacAlg { get; private set; }

    /// <summary>For Basic: the user name.</summary>
    [JsonProperty("authUsername"), JsonConverter(typeof(EmptyAsNull))]
    public string? AuthUsername { get; private set; }
}
