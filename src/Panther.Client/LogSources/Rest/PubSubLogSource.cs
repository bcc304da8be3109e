using Newtonsoft.Json.Linq;

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
    public string? SubscriptionId { get; private set; }

    /// <summary>The Google Cloud project.</summary>
    public string? ProjectId { get; private set; }

    /// <summary>What the credentials are: <c>service_account</c> or <c>wif</c> (Workload Identity Federation).</summary>
    public string? CredentialsType { get; private set; }

    /// <summary>The region of the Pub/Sub endpoint, such as <c>europe-west3</c>; null for the global one.</summary>
    public string? RegionalEndpoint { get; private set; }

    private protected override void ConfigureKind(JObject configuration)
    {
        LogTypes = Read(configuration, "logTypes", LogSourceReader.ReadTexts);
        SubscriptionId = TextOf(configuration, "subscriptionId");
        ProjectId = TextOf(configuration, "projectId");
        CredentialsType = TextOf(configuration, "credentialsType");
        RegionalEndpoint = TextOf(configuration, "regionalEndpoint");
    }
}
