using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.Http;

/// <summary>What of a secret is a secret by itself: of credentials in JSON each text in them, of a private key each line.</summary>
internal static class SecretPieces
{
    private const int ShortestText = 12;
    private const int ShortestLine = 4;

    /// <summary>The parts of Google's credentials that are no secrets, and stand in many a text.</summary>
    private static readonly HashSet<string> s_publicNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "type", "project_id", "quota_project_id", "client_email", "client_id", "auth_uri", "token_uri", "token_url", "token_info_url",
        "auth_provider_x509_cert_url", "client_x509_cert_url", "universe_domain", "audience", "subject_token_type",
        "service_account_impersonation_url", "workforce_pool_user_project", "environment_id", "region_url", "url", "file",
        "regional_cred_verification_url", "subject_token_field_name",
    };

    private static readonly Regex s_lineEnds = new(@"\r\n|\r|\n|\\r|\\n", RegexOptions.CultureInvariant);

    /// <summary>The secret itself, and its pieces.</summary>
    public static IEnumerable<string> Of(string secret) =>
        [secret, .. LinesOf(secret), .. TextsIn(secret).SelectMany(text => new[] { text }.Concat(LinesOf(text)))];

    private static IEnumerable<string> LinesOf(string text) => text.Contains("-----BEGIN") && !LooksLikeJson(text)
        ? s_lineEnds.Split(text).Select(
            line => line.Trim()).Where(line => line.Length >= ShortestLine && !line.StartsWith("-----", StringComparison.Ordinal))
        : [];

    private static string[] TextsIn(string secret)
    {
        if (!LooksLikeJson(secret))
        {
            return [];
        }

        try
        {
            return PantherJson.Parse(secret) is JContainer json
                ? json.DescendantsAndSelf().OfType<JValue>().Where(IsSecret).Select(value => (string)value.Value!).ToArray()
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static bool LooksLikeJson(string text) => text.TrimStart() is ['{' or '[', ..];

    private static bool IsSecret(JValue value) => value is { Type: JTokenType.String, Value: string { Length: >= ShortestText } }
        && !(value.Parent is JProperty property && s_publicNames.Contains(property.Name));
}
