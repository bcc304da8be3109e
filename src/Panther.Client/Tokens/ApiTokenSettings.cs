using System.Net;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Tokens;

/// <summary>What is set of an API token. For one that exists, what is null stays as it is.</summary>
public sealed class ApiTokenSettings
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>What it may do, by the API's names: all of it.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>What it may do as well.</summary>
    public IReadOnlyList<string>? AddPermissions { get; init; }

    /// <summary>What it may do no longer.</summary>
    public IReadOnlyList<string>? RemovePermissions { get; init; }

    /// <summary>The CIDR blocks from which it may be used; empty for any address.</summary>
    public IReadOnlyList<string>? AllowedCidrBlocks { get; init; }

    /// <summary>Refuses what Panther would take and nobody means.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public void Check()
    {
        if (Name is not null && string.IsNullOrWhiteSpace(Name))
        {
            throw Refuse("The name of an API token must not be blank.");
        }

        foreach (string permission in (Permissions ?? []).Concat(AddPermissions ?? []).Concat(RemovePermissions ?? []))
        {
            if (string.IsNullOrWhiteSpace(permission) || !permission.All(char.IsLetterOrDigit))
            {
                throw Refuse($"'{permission}' is not a permission. Use the API's names, such as LogSourceRead for View Log Sources.");
            }
        }

        if (Permissions is not null && (AddPermissions ?? RemovePermissions) is not null)
        {
            throw Refuse("Either replace all permissions, or add and remove some; not both.");
        }

        foreach (string block in AllowedCidrBlocks ?? [])
        {
            if (!IsCidrBlock(block))
            {
                throw Refuse(
                    $"'{block}' is not a CIDR block, such as 203.0.113.0/24 or 2001:db8::/32; a single address ends with /32 or /128.");
            }
        }
    }

    /// <summary>The whole of what a token is to be.</summary>
    /// <param name="current">The token as it is; null for a new one.</param>
    internal JObject ToInput(ApiToken? current)
    {
        IEnumerable<string> permissions = Permissions ?? (current?.Permissions ?? TextList.Empty)
            .Except(RemovePermissions ?? [], StringComparer.OrdinalIgnoreCase)
            .Concat((AddPermissions ?? []).Except(current?.Permissions ?? TextList.Empty, StringComparer.OrdinalIgnoreCase));
        return new JObject
        {
            ["name"] = Name ?? current?.Name,
            ["permissions"] = new JArray(permissions.Distinct(StringComparer.OrdinalIgnoreCase)),
            ["allowedCIDRBlocks"] = new JArray(AllowedCidrBlocks ?? current?.AllowedCidrBlocks ?? TextList.Empty),
        };
    }

    private static bool IsCidrBlock(string block)
    {
        string[] parts = block.Split('/');
        return parts.Length == 2 && IPAddress.TryParse(parts[0], out IPAddress? address)
            && parts[1].Length is > 0 and < 4 && parts[1].All(c => c is >= '0' and <= '9')
            && int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) <= address.GetAddressBytes().Length * 8;
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
}
