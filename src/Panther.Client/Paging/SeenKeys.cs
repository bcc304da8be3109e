namespace Panther.Client.Paging;

/// <summary>Which items of a list were there before. Most ids are UUIDs, and as such take little room in a list of any length.</summary>
internal sealed class SeenKeys
{
    private readonly HashSet<Guid> _uuids = [];
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    /// <returns>Whether it was not there before.</returns>
    public bool Add(string key) => Guid.TryParseExact(key, "D", out Guid uuid) ? _uuids.Add(uuid) : _others.Add(key);
}
