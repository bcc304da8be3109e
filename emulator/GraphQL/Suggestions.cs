namespace Panther.Emulator.GraphQL;

/// <summary>Names near to a wrong one, as graphql-js suggests them.</summary>
internal static class Suggestions
{
    private const int Most = 5;

    /// <summary>A question with the nearest names; empty where there are none.</summary>
    public static string DidYouMean(string name, IEnumerable<string> options, string what = "") => DidYouMean(Nearest(name, options), what);

    /// <summary>A question with these names; empty where there are none.</summary>
    public static string DidYouMean(IReadOnlyList<string> names, string what = "")
    {
        string[] quoted = [.. names.Take(Most).Select(name => $"\"{name}\"")];
        string subject = what.Length > 0 ? $"{what} " : "";
        return quoted.Length switch
        {
            0 => "",
            1 => $" Did you mean {subject}{quoted[0]}?",
            2 => $" Did you mean {subject}{quoted[0]} or {quoted[1]}?",
            _ => $" Did you mean {subject}{string.Join(", ", quoted[..^1])}, or {quoted[^1]}?",
        };
    }

    private static string[] Nearest(string input, IEnumerable<string> options)
    {
        int threshold = (int)Math.Floor(input.Length * 0.4) + 1;
        return [.. options
            .Select(option => (Option: option, Distance: Distance(input, option, threshold)))
            .Where(found => found.Distance is not null)
            .OrderBy(found => found.Distance)
            .ThenBy(found => found.Option, StringComparer.Ordinal)
            .Select(found => found.Option)];
    }

    /// <summary>The distance of Damerau and Levenshtein; a difference in case alone is 1.</summary>
    private static int? Distance(string input, string option, int threshold)
    {
        if (input == option)
        {
            return 0;
        }

#pragma warning disable CA1308 // As graphql-js does it.
        string a = input.ToLowerInvariant();
        string b = option.ToLowerInvariant();
#pragma warning restore CA1308
        if (a == b)
        {
            return 1;
        }

        if (Math.Abs(a.Length - b.Length) > threshold)
        {
            return null;
        }

        int[,] rows = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length] <= threshold ? rows[a.Length, b.Length] : null;
    }
}
