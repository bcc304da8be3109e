namespace Panther.Emulator.Json;

/// <summary>
/// A JSON object, its members in their order. Values are null, bool, int, long, double, string, <see cref="JsonMap"/> or a list
/// of these.
/// </summary>
public sealed class JsonMap : OrderedDictionary<string, object?>, IFields
{
    /// <summary>An empty object.</summary>
    public JsonMap()
    {
    }

    /// <summary>An empty object with room for so many members.</summary>
    public JsonMap(int capacity) : base(capacity)
    {
    }

    /// <summary>A member's value; null where there is none.</summary>
    public object? Get(string name) => TryGetValue(name, out object? value) ? value : null;

    /// <summary>A member's value where it is a text.</summary>
    public string? Text(string name) => Get(name) as string;

    /// <summary>A copy with these members over it.</summary>
    public JsonMap With(JsonMap changes)
    {
        var copy = new JsonMap(Count + changes.Count);
        copy.Add(this);
        copy.Add(changes);
        return copy;
    }

    /// <summary>A copy of the members that are not null.</summary>
    public JsonMap WithoutNulls()
    {
        var copy = new JsonMap(Count);
        foreach ((string name, object? value) in this.Where(member => member.Value is not null))
        {
            copy[name] = value;
        }

        return copy;
    }

    /// <summary>A copy of the named members.</summary>
    public JsonMap Only(params string[] names)
    {
        var copy = new JsonMap(names.Length);
        foreach (string name in names.Where(ContainsKey))
        {
            copy[name] = this[name];
        }

        return copy;
    }

    /// <summary>A copy without a member.</summary>
    public JsonMap Without(string name)
    {
        JsonMap copy = With([]);
        copy.Remove(name);
        return copy;
    }

    /// <summary>Sets all members of another object.</summary>
    public void Add(JsonMap others)
    {
        foreach ((string name, object? value) in others)
        {
            this[name] = value;
        }
    }
}

/// <summary>What has fields by name: the source of a GraphQL object.</summary>
public interface IFields
{
    /// <summary>A field's value; null where there is none.</summary>
    object? Get(string name);
}

/// <summary>What knows its own JSON.</summary>
public interface IJsonShaped
{
    /// <summary>The object's JSON.</summary>
    JsonMap ToJson();
}
