using Newtonsoft.Json.Linq;

namespace Panther.Client.LogSources;

/// <summary>A prepared update: what the source is, what will change, and the full replacement that does it.</summary>
public sealed class SourceUpdate<TSource>
    where TSource : ConfiguredLogSource
{
    internal SourceUpdate(TSource current, JObject input, IReadOnlyList<PropertyChange> changes, IReadOnlyList<string> secrets)
    {
        Current = current;
        Input = input;
        Changes = changes;
        Secrets = secrets;
    }

    /// <summary>The source as it was read.</summary>
    public TSource Current { get; }

    /// <summary>What changes, without secrets; empty where everything is already as it shall be.</summary>
    public IReadOnlyList<PropertyChange> Changes { get; }

    internal JObject Input { get; }

    internal IReadOnlyList<string> Secrets { get; }
}
