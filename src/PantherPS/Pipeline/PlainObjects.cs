using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.Json;

namespace PantherPS.Pipeline;

/// <summary>Between PowerShell's wrapped objects and the plain dictionaries and lists that the client takes and gives.</summary>
internal static class PlainObjects
{
    /// <summary>What a request sends: an object as plain objects; JSON as its text, also where it is given line by line.</summary>
    public static object? ToInput(object? value) => From(value) switch
    {
        // Get-Content without -Raw gives the lines of a file.
        object?[] { Length: > 1 } items when items.All(i => i is string)
            && ((string)items[0]!).TrimStart() is ['{' or '[', ..] => string.Join("\n", items),
        object plain => plain,
        null => null,
    };

    /// <summary>What a request sends by names: the members of a hashtable, of an object, or of a JSON object.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: it has no members.</exception>
    public static IDictionary? ToMembers(object? value, string parameter)
    {
        object? plain = ToInput(value);
        if (plain is string text)
        {
            plain = PantherJson.ToPlain(PantherJson.ParseInput(text, parameter));
        }

        return plain is null or IDictionary ? (IDictionary?)plain : throw Refuse(parameter, $"The value is {Describe(plain)}.");
    }

    /// <summary>What a person at the prompt writes as a hashtable, an array or an object, as plain objects.</summary>
    public static object? From(object? value, int depth = 0)
    {
        object? unwrapped = Unwrap(value);
        if (depth > PantherJson.MaximumDepth + 1)
        {
            // The client refuses such depth; this only keeps a circle from going on for ever.
            return unwrapped?.ToString();
        }

        switch (unwrapped)
        {
            case null or string:
                return unwrapped;
            case IDictionary members:
                var plain = new OrderedDictionary(StringComparer.Ordinal);
                foreach (DictionaryEntry member in members)
                {
                    plain[member.Key.ToString()!] = From(member.Value, depth + 1);
                }

                return plain;
            case IEnumerable items:
                return items.Cast<object?>().Select(item => From(item, depth + 1)).ToArray();
            default:
                return unwrapped;
        }
    }

    /// <summary>One value without its wrapper, and an object as a dictionary of its properties; what is within stays as it is.</summary>
    public static object? Unwrap(object? value)
    {
        object? unwrapped = value is PSObject wrapper ? wrapper.BaseObject : value;
        switch (unwrapped)
        {
            case null or string or IDictionary or IEnumerable:
                return unwrapped;
            case SwitchParameter flag:
                return flag.IsPresent;
            case PSCustomObject:
            case object when unwrapped.GetType().Assembly.IsDynamic:
                // An object of PowerShell's own, or of a class that a script defines.
                var properties = new OrderedDictionary(StringComparer.Ordinal);
                foreach (PSPropertyInfo property in PSObject.AsPSObject(value).Properties)
                {
                    properties[property.Name] = property.Value;
                }

                return properties;
            default:
                return unwrapped;
        }
    }

    private static string Describe(object plain) => plain is object?[] ? "a list" : $"a value of the type {plain.GetType()}";

    private static PantherException Refuse(string parameter, string why) => new(
        PantherErrorKind.InvalidInput,
        $"{parameter} takes values by their names: a hashtable such as @{{ id = '...' }}, an object, or a JSON object such as '{{ \"id\": "
        + $"\"...\" }}'. {why}");

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
