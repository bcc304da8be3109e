using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>What a new source shall be, or what shall be other than it is at an existing one; what is null is not named.</summary>
public abstract class LogSourceSettings
{
    /// <summary>The field of a configuration that holds the options of the stream type.</summary>
    internal const string Options = "logStreamTypeOptions";

    private protected LogSourceSettings()
    {
    }

    /// <summary>The name.</summary>
    [Setting("integrationLabel")]
    public string? Label { get; set; }

    /// <summary>See <see cref="ConfiguredLogSource.LogStreamType"/>.</summary>
    [Setting("logStreamType")]
    public string? LogStreamType { get; set; }

    /// <summary>See <see cref="LogStreamTypeOptions.JsonArrayEnvelopeField"/>; empty for none.</summary>
    [Setting("jsonArrayEnvelopeField", IsOption = true)]
    public string? JsonArrayEnvelopeField { get; set; }

    /// <summary>See <see cref="LogStreamTypeOptions.XmlRootElement"/>; empty for none.</summary>
    [Setting("xmlRootElement", IsOption = true)]
    public string? XmlRootElement { get; set; }

    /// <summary>The log types that are named.</summary>
    public abstract IEnumerable<string> NamedLogTypes { get; }

    /// <summary>The secrets that are named.</summary>
    internal IReadOnlyList<string> Secrets => [.. Fields([]).Where(f => f.IsSecret).Select(f => (string)f.Value)];

    /// <summary>Checks what can be checked of the settings alone.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public virtual void Check()
    {
    }

    /// <summary>Checks what can be checked of a new source before anything is sent.</summary>
    /// <returns>What the source gets; secrets are not shown.</returns>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public IReadOnlyList<PropertyChange> CheckForCreation()
    {
        ToNewInput(out IReadOnlyList<PropertyChange> changes);
        return changes;
    }

    /// <summary>The configuration of a new source.</summary>
    internal JObject ToNewInput() => ToNewInput(out _);

    /// <summary>A configuration without what the API never shows.</summary>
    internal JObject WithoutSecrets(JObject input)
    {
        var shown = (JObject)input.DeepClone();
        foreach (Field secret in Fields(input).Where(f => f.IsSecret))
        {
            shown.Remove(secret.Name);
        }

        return shown;
    }

    /// <summary>Checks a whole configuration before it is sent, and takes out of it what has become void.</summary>
    /// <param name="input">The configuration, with these settings in it.</param>
    /// <param name="before">The configuration that it replaces, without the secrets, which the API never gives; null for a new source.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    internal virtual void CheckWhole(JObject input, JObject? before)
    {
    }

    /// <summary>Puts the settings into a configuration.</summary>
    /// <returns>What that changes.</returns>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: a setting that a source has for good is another there.</exception>
    internal IReadOnlyList<PropertyChange> ApplyTo(JObject input, bool isNew)
    {
        var changes = new List<PropertyChange>();
        foreach (Field field in Fields(input))
        {
            JToken? current = (field.IsOption ? input[Options] as JObject : input)?[field.Name];
            string before = AsText(field, current);
            string after = AsText(field, ToToken(field, null));
            if (field.IsSecret)
            {
                changes.Add(new PropertyChange(field.Property, "", "(a secret)"));
            }
            else if (before != after)
            {
                changes.Add(new PropertyChange(field.Property, before, after) { IsQuoted = field.Value is not IEnumerable<PrefixLogTypes> });
            }
            else if (field.Value is "" && current is null or { Type: JTokenType.Null })
            {
                // What is not set is not sent as empty.
                continue;
            }

            if (field.IsFixed && !isNew)
            {
                throw Refuse($"{field.Property} cannot be changed: a source has it for good. Create another source, and remove this one.");
            }

            JObject target = input;
            if (field.IsOption)
            {
                // Where all options were null the object was left out.
                if (input[Options] is not JObject)
                {
                    input[Options] = new JObject();
                }

                target = (JObject)input[Options]!;
            }

            target[field.Name] = ToToken(field, current);
        }

        return changes;
    }

    private protected static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);

    private protected static bool Has(JObject input, string field) =>
        input[field].AsText() is { Length: > 0 };

    /// <summary>The name of a setting's field, where this kind's API has another one.</summary>
    private protected virtual string NameOf(SettingAttribute setting) => setting.Name;

    /// <summary>The value that a setting gets, where it is not simply that of its property.</summary>
    /// <param name="property">The property's name.</param>
    /// <param name="named">The property's value; null where it is not named.</param>
    /// <param name="input">The configuration as it is.</param>
    private protected virtual object? ValueOf(string property, object? named, JObject input) => named;

    /// <summary>The settings that are named.</summary>
    private protected IEnumerable<Field> Fields(JObject input) => SettingAttribute.Of(GetType())
        .Select(s => new Field(s.Property.Name, NameOf(s.Setting), s.Setting, ValueOf(s.Property.Name, s.Property.GetValue(this), input)!))
        .Where(f => f.Value is not null);

    private JObject ToNewInput(out IReadOnlyList<PropertyChange> changes)
    {
        Check();
        if (string.IsNullOrWhiteSpace(Label))
        {
            throw Refuse("A source needs a label that is not blank.");
        }

        var input = new JObject();
        changes = ApplyTo(input, isNew: true);
        CheckWhole(input, before: null);
        return input;
    }

    /// <param name="field">The setting.</param>
    /// <param name="current">What the server has, of which what is not known here stays; null for nothing.</param>
    private static JToken ToToken(Field field, JToken? current) => field.Value switch
    {
        IEnumerable<PrefixLogTypes> mappings => new PrefixLogTypesList(mappings).ToInput(current as JArray),
        IEnumerable<string> texts => new JArray(texts),
        _ => new JValue(field.Value),
    };

    private static string AsText(Field field, JToken? value) => value switch
    {
        JArray mappings when field.Value is IEnumerable<PrefixLogTypes> => string.Join("; ", PrefixLogTypesList.From(mappings)),
        JArray items => string.Join(";", items.Select(i => i.ToString())),
        _ => value?.ToString() ?? "",
    };

    /// <summary>A named setting: its property here, its field in the API, its value.</summary>
    private protected sealed record Field(string Property, string Name, SettingAttribute Setting, object Value)
    {
        public bool IsSecret => Setting.IsSecret;

        public bool IsOption => Setting.IsOption;

        public bool IsFixed => Setting.IsFixed;
    }
}
