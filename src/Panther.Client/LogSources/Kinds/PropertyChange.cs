namespace Panther.Client.LogSources;

/// <summary>One property that an update changes, with its values as text.</summary>
public sealed class PropertyChange(string property, string oldValue, string newValue)
{
    /// <summary>The property's name, as the source's object has it.</summary>
    public string Property { get; } = property;

    /// <summary>The value that it has; empty for none.</summary>
    public string OldValue { get; } = oldValue;

    /// <summary>The value that it gets; empty for none.</summary>
    public string NewValue { get; } = newValue;

    /// <summary>
    /// For lists and mappings: what is added (+) and taken away (-). For a secret: that it changes. Null where the two values say it.
    /// </summary>
    public string? Difference { get; init; }

    /// <summary>Whether the values stand in quotation marks in a sentence.</summary>
    internal bool IsQuoted { get; init; } = true;

    /// <summary>The property and its new value, for something that is new.</summary>
    public string Describe() => $"{Property}: {Quote(NewValue)}";

    /// <summary>The property, and what changes at it.</summary>
    public override string ToString() => $"{Property}: {Difference ?? $"{Quote(OldValue)} -> {Quote(NewValue)}"}";

    private string Quote(string value) => IsQuoted || value.Length == 0 ? $"'{value}'" : value;
}
