using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace PantherPS.Pipeline;

/// <summary>
/// The objects that texts were taken from while PowerShell bound arguments. What is bound is a text; whose it is decides which tenant is
/// asked, and what an error is about. It holds for one text, and not for all that are equal to it.
/// </summary>
internal static class ArgumentOrigins
{
    private static readonly ConditionalWeakTable<string, object> s_origins = new();

    /// <summary>A text of its own that stands for an object.</summary>
    public static string Copy(string text, object origin)
    {
        string copy = new(text.ToCharArray());
        Add(copy, origin);
        return copy;
    }

    /// <summary>Notes the object that a text is a property of, which PowerShell will bind.</summary>
    public static void Add(string text, object origin)
    {
        lock (s_origins)
        {
            s_origins.Remove(text);
            s_origins.Add(text, origin);
        }
    }

    /// <summary>The object that a text was taken from, once; null where it was given as itself.</summary>
    public static object? Take(string text)
    {
        lock (s_origins)
        {
            return s_origins.TryGetValue(text, out object? origin) && s_origins.Remove(text) ? origin : null;
        }
    }

    /// <summary>What PowerShell has wrapped.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;
}
