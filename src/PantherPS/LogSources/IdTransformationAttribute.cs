using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using Panther.Client;
using Panther.Client.LogSources;

namespace PantherPS.LogSources;

/// <summary>
/// Takes for an id the Id of an object, a row or a hashtable, and the text of a Guid; anything else that is no text is refused. A source
/// keeps the tenant that it came from.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal class IdTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly ConditionalWeakTable<string, PantherClient> s_origins = new();
    private static readonly ConditionalWeakTable<string, object> s_rows = new();

    /// <summary>The names under which objects and rows hold the id.</summary>
    private protected virtual IReadOnlyList<string> Names => ["Id", "IntegrationId", "SourceId"];

    /// <summary>What the id is of, and how it is given otherwise, for a message.</summary>
    private protected virtual string Hint =>
        "stands for no log source. Pipe sources or objects with an Id, or give ids: -Id $source.Id. By label: Get-PantherLogSource -Label ... | ...";

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
            ScriptBlock => throw Refuse("A script block that has no input to be evaluated for"),
            _ => Known(value) is { } known ? new IdOf(known.Id, known.Origin, value) : IdIn(item!, value),
        };
    }

    /// <summary>The id that an object of ours stands for, and the client that has read it; null for another object.</summary>
    private protected virtual (string Id, PantherClient? Origin)? Known(object value) => value switch
    {
        LogSource source => (source.Id, source.Origin),
        IOfLogSource part => (part.SourceId ?? throw Refuse("An alert that is about no source"), part.Origin),
        _ => null,
    };

    /// <summary>The client that has read an object that holds an id; null where none is known.</summary>
    private protected virtual PantherClient? OriginIn(object value) => null;

    private IdOf IdIn(object item, object value)
    {
        PSObject wrapped = PSObject.AsPSObject(item);
        foreach (string name in Names)
        {
            object? id = value is IDictionary members ? Member(members, name) : wrapped.Properties[name]?.Value;
            object? plain = id is PSObject inner ? inner.BaseObject : id;
            if (plain is Guid or int or long || plain is string { Length: > 0 })
            {
                if (plain is string text)
                {
                    // A piped row is looked at before PowerShell binds its property: this very string.
                    Remember(s_rows, text, item);
                    if (OriginIn(value) is { } origin)
                    {
                        Remember(s_origins, text, origin);
                    }
                }

                return new IdOf(plain.ToString()!, OriginIn(value), item);
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

    private protected ArgumentTransformationMetadataException Refuse(string what) => new($"{what} {Hint}");

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
