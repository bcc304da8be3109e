using Panther.Emulator.Json;

namespace Panther.Emulator.Tokens;

/// <summary>Who did something: a user or an API token.</summary>
internal interface IActor
{
    /// <summary>What the REST API shows.</summary>
    JsonMap Reference { get; }
}

/// <summary>A user of the tenant.</summary>
internal sealed class User : IActor, IFields, IJsonShaped
{
    private readonly JsonMap _fields = new()
    {
        ["__typename"] = "User",
        ["id"] = "5f54cf4a-ec56-44c2-83bc-8b742600f307",
        ["email"] = "owner@example.com",
        ["givenName"] = "Olive",
        ["familyName"] = "Owner",
        ["enabled"] = true,
        ["status"] = "CONFIRMED",
        ["createdAt"] = "2023-01-10T09:00:00.000Z",
        ["lastLoggedInAt"] = null,
    };

    /// <summary>The user whom made-up sources and tokens name as their creator.</summary>
    public static User Owner { get; } = new();

    public JsonMap Reference => new() { ["id"] = _fields["id"], ["type"] = "user" };

    public object? Get(string name) => _fields.Get(name);

    public JsonMap ToJson() => _fields;
}
