using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>What the settings of GCS and Pub/Sub sources have in common.</summary>
public abstract class GcpSourceSettings : RestSourceSettings
{
    private protected GcpSourceSettings()
    {
    }

    /// <summary>The Pub/Sub subscription.</summary>
    [Setting("subscriptionId")]
    public string? SubscriptionId { get; init; }

    /// <summary>The Google Cloud project; needed for <c>wif</c>, taken from the key for <c>service_account</c>.</summary>
    [Setting("projectId")]
    public string? ProjectId { get; init; }

    /// <summary>What the credentials are: <c>service_account</c> or <c>wif</c>.</summary>
    [Setting("credentialsType")]
    public string? CredentialsType { get; init; }

    /// <summary>The JSON text of the service account's key or of the federation's configuration.</summary>
    [Setting("credentials", IsSecret = true)]
    public string? Credentials { get; init; }

    internal override void Check(JObject input, JObject? before)
    {
        string type = input["credentialsType"].AsText() ?? "";
        if (string.IsNullOrWhiteSpace(input["credentials"].AsText()))
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
            throw Refuse("Credentials are needed.");
        }

        if (Credentials is not null)
        {
            throw Refuse("Credentials are empty. Leave them out to keep those that Panther has. Nothing was changed.");
        }

        string typeBefore = before["credentialsType"].AsText() ?? "";
        if (type != typeBefore)
        {
            throw Refuse(
                $"The source has credentials of the type '{typeBefore}', which do not serve as '{type}': give Credentials too. Nothing was changed.");
        }
    }
}

/// <summary>The settings of a GCS source (<c>GcsSourceAPI</c>).</summary>
public sealed class GcsSourceSettings : GcpSourceSettings
{
    /// <summary>The bucket.</summary>
    [Setting("gcsBucket")]
    public string? GcsBucket { get; init; }

    /// <summary>All mappings anew: which log types lie under which prefix.</summary>
    [Setting("prefixLogTypes")]
    public IReadOnlyList<PrefixLogTypes>? PrefixLogTypes { get; init; }

    /// <summary>The prefix of the one mapping that is changed: of several it names the one, of a single one it is the new prefix.</summary>
    public string? Prefix { get; init; }

    /// <summary>The log types of that mapping.</summary>
    public IReadOnlyList<string>? LogType { get; init; }

    /// <summary>The excluded prefixes of that mapping.</summary>
    public IReadOnlyList<string>? ExcludedPrefix { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> NamedLogTypes => PrefixLogTypes?.SelectMany(m => m.LogTypes) ?? LogType ?? [];

    internal override void Check(JObject input, JObject? before)
    {
        SourceRules.CheckMappings(PrefixLogTypes ?? []);
        base.Check(input, before);
    }

    private protected override object? ValueOf(string property, object? named, JObject input) =>
        property == nameof(PrefixLogTypes) ? Mappings(input) : named;

    private PrefixLogTypesList? Mappings(JObject input)
    {
        if (PrefixLogTypes is not null)
        {
            return new PrefixLogTypesList(PrefixLogTypes);
        }

        using JsonReader reader = (input["prefixLogTypes"] ?? new JArray()).CreateReader();
        return Prefix is null && LogType is null && ExcludedPrefix is null
            ? null
            : LogSourceReader.ReadMappings(reader).With(Prefix, LogType, ExcludedPrefix);
    }
}

/// <summary>The settings of a Pub/Sub source (<c>PubSubSourceAPI</c>).</summary>
public sealed class PubSubSourceSettings : GcpSourceSettings
{
    /// <summary>The log types.</summary>
    [Setting("logTypes")]
    public IReadOnlyList<string>? LogTypes { get; init; }

    /// <summary>The region of the Pub/Sub endpoint; empty for the global one.</summary>
    [Setting("regionalEndpoint")]
    public string? RegionalEndpoint { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> NamedLogTypes => LogTypes ?? [];
}
