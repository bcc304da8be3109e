using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client;

/// <summary>Who did something: a user or an API token (Panther's union <c>Actor</c>).</summary>
[JsonConverter(typeof(Converter))]
public sealed class Actor
{
    /// <summary>The id of the user or token.</summary>
    public string? Id { get; internal set; }

    /// <summary>The user's full name, or the token's name.</summary>
    public string? Name { get; internal set; }

    /// <summary>The user's email address; null for a token.</summary>
    public string? Email { get; internal set; }

    /// <summary>
    /// What it is: <c>User</c> or <c>APIToken</c> where GraphQL tells it, <c>user</c>, <c>api-token</c> or <c>system</c> where REST does.
    /// </summary>
    public string? Type { get; internal set; }

    /// <summary>The email address, or else the name or id.</summary>
    public override string ToString() => Email ?? Name ?? Id ?? "";

    /// <summary>Reads the object that comes next; null where there is none.</summary>
    internal static Actor? ReadNext(JsonReader reader)
    {
        if (!reader.EnterObject())
        {
            return null;
        }

        var actor = new Actor();
        string? givenName = null;
        string? familyName = null;
        while (reader.NextProperty() is string name)
        {
            switch (name)
            {
                case "__typename" or "type": actor.Type = reader.ReadCommonText(); break;
                case "id": actor.Id = reader.ReadCommonText(); break;
                case "name": actor.Name = reader.ReadCommonText(); break;
                case "email": actor.Email = reader.ReadCommonText(); break;
                case "givenName": givenName = reader.ReadCommonText(); break;
                case "familyName": familyName = reader.ReadCommonText(); break;
                default: reader.SkipNext(); break;
            }
        }

        if (actor.Name is null && $"{givenName} {familyName}".Trim() is { Length: > 0 } fullName)
        {
            actor.Name = reader.Share(fullName);
        }

        return actor;
    }

    private sealed class Converter() : ReadByHand<Actor>(ReadNext);
}
