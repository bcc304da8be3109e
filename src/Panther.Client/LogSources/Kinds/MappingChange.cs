namespace Panther.Client.LogSources;

/// <summary>What shall be other than it is at one mapping of a source. What is null stays as it is.</summary>
public sealed class MappingChange
{
    /// <summary>Of several mappings the prefix of the one to change; of a single mapping its new prefix.</summary>
    public string? Prefix { get; set; }

    /// <summary>The log types of that mapping.</summary>
    public IReadOnlyList<string>? LogTypes { get; set; }

    /// <summary>The excluded prefixes of that mapping.</summary>
    public IReadOnlyList<string>? ExcludedPrefixes { get; set; }

    private bool IsNothing => Prefix is null && LogTypes is null && ExcludedPrefixes is null;

    /// <summary>The mappings that a source gets: all anew, or those that it has with one changed; null where they stay as they are.</summary>
    /// <param name="whole">All of them anew; null where they are not given.</param>
    /// <param name="change">The change; null for none.</param>
    /// <param name="current">Reads those that the source has.</param>
    internal static IReadOnlyList<PrefixLogTypes>? Resolve(
        IReadOnlyList<PrefixLogTypes>? whole, MappingChange? change, Func<PrefixLogTypesList> current) =>
        whole ?? (change is null || change.IsNothing ? null : change.ApplyTo(current()));

    /// <summary>Mappings with this change.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: it is not clear which one is meant.</exception>
    internal PrefixLogTypesList ApplyTo(PrefixLogTypesList mappings)
    {
        int index = mappings.Count <= 1 ? 0 : mappings.ToList().FindIndex(m => m.Prefix == Prefix);
        if (index < 0)
        {
            string prefixes = string.Join(", ", mappings.Select(m => $"'{m.Prefix}'"));
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"The source has {mappings.Count} mappings ({prefixes}). Name the prefix of the one to change, or give all of them anew.");
        }

        PrefixLogTypes? old = mappings.ElementAtOrDefault(index);
        var changed = new PrefixLogTypes(Prefix ?? old?.Prefix, LogTypes ?? old?.LogTypes, ExcludedPrefixes ?? old?.ExcludedPrefixes);
        return new PrefixLogTypesList([.. mappings.Take(index), changed, .. mappings.Skip(index + 1)]);
    }
}
