namespace Panther.Client.LogSources;

/// <summary>What a list gains (+) and loses (-), as people read it.</summary>
internal static class ListDifference
{
    /// <summary>The difference of two lists of names; empty where they have the same.</summary>
    public static string Of(IReadOnlyCollection<string> before, IReadOnlyCollection<string> after) =>
        string.Join(", ", Parts(before, after, ""));

    /// <summary>The difference of two lists of mappings; empty where they say the same.</summary>
    public static string Of(IReadOnlyList<PrefixLogTypes> before, IReadOnlyList<PrefixLogTypes> after)
    {
        var parts = new List<string>();
        var gone = before.Where(m => Former(m, after, before) is null).ToList();
        foreach (PrefixLogTypes mapping in after)
        {
            PrefixLogTypes? old = before.FirstOrDefault(b => Former(b, after, before) == mapping);
            string difference = old is null ? "" : string.Join(", ", [
                .. Parts(old.LogTypes, mapping.LogTypes, ""), .. Parts(old.ExcludedPrefixes, mapping.ExcludedPrefixes, "excluded ")]);
            string name = old is null || old.Prefix == mapping.Prefix ? $"'{mapping.Prefix}'" : $"'{old.Prefix}' -> '{mapping.Prefix}'";
            if (old is null)
            {
                parts.Add($"+ {mapping}");
            }
            else if (difference.Length > 0)
            {
                parts.Add($"{name}: {difference}");
            }
            else if (old.Prefix != mapping.Prefix)
            {
                parts.Add(name);
            }
        }

        return string.Join("; ", parts.Concat(gone.Select(m => $"- {m}")));
    }

    /// <summary>What a mapping has become: that of its prefix, or the one that was renamed; null where it is gone.</summary>
    private static PrefixLogTypes? Former(PrefixLogTypes old, IReadOnlyList<PrefixLogTypes> after, IReadOnlyList<PrefixLogTypes> before)
    {
        PrefixLogTypes? renamed = after.FirstOrDefault(m => m.FormerPrefix == old.Prefix);
        if (renamed is not null)
        {
            return renamed;
        }

        PrefixLogTypes? same = after.FirstOrDefault(m => m.FormerPrefix is null && m.Prefix == old.Prefix);
        bool isOneForOne = before.Count == 1 && after.Count == 1;
        return same ?? (isOneForOne ? after[0] : null);
    }

    private static IEnumerable<string> Parts(IReadOnlyCollection<string> before, IReadOnlyCollection<string> after, string what) =>
        after.Except(before).Select(t => $"{what}+ {t}").Concat(before.Except(after).Select(t => $"{what}- {t}"));
}
