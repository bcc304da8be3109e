using System.Globalization;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>A key as it is written, with its value.</summary>
/// <param name="Name">The key, in whatever case.</param>
/// <param name="Value">The value.</param>
/// <param name="Where">Where it is in its file; null where it is in none.</param>
internal sealed record WrittenKey(string Name, JToken Value, JToken? Where)
{
    /// <summary>The key of a file.</summary>
    public static WrittenKey Of(JProperty property) => new(property.Name, property.Value, property);
}

/// <summary>The reading of one definition.</summary>
/// <param name="place">Where it is written.</param>
/// <param name="variable">Gives the value of a variable of the environment; null where there is none.</param>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class DefinitionReading(DefinitionPlace place, Func<string, string?> variable, List<string> faults)
{
    private const string LogTypeKey = "LogType";

    /// <summary>The keys that definitions of every kind have, by their names; empty for those that are no setting.</summary>
    private static readonly Dictionary<string, string> s_common = new(StringComparer.OrdinalIgnoreCase)
    {
        [DefinitionReader.KindKey] = "",
        ["$schema"] = "",
        [DefinitionReader.IdKey] = DefinitionReader.IdKey,
        ["IntegrationId"] = DefinitionReader.IdKey,
        ["SourceId"] = DefinitionReader.IdKey,
        [AlarmDemand.Key] = AlarmDemand.Key,
    };

    private static readonly string[] s_referenceNames =
    [
        nameof(SecretReference.Env), nameof(SecretReference.Secret), nameof(SecretReference.Vault)
    ];

    /// <summary>The keys of the one mapping of a kind that maps prefixes, where it is given flat.</summary>
    private static readonly Dictionary<string, string> s_flat = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(PrefixLogTypes.Prefix)] = nameof(PrefixLogTypes.Prefix),
        [LogTypeKey] = LogTypeKey,
        [nameof(PrefixLogTypes.LogTypes)] = LogTypeKey,
        ["ExcludedPrefix"] = "ExcludedPrefix",
        [nameof(PrefixLogTypes.ExcludedPrefixes)] = "ExcludedPrefix",
    };

    private static readonly string[] s_flatNames = [.. s_flat.Values.Distinct()];

    /// <summary>What an object that stands for a source tells of it beside its settings; times also by the API's names.</summary>
    private static readonly HashSet<string> s_observed = new(
        typeof(LogSource).GetProperties().Concat(typeof(ConfiguredLogSource).GetProperties()).Concat(typeof(S3LogSource).GetProperties())
            .SelectMany(p => new[] { p.Name, p.Name + "Time" }),
        StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<DefinitionKey, SecretReference> s_noSecrets = [];

    private Dictionary<string, WrittenKey> _named = [];
    private bool _isObject;
    private bool _isSource;
    private bool _hasVariables;
    private DefinitionKind _kind = null!;

    /// <param name="written">What is written, key by key.</param>
    /// <param name="whole">The object of the file; null where an object was given, whose values may all be texts.</param>
    /// <returns>Null where there is no kind to read by.</returns>
    public LogSourceDefinition? Read(IReadOnlyList<WrittenKey> written, JObject? whole)
    {
        _isObject = whole is null;
        WrittenKey? type = _isObject ? Find(written, nameof(LogSource.IntegrationType)) : null;
        _isSource = type is not null;
        if (FindKind(written, whole, type) is not DefinitionKind kind)
        {
            return null;
        }

        _kind = kind;
        _named = new Dictionary<string, WrittenKey>(written.Count, StringComparer.Ordinal);
        Sort(written);
        var values = new DefinitionValues(kind);
        Dictionary<DefinitionKey, WrittenKey>? secrets = null;
        foreach (DefinitionKey key in kind.Keys)
        {
            if (!_named.TryGetValue(key.Name, out WrittenKey? property))
            {
                continue;
            }

            if (key.IsSecret)
            {
                (secrets ??= [])[key] = property;
            }
            else if (ReadValue(key, property) is object value)
            {
                values[key] = value;
            }
        }

        ReadFlatMapping(values);
        foreach (DefinitionKey key in kind.Keys.Where(k => k.IsRequired && values[k] is null && !_named.ContainsKey(k.Name)))
        {
            Fault(whole, $"A definition of the kind {kind.Name} needs {key.Name}.");
        }

        string label = (string?)values[kind.Label] ?? "";
        if (values[kind.Label] is not null && label.Trim().Length == 0)
        {
            Fault(_named[kind.Label.Name].Where, "The label is blank.");
        }

        return new LogSourceDefinition(kind, label, values, secrets is null ? s_noSecrets : ReadSecrets(label, secrets))
        {
            Id = ReadId(),
            Alarm = ReadAlarm(),
            HasVariables = _hasVariables,
        };
    }

    private static WrittenKey? Find(IReadOnlyList<WrittenKey> written, string name)
    {
        foreach (WrittenKey property in written)
        {
            if (Is(property.Name, name))
            {
                return property;
            }
        }

        return null;
    }

    private DefinitionKind? FindKind(IReadOnlyList<WrittenKey> written, JObject? whole, WrittenKey? type)
    {
        WrittenKey? named = Find(written, DefinitionReader.KindKey);
        if (named is null && type is not null)
        {
            DefinitionKind? ofType = DefinitionKind.All.FirstOrDefault(
                k => k.IntegrationType is not null && k.IntegrationType == type.Value.AsString());
            if (ofType is null)
            {
                Fault(type.Where, $"The API cannot configure sources of the type '{type.Value.AsString()}'.");
            }

            return ofType;
        }

        if (named is null)
        {
            WrittenKey? near = written.FirstOrDefault(p => NearestNames.Of(p.Name, [DefinitionReader.KindKey]).Any());
            Fault(
                near?.Where ?? whole,
                $"A definition needs the key Kind, one of {Kinds()}." + (near is null ? "" : " Did you mean Kind instead of "
                + $"'{near.Name}'?"));
            return null;
        }

        DefinitionKind? kind = Text(named.Value) is string text ? DefinitionKind.Named(text) : null;
        if (kind is null)
        {
            Fault(named.Where, $"'{named.Value.AsString() ?? named.Value.Type.ToString()}' is not a kind of definition. The kinds are "
                + $"{Kinds()}.");
        }

        return kind;

        static string Kinds() => string.Join(", ", DefinitionKind.All.Select(k => k.Name));
    }

    /// <summary>Puts the keys under their names, and refuses those that have none.</summary>
    private void Sort(IReadOnlyList<WrittenKey> written)
    {
        foreach (WrittenKey property in written)
        {
            string? name = NameOf(property.Name);
            if (name is null)
            {
                FaultUnknown(property);
            }
            else if (name.Length == 0 || (_isObject && IsBlank(property.Value) && !Is(name, AlarmDemand.Key)))
            {
                // Nothing of the definition's, or an empty cell of a CSV file.
            }
            else if (_isObject && Is(name, AlarmDemand.Key) && IsBlank(property.Value) && property.Value is JValue { Value: not null })
            {
                // An empty cell says nothing of the alarm.
            }
            else if (_named.TryGetValue(name, out WrittenKey? before))
            {
                // A row that was written from a source has some values twice, by the API's names too.
                if (!_isObject || !JToken.DeepEquals(before.Value, property.Value))
                {
                    Fault(property.Where, $"'{property.Name}' and '{before.Name}' are the same key. Keep one of them.");
                }
            }
            else
            {
                _named[name] = property;
            }
        }
    }

    /// <summary>The name of a key; empty for one that says nothing here, null for one that is unknown.</summary>
    private string? NameOf(string written) =>
        _kind.Find(written)?.Name
        ?? (s_common.TryGetValue(written, out string? common) ? common
        : _kind.Mappings is not null && s_flat.TryGetValue(written, out string? flat) ? flat
        : _isObject && s_observed.Contains(written) ? ""
        : null);

    private void FaultUnknown(WrittenKey property)
    {
        DefinitionKind? other = DefinitionKind.All.FirstOrDefault(k => k.Find(property.Name) is not null);
        IEnumerable<string> names =
        [
            DefinitionReader.KindKey,
            DefinitionReader.IdKey,
            AlarmDemand.Key,
            .. _kind.Keys.Select(k => k.Name),
            .. _kind.Mappings is null ? [] : s_flatNames,
        ];
        Fault(property.Where, other is null
            ? $"'{property.Name}' is not a key of the kind {_kind.Name}.{NearestNames.Sentence(property.Name, names)}"
            : $"'{property.Name}' is a key of the kind {other.Name}, not of {_kind.Name}.");
    }

    /// <summary>The value of a key; null for one that counts as left out, or is at fault.</summary>
    private object? ReadValue(DefinitionKey key, WrittenKey property)
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
            IEnumerable<string> parts = _isObject && value is JValue
                ? text.Split(TextList.Separator).Select(t => t.Trim()).Where(t => t.Length > 0)
                : [text];
            texts.AddRange(parts);
        }

        return new TextList(texts);
    }

    private PrefixLogTypesList? ReadMappings(WrittenKey property, string name)
    {
        JToken value = property.Value;
        if (_isObject && value.AsString() is string text)
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

    private PrefixLogTypes? ReadMapping(IEnumerable<WrittenKey> members, JToken? where)
    {
        int before = faults.Count;
        string prefix = "";
        TextList? logTypes = null, excluded = null;
        var seen = new List<string>();
        foreach (WrittenKey member in members)
        {
            if (!s_flat.TryGetValue(member.Name, out string? name))
            {
                Fault(
                    member.Where,
                    $"'{member.Name}' is not a key of a mapping. Its keys are Prefix, LogTypes and "
                    + $"ExcludedPrefixes.{NearestNames.Sentence(member.Name, s_flat.Keys)}");
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

    /// <summary>
    /// Makes the one mapping that is given flat; an object that stands for a source has its log types beside its mappings.
    /// </summary>
    private void ReadFlatMapping(DefinitionValues values)
    {
        if (_kind.Mappings is not DefinitionKey whole || (_isObject && _named.ContainsKey(whole.Name)))
        {
            return;
        }

        WrittenKey[] flat = [.. s_flatNames.Where(_named.ContainsKey).Select(n => _named[n])];
        if (flat.Length == 0)
        {
            return;
        }

        if (_named.ContainsKey(whole.Name))
        {
            Fault(flat[0].Where, $"Specify the mappings either as {whole.Name} or as Prefix, LogType and ExcludedPrefix, not both.");
        }
        else if (ReadMapping(flat, flat[0].Where) is PrefixLogTypes mapping)
        {
            values[whole] = new PrefixLogTypesList([mapping]);
        }
        else
        {
            // What is wrong was said; that there are no mappings is not the fault.
            _named[whole.Name] = flat[0];
        }
    }

    private Dictionary<DefinitionKey, SecretReference> ReadSecrets(string label, Dictionary<DefinitionKey, WrittenKey> written)
    {
        var secrets = new Dictionary<DefinitionKey, SecretReference>();
        foreach (KeyValuePair<DefinitionKey, WrittenKey> secret in written)
        {
            if (ReadSecret(label, secret.Key, secret.Value) is { } reference)
            {
                secrets[secret.Key] = reference;
            }
        }

        return secrets;
    }

    private SecretReference? ReadSecret(string label, DefinitionKey key, WrittenKey property)
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

    private string? ReadId()
    {
        if (!_named.TryGetValue(DefinitionReader.IdKey, out WrittenKey? property) || property.Value is JValue { Value: null })
        {
            return null;
        }

        string? id = Text(property.Value);
        if (string.IsNullOrWhiteSpace(id))
        {
            WrongValue(property.Where, property.Value, "Id must be the id of a source, as a string");
        }

        return id;
    }

    private AlarmDemand ReadAlarm()
    {
        if (!_named.TryGetValue(AlarmDemand.Key, out WrittenKey? property))
        {
            return default;
        }

        if (property.Value is JValue { Value: null })
        {
            return new AlarmDemand(true, null);
        }

        int? minutes = property.Value.AsInt32()
            ?? (IsLoose(
                property.Value) && int.TryParse(
                    Text(property.Value), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null);
        if (minutes is null)
        {
            WrongValue(property.Where, property.Value, $"{AlarmDemand.Key} must be a whole number of minutes, or null for no alarm");
            return default;
        }

        return new AlarmDemand(true, minutes);
    }

    /// <summary>A text, or that of the variable which is named in its place; null where there is none.</summary>
    private string? Text(JToken value)
    {
        if (value is not JObject reference)
        {
            return _isObject && value is JValue { Value: not null } scalar && value.Type is not JTokenType.Boolean
                ? Trimmed(Convert.ToString(scalar.Value, CultureInfo.InvariantCulture)) : value.AsString();
        }

        if (ReadReference(reference) is not { Count: 1 } parts || !parts.TryGetValue(nameof(SecretReference.Env), out string? name))
        {
            return null;
        }

        _hasVariables = true;
        string? text = variable(name);
        if (text is null)
        {
            Fault(reference.Properties().First(), $"The environment variable {name} is not set.");
        }

        return text ?? "";
    }

    private static bool IsBlank(JToken value) =>
        value is JValue { Value: null } || (value is JValue { Value: string text } && text.Trim().Length == 0);

    /// <summary>The cell of a row without the blanks around it; a source's texts are as Panther has them.</summary>
    private string? Trimmed(string? text) => _isSource ? text : text?.Trim();

    /// <summary>Whether a value that is no text in a file may be written as one here.</summary>
    private bool IsLoose(JToken value) => _isObject || value is JObject;

    private object? WrongValue(JToken? where, JToken value, string demand)
    {
        string hint = value.Type is JTokenType.Integer or JTokenType.Float or JTokenType.Boolean
            && demand.EndsWith("string", StringComparison.Ordinal)
            ? ": put it in quotation marks." : value is JObject ? ", or { \"Env\": \"NAME\" }." : ".";
        Fault(where, demand + hint);
        return null;
    }

    private void Fault(JToken? where, string sentence) => faults.Add(place.Say(where, sentence));

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
