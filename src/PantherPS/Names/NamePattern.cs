using System.Management.Automation;

namespace PantherPS.Names;

/// <summary>Names that may be patterns. A text that is no valid pattern, such as <c>a[</c>, means itself.</summary>
internal static class NamePattern
{
    /// <summary>The pattern of a name.</summary>
    public static WildcardPattern Parse(string text) => TryParse(text) ?? Create(WildcardPattern.Escape(text));

    /// <summary>Whether a name is a pattern, which may match nothing; a mere name that matches nothing is an error.</summary>
    public static bool IsPattern(string text) => WildcardPattern.ContainsWildcardCharacters(text) && TryParse(text) is not null;

    private static WildcardPattern? TryParse(string text)
    {
        try
        {
            // PowerShell tells of an opening bracket that nothing closes only when the pattern is used.
            var pattern = Create(text);
            pattern.IsMatch("");
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }

#pragma warning disable RS0030 // The one place that makes patterns; without CultureInvariant "I" would not be "i" in Turkish.
    private static WildcardPattern Create(string text) =>
        WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
#pragma warning restore RS0030
}
