using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>What the settings of GCS and Pub/Sub sources have in common.</summary>
public abstract class GcpSourceSettings : LogSourceSettings
{
    private protected GcpSourceSettings()
    {
    }

    /// <summary>The types of credentials that this module knows.</summary>
    public static IReadOnlyList<string> CredentialsTypes { get; } = ["service_account", "wif"];

    /// <summary>The Pub/Sub subscription.</summary>
    [Setting("subscriptionId", IsRequired = true)]
    public string? SubscriptionId { get; set; }

    /// <summary>The Google Cloud project; needed for <c>wif</c>, taken from the key for <c>service_account</c>.</summary>
    [Setting("projectId", IsDerived = true)]
    public string? ProjectId { get; set; }

    /// <summary>What the credentials are: <c>service_account</c> or <c>wif</c>.</summary>
    [Setting("credentialsType", IsRequired = true, Known = nameof(CredentialsTypes))]
    public string? CredentialsType { get; set; }

    /// <summary>The JSON text of the service account's key or of the federation's configuration.</summary>
    [Setting("credentials", IsSecret = true)]
    public string? Credentials { get; set; }

    internal override IEnumerable<string> SecretsOf(JObject input) => [nameof(Credentials)];

    /// <summary>Panther keeps the credentials that an update leaves out, and they serve as long as they are of the same type.</summary>
    internal override bool DemandsSecrets(IReadOnlyCollection<string> changed) => changed.Contains(nameof(CredentialsType));

    internal override void CheckWhole(JObject input, JObject? before)
    {
        string type = input["credentialsType"].AsString() ?? "";
        if (string.IsNullOrWhiteSpace(input["credentials"].AsString()))
        {
            CheckCredentialsCanStay(type, before);
        }

        if (type == "wif" && !Has(input, "projectId"))
        {
            throw Refuse("The credentials type wif needs ProjectId.");
        }
    }

    /// <summary>An update that leaves the credentials out keeps those that Panther has, which have to be of the same type.</summary>
    private void CheckCredentialsCanStay(string type, JObject? before)
    {
        if (before is null)
        {
            throw Refuse("Credentials are required.");
        }

        if (Credentials is not null)
        {
            throw Refuse("Credentials are empty. Leave them out to keep those that Panther has. Nothing was changed.");
        }

        string typeBefore = before["credentialsType"].AsString() ?? "";
        if (type != typeBefore)
        {
            throw Refuse(
                $"The source has credentials of the type '{typeBefore}', which do not work as '{type}': specify Credentials too. Nothing "
                + "was changed.");
        }
    }
}
