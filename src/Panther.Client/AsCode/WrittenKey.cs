using Newtonsoft.Json.Linq;

namespace Panther.Client.AsCode;

/// <summary>A key as it is written, with its value.</summary>
/// <param name="Name">The key, in whatever case.</param>
/// <param name="Value">The value.</param>
/// <param name="Where">Where it is in its file; null where it is in none.</param>
internal sealed record WrittenKey(string Name, JToken Value, JToken? Where)
{
    /// <summary>The key of a file.</summary>
    public static WrittenKey Of(JProperty property) => new(property.Name, property.Value, property);
}
