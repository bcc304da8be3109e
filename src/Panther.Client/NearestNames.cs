namespace Panther.Client;

/// <summary>The names that are nearest to one that there is not, for its error.</summary>
internal static class NearestNames
{
    private const int MostSuggestions = 3;

    /// <summary>A text that is far longer than any name is near to none, and comparing it takes its time.</summary>
    private const int LongestName = 200;

    /// <summary>The question that names the nearest, with a blank before it; empty where none is near.</summary>
    public static string Sentence(string unknown, IEnumerable<string> names)
    {
        string[] nearest = [.. Of(unknown, names).Select(n => $"'{n}'")];
        string others = string.Join(", ", nearest.Take(nearest.Length - 1));
        return nearest.Length == 0 ? "" : $" Did you mean {(others.Length == 0 ? "" : $"{others} or ")}{nearest[nearest.Length - 1]}?";
    }

    /// <summary>The nearest: those that hold the text first, then those that differ in few characters.</summary>
    public static IEnumerable<string> Of(string unknown, IEnumerable<string> names)
    {
        if (unknown.Length is 0 or > LongestName)
        {
            return [];
        }

        string asked = unknown.ToUpperInvariant();
        int furthest = Math.Max(2, asked.Length / 2);
        return names
            .Select(name => (Name: name, Holds: asked.Length > 1 && name.ToUpperInvariant().Contains(asked), Distance: Measure(name)))
            .Where(n => n.Holds || n.Distance <= furthest)
            .OrderBy(n => !n.Holds).ThenBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(MostSuggestions)
            .Select(n => n.Name);

        // What differs more in length alone need not be compared.
        int Measure(string name) => Math.Abs(name.Length - asked.Length) > furthest
            ? Math.Abs(name.Length - asked.Length) : Distance(asked, name.ToUpperInvariant());
    }

    /// <summary>The Levenshtein distance: how many characters differ.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
