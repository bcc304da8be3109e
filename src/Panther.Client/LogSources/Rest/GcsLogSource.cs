using Newtonsoft.Json.Linq;

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
    public string? SubscriptionId { get; private set; }

    /// <summary>The Google Cloud project.</summary>
    public string? ProjectId { get; private set; }

    /// <summary>The bucket.</summary>
    public string? GcsBucket { get; private set; }

    /// <summary>What the credentials are: <c>service_account</c> or <c>wif</c> (Workload Identity Federation).</summary>
    public string? CredentialsType { get; private set; }

    /// <summary>Which log types lie under which prefix.</summary>
    public PrefixLogTypesList PrefixLogTypes { get; private set; } = PrefixLogTypesList.Empty;

    private protected override void ConfigureKind(JObject configuration)
    {
        SubscriptionId = TextOf(configuration, "subscriptionId");
        ProjectId = TextOf(configuration, "projectId");
        GcsBucket = TextOf(configuration, "gcsBucket");
        CredentialsType = TextOf(configuration, "credentialsType");
        PrefixLogTypes = Read(configuration, "prefixLogTypes", LogSourceReader.ReadMappings);
        LogTypes = new TextList(PrefixLogTypes.SelectMany(m => m.LogTypes).Distinct());
    }
}
