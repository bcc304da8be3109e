using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;

namespace PantherPS.Pipeline;

/// <summary>The cells of a row, such as one of a CSV file, that bind to a cmdlet's parameters by their names.</summary>
internal static class RowCells
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_texts = new();

    /// <summary>
    /// Takes the blanks around the cells off, which are there to align columns and are no part of a value. What is named on the command
    /// line is itself.
    /// </summary>
    /// <param name="cmdlet">The cmdlet, whose parameters are bound.</param>
    /// <param name="isNamed">Whether a parameter was named on the command line.</param>
    public static void Trim(Cmdlet cmdlet, Func<string, bool> isNamed)
    {
        foreach (PropertyInfo property in s_texts.GetOrAdd(cmdlet.GetType(), TextsOf))
        {
            if (isNamed(property.Name))
            {
                continue;
            }

            switch (property.GetValue(cmdlet))
            {
                case string text when text.Trim() is { } trimmed && trimmed.Length < text.Length:
                    property.SetValue(cmdlet, trimmed);
                    break;
                case string?[] texts:
                    property.SetValue(cmdlet, Array.ConvertAll(texts, t => t?.Trim()));
                    break;
            }
        }
    }

    private static PropertyInfo[] TextsOf(Type cmdlet) => Array.FindAll(cmdlet.GetProperties(), p =>
        (p.PropertyType == typeof(string) || p.PropertyType == typeof(string[]))
        && p.GetCustomAttributes<ParameterAttribute>().Any(a => a.ValueFromPipelineByPropertyName));
}
