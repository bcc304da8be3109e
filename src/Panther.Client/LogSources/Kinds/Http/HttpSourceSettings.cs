using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>The settings of an HTTP source (<c>HttpSourceAPI.ModifyHTTPSource</c> of Panther's OpenAPI document).</summary>
public sealed class HttpSourceSettings : LogSourceSettings
{
    /// <summary>What each method of authentication needs. Source: the conditional rules of mcp-panther.</summary>
    private static readonly Dictionary<string, string[]> s_needed = new(StringComparer.Ordinal)
    {
        ["None"] = [],
        ["Bearer"] = ["authBearerToken"],
        ["Basic"] = ["authUsername", "authPassword"],
        ["SharedSecret"] = ["authHeaderKey", "authSecretValue"],
        ["HMAC"] = ["authHeaderKey", "authSecretValue", "authHmacAlg"],
    };

    private static readonly string[] s_secrets = ["authSecretValue", "authPassword", "authBearerToken"];

    /// <summary>The methods of authentication that this module knows.</summary>
    public static IReadOnlyCollection<string> AuthMethods => s_needed.Keys;

    /// <summary>The log types.</summary>
    [Setting("logTypes", Key = "LogType", IsRequired = true)]
    public IReadOnlyList<string>? LogTypes { get; set; }

    /// <summary>See <see cref="HttpLogSource.AuthMethod"/>.</summary>
    [Setting("authMethod", IsRequired = true, Known = nameof(AuthMethods))]
    public string? AuthMethod { get; set; }

    /// <summary>For SharedSecret and HMAC: the header.</summary>
    [Setting("authHeaderKey")]
    public string? AuthHeaderKey { get; set; }

    /// <summary>For SharedSecret and HMAC: the secret.</summary>
    [Setting("authSecretValue", IsSecret = true)]
    public string? AuthSecretValue { get; set; }

    /// <summary>For HMAC: the algorithm.</summary>
    [Setting("authHmacAlg")]
    public string? AuthHmacAlg { get; set; }

    /// <summary>For Basic: the user name.</summary>
    [Setting("authUsername")]
    public string? AuthUsername { get; set; }

    /// <summary>For Basic: the password.</summary>
    [Setting("authPassword", IsSecret = true)]
    public string? AuthPassword { get; set; }

    /// <summary>For Bearer: the token.</summary>
    [Setting("authBearerToken", IsSecret = true)]
    public string? AuthBearerToken { get; set; }

    private protected override IEnumerable<string> DefinedLogTypes => LogTypes ?? [];

    internal override IEnumerable<string> SecretsOf(JObject input) =>
        s_needed.TryGetValue(input["authMethod"].AsString() ?? "", out string[]? needed)
            ? needed.Intersect(s_secrets).Select(ToProperty)
            : [];

    internal override void CheckWhole(JObject input, JObject? before)
    {
        string method = input["authMethod"].AsString() ?? "";
        if (!s_needed.TryGetValue(method, out string[]? needed))
        {
            // A method that Panther has added: its rules are Panther's to tell.
            return;
        }

        // An empty text clears, which what belongs to another method is anyway.
        Field? foreign = Fields(input).FirstOrDefault(f => f.Value is not "" && IsOfSomeMethod(f.Name) && !needed.Contains(f.Name));
        if (foreign is not null)
        {
            throw Refuse($"{foreign.Property} cannot be used with the authentication method {method}.");
        }

        // What belongs to the method before is void.
        foreach (string name in s_needed.Values.SelectMany(n => n).Except(needed).ToArray())
        {
            input.Remove(name);
        }

        string? missing = needed.FirstOrDefault(name => !Has(input, name));
        if (missing is not null)
        {
            string property = ToProperty(missing);
            throw Refuse(before is null || AuthMethod is not null || !s_secrets.Contains(missing)
                ? $"The authentication method {method} needs {property}."
                : $"The source authenticates with {method}, and Panther never returns its {property}. An update replaces the whole "
                    + $"source, and it is not documented what one without the secret does, so specify {property} again. If you no longer "
                    + "have it, set a new one here and at the sender, or change AuthMethod. Nothing was changed.");
        }
    }

    private static string ToProperty(string field) => char.ToUpperInvariant(field[0]) + field.Substring(1);

    private static bool IsOfSomeMethod(string field) => s_needed.Values.Any(needed => needed.Contains(field));
}
