using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Newtonsoft.Json.Linq;
using Panther.Client.Aws;

namespace PantherPS.Aws;

/// <summary>Reads what people hand over as policies as JSON: text, hashtables, and objects of any type by their properties.</summary>
internal static class GivenPolicies
{
    private const int DeepestNesting = 24;

    /// <summary>The JSON of what was given. Lines that follow each other are one text, as a command prints it.</summary>
    public static IEnumerable<JToken> Read(IEnumerable values)
    {
        var lines = new List<string>();
        foreach (object? value in values)
        {
            object? unwrapped = value is PSObject wrapper ? wrapper.BaseObject : value;
            if (unwrapped is string line)
            {
                // Encoded text is one line, and is decoded by itself.
                lines.AddRange(GivenRoles.IsEncoded(line) ? GivenRoles.Parse(line).Select(t => t.ToString()) : [line]);
                continue;
            }

            foreach (JToken token in Flush(lines))
            {
                yield return token;
            }

            if (unwrapped is IEnumerable inner and not IDictionary)
            {
                foreach (JToken token in Read(inner))
                {
                    yield return token;
                }
            }
            else if (unwrapped is not null)
            {
                yield return ToJson(value, 0);
            }
        }

        foreach (JToken token in Flush(lines))
        {
            yield return token;
        }
    }

    private static JToken[] Flush(List<string> lines)
    {
        JToken[] tokens = lines.Count == 0 ? [] : [.. GivenRoles.Parse(string.Join("\n", lines))];
        lines.Clear();
        return tokens;
    }

    private static JToken ToJson(object? value, int depth)
    {
        object? unwrapped = value is PSObject wrapper ? wrapper.BaseObject : value;
        return unwrapped switch
        {
            null => JValue.CreateNull(),
            S3RolePolicy policy => policy.AsGiven(),
            string or bool or int or long => new JValue(unwrapped),
            IFormattable => new JValue(Convert.ToString(unwrapped, CultureInfo.InvariantCulture)),
            _ when depth > DeepestNesting => JValue.CreateNull(),
            IDictionary members =>
                new JObject(members.Cast<DictionaryEntry>().Select(m => new JProperty(m.Key.ToString()!, ToJson(m.Value, depth + 1)))),
            IEnumerable items => new JArray(items.Cast<object?>().Select(i => ToJson(i, depth + 1))),
            _ => FromProperties(PSObject.AsPSObject(value!), depth),
        };
    }

    private static JObject FromProperties(PSObject value, int depth)
    {
        var json = new JObject();
        foreach (PSPropertyInfo property in value.Properties.Where(p => p.IsGettable))
        {
            try
            {
                json[property.Name] = ToJson(property.Value, depth + 1);
            }
            catch (GetValueException)
            {
                // A property that cannot be read says nothing of policies.
            }
        }

        return json;
    }
}
