using System.Globalization;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>The reading of one definition.</summary>
/// <param name="place">Where it is written.</param>
/// <param name="variable">Gives the value of a variable of the environment; null where there is none.</param>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class DefinitionReading(DefinitionPlace place, Func<string, string?> variable, List<string> faults)
{
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

    /// <summary>What an object that stands for a source tells of it beside its settings; times also by the API's names.</summary>
    private static readonly HashSet<string> s_observed = new(
        typeof(LogSource).GetProperties().Concat(typeof(ConfiguredLogSource).GetProperties()).Concat(typeof(S3LogSource).GetProperties())
            .SelectMany(p => new[] { p.Name, p.Name + "Time" }),
        StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<DefinitionKey, SecretReference> s_noSecrets = [];

    private Dictionary<string, WrittenKey> _named = [];
    private bool _isObject;
    private ValueReading _reading = null!;
    private DefinitionKind _kind = null!;

    /// <param name="written">What is written, key by key.</param>
    /// <param name="whole">The object of the file; null where an object was given, whose values may all be texts.</param>
    /// <returns>Null where there is no kind to read by.</returns>
    public LogSourceDefinition? Read(IReadOnlyList<WrittenKey> written, JObject? whole)
    {
        _isObject = whole is null;
        WrittenKey? type = _isObject ? Find(written, nameof(LogSource.IntegrationType)) : null;
        _reading = new ValueReading(place, variable, faults) { IsObject = _isObject, IsSource = type is not null };
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
            else if (_reading.Read(key, property) is object value)
            {
                values[key] = value;
            }
        }

        ReadFlatMapping(values);
        foreach (DefinitionKey key in kind.Keys.Where(k => k.IsRequired && values[k] is null && !_named.ContainsKey(k.Name)))
        {
            _reading.Fault(whole, $"A definition of the kind {kind.Name} needs {key.Name}.");
        }

        string label = (string?)values[kind.Label] ?? "";
        if (values[kind.Label] is not null && label.Trim().Length == 0)
        {
            _reading.Fault(_named[kind.Label.Name].Where, "The label is blank.");
        }

        return new LogSourceDefinition(kind, label, values, secrets is null ? s_noSecrets : ReadSecrets(label, secrets))
        {
            Id = ReadId(),
            Alarm = ReadAlarm(),
            HasVariables = _reading.HasVariables,
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
        WrittenKey? named = Find(written, DefinitionReader.KindKey) is { } kindKey && !IsBlank(kindKey.Value) ? kindKey : null;
        if (named is null && type is not null)
        {
            DefinitionKind? ofType = DefinitionKind.All.FirstOrDefault(
                k => k.IntegrationType is not null && k.IntegrationType == type.Value.AsString());
            if (ofType is null)
            {
                _reading.Fault(type.Where, $"The API cannot configure sources of the type '{type.Value.AsString()}'.");
            }

            return ofType;
        }

        if (named is null)
        {
            WrittenKey? near = written.FirstOrDefault(
                p => !Is(p.Name, DefinitionReader.KindKey) && NearestNames.Of(p.Name, [DefinitionReader.KindKey]).Any());
            _reading.Fault(
                near?.Where ?? whole,
                $"A definition needs the key Kind, one of {Kinds()}." + (near is null ? "" : " Did you mean Kind instead of "
                + $"'{near.Name}'?"));
            return null;
        }

        DefinitionKind? kind = _reading.Text(named.Value) is string text ? DefinitionKind.Named(text) : null;
        if (kind is null)
        {
            string said = named.Value.AsString() ?? named.Value.Type.ToString();
            _reading.Fault(named.Where, $"'{said}' is not a kind of definition. The kinds are {Kinds()}.");
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
            else if (name.Length == 0 || (_isObject && IsBlank(property.Value) && !IsNoAlarm(name, property.Value)))
            {
                // Nothing of the definition's, or an empty cell of a CSV file.
            }
            else if (_named.TryGetValue(name, out WrittenKey? before))
            {
                // A row that was written from a source has some values twice, by the API's names too.
                if (!_isObject || !JToken.DeepEquals(before.Value, property.Value))
                {
                    _reading.Fault(property.Where, $"'{property.Name}' and '{before.Name}' are the same key. Keep one of them.");
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
        : _kind.Mappings is not null && ValueReading.MappingKeyOf(written) is string flat ? flat
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
            .. _kind.Mappings is null ? [] : ValueReading.MappingKeys,
        ];
        _reading.Fault(property.Where, other is null
            ? $"'{property.Name}' is not a key of the kind {_kind.Name}.{NearestNames.Sentence(property.Name, names)}"
            : $"'{property.Name}' is a key of the kind {other.Name}, not of {_kind.Name}.");
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

        WrittenKey[] flat = [.. ValueReading.MappingKeys.Where(_named.ContainsKey).Select(n => _named[n])];
        if (flat.Length == 0)
        {
            return;
        }

        if (_named.ContainsKey(whole.Name))
        {
            _reading.Fault(
                flat[0].Where, $"Specify the mappings either as {whole.Name} or as Prefix, LogType and ExcludedPrefix, not both.");
        }
        else if (_reading.ReadMapping(flat, flat[0].Where) is PrefixLogTypes mapping)
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
            if (_reading.ReadSecret(label, secret.Key, secret.Value) is { } reference)
            {
                secrets[secret.Key] = reference;
            }
        }

        return secrets;
    }

    private string? ReadId()
    {
        if (!_named.TryGetValue(DefinitionReader.IdKey, out WrittenKey? property) || property.Value is JValue { Value: null })
        {
            return null;
        }

        string? id = _reading.Text(property.Value);
        if (string.IsNullOrWhiteSpace(id))
        {
            _reading.WrongValue(property.Where, property.Value, "Id must be the id of a source, as a string");
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
            ?? (_reading.IsLoose(
                property.Value) && int.TryParse(
                    _reading.Text(property.Value), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null);
        if (minutes is null)
        {
            _reading.WrongValue(
                property.Where, property.Value, $"{AlarmDemand.Key} must be a whole number of minutes, or null for no alarm");
            return default;
        }

        return new AlarmDemand(true, minutes);
    }

    /// <summary>Whether it says that there shall be no alarm: null does, and an empty cell does not.</summary>
    private static bool IsNoAlarm(string name, JToken value) => name == AlarmDemand.Key && value is JValue { Value: null };

    private static bool IsBlank(JToken value) =>
        value is JValue { Value: null } || (value is JValue { Value: string text } && text.Trim().Length == 0);

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
