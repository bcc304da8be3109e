using Panther.Emulator.Json;

namespace Panther.Emulator.Tokens;

/// <summary>An API token of the tenant.</summary>
public sealed class ApiToken : IActor, IFields, IJsonShaped
{
    internal ApiToken(string name, IReadOnlyList<string> permissions, IReadOnlyList<string> allowedCidrBlocks, string value)
    {
        Name = name;
        Permissions = permissions;
        AllowedCidrBlocks = allowedCidrBlocks;
        Value = value;
    }

    /// <summary>The id.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>The name.</summary>
    public string Name { get; internal set; }

    /// <summary>What it may do.</summary>
    public IReadOnlyList<string> Permissions { get; internal set; }

    /// <summary>From where it may be used.</summary>
    public IReadOnlyList<string> AllowedCidrBlocks { get; internal set; }

    /// <summary>The secret.</summary>
    public string Value { get; internal set; }

    /// <summary>When it ends; null for never.</summary>
    public string? ExpiresAt { get; internal set; }

    /// <summary>When it was last used.</summary>
    public string? LastUsedAt { get; internal set; }

    /// <summary>Whether its time is over.</summary>
    public bool IsExpired => Times.TryRead(ExpiresAt, out DateTimeOffset end) && end <= DateTimeOffset.UtcNow;

    JsonMap IActor.Reference => new() { ["id"] = Id, ["type"] = "api-token" };

    internal string CreatedAt { get; } = Times.Now();

    internal string? RotatedAt { get; set; }

    internal IActor? RotatedBy { get; set; }

    internal string? UpdatedAt { get; set; }

    internal IActor? UpdatedBy { get; set; }

    /// <summary>Whether it has a permission.</summary>
    public bool May(string permission) => Permissions.Contains(permission);

    /// <summary>Refuses where it lacks one of the permissions.</summary>
    public void Demand(IEnumerable<string> needed)
    {
        string[] missing = [.. needed.Where(permission => !May(permission))];
        if (missing.Length > 0)
        {
            throw new ApiException(Refusal.Forbidden, $"the API token lacks the permission {string.Join(", ", missing)}");
        }
    }

    /// <inheritdoc/>
    public object? Get(string name) => name switch
    {
        "__typename" => "APIToken",
        "id" => Id,
        "name" => Name,
        "permissions" => Permissions,
        "allowedCIDRBlocks" => AllowedCidrBlocks,
        "createdAt" => CreatedAt,
        "createdBy" => User.Owner,
        "expiresAt" => ExpiresAt,
        "lastUsedAt" => LastUsedAt,
        "rotatedAt" => RotatedAt,
        "rotatedBy" => RotatedBy,
        "updatedAt" => UpdatedAt,
        _ => null,
    };

    /// <inheritdoc/>
    public JsonMap ToJson() => new()
    {
        ["__typename"] = "APIToken",
        ["id"] = Id,
        ["name"] = Name,
        ["permissions"] = Permissions,
        ["allowedCIDRBlocks"] = AllowedCidrBlocks,
        ["createdAt"] = CreatedAt,
        ["createdBy"] = User.Owner,
        ["expiresAt"] = ExpiresAt,
        ["lastUsedAt"] = LastUsedAt,
        ["rotatedAt"] = RotatedAt,
        ["rotatedBy"] = RotatedBy?.Reference,
        ["updatedAt"] = UpdatedAt,
        ["updatedBy"] = null,
        ["value"] = Value,
    };
}
