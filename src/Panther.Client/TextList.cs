using System.Collections.ObjectModel;

namespace Panther.Client;

/// <summary>A read-only list of texts that is, as one text, its items apart by <c>;</c>, so that it survives a CSV file.</summary>
public sealed class TextList(IEnumerable<string> items) : ReadOnlyCollection<string>(items.ToArray())
{
    /// <summary>What stands between the items in the list's text.</summary>
    public const char Separator = ';';

    /// <summary>No items.</summary>
    public static TextList Empty { get; } = new([]);

    /// <summary>The items as a list, which is not made anew where they are one.</summary>
    internal static TextList Of(IEnumerable<string>? items) => items as TextList ?? (items is null ? Empty : new TextList(items));

    /// <summary>The items apart by <c>;</c>.</summary>
    public override string ToString() => string.Join(";", this);
}
