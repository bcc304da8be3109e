using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>A log source that reads a bucket of Google Cloud Storage.</summary>
public sealed class GcsLogSource : RestLogSource
{
    /// <summary>The value of <see cref="LogSource.IntegrationType"/> of GCS sources.</summary>
    public const string GcsIntegrationType = "gcp-gcs";

    internal GcsLogSource(LogSource same)
        : base(same)
    {
    }

    /// <summary>The Pub/Sub subscription that receives the bucket's notifications.</summary>
    [JsonProperty("subscriptionId"), JsonConverter(typeof(EmptyAsNull))]
    public string? SubscriptionId { get; private set; }

    /// <summary>The Google Cloud project.</summary>
    [JsonProperty("projectId"), JsonConverter(typeof(EmptyAsNull))]
    public string? ProjectId { get; private set; }

    /// <summary>The bucket.</summary>
    [JsonProperty("gcsBucket"), JsonConverter(typeof(EmptyAsNull))]
    public string? GcsBucket { get; private set; }

    /// <summary>What the credentials are: <c>service_account</c> or <c>wif</c> (Workload Identity Federation).</summary>
    [JsonProperty("credentialsType"), JsonConverter(typeof(EmptyAsNull))]
    public string? CredentialsType { get; private set; }

    /// <summary>Which log types lie under which prefix.</summary>
    [JsonProperty("prefixLogTypes")]
    public PrefixLogTypesList PrefixLogTypes { get; private set; } = PrefixLogTypesList.Empty;

    internal override void Configure(JObject configuration)
    {
        base.Configure(configuration);
        LogTypes = new TextList(PrefixLogTypes.SelectMany(m => m.LogTypes).Distinct());
    }
}
