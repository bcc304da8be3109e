using System.Collections.Concurrent;
using System.Reflection;

namespace Panther.Client.LogSources;

/// <summary>Names the field of a source's configuration that a property sets.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string name) : Attribute
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<(PropertyInfo Property, SettingAttribute Setting)>> s_settings = new();

    /// <summary>The field's name in the API.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it is a secret, which no plan and no message shows.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether it lies within <c>logStreamTypeOptions</c>.</summary>
    public bool IsOption { get; init; }

    /// <summary>Whether it is given at the creation, once and for all.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Whether no source can be made without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether Panther finds a value where none is given, so that one that is left out means no certain value.</summary>
    public bool IsDerived { get; init; }

    /// <summary>Whether a definition names it even where it has its default, since people expect another one.</summary>
    public bool IsAlwaysWritten { get; init; }

    /// <summary>What the parameter of the cmdlets and the key of a definition are called, where it is not the property's name.</summary>
    public string? Key { get; init; }

    /// <summary>Further names of that parameter and key, beside the API's own.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>The static property that lists the values which are known; Panther may add some.</summary>
    public string? Known { get; init; }

    /// <summary>
    /// The settings of a type: those of its base first, each type's in their order, and the options of the stream type last.
    /// </summary>
    public static IReadOnlyList<(PropertyInfo Property, SettingAttribute Setting)> Of(Type type) => s_settings.GetOrAdd(type, Find);

    private static IReadOnlyList<(PropertyInfo Property, SettingAttribute Setting)> Find(Type type)
    {
        var found = new List<(PropertyInfo Property, SettingAttribute Setting)>();
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            found.InsertRange(0, t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .OrderBy(p => p.MetadataToken)
                .Select(p => (p, p.GetCustomAttribute<SettingAttribute>()))
                .Where(p => p.Item2 is not null)!);
        }

        return [.. found.OrderBy(s => s.Setting.IsOption)];
    }
}
