namespace Panther.Client.LogSources;

/// <summary>Adds log types to those that there are, and takes some away. Names are the same where they differ by case alone.</summary>
internal static class LogTypeLists
{
    /// <param name="current">The log types that there are.</param>
    /// <param name="add">Those to add; null for none.</param>
    /// <param name="remove">Those to take away; null for none.</param>
    /// <param name="what">What has the log types, for a message.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: none would be left.</exception>
    public static IReadOnlyList<string> Change(
        IReadOnlyList<string> current, IReadOnlyList<string>? add, IReadOnlyList<string>? remove, string what)
    {
        StringComparer names = StringComparer.OrdinalIgnoreCase;
        string[] added = [.. current, .. (add ?? []).Except(current, names)];
        string[] left = [.. added.Where(t => remove?.Contains(t, names) != true)];
        return left.Length > 0 || added.Length == 0
            ? left
            : throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"Without {string.Join(", ", added)}, {what} would have no log type left. Add another, or remove it.");
    }
}
