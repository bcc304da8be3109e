using System.Collections.ObjectModel;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>
/// One mapping of a source that reads a bucket: which log types lie under a prefix (<c>S3PrefixLogTypes</c>, in REST
/// <c>prefixLogTypes</c>).
/// </summary>
public sealed class PrefixLogTypes : IJsonInput
{
    /// <summary>Creates a mapping.</summary>
    /// <param name="prefix">The prefix; empty for the whole bucket.</param>
    /// <param name="logTypes">The log types under it.</param>
    /// <param name="excludedPrefixes">Prefixes that are left out; <c>*</c> is a wildcard.</param>
    public PrefixLogTypes(string? prefix, IEnumerable<string>? logTypes, IEnumerable<string>? excludedPrefixes = null)
    {
        Prefix = prefix ?? "";
        LogTypes = TextList.Of(logTypes);
        ExcludedPrefixes = TextList.Of(excludedPrefixes);
    }

    /// <summary>The prefix; empty for the whole bucket.</summary>
    public string Prefix { get; }

    /// <summary>The log types under it.</summary>
    public TextList LogTypes { get; }

    /// <summary>Prefixes that are left out; <c>*</c> is a wildcard.</summary>
    public TextList ExcludedPrefixes { get; }

    /// <summary>The prefix that the server has for this mapping, where it is given another; null for the same.</summary>
    internal string? FormerPrefix { get; init; }

    /// <summary>The mapping as one line of text.</summary>
    public override string ToString() =>
        $"'{Prefix}': {string.Join(", ", LogTypes)}"
            + (ExcludedPrefixes.Count == 0 ? "" : $" (without {string.Join(", ", ExcludedPrefixes)})");

    /// <inheritdoc/>
    JToken IJsonInput.ToInput() => ToInput();

    /// <summary>Whether another mapping says the same; the order of log types and excluded prefixes says nothing.</summary>
    internal bool IsSameAs(PrefixLogTypes other) =>
        Prefix == other.Prefix && IsSame(LogTypes, other.LogTypes) && IsSame(ExcludedPrefixes, other.ExcludedPrefixes);

    private static bool IsSame(IEnumerable<string> some, IEnumerable<string> others) =>
        new HashSet<string>(some, StringComparer.Ordinal).SetEquals(others);

    /// <summary>The <c>S3PrefixLogTypesInput</c>.</summary>
    /// <param name="current">The server's mapping of the same prefix, whose other members stay.</param>
    internal JObject ToInput(JObject? current = null)
    {
        var input = (JObject?)current?.DeepClone() ?? [];
        input["prefix"] = Prefix;
        input["logTypes"] = new JArray(LogTypes);
        input["excludedPrefixes"] = new JArray(ExcludedPrefixes);
        return input;
    }
}

/// <summary>
/// The mappings of a source. As text they are the JSON that <c>-S3PrefixLogTypes</c> and <c>-PrefixLogTypes</c> take, so that they survive
/// a CSV file.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class PrefixLogTypesList(IEnumerable<PrefixLogTypes> mappings)
    : ReadOnlyCollection<PrefixLogTypes>(mappings.ToArray())
{
    /// <summary>No mappings.</summary>
    public static PrefixLogTypesList Empty { get; } = new([]);

    /// <summary>The mappings as a JSON array.</summary>
    public override string ToString() => ToInput().ToString(Formatting.None);

    /// <summary>The mappings as the API gives them.</summary>
    internal static PrefixLogTypesList From(JToken? found)
    {
        using JsonReader reader = PantherJson.OpenReader(found ?? new JArray());
        return LogSourceReader.ReadMappings(reader);
    }

    /// <summary>The mappings as the API takes them.</summary>
    /// <param name="current">
    /// The server's mappings, whose other members stay: those of the same prefix, or of a prefix that is renamed.
    /// </param>
    internal JArray ToInput(JArray? current = null)
    {
        JObject[] known = (current ?? []).OfType<JObject>().ToArray();
        return new JArray(this.Select((mapping, i) => mapping.ToInput(
            Array.Find(known,
                k => k["prefix"].AsString() == (mapping.FormerPrefix ?? mapping.Prefix)
                    && (mapping.FormerPrefix is not null || !IsRenamed(k)))
            ?? (known.Length == Count && this.All(m => m.Prefix != known[i]["prefix"].AsString()) ? known[i] : null))));
    }

    private bool IsRenamed(JObject known) => this.Any(m => m.FormerPrefix is not null && m.FormerPrefix == known["prefix"].AsString());

    /// <summary>Reads JSON text as plain objects: a mapping or a list of mappings, not checked yet.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: it is no JSON.</exception>
    internal static object? ParseJson(string text) => PantherJson.ToPlain(PantherJson.ParseInput(text, "The mapping"));

    private sealed class Converter() : ReadByHand<PrefixLogTypesList>(LogSourceReader.ReadMappings);
}
