namespace Panther.Client.Tenant;

/// <summary>Who did something: a user or an API token (Panther's union <c>Actor</c>).</summary>
public sealed class Actor
{
    /// <summary>The id of the user or token.</summary>
    public string? Id { get; internal set; }

    /// <summary>The user's full name, or the token's name.</summary>
    public string? Name { get; internal set; }

    /// <summary>The user's email address; null for a token.</summary>
    public string? Email { get; internal set; }

    /// <summary>Panther's type name: <c>User</c> or <c>APIToken</c>.</summary>
    public string? Type { get; internal set; }

    /// <summary>The email address, or else the name or id.</summary>
    public override string ToString() => Email ?? Name ?? Id ?? "";
}
