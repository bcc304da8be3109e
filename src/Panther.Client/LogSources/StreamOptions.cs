using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>
/// Which members <c>LogStreamTypeOptions</c> has at this tenant. The published schema has the first alone; tenants
/// have grown the others since (terraform-provider-panther sent them over GraphQL from October 2025 on).
/// </summary>
internal sealed class StreamOptions
{
    public const string TypeName = "LogStreamTypeOptions";
    public const string JsonArrayEnvelopeField = "jsonArrayEnvelopeField";
    public const string RetainEnvelopeFields = "retainEnvelopeFields";
    public const string XmlRootElement = "xmlRootElement";

    private static readonly string[] s_known = [JsonArrayEnvelopeField, RetainEnvelopeFields, XmlRootElement];

    private StreamOptions(bool isCertain, IReadOnlyList<string> members)
    {
        IsCertain = isCertain;
        Members = members;
    }

    /// <summary>Every member that this module knows, for a tenant whose schema is not known yet.</summary>
    public static StreamOptions Unknown { get; } = new(false, s_known);

    /// <summary>What the published schema has.</summary>
    public static StreamOptions Published { get; } = new(true, [JsonArrayEnvelopeField]);

    /// <summary>Whether the tenant was asked.</summary>
    public bool IsCertain { get; }

    /// <summary>The members to ask for.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>The fragment that asks for them; it takes the place of the file of this name.</summary>
    public string Fragment => $"fragment {FragmentName} on {TypeName} {{ {string.Join(" ", Members)} }}";

    /// <summary>The name of that fragment and its file.</summary>
    public const string FragmentName = "LogStreamTypeOptionsFields";

    /// <summary>From the names that the tenant's schema gives.</summary>
    public static StreamOptions From(IEnumerable<string> fields)
    {
        string[] members = s_known.Intersect(fields).ToArray();
        return members.Length == 0 ? Published : new StreamOptions(true, members);
    }

    /// <summary>From a <c>__type</c> of the introspection; null where the tenant did not say.</summary>
    public static StreamOptions? From(JToken? introspectedType) =>
        introspectedType is JObject type && type["fields"] is JArray fields
            ? From(fields.OfType<JObject>().Select(f => f["name"].AsString() ?? ""))
            : null;
}
