using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;

namespace PantherPS.LogSources;

/// <summary>
/// Mappings of prefixes to log types, which a cmdlet takes in two ways: whole, by a parameter of its own (-S3PrefixLogTypes,
/// -PrefixLogTypes), or flat, by -Prefix, -LogType and -ExcludedPrefix; a Set- cmdlet also takes changes of those that there are.
/// </summary>
internal static class MappingParameters
{
    /// <summary>The parameter that only says which mapping is meant.</summary>
    public const string Selector = "Prefix";

    private static readonly string[] s_flat = [Selector, "LogType", "ExcludedPrefix"];
    private static readonly string[] s_changes = [.. s_flat, "NewPrefix", "AddLogType", "RemoveLogType", "RemovePrefix"];

    /// <summary>The mappings of a new source; whole ones win over the flat log types that a piped source has as well.</summary>
    /// <param name="name">The parameter that takes whole mappings.</param>
    /// <param name="whole">Its value.</param>
    /// <param name="flat">The one mapping that the flat parameters give.</param>
    /// <param name="isNamed">Whether a parameter was named on the command line.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public static IReadOnlyList<PrefixLogTypes> Define(string name, object[]? whole, PrefixLogTypes flat, Func<string, bool> isNamed)
    {
        // An empty cell of a CSV file names no mapping.
        bool hasMappings = whole?.Any(IsGiven) == true;
        if (hasMappings && s_flat.Any(isNamed))
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"The piped object has its own mappings ({name}). Replace all of them with -{name}, or leave out -Prefix, -LogType and "
                + "-ExcludedPrefix.");
        }

        return hasMappings ? SourceParameters.ToMappings(whole!) : [flat];
    }

    /// <summary>Whether a value that may be the cell of a row holds mappings.</summary>
    public static bool IsGiven(object? cell) => (cell is PSObject { BaseObject: string text } ? text : cell) switch
    {
        null => false,
        string mappings => mappings.Trim().Length > 0,
        _ => true,
    };

    /// <summary>Refuses whole mappings and flat ones, or changes of those that there are, at once.</summary>
    /// <param name="name">The parameter that takes whole mappings.</param>
    /// <param name="isNamed">Whether a parameter was named on the command line.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public static void RequireOneWay(string name, Func<string, bool> isNamed)
    {
        string[] others = [.. s_changes.Append("Add" + name).Where(isNamed).Select(n => "-" + n)];
        if (isNamed(name) && others.Length > 0)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"-{name} replaces all mappings. It cannot be used with {string.Join(" or ", others)}, or with -Prefix, which selects "
                + "one.");
        }
    }

    /// <summary>The mappings that a change gives whole; null where it does not.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: something is no mapping.</exception>
    public static IReadOnlyList<PrefixLogTypes>? Whole(object[]? whole) => whole is null ? null : SourceParameters.ToMappings(whole);
}
