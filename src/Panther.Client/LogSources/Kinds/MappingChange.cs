namespace Panther.Client.LogSources;

/// <summary>
/// What shall be other than it is at the mappings of a source. What is null stays as it is. One mapping is selected by its prefix, or is
/// the source's only one; log types to remove, without a prefix, are removed from every mapping.
/// </summary>
public sealed class MappingChange
{
    /// <summary>The prefix of the mapping that is meant; null for the only one.</summary>
    public string? Prefix { get; set; }

    /// <summary>The new prefix of that mapping.</summary>
    public string? NewPrefix { get; set; }

    /// <summary>The log types of that mapping, all anew.</summary>
    public IReadOnlyList<string>? LogTypes { get; set; }

    /// <summary>The excluded prefixes of that mapping, all anew.</summary>
    public IReadOnlyList<string>? ExcludedPrefixes { get; set; }

    /// <summary>Mappings that the source gets beside those that it has.</summary>
    public IReadOnlyList<PrefixLogTypes>? AddMappings { get; set; }

    /// <summary>The prefixes of the mappings that the source loses.</summary>
    public IReadOnlyList<string>? RemovePrefixes { get; set; }

    /// <summary>The prefixes that a source gets by it.</summary>
    internal IEnumerable<string> NewPrefixes =>
        (AddMappings ?? []).Select(m => m.Prefix).Concat(NewPrefix is null ? [] : [NewPrefix]);

    /// <summary>Checks what can be checked of the change alone.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    internal void Check()
    {
        SourceRules.CheckPrefix(NewPrefix);
        SourceRules.CheckExcludedPrefixes(ExcludedPrefixes ?? []);
        SourceRules.CheckMappings(AddMappings ?? []);
    }

    /// <summary>The mappings that a source gets.</summary>
    /// <param name="mappings">Those that it has.</param>
    /// <param name="add">Log types to add to the mapping that is meant.</param>
    /// <param name="remove">Log types to remove.</param>
    /// <returns>Null where nothing is asked for.</returns>
    /// <exception cref="PantherException">
    /// <see cref="PantherErrorKind.InvalidInput"/>: it is not clear which mapping is meant, or none would be left.
    /// </exception>
    internal IReadOnlyList<PrefixLogTypes>? ApplyTo(
        IReadOnlyList<PrefixLogTypes> mappings, IReadOnlyList<string>? add, IReadOnlyList<string>? remove)
    {
        bool isOneMeant = NewPrefix is not null || LogTypes is not null || ExcludedPrefixes is not null || add is not null;
        if (!isOneMeant && remove is null && AddMappings is null && RemovePrefixes is null)
        {
            return null;
        }

        List<PrefixLogTypes> changed = [.. mappings];
        if (mappings.Count == 0 && (LogTypes ?? add) is { } first)
        {
            changed.Add(new PrefixLogTypes(NewPrefix ?? Prefix, first, ExcludedPrefixes));
        }
        else if (isOneMeant || (remove is not null && Prefix is not null))
        {
            int index = Find(mappings, Prefix);
            changed[index] = Change(mappings[index], add, Prefix is null ? null : remove);
        }

        if (remove is not null && Prefix is null)
        {
            changed = [.. changed.Select(m => WithLogTypes(m, LogTypeLists.Change(m.LogTypes, null, remove, $"the mapping '{m.Prefix}'")))];
        }

        foreach (string prefix in RemovePrefixes ?? [])
        {
            int index = Find(mappings, prefix);
            changed.Remove(changed.Single(m => (m.FormerPrefix ?? m.Prefix) == mappings[index].Prefix));
        }

        foreach (PrefixLogTypes mapping in AddMappings ?? [])
        {
            PrefixLogTypes? same = changed.Find(m => m.Prefix == mapping.Prefix);
            if (same is null)
            {
                changed.Add(mapping);
            }
            else if (!same.IsSameAs(mapping))
            {
                throw Refuse($"It already has a mapping of the prefix '{mapping.Prefix}' ({same}). Change or remove that one first.");
            }
        }

        if (changed.Count == 0)
        {
            throw Refuse(
                "Its last mapping cannot be removed: a source needs one. Add another with the same command, or remove the source.");
        }

        SourceRules.CheckUniquePrefixes(changed);
        return changed;
    }

    private PrefixLogTypes Change(PrefixLogTypes old, IReadOnlyList<string>? add, IReadOnlyList<string>? remove)
    {
        IReadOnlyList<string> logTypes = LogTypeLists.Change(LogTypes ?? old.LogTypes, add, remove, $"the mapping '{old.Prefix}'");
        return new PrefixLogTypes(NewPrefix ?? old.Prefix, logTypes, ExcludedPrefixes ?? old.ExcludedPrefixes)
        {
            FormerPrefix = old.Prefix,
        };
    }

    private static PrefixLogTypes WithLogTypes(PrefixLogTypes old, IReadOnlyList<string> logTypes) =>
        new(old.Prefix, logTypes, old.ExcludedPrefixes) { FormerPrefix = old.FormerPrefix };

    private static int Find(IReadOnlyList<PrefixLogTypes> mappings, string? prefix)
    {
        string prefixes = string.Join(", ", mappings.Select(m => $"'{m.Prefix}'"));
        if (prefix is null)
        {
            return mappings.Count switch
            {
                1 => 0,
                0 => throw Refuse("It has no mapping to change. Add one."),
                _ => throw Refuse($"It has {mappings.Count} mappings ({prefixes}). Choose one by its prefix (-Prefix)."),
            };
        }

        int index = mappings.ToList().FindIndex(m => m.Prefix == prefix);
        return index >= 0
            ? index
            : throw Refuse(
                $"It has no mapping of the prefix '{prefix}'; " + (mappings.Count == 0 ? "it has none." : $"its prefixes are {prefixes}."));
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
}
