using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace PantherPS.Pipeline;

/// <summary>Between PowerShell's wrapped objects and the plain dictionaries and lists that the client takes and gives.</summary>
internal static class PlainObjects
{
    private const int DeepestNesting = 64;

    /// <summary>What a person at the prompt writes as a hashtable, an array or an object, as plain objects.</summary>
    public static object? From(object? value, int depth = 0)
    {
        object? unwrapped = value is PSObject wrapper ? wrapper.BaseObject : value;
        if (depth > DeepestNesting)
        {
            // The client refuses such depth; this only keeps a circle from going on for ever.
            return unwrapped?.ToString();
        }

        switch (unwrapped)
        {
            case null or string:
                return unwrapped;
            case SwitchParameter flag:
                return flag.IsPresent;
            case IDictionary members:
                var plain = new OrderedDictionary(StringComparer.Ordinal);
                foreach (DictionaryEntry member in members)
                {
                    plain[member.Key.ToString()!] = From(member.Value, depth + 1);
                }

                return plain;
            case IEnumerable items:
                return items.Cast<object?>().Select(item => From(item, depth + 1)).ToArray();
            case PSCustomObject:
                var properties = new OrderedDictionary(StringComparer.Ordinal);
                foreach (PSPropertyInfo property in ((PSObject)value!).Properties)
                {
                    properties[property.Name] = From(property.Value, depth + 1);
                }

                return properties;
            default:
                return unwrapped;
        }
    }

    /// <summary>Plain objects as objects with properties.</summary>
    public static object? ToPSObject(object? value)
    {
        switch (value)
        {
            case IDictionary members:
                // An object's names are not empty and differ by more than case; where they do not, the dictionary stays.
                var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                if (members.Keys.Cast<string>().Any(name => name.Length == 0 || !names.Add(name)))
                {
                    foreach (string name in members.Keys.Cast<string>().ToArray())
                    {
                        members[name] = ToPSObject(members[name]);
                    }

                    return members;
                }

                var result = new PSObject();
                foreach (DictionaryEntry member in members)
                {
                    result.Properties.Add(new PSNoteProperty((string)member.Key, ToPSObject(member.Value)));
                }

                return result;
            case object?[] items:
                return items.Select(ToPSObject).ToArray();
            default:
                return value;
        }
    }
}
