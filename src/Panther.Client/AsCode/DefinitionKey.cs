using System.Reflection;
using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>What the value of a key is.</summary>
internal enum ValueShape
{
    Text,
    Flag,
    Texts,
    Mappings,
}

/// <summary>
/// One key of the definitions of a kind: a setting of its sources, by the name that the parameter of the cmdlets has. Values are text,
/// <see cref="bool"/>, lists of texts and lists of mappings; what is not set is the shape's default, never null.
/// </summary>
internal sealed class DefinitionKey
{
    private readonly PropertyInfo _property;
    private readonly SettingAttribute _setting;
    private readonly PropertyInfo? _ofSource;

    public DefinitionKey(int index, PropertyInfo property, SettingAttribute setting, Type sourceType)
    {
        Index = index;
        _property = property;
        _setting = setting;
        _ofSource = sourceType.GetProperty(property.Name);
        Name = setting.Key ?? property.Name;
        Shape = property.PropertyType switch
        {
            Type type when type == typeof(string) => ValueShape.Text,
            Type type when type == typeof(bool?) => ValueShape.Flag,
            Type type when type == typeof(IReadOnlyList<string>) => ValueShape.Texts,
            Type type when type == typeof(IReadOnlyList<PrefixLogTypes>) => ValueShape.Mappings,
            Type type => throw new NotSupportedException($"{property.Name} is a {type}, which no definition can hold."),
        };
        if (_ofSource is null && !setting.IsSecret)
        {
            throw new NotSupportedException($"{sourceType.Name} has no {property.Name}, so a definition could not be compared with it.");
        }

        Known = setting.Known is null
            ? []
            : (IReadOnlyCollection<string>)property.DeclaringType!.GetProperty(
                setting.Known, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
    }

    /// <summary>Which of the keys of its kind it is, from 0.</summary>
    public int Index { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The property of the settings.</summary>
    public string Property => _property.Name;

    /// <summary>Everything that is read as this key, without regard to case: its name, the cmdlets' aliases, and the API's name.</summary>
    public IEnumerable<string> Names => [Name, Property, .. _setting.Aliases, _setting.Name];

    /// <summary>The field's name in the API.</summary>
    public string Field => _setting.Name;

    /// <summary>Whether the field is one of the options of the stream type.</summary>
    public bool IsOption => _setting.IsOption;

    public ValueShape Shape { get; }

    public bool IsRequired => _setting.IsRequired;

    public bool IsSecret => _setting.IsSecret;

    /// <summary>Whether only another source can have another value.</summary>
    public bool IsFixed => _setting.IsFixed;

    /// <summary>Whether Panther finds a value where none is given.</summary>
    public bool IsDerived => _setting.IsDerived;

    /// <summary>The values that are known; Panther may add some.</summary>
    public IReadOnlyCollection<string> Known { get; }

    /// <summary>The value of what is not set.</summary>
    public object Default => Shape switch
    {
        ValueShape.Text => "",
        ValueShape.Flag => false,
        ValueShape.Texts => TextList.Empty,
        _ => PrefixLogTypesList.Empty,
    };

    /// <summary>The value that a source has.</summary>
    public object ValueOf(ConfiguredLogSource source) => _ofSource!.GetValue(source) ?? Default;

    /// <summary>Whether a definition that describes a source names this value.</summary>
    public bool IsWritten(object value) => IsRequired || _setting.IsAlwaysWritten || !AreEqual(value, Default);

    /// <summary>Sets the value in settings.</summary>
    public void Set(LogSourceSettings settings, object value) => _property.SetValue(settings, value);

    /// <summary>A text in the spelling of the API, where its value is known.</summary>
    public string Canonical(string text) =>
        Known.Count == 0 ? text : Known.FirstOrDefault(k => string.Equals(k, text, StringComparison.OrdinalIgnoreCase)) ?? text;

    /// <summary>Whether two values mean the same: lists of texts are sets, and mappings are told apart by their prefixes.</summary>
    public bool AreEqual(object a, object b) => Shape switch
    {
        ValueShape.Texts => IsSameSet((IReadOnlyList<string>)a, (IReadOnlyList<string>)b),
        ValueShape.Mappings => AreSameMappings((IReadOnlyCollection<PrefixLogTypes>)a, (IReadOnlyCollection<PrefixLogTypes>)b),
        _ => Equals(a, b),
    };

    /// <summary>What a list or mappings gain (+) and lose (-); null where the two values say it.</summary>
    public string? DifferenceOf(object before, object after)
    {
        string difference = Shape switch
        {
            ValueShape.Texts => ListDifference.Of([.. (IEnumerable<string>)before], [.. (IEnumerable<string>)after]),
            ValueShape.Mappings => ListDifference.Of([.. (IEnumerable<PrefixLogTypes>)before], [.. (IEnumerable<PrefixLogTypes>)after]),
            _ => "",
        };
        return difference.Length == 0 ? null : difference;
    }

    /// <summary>The texts of a list, or of the lists of mappings.</summary>
    public static IEnumerable<string> TextsOf(object value) => value switch
    {
        IEnumerable<PrefixLogTypes> mappings => mappings.SelectMany(m => m.LogTypes.Concat(m.ExcludedPrefixes)),
        IEnumerable<string> texts => texts,
        _ => [],
    };

    /// <summary>The log types that a value names.</summary>
    public IEnumerable<string> LogTypesOf(object value) => value switch
    {
        IEnumerable<PrefixLogTypes> mappings => mappings.SelectMany(m => m.LogTypes),
        IEnumerable<string> texts when Property == nameof(LogSource.LogTypes) => texts,
        _ => [],
    };

    /// <summary>A value as people read it.</summary>
    public static string Show(object value) => value switch
    {
        IEnumerable<PrefixLogTypes> mappings => string.Join("; ", mappings),
        IEnumerable<string> texts => string.Join(TextList.Separator.ToString(), texts),
        bool flag => flag ? "true" : "false",
        _ => (string)value,
    };

    /// <summary>A value as a definition writes it.</summary>
    public static JToken ToToken(object value) => value switch
    {
        IEnumerable<PrefixLogTypes> mappings => new JArray(mappings.Select(ToToken)),
        IEnumerable<string> texts => new JArray(texts),
        _ => new JValue(value),
    };

    private static JObject ToToken(PrefixLogTypes mapping)
    {
        var written = new JObject
        {
            [nameof(mapping.Prefix)] = mapping.Prefix,
            [nameof(mapping.LogTypes)] = new JArray(mapping.LogTypes),
        };
        if (mapping.ExcludedPrefixes.Count > 0)
        {
            written[nameof(mapping.ExcludedPrefixes)] = new JArray(mapping.ExcludedPrefixes);
        }

        return written;
    }

    /// <summary>Most are in the same order, which costs no set to see.</summary>
    private static bool IsSameSet(IReadOnlyList<string> a, IReadOnlyList<string> b) =>
        a.SequenceEqual(b) || new HashSet<string>(a, StringComparer.Ordinal).SetEquals(b);

    private static bool AreSameMappings(IReadOnlyCollection<PrefixLogTypes> a, IReadOnlyCollection<PrefixLogTypes> b) =>
        a.Count == b.Count && a.All(m => b.Any(other => m.Prefix == other.Prefix
            && IsSameSet(m.LogTypes, other.LogTypes) && IsSameSet(m.ExcludedPrefixes, other.ExcludedPrefixes)));
}
