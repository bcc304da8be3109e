using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>A log source that reads a subscription of Google Cloud Pub/Sub.</summary>
public sealed class PubSubLogSource : RestLogSource
{
    /// <summary>The value of <see cref="LogSource.IntegrationType"/> of Pub/Sub sources.</summary>
    public const string PubSubIntegrationType = "gcp-pubsub";

    internal PubSubLogSource(LogSource same)
        : base(same)
    {
    }

    /// <summary>The subscription.</summary>
    [JsonProperty("subscriptionId"), JsonConverter(typeof(EmptyAsNull))]
    public string? SubscriptionId { get; private set; }

    /// <summary>The Google Cloud project.</summary>
    [JsonProperty("projectId"), JsonConverter(typeof(EmptyAsNull))]
    public string? ProjectId { get; private set; }

    /// <summary>What the credentials are: <c>service_account</c> or <c>wif</c> (Workload Identity Federation).</summary>
    [JsonProperty("credentialsType"), JsonConverter(typeof(EmptyAsNull))]
    public string? CredentialsType { get; private set; }

    /// <summary>The region of the Pub/Sub endpoint, such as <c>europe-west3</c>; null for the global one.</summary>
    [JsonProperty("regionalEndpoint"), JsonConverter(typeof(EmptyAsNull))]
    public string? RegionalEndpoint { get; private set; }
}
