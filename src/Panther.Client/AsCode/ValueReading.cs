using System.Globalization;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>The reading of the values of one definition.</summary>
/// <param name="place">Where it is written.</param>
/// <param name="variable">Gives the value of a variable of the environment; null where there is none.</param>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class ValueReading(DefinitionPlace place, Func<string, string?> variable, List<string> faults)
{
    private const string LogTypeKey = "LogType";

    private static readonly string[] s_referenceNames =
    [
        nameof(SecretReference.Env), nameof(SecretReference.Secret), nameof(SecretReference.Vault)
    ];

    /// <summary>The keys of a mapping, by their names.</summary>
    private static readonly Dictionary<string, string> s_mappingKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(PrefixLogTypes.Prefix)] = nameof(PrefixLogTypes.Prefix),
        [LogTypeKey] = LogTypeKey,
        [nameof(PrefixLogTypes.LogTypes)] = LogTypeKey,
        ["ExcludedPrefix"] = "ExcludedPrefix",
        [nameof(PrefixLogTypes.ExcludedPrefixes)] = "ExcludedPrefix",
    };

    /// <summary>The names of the keys of a mapping; a definition may have those of its only one itself.</summary>
    public static IReadOnlyList<string> MappingKeys { get; } = [.. s_mappingKeys.Values.Distinct()];

    /// <summary>Whether the definition is an object, whose values may all be texts.</summary>
    public bool IsObject { get; init; }

    /// <summary>Whether that object stands for a source, whose texts are as Panther has them.</summary>
    public bool IsSource { get; init; }

    /// <summary>Whether a value came out of a variable.</summary>
    public bool HasVariables { get; private set; }

    /// <summary>The name of a key of a mapping, by any of its names; null where it is none.</summary>
    public static string? MappingKeyOf(string written) => s_mappingKeys.TryGetValue(written, out string? name) ? name : null;

    /// <summary>The value of a key; null for one that counts as left out, or is at fault.</summary>
    public object? Read(DefinitionKey key, WrittenKey property)
    {
        if (property.Value is JValue { Value: null })
        {
            return null;
        }

        switch (key.Shape)
        {
            case ValueShape.Text:
                return Text(property.Value) is string text
                    ? key.Canonical(text)
                    : WrongValue(property.Where, property.Value, $"{key.Name} must be a string");
            case ValueShape.Flag:
                return property.Value.AsBoolean()
                    ?? (IsLoose(property.Value) && bool.TryParse(Text(property.Value), out bool flag) ? flag : (bool?)null)
                    ?? WrongValue(property.Where, property.Value, $"{key.Name} must be true or false");
            case ValueShape.Texts:
                return ReadTexts(property.Where, property.Value, key.Name);
            default:
                return ReadMappings(property, key.Name);
        }
    }

    private TextList? ReadTexts(JToken? where, JToken value, string name)
    {
        var texts = new List<string>();
        JToken[] items = value is JArray array ? [.. array] : [value];
        foreach (JToken item in items)
        {
            if (Text(item) is not string text)
            {
                WrongValue(where, item, $"{name} must be a list of strings");
                return null;
            }

            // A cell of a CSV file holds several values.
            IEnumerable<string> parts = IsObject && value is JValue
                ? text.Split(TextList.Separator).Select(t => t.Trim()).Where(t => t.Length > 0)
                : [text];
            texts.AddRange(parts);
        }

        return new TextList(texts);
    }

    private PrefixLogTypesList? ReadMappings(WrittenKey property, string name)
    {
        JToken value = property.Value;
        if (IsObject && value.AsString() is string text)
        {
            try
            {
                value = PantherJson.Parse(text);
            }
            catch (Newtonsoft.Json.JsonException e)
            {
                Fault(property.Where, $"{name} is not valid JSON: {e.Message}");
                return null;
            }
        }

        var mappings = new List<PrefixLogTypes>();
        foreach (JToken item in value is JArray array ? [.. array] : new[] { value })
        {
            if (item is not JObject mapping)
            {
                Fault(
                    item is JValue { Value: not null } ? item : property.Where,
                    $"{name} must be a list of objects with Prefix, LogTypes and ExcludedPrefixes.");
                return null;
            }

            if (ReadMapping(mapping.Properties().Select(WrittenKey.Of), property.Where) is not PrefixLogTypes read)
            {
                return null;
            }

            mappings.Add(read);
        }

        return new PrefixLogTypesList(mappings);
    }

    public PrefixLogTypes? ReadMapping(IEnumerable<WrittenKey> members, JToken? where)
    {
        int before = faults.Count;
        string prefix = "";
        TextList? logTypes = null, excluded = null;
        var seen = new List<string>();
        foreach (WrittenKey member in members)
        {
            if (!s_mappingKeys.TryGetValue(member.Name, out string? name))
            {
                Fault(
                    member.Where,
                    $"'{member.Name}' is not a key of a mapping. Its keys are Prefix, LogTypes and "
                    + $"ExcludedPrefixes.{NearestNames.Sentence(member.Name, s_mappingKeys.Keys)}");
                continue;
            }

            if (seen.Contains(name))
            {
                Fault(member.Where, $"'{member.Name}' appears twice in one mapping.");
            }

            seen.Add(name);

            if (member.Value is JValue { Value: null })
            {
                continue;
            }

            switch (name)
            {
                case nameof(PrefixLogTypes.Prefix):
                    prefix = Text(member.Value) ?? WrongText(member);
                    break;
                case LogTypeKey:
                    logTypes = ReadTexts(member.Where, member.Value, member.Name);
                    break;
                default:
                    excluded = ReadTexts(member.Where, member.Value, member.Name);
                    break;
            }
        }

        if (faults.Count == before && logTypes is null)
        {
            Fault(where, $"The mapping of the prefix '{prefix}' has no log types.");
        }

        return faults.Count == before ? new PrefixLogTypes(prefix, logTypes, excluded) : null;

        string WrongText(WrittenKey member)
        {
            WrongValue(member.Where, member.Value, $"{member.Name} must be a string");
            return "";
        }
    }

    public SecretReference? ReadSecret(string label, DefinitionKey key, WrittenKey property)
    {
        if (property.Value is JValue { Value: null })
        {
            return null;
        }

        if (property.Value is not JObject reference)
        {
            Fault(
                property.Where,
                $"{key.Name} is a secret, which a definition must not contain. Refer to it by {{ \"Env\": \"NAME\" }} or {{ \"Secret\": "
                + $"\"name\", \"Vault\": \"vault\" }}.");
            return null;
        }

        Dictionary<string, string>? parts = ReadReference(reference);
        if (parts is null)
        {
            return null;
        }

        parts.TryGetValue(nameof(SecretReference.Env), out string? env);
        parts.TryGetValue(nameof(SecretReference.Secret), out string? secret);
        parts.TryGetValue(nameof(SecretReference.Vault), out string? vault);
        if ((env is null) == (secret is null) || (vault is not null && secret is null))
        {
            Fault(
                property.Where,
                $"{key.Name} must be {{ \"Env\": \"NAME\" }} or {{ \"Secret\": \"name\", \"Vault\": \"vault\" }}. Vault "
                + "is optional.");
            return null;
        }

        return new SecretReference(label, key.Name, env, secret, vault);
    }

    private Dictionary<string, string>? ReadReference(JObject reference)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (JProperty part in reference.Properties())
        {
            string? name = s_referenceNames.FirstOrDefault(n => Is(n, part.Name));
            string? value = part.Value.AsString();
            if (name is null || string.IsNullOrWhiteSpace(value) || parts.ContainsKey(name))
            {
                Fault(part, name is null
                    ? $"'{part.Name}' is not a key of a reference, which is {{ \"Env\": \"NAME\" }} or {{ \"Secret\": \"name\", \"Vault\": "
                        + $"\"vault\" }}."
                    : $"{name} of a reference must be one name, as a string.");
                return null;
            }

            parts[name] = value!;
        }

        return parts;
    }

    /// <summary>A text, or that of the variable which is named in its place; null where there is none.</summary>
    public string? Text(JToken value)
    {
        if (value is not JObject reference)
        {
            return IsObject && value is JValue { Value: not null } scalar && value.Type is not JTokenType.Boolean
                ? Trimmed(Convert.ToString(scalar.Value, CultureInfo.InvariantCulture)) : value.AsString();
        }

        if (ReadReference(reference) is not { Count: 1 } parts || !parts.TryGetValue(nameof(SecretReference.Env), out string? name))
        {
            return null;
        }

        HasVariables = true;
        string? text = variable(name);
        if (text is null)
        {
            Fault(reference.Properties().First(), $"The environment variable {name} is not set.");
        }

        return text ?? "";
    }

    /// <summary>The cell of a row without the blanks around it; a source's texts are as Panther has them.</summary>
    private string? Trimmed(string? text) => IsSource ? text : text?.Trim();

    /// <summary>Whether a value that is no text in a file may be written as one here.</summary>
    public bool IsLoose(JToken value) => IsObject || value is JObject;

    public object? WrongValue(JToken? where, JToken value, string demand)
    {
        string hint = value.Type is JTokenType.Integer or JTokenType.Float or JTokenType.Boolean
            && demand.EndsWith("string", StringComparison.Ordinal)
            ? ": put it in quotation marks." : value is JObject ? ", or { \"Env\": \"NAME\" }." : ".";
        Fault(where, demand + hint);
        return null;
    }

    public void Fault(JToken? where, string sentence) => faults.Add(place.Say(where, sentence));

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
