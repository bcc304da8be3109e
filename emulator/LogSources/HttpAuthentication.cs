using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.LogSources;

/// <summary>HTTP sources: each way of authentication has fields of its own, and secrets that are never shown.</summary>
internal static class HttpAuthentication
{
    /// <summary>What each way of authentication needs.</summary>
    private static readonly Dictionary<string, string[]> s_needed = new()
    {
        ["SharedSecret"] = ["authHeaderKey", "authSecretValue"],
        ["HMAC"] = ["authHeaderKey", "authSecretValue", "authHmacAlg"],
        ["Bearer"] = ["authBearerToken"],
        ["Basic"] = ["authUsername", "authPassword"],
        ["None"] = [],
    };

    private static readonly string[] s_texts =
        ["authHeaderKey", "authSecretValue", "authHmacAlg", "authUsername", "authPassword", "authBearerToken"];
    private static readonly string[] s_secrets = ["authSecretValue", "authPassword", "authBearerToken"];

    public static JsonMap Read(RestCall call, LogSource? before)
    {
        JsonMap values = BodyFields.Read(call.Body,
            [.. ConfiguredKind.Common, ConfiguredKind.LogTypes, new("authMethod", BodyFields.OneOf([.. s_needed.Keys]), true),
                .. s_texts.Select(name => new BodyField(name, BodyFields.Text))]);
        string[] needed = s_needed[values.Text("authMethod")!];
        if (before is not null && call.State.Settings.Is("omittedSecrets", "keep"))
        {
            foreach (
                string name in s_secrets.Where(name => needed.Contains(name) && IsMissing(values, name) && !IsMissing(before.Config, name)))
            {
                values[name] = before.Config[name];
            }
        }

        // Whether a replacement may leave secrets out is not known: a setting decides.
        bool mayOmit = before is not null && call.State.Settings.Is("omittedSecrets", "clear");
        string[] missing = [.. needed.Where(name => IsMissing(values, name) && !(mayOmit && s_secrets.Contains(name)))];
        return missing.Length == 0 ? values
            : throw new ApiException(Refusal.Invalid, $"{string.Join(", ", missing)} required for authMethod {values.Text("authMethod")}");
    }

    public static JsonMap Shown(LogSource source)
    {
        JsonMap shown = new JsonMap { ["logTypes"] = source.Get("logTypes") }.With(ConfiguredKind.Stream(source.Config));
        shown["authMethod"] = source.Config.Get("authMethod");
        foreach (string name in s_texts)
        {
            shown[name] = s_secrets.Contains(name) ? "" : source.Config.Get(name) ?? "";
        }

        return shown;
    }

    private static bool IsMissing(JsonMap values, string name) => string.IsNullOrEmpty(values.Text(name));
}
