using Panther.Emulator.Json;

namespace Panther.Emulator.Tokens;

/// <summary>Who did something: a user or an API token.</summary>
internal interface IActor
{
    /// <summary>What the REST API shows.</summary>
    JsonMap Reference { get; }
}

/// <summary>A user of the tenant.</summary>
internal sealed class User(string id, string email, string givenName, string familyName) : IActor, IFields, IJsonShaped
{
    private readonly JsonMap _fields = new()
    {
        ["__typename"] = "User",
        ["id"] = id,
        ["email"] = email,
        ["givenName"] = givenName,
        ["familyName"] = familyName,
        ["enabled"] = true,
        ["status"] = "CONFIRMED",
        ["createdAt"] = "2023-01-10T09:00:00.000Z",
        ["lastLoggedInAt"] = null,
    };

    /// <summary>The user whom made-up sources and tokens name as their creator.</summary>
    public static User Owner { get; } = new("5f54cf4a-ec56-44c2-83bc-8b742600f307", "owner@example.com", "Olive", "Owner");

    /// <summary>All users.</summary>
    public static IReadOnlyList<User> All { get; } =
        [Owner, new("0f5bb3ef-4c4a-4ad6-9e77-9d3a0a7f2b51", "analyst@example.com", "Ana", "Analyst")];

    /// <summary>The id.</summary>
    public string Id { get; } = id;

    /// <summary>The e-mail address.</summary>
    public string Email { get; } = email;

    public JsonMap Reference => new() { ["id"] = Id, ["type"] = "user" };

    /// <summary>A user by the id; null where there is none.</summary>
    public static User? Find(string? id) => All.FirstOrDefault(user => user.Id == id);

    public object? Get(string name) => _fields.Get(name);

    public JsonMap ToJson() => _fields;
}
