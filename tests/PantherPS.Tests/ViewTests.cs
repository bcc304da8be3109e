using System.Xml.Linq;
using Panther.Client.LogSources;

namespace PantherPS.Tests;

/// <summary>Format-List shows all of a source: whoever adds a property to a kind adds it to the kind's view.</summary>
public sealed class ViewTests
{
    /// <summary>What a view shows as part of another property: the single options, within LogStreamTypeOptions.</summary>
    private static readonly string[] s_shownElsewhere = [.. typeof(LogStreamTypeOptions).GetProperties().Select(p => p.Name)];

    private static readonly XElement[] s_entries =
        [.. XDocument.Load(Path.Combine(AppContext.BaseDirectory, "PantherPS.Format.ps1xml")).Descendants("ListEntry")];

    public static TheoryData<string> Kinds => [.. typeof(LogSource).Assembly.GetExportedTypes()
        .Where(t => typeof(LogSource).IsAssignableFrom(t) && !t.IsAbstract).Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_list_of_a_kind_shows_every_property_once(string typeName)
    {
        Type kind = typeof(LogSource).Assembly.GetType(typeName)!;
        string[] expected = [.. kind.GetProperties().Select(p => p.Name).Except(s_shownElsewhere).Order(StringComparer.Ordinal)];

        // The first entry is for every kind that has none of its own.
        XElement entry = kind == typeof(LogSource)
            ? s_entries[0]
            : Assert.Single(s_entries, e => (string?)e.Element("EntrySelectedBy")?.Element("TypeName") == typeName);

        Assert.Equal(expected, entry.Descendants("PropertyName").Select(p => p.Value).Order(StringComparer.Ordinal));
    }
}
