using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>What a new source shall be, or what shall be other than it is at an existing one; what is null is not named.</summary>
public abstract class RestSourceSettings
{
    private const string Options = "logStreamTypeOptions";

    private protected RestSourceSettings()
    {
    }

    /// <summary>The name.</summary>
    [Setting("integrationLabel")]
    public string? Label { get; init; }

    /// <summary>How events lie in the payload.</summary>
    [Setting("logStreamType")]
    public string? LogStreamType { get; init; }

    /// <summary>See <see cref="LogStreamTypeOptions.JsonArrayEnvelopeField"/>; empty for none.</summary>
    [Setting("jsonArrayEnvelopeField", IsOption = true)]
    public string? JsonArrayEnvelopeField { get; init; }

    /// <summary>See <see cref="LogStreamTypeOptions.XmlRootElement"/>; empty for none.</summary>
    [Setting("xmlRootElement", IsOption = true)]
    public string? XmlRootElement { get; init; }

    /// <summary>The log types that are named.</summary>
    public abstract IEnumerable<string> NamedLogTypes { get; }

    /// <summary>The secrets that are named.</summary>
    internal IReadOnlyList<string> Secrets => [.. Fields([]).Where(f => f.IsSecret).Select(f => (string)f.Value)];

    /// <summary>Checks what can be checked of a new source before anything is sent.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public void CheckForCreation() => ToNewInput();

    /// <summary>The configuration of a new source.</summary>
    internal JObject ToNewInput()
    {
        if (string.IsNullOrWhiteSpace(Label))
        {
            throw Refuse("A source needs a label that is not blank.");
        }

        var input = new JObject();
        ApplyTo(input);
        Check(input, before: null);
        return input;
    }

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

    /// <summary>Checks a whole configuration before it is sent.</summary>
    /// <param name="input">The configuration, with these settings in it.</param>
    /// <param name="before">The configuration that it replaces, without the secrets, which the API never gives; null for a new source.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    internal abstract void Check(JObject input, JObject? before);

    /// <summary>The value that a setting gets, where it is not simply that of its property.</summary>
    /// <param name="property">The property's name.</param>
    /// <param name="named">The property's value; null where it is not named.</param>
    /// <param name="input">The configuration as it is.</param>
    private protected virtual object? ValueOf(string property, object? named, JObject input) => named;

    /// <summary>Puts the settings into a configuration.</summary>
    /// <returns>What that changes.</returns>
    internal IReadOnlyList<PropertyChange> ApplyTo(JObject input)
    {
        var changes = new List<PropertyChange>();
        foreach (Field field in Fields(input))
        {
            JObject target = input;
            if (field.IsOption)
            {
                if (input[Options] is not JObject options)
                {
                    input[Options] = options = [];
                }

                target = options;
            }

            string before = AsText(target[field.Name]);
            JToken value = field.Value switch
            {
                PrefixLogTypesList mappings => mappings.ToInput(target[field.Name] as JArray),
                IEnumerable<string> texts => new JArray(texts),
                _ => new JValue((string)field.Value),
            };
            target[field.Name] = value;
            string after = AsText(value);
            if (field.IsSecret)
            {
                changes.Add(new PropertyChange(field.Property, "", "(a secret)"));
            }
            else if (before != after)
            {
                changes.Add(new PropertyChange(field.Property, before, after));
            }
        }

        return changes;
    }

    private protected static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);

    private protected static bool Has(JObject input, string field) =>
        input[field].AsText() is { Length: > 0 };

    /// <summary>The settings that are named.</summary>
    private protected IEnumerable<Field> Fields(JObject input) => SettingAttribute.Of(GetType())
        .Select(s => new Field(s.Property.Name, s.Setting, ValueOf(s.Property.Name, s.Property.GetValue(this), input)!))
        .Where(f => f.Value is not null);

    private static string AsText(JToken? value) => value switch
    {
        JArray { Count: > 0 } items when items[0] is not JObject => string.Join(";", items.Select(i => i.ToString())),
        JArray { Count: 0 } => "",
        JArray items => items.ToString(Newtonsoft.Json.Formatting.None),
        _ => value?.ToString() ?? "",
    };

    /// <summary>A named setting: its property here, its field in the API, its value.</summary>
    private protected sealed record Field(string Property, SettingAttribute Setting, object Value)
    {
        public string Name => Setting.Name;

        public bool IsSecret => Setting.IsSecret;

        public bool IsOption => Setting.IsOption;
    }
}
