using System.Collections;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>How values of parameters are read, the same for New- and Set-.</summary>
internal static class SourceParameters
{
    /// <summary>A stream type in the API's spelling; one that is not known stays as it is, since Panther may add some.</summary>
    public static string? CanonicalLogStreamType(string? text) =>
        Canonical(LogSourceSettings.LogStreamTypes, text);

    /// <summary>Mappings, each given as an object of ours, a hashtable, another object, or JSON text.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: something is no mapping.</exception>
    public static IReadOnlyList<PrefixLogTypes> ToMappings(IEnumerable values) =>
        [.. values.Cast<object?>().SelectMany(ToMappings)];

    private static IEnumerable<PrefixLogTypes> ToMappings(object? value)
    {
        object? unwrapped = value is PSObject wrapper ? wrapper.BaseObject : value;
        return unwrapped switch
        {
            PrefixLogTypes mapping => [mapping],
            string text => ToMappings(PrefixLogTypesList.ParseJson(text)),
            IDictionary members => [ToMapping((IDictionary)PlainObjects.From(members)!)],
            IEnumerable items => ToMappings(items),
            null => throw Refuse("A mapping is null."),

            // An object of PowerShell's, as ConvertFrom-Json and Import-Clixml make it.
            _ when value is PSObject other => [ToMapping(other.Properties.ToDictionary(p => p.Name, p => PlainObjects.From(p.Value)))],
            _ => throw Refuse($"A value of the type {unwrapped.GetType()} is not a mapping."),
        };
    }

    private static PrefixLogTypes ToMapping(IDictionary members)
    {
        string? prefix = null;
        IEnumerable<string>? logTypes = null;
        IEnumerable<string>? excludedPrefixes = null;
        foreach (DictionaryEntry member in members)
        {
            string name = (string)member.Key;
            switch (name.ToUpperInvariant())
            {
                case "PREFIX": prefix = member.Value?.ToString(); break;
                case "LOGTYPES" or "LOGTYPE": logTypes = ToTexts(member.Value); break;
                case "EXCLUDEDPREFIXES" or "EXCLUDEDPREFIX": excludedPrefixes = ToTexts(member.Value); break;
                case "__TYPENAME": break;
                default: throw Refuse($"A mapping has prefix, logTypes and excludedPrefixes; '{name}' is none of them.");
            }
        }

        return new PrefixLogTypes(prefix, logTypes, excludedPrefixes);
    }

    private static string[] ToTexts(object? value) => value switch
    {
        null => [],
        string text => [text],
        IEnumerable items => [.. items.Cast<object?>().Select(i => i?.ToString() ?? "")],
        _ => [value.ToString()!],
    };

    /// <summary>A credentials type in the API's spelling.</summary>
    public static string? CanonicalCredentialsType(string? text) => Canonical(GcpSourceSettings.CredentialsTypes, text);

    /// <summary>A value in the API's spelling; one that is not known stays as it is, since Panther may add some.</summary>
    public static string? Canonical(IEnumerable<string> known, string? text) =>
        known.FirstOrDefault(k => string.Equals(k, text, StringComparison.OrdinalIgnoreCase)) ?? text;

    private static PantherException Refuse(string why) => new(
        PantherErrorKind.InvalidInput,
        why + " Pass mappings as @{ Prefix = 'logs/'; LogTypes = 'AWS.ALB'; ExcludedPrefixes = @() }, as such objects, or as their JSON.");
}
