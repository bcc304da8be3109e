using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using Panther.Client;
using Panther.Client.LogSources;
using Panther.Client.Tokens;

namespace PantherPS.LogSources;

/// <summary>
/// Takes for an id the Id of an object, a row or a hashtable, and the text of a Guid; anything else that is no text is refused. A source
/// keeps the tenant that it came from.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] s_names = ["Id", "IntegrationId", "SourceId"];
    private static readonly ConditionalWeakTable<string, PantherClient> s_origins = new();
    private static readonly ConditionalWeakTable<string, object> s_rows = new();

    /// <summary>What the id is of.</summary>
    public string Of { get; set; } = "log source";

    /// <summary>How such a thing is found by its name: a cmdlet, with its parameter.</summary>
    public string FoundBy { get; set; } = "By label: Get-PantherLogSource -Label";

    /// <summary>The client of the tenant that an id's source came from; null where the id was given as text.</summary>
    public static PantherClient? OriginOf(string id) => s_origins.TryGetValue(id, out PantherClient? origin) ? origin : null;

    /// <summary>The object, row or hashtable that an id was taken from; null where it was given as itself.</summary>
    public static object? RowOf(string id) => s_rows.TryGetValue(id, out object? row) ? row : null;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        return value is null or string || value is not IEnumerable items || value is IDictionary
            ? Convert(inputData)
            : items.Cast<object?>().Select(Convert).ToArray();
    }

    private object? Convert(object? item)
    {
        object? value = item is PSObject wrapper ? wrapper.BaseObject : item;
        return value switch
        {
            null => null,
            string text => text.StartsWith("@{", StringComparison.Ordinal) ? throw Refuse("The text of an object") : item,
            Guid or int or long or uint or ulong => new IdOf(value.ToString()!, null, null),
            ApiToken token => new IdOf(token.Id, token.Origin, token),
            LogSource source => new IdOf(source.Id, source.Origin, source),
            IOfLogSource part => part.SourceId is { } id ? new IdOf(id, part.Origin, part) : throw Refuse("An alert that is about no source"),
            ScriptBlock => throw Refuse("A script block that has no input to be evaluated for"),
            _ => IdIn(item!, value),
        };
    }

    private IdOf IdIn(object item, object value)
    {
        PSObject wrapped = PSObject.AsPSObject(item);
        foreach (string name in s_names)
        {
            object? id = value is IDictionary members ? Member(members, name) : wrapped.Properties[name]?.Value;
            object? plain = id is PSObject inner ? inner.BaseObject : id;
            if (plain is Guid or int or long || plain is string { Length: > 0 })
            {
                if (plain is string text)
                {
                    // A piped row is looked at before PowerShell binds its property: this very string.
                    Remember(s_rows, text, item);
                }

                return new IdOf(plain.ToString()!, null, item);
            }
        }

        string kind = value is PSCustomObject ? "An object" : $"A {value.GetType().Name}";
        throw Refuse($"{kind} without an Id");
    }

    private static void Remember<T>(ConditionalWeakTable<string, T> table, string id, T what)
        where T : class
    {
        lock (table)
        {
            table.Remove(id);
            table.Add(id, what);
        }
    }

    private static object? Member(IDictionary members, string name) => members.Keys.Cast<object>()
        .Where(k => string.Equals(k as string, name, StringComparison.OrdinalIgnoreCase)).Select(k => members[k]).FirstOrDefault();

    private ArgumentTransformationMetadataException Refuse(string what)
    {
        string noun = Of.Substring(Of.LastIndexOf(' ') + 1);
        return new($"{what} stands for no {Of}. Pipe {noun}s or objects with an Id, or give ids: -Id ${noun}.Id. {FoundBy} ... | ...");
    }

    /// <summary>
    /// Becomes a text only where PowerShell converts arguments: a piped source is to bind to -InputObject, which needs no conversion.
    /// </summary>
    private sealed class IdOf(string id, PantherClient? origin, object? row)
    {
        public override string ToString()
        {
            // The origin belongs to this one string, and not to all of the same text.
            string text = new(id.ToCharArray());
            if (origin is not null)
            {
                Remember(s_origins, text, origin);
            }

            if (row is not null)
            {
                Remember(s_rows, text, row);
            }

            return text;
        }
    }
}
