using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>What a new source shall be, or what shall be other than it is at an existing one; what is null is not named.</summary>
public abstract class LogSourceSettings
{
    /// <summary>The field of a configuration that holds the options of the stream type.</summary>
    internal const string Options = "logStreamTypeOptions";

    /// <summary>The property of the kinds whose log types stand under no prefix.</summary>
    private const string LogTypes = "LogTypes";

    private protected LogSourceSettings()
    {
    }

    /// <summary>The stream types that this module knows.</summary>
    public static IReadOnlyList<string> LogStreamTypes { get; } = ["Auto", "CloudWatchLogs", "JSON", "JsonArray", "Lines", "XML"];

    /// <summary>The name.</summary>
    [Setting("integrationLabel", IsRequired = true)]
    public string? Label { get; set; }

    /// <summary>See <see cref="ConfiguredLogSource.LogStreamType"/>.</summary>
    [Setting("logStreamType", IsRequired = true, Known = nameof(LogStreamTypes))]
    public string? LogStreamType { get; set; }

    /// <summary>See <see cref="LogStreamTypeOptions.JsonArrayEnvelopeField"/>; empty for none.</summary>
    [Setting("jsonArrayEnvelopeField", IsOption = true)]
    public string? JsonArrayEnvelopeField { get; set; }

    /// <summary>See <see cref="LogStreamTypeOptions.XmlRootElement"/>; empty for none.</summary>
    [Setting("xmlRootElement", IsOption = true)]
    public string? XmlRootElement { get; set; }

    /// <summary>Log types to add to those that a source has; of several mappings, to those of the one that is meant.</summary>
    public IReadOnlyList<string>? AddLogTypes { get; set; }

    /// <summary>Log types to take away from those that a source has; where no one mapping is meant, from those of each.</summary>
    public IReadOnlyList<string>? RemoveLogTypes { get; set; }

    /// <summary>The log types that a source is given.</summary>
    public IEnumerable<string> NamedLogTypes => DefinedLogTypes.Concat(AddLogTypes ?? []);

    /// <summary>The log types that the settings of the kind give anew.</summary>
    private protected abstract IEnumerable<string> DefinedLogTypes { get; }

    /// <summary>The prefixes that the settings of the kind give anew.</summary>
    private protected virtual IEnumerable<string> DefinedPrefixes => [];

    /// <summary>The secrets that are named.</summary>
    internal IReadOnlyList<string> Secrets => [.. SecretFields.Select(f => (string)f.Value)];

    private IEnumerable<Field> SecretFields => Fields([], s => s.IsSecret);

    /// <summary>Checks what can be checked of the settings alone.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public virtual void Check()
    {
        SourceRules.CheckLogTypes(NamedLogTypes);
        SourceRules.CheckLogTypes(RemoveLogTypes ?? []);
    }

    /// <summary>Checks what can be checked of a new source before anything is sent.</summary>
    /// <returns>What the source gets; secrets are not shown.</returns>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public IReadOnlyList<PropertyChange> CheckForCreation()
    {
        ToNewInput(out IReadOnlyList<PropertyChange> changes);
        return changes;
    }

    /// <summary>Warns, of each once a context, of what is odd about a new source, though Panther may take it.</summary>
    /// <param name="context">The caller's.</param>
    /// <param name="others">The tenant's sources, where they are known.</param>
    public void WarnOfDoubts(CallContext context, IEnumerable<LogSource>? others = null) => Warn(context, DoubtsOfNew(others ?? []));

    /// <summary>Warns, of each once a context, of what is odd about a change of a source, though Panther may take it.</summary>
    /// <param name="context">The caller's.</param>
    /// <param name="current">The source.</param>
    public void WarnOfDoubts(CallContext context, ConfiguredLogSource current) => Warn(context, DoubtsOfChange(current));

    private void Warn(CallContext context, IEnumerable<string> doubts)
    {
        foreach (string doubt in doubts.Concat(SourceRules.DoubtsOfPrefixes(DefinedPrefixes)))
        {
            context.WarnOnce(doubt, doubt);
        }
    }

    /// <summary>What is odd about a change of a source.</summary>
    private protected virtual IEnumerable<string> DoubtsOfChange(ConfiguredLogSource current) => [];

    /// <summary>What is odd about a new source.</summary>
    private protected virtual IEnumerable<string> DoubtsOfNew(IEnumerable<LogSource> others) => [];

    /// <summary>The configuration of a new source.</summary>
    internal JObject ToNewInput() => ToNewInput(out _);

    /// <summary>A configuration without what the API never shows.</summary>
    internal JObject WithoutSecrets(JObject input)
    {
        var shown = (JObject)input.DeepClone();
        foreach (Field secret in SecretFields)
        {
            shown.Remove(secret.Name);
        }

        return shown;
    }

