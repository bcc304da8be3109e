using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Http;

namespace Panther.Client.LogSources;

/// <summary>What the settings of GCS and Pub/Sub sources have in common.</summary>
public abstract class GcpSourceSettings : RestSourceSettings
{
    private protected GcpSourceSettings()
    {
    }

    /// <summary>The Pub/Sub subscription.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The Google Cloud project; needed for <c>wif</c>, taken from the key for <c>service_account</c>.</summary>
    public string? ProjectId { get; init; }

    /// <summary>What the credentials are: <c>service_account</c> or <c>wif</c>.</summary>
    public string? CredentialsType { get; init; }

    /// <summary>The JSON text of the service account's key or of the federation's configuration.</summary>
    public string? Credentials { get; init; }

    internal override void Check(JObject input, bool isNew)
    {
        string type = input["credentialsType"].AsText() ?? "";
        if (!Has(input, "credentials"))
        {
            throw Refuse(isNew
                ? "Credentials are needed."
                : "Panther never gives a source's Credentials back. An update replaces the whole source, and it is not certain what one without them does; so give Credentials again. Nothing was changed.");
        }

        if (type == "wif" && !Has(input, "projectId"))
        {
            throw Refuse("The credentials type wif needs ProjectId.");
        }
    }

    private protected override IEnumerable<Field> FieldsOfKind(JObject input) =>
    [
        new(nameof(SubscriptionId), "subscriptionId", SubscriptionId),
        new(nameof(ProjectId), "projectId", ProjectId),
        new(nameof(CredentialsType), "credentialsType", CredentialsType),
        new(nameof(Credentials), "credentials", Credentials) { IsSecret = true },
    ];
}

/// <summary>The settings of a GCS source (<c>GcsSourceAPI</c>).</summary>
public sealed class GcsSourceSettings : GcpSourceSettings
{
    /// <summary>The bucket.</summary>
    public string? GcsBucket { get; init; }

    /// <summary>All mappings anew: which log types lie under which prefix.</summary>
    public IReadOnlyList<PrefixLogTypes>? PrefixLogTypes { get; init; }

    /// <summary>The prefix of the one mapping that is changed: of several it names the one, of a single one it is the new prefix.</summary>
    public string? Prefix { get; init; }

    /// <summary>The log types of that mapping.</summary>
    public IReadOnlyList<string>? LogType { get; init; }

    /// <summary>The excluded prefixes of that mapping.</summary>
    public IReadOnlyList<string>? ExcludedPrefix { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> NamedLogTypes => PrefixLogTypes?.SelectMany(m => m.LogTypes) ?? LogType ?? [];

    internal override void Check(JObject input, bool isNew)
    {
        SourceRules.CheckMappings(PrefixLogTypes ?? []);
        base.Check(input, isNew);
    }

    private protected override IEnumerable<Field> FieldsOfKind(JObject input) => base.FieldsOfKind(input).Concat(
    [
        new Field(nameof(GcsBucket), "gcsBucket", GcsBucket),
        new Field(nameof(PrefixLogTypes), "prefixLogTypes", Mappings(input)),
    ]);

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
    public IReadOnlyList<string>? LogTypes { get; init; }

    /// <summary>The region of the Pub/Sub endpoint; empty for the global one.</summary>
    public string? RegionalEndpoint { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> NamedLogTypes => LogTypes ?? [];

    private protected override IEnumerable<Field> FieldsOfKind(JObject input) => base.FieldsOfKind(input).Concat(
    [
        new Field(nameof(LogTypes), "logTypes", LogTypes),
        new Field(nameof(RegionalEndpoint), "regionalEndpoint", RegionalEndpoint),
    ]);
}
