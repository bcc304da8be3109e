using System.Buffers.Text;
using System.Security.Cryptography;
using Panther.Emulator.GraphQL;

namespace Panther.Emulator.Tokens;

/// <summary>The API tokens of the tenant. The five standard ones keep their values over a reset.</summary>
public sealed class ApiTokens
{
    private static readonly OrderedDictionary<string, IReadOnlyList<string>> s_standard = new()
    {
        ["full"] = SchemaEditions.Permissions,
        ["logSources"] = ["LogSourceRead", "LogSourceModify"],
        ["readOnly"] = ["LogSourceRead"],
        ["none"] = [],
        ["expired"] = SchemaEditions.Permissions,
    };

    private readonly OrderedDictionary<string, string> _standardValues = [];
    private volatile List<ApiToken> _tokens = [];

    /// <summary>The standard tokens, with random values.</summary>
    public ApiTokens()
    {
        foreach (string name in s_standard.Keys)
        {
            _standardValues[name] = NewValue();
        }

        Reset();
    }

    /// <summary>The values of the standard tokens by name.</summary>
    public IReadOnlyDictionary<string, string> StandardValues => _standardValues;

    /// <summary>Back to the standard tokens with their first values.</summary>
    public void Reset()
    {
        _tokens = [.. s_standard.Select(standard => new ApiToken(standard.Key, standard.Value, [], _standardValues[standard.Key]))];
        Expire("expired");
    }

    /// <summary>Adds a token.</summary>
    public ApiToken Create(object? name, object? permissions, IReadOnlyList<string>? allowedCidrBlocks = null)
    {
        if (name is not string text || string.IsNullOrWhiteSpace(text))
        {
            throw new ApiException(Refusal.Invalid, "name is required");
        }

        if (permissions is not List<object?> list)
        {
            throw new ApiException(Refusal.Invalid, "permissions is required");
        }

        if (list.FirstOrDefault(p => p is not string known || !SchemaEditions.Permissions.Contains(known)) is { } unknown)
        {
            throw new ApiException(Refusal.Invalid, $"unknown permission: {unknown}");
        }

        if (_tokens.Any(token => token.Name == text))
        {
            throw new ApiException(Refusal.Invalid, $"an API token named \"{text}\" already exists");
        }

        var created = new ApiToken(text, [.. list.Cast<string>()], allowedCidrBlocks ?? [], NewValue());
        _tokens = [.. _tokens, created];
        return created;
    }

    /// <summary>Whose token a value is, even an expired one.</summary>
    public ApiToken? ByValue(string? value) => _tokens.Find(token => token.Value == value);

    /// <summary>A token by its name or id.</summary>
    public ApiToken Find(string nameOrId) => _tokens.Find(token => token.Id == nameOrId || token.Name == nameOrId)
        ?? throw new ApiException(Refusal.NotFound, "API token not found");

    /// <summary>All tokens.</summary>
    public IReadOnlyList<ApiToken> List() => _tokens;

    /// <summary>Ends a token's time.</summary>
    public void Expire(string nameOrId) => Find(nameOrId).ExpiresAt = Times.Now(-60);

    /// <summary>Removes a token.</summary>
    public void Remove(string nameOrId)
    {
        ApiToken token = Find(nameOrId);
        _tokens = [.. _tokens.Where(other => other != token)];
    }

    /// <summary>Gives a token a new value; the old one ends at once.</summary>
    internal ApiToken Rotate(ApiToken token, IActor by)
    {
        token.Value = NewValue();
        token.RotatedAt = Times.Now();
        token.RotatedBy = by;

        // It goes behind the others.
        _tokens = [.. _tokens.Where(other => other != token), token];
        return token;
    }

    private static string NewValue() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(30));
}