    /// <summary>Checks a whole configuration before it is sent, and takes out of it what has become void.</summary>
    /// <param name="input">The configuration, with these settings in it.</param>
    /// <param name="before">
    /// The configuration that it replaces, without the secrets, which the API never gives; null for a new source.
    /// </param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    internal virtual void CheckWhole(JObject input, JObject? before)
    {
    }

    /// <summary>The properties of the secrets that a source of a configuration has.</summary>
    /// <param name="input">The configuration, without the secrets.</param>
    internal virtual IEnumerable<string> SecretsOf(JObject input) => [];

    /// <summary>
    /// Whether an update that changes properties demands a secret anew, since Panther does not keep or does not give back the one that it
    /// has.
    /// </summary>
    /// <param name="changed">The properties that change.</param>
    internal virtual bool DemandsSecrets(IReadOnlyCollection<string> changed) => true;

    /// <summary>Puts the settings into a configuration.</summary>
    /// <returns>What that changes.</returns>
    /// <exception cref="PantherException">
    /// <see cref="PantherErrorKind.InvalidInput"/>: a setting that a source has for good is another there.
    /// </exception>
    internal IReadOnlyList<PropertyChange> ApplyTo(JObject input, bool isNew)
    {
        var changes = new List<PropertyChange>();
        foreach (Field field in Fields(input))
        {
            JToken? current = (field.IsOption ? input[Options] as JObject : input)?[field.Name];
            JToken next = ToToken(field, current);
            if (field.IsSecret)
            {
                changes.Add(new PropertyChange(field.Property, "", "(a secret)") { Difference = isNew ? null : "new (a secret)" });
            }
            else if (ChangeOf(field, current, next, isNew) is { } change)
            {
                changes.Add(change);
            }
            else if (field.Value is "" || (!isNew && !field.IsList))
            {
                // What is as it shall be stays as the server has it, and what is not set is not sent as empty. A list in another order
                // is no change by itself; with another change it is sent in the order that is given.
                continue;
            }

            if (field.IsFixed && !isNew)
            {
                throw Refuse($"{field.Property} cannot be changed after the source is created. Create another source, and remove this "
                    + "one.");
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

            target[field.Name] = next;
        }

        return changes;
    }

    /// <summary>Works out the change of a source; what is refused names the source.</summary>
    internal static T For<T>(LogSource source, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (PantherException e) when (e.Kind is PantherErrorKind.InvalidInput or PantherErrorKind.Unsupported)
        {
            throw new PantherException(e.Kind, $"The log source '{source.Label}' was not changed. {e.Message}", e);
        }
    }

    private protected static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);

    private protected static bool Has(JObject input, string field) =>
        input[field].AsString() is { Length: > 0 };

    /// <summary>The name of a setting's field, where this kind's API has another one.</summary>
    private protected virtual string NameOf(SettingAttribute setting) => setting.Name;

    /// <summary>The value that a setting gets, where it is not simply that of its property.</summary>
    /// <param name="property">The property's name.</param>
    /// <param name="named">The property's value; null where it is not named.</param>
    /// <param name="input">The configuration as it is.</param>
    private protected virtual object? ValueOf(string property, object? named, JObject input) =>
        property == LogTypes && (AddLogTypes ?? RemoveLogTypes) is not null
            ? LogTypeLists.Change(named as IReadOnlyList<string> ?? TextsOf(input["logTypes"]), AddLogTypes, RemoveLogTypes, "it")
            : named;

    /// <summary>The settings that are named.</summary>
    /// <param name="input">The configuration as it is.</param>
    /// <param name="isWanted">Which settings are looked at; null for all.</param>
    private protected IEnumerable<Field> Fields(JObject input, Func<SettingAttribute, bool>? isWanted = null) =>
        SettingAttribute.Of(GetType())
        .Where(s => isWanted?.Invoke(s.Setting) != false)
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
        if (input["logTypes"] is JArray { Count: 0 })
        {
            throw Refuse("A source needs a log type.");
        }

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

    /// <summary>What a setting changes; null where it is so already.</summary>
    private static PropertyChange? ChangeOf(Field field, JToken? current, JToken next, bool isNew)
    {
        string before = AsString(field, current);
        string after = AsString(field, next);
        if (before == after)
        {
            return null;
        }

        bool areMappings = field.Value is IEnumerable<PrefixLogTypes>;
        string? difference = isNew || !field.IsList
            ? null
            : areMappings
                ? ListDifference.Of(PrefixLogTypesList.From(current as JArray), [.. (IEnumerable<PrefixLogTypes>)field.Value])
                : ListDifference.Of(TextsOf(current), TextsOf(next));
        return difference is ""
            ? null
            : new PropertyChange(field.Property, before, after) { Difference = difference, IsQuoted = !areMappings };
    }

    private static IReadOnlyList<string> TextsOf(JToken? list) => [.. (list as JArray ?? []).Select(i => i.ToString())];

    private static string AsString(Field field, JToken? value) => value switch
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

        public bool IsList => Value is not string && Value is IEnumerable<object>;
    }
}
