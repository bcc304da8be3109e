using Panther.Client.Alarms;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>One property in which a source is other than its definition demands.</summary>
public sealed class LogSourcePropertyDifference
{
    internal LogSourcePropertyDifference(string property, string current, string desired)
    {
        Property = property;
        Current = current;
        Desired = desired;
    }

    /// <summary>The key of the definition, such as <c>LogStreamType</c>.</summary>
    public string Property { get; }

    /// <summary>What the source has; empty for nothing.</summary>
    public string Current { get; }

    /// <summary>What the definition demands; empty for nothing.</summary>
    public string Desired { get; }

    /// <summary>For lists and mappings: what is added (+) and taken away (-). Null where the two values say it.</summary>
    public string? Difference { get; internal set; }

    /// <summary>Whether the values stand in quotation marks in a sentence; mappings have their own.</summary>
    internal bool IsQuoted { get; set; } = true;

    /// <summary>Whether it is a property of a source that does not exist yet, and so has no old value.</summary>
    internal bool IsOfNew { get; init; }

    /// <summary>The property, and what changes at it; of a source that does not exist yet, its value.</summary>
    public override string ToString()
    {
        string change = IsOfNew ? Quote(Desired) : Difference ?? $"{Quote(Current)} -> {Quote(Desired)}";
        return $"{Property}: {change}";
    }

    private string Quote(string value) => IsQuoted || value.Length == 0 ? $"'{value}'" : value;
}

/// <summary>How a tenant differs from the definitions in one source.</summary>
public sealed class LogSourceDifference : IOfLogSource
{
    internal LogSourceDifference(string action, string kind, string? label, string? id, IReadOnlyList<LogSourcePropertyDifference> changes)
    {
        Action = action;
        Kind = kind;
        Label = label;
        Id = id;
        Changes = changes;
    }

    /// <summary>
    /// What would bring the tenant to the definitions: <c>Create</c>, <c>Update</c>, <c>Replace</c> (the
    /// source has for good what is to change),
    /// <c>Unmanaged</c> (no definition names the source), or <c>Equal</c>.
    /// </summary>
    public string Action { get; }

    /// <summary>The kind, such as <c>s3</c>.</summary>
    public string Kind { get; }

    /// <summary>The label; that of the definition where there is one.</summary>
    public string? Label { get; }

    /// <summary>The id of the source; null where there is none yet.</summary>
    public string? Id { get; }

    /// <summary>What differs; for a source that is to be created, everything that the definition says.</summary>
    public IReadOnlyList<LogSourcePropertyDifference> Changes { get; }

    /// <summary>The secrets of the definition, which Panther never gives back, so that they cannot be compared.</summary>
    public TextList NotCompared { get; internal set; } = TextList.Empty;

    /// <summary>The file of the definition; null where there is none.</summary>
    public string? Path => Definition?.Path;

    /// <summary>The client of the tenant that was compared.</summary>
    internal PantherClient? Origin { get; init; }

    internal LogSourceDefinition? Definition { get; set; }

    /// <summary>The source as it was compared; null where there is none.</summary>
    internal LogSource? Source { get; set; }

    /// <summary>The alarm as it was compared; null where there is none, or where the definition says nothing of it.</summary>
    internal LogSourceAlarm? Alarm { get; set; }

    /// <summary>The log types that the source would get and does not have.</summary>
    internal IEnumerable<string> NewLogTypes => Definition is null || Action == DifferenceAction.Equal ? []
        : Source is ConfiguredLogSource current
            ? Definition.LogTypes.Except(
                Definition.Values.SelectMany(v => v.Key.LogTypesOf(v.Key.ValueOf(current))), StringComparer.Ordinal)
            : Definition.LogTypes;

    string? IOfLogSource.SourceId => Id;

    PantherClient? ITenantObject.Origin => Origin;

    string? IOfLogSource.SourceLabel => Label;

    LogSource? IOfLogSource.Source => Source;

    /// <summary>The action and the source.</summary>
    public override string ToString() => $"{Action} {Kind} '{Label}'";
}

/// <summary>The actions of a <see cref="LogSourceDifference"/>.</summary>
internal static class DifferenceAction
{
    public const string Create = "Create";
    public const string Update = "Update";
    public const string Replace = "Replace";
    public const string Unmanaged = "Unmanaged";
    public const string Equal = "Equal";
}
