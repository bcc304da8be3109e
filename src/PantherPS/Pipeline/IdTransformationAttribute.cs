using System.Collections;
using System.Management.Automation;
using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>
/// Takes for an id the Id of an object, a row or a hashtable, and the text of a Guid; anything else that is no text is refused. What came
/// from a tenant keeps it.
/// </summary>
internal abstract class IdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>The names under which objects and rows hold the id.</summary>
    private protected virtual IReadOnlyList<string> Names => ["Id"];

    /// <summary>What the id is of, and how it is given otherwise, for a message.</summary>
    private protected abstract string Hint { get; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = ArgumentOrigins.Unwrap(inputData);
        return value is null or string || value is not IEnumerable items || value is IDictionary
            ? Convert(inputData)
            : items.Cast<object?>().Select(Convert).ToArray();
    }

    /// <summary>The id that an object of a tenant stands for; null where it stands for nothing of the kind.</summary>
    private protected abstract string? IdOf(ITenantObject item);

    private object? Convert(object? item)
    {
        object? value = ArgumentOrigins.Unwrap(item);
        return value switch
        {
            null => null,
            string text => text.StartsWith("@{", StringComparison.Ordinal) ? throw Refuse("The text of an object") : Trimmed(text),
            Guid or int or long or uint or ulong => new TextWhereConverted(value.ToString()!, null),
            ScriptBlock => throw Refuse("A script block that has no input to be evaluated for"),
            ITenantObject known =>
                new TextWhereConverted(IdOf(known) ?? throw Refuse($"An object of the type {value.GetType().Name}"), value),
            _ => IdIn(item!, value),
        };
    }

    /// <summary>No id has blanks around it; the cell of a row may. The row that it comes from stays known.</summary>
    private static string Trimmed(string text)
    {
        string id = text.Trim();
        if (id.Length < text.Length && ArgumentOrigins.Take(text) is { } row)
        {
            ArgumentOrigins.Add(id, row);
        }

        return id;
    }

    private TextWhereConverted IdIn(object item, object value)
    {
        PSObject wrapped = PSObject.AsPSObject(item);
        foreach (string name in Names)
        {
            object? id = ArgumentOrigins.Unwrap(value is IDictionary members ? Member(members, name) : wrapped.Properties[name]?.Value);
            if (id is Guid or int or long || id is string { Length: > 0 })
            {
                if (id is string text)
                {
                    // A piped row is looked at before PowerShell binds its property: this very string.
                    ArgumentOrigins.Add(text, item);
                }

                return new TextWhereConverted(id.ToString()!, item);
            }
        }

        string kind = value is PSCustomObject ? "An object" : $"A {value.GetType().Name}";
        throw Refuse($"{kind} without an Id");
    }

    private static object? Member(IDictionary members, string name) => members.Keys.Cast<object>()
        .Where(k => string.Equals(k as string, name, StringComparison.OrdinalIgnoreCase)).Select(k => members[k]).FirstOrDefault();

    private ArgumentTransformationMetadataException Refuse(string what) => new($"{what} {Hint}");

    /// <summary>
    /// Becomes a text only where PowerShell converts arguments: a piped object is to bind to -InputObject, which needs no conversion.
    /// </summary>
    private sealed class TextWhereConverted(string text, object? origin)
    {
        public override string ToString() => origin is null ? text : ArgumentOrigins.Copy(text, origin);
    }
}
