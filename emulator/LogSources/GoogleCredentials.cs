using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.LogSources;

/// <summary>What GCS and Pub/Sub sources have in common: credentials that could be used.</summary>
internal static class GoogleCredentials
{
    private static readonly BodyField[] s_fields =
    [
        new("subscriptionId", BodyFields.Text, true),
        new("credentialsType", BodyFields.OneOf("service_account", "wif"), true),
        new("credentials", BodyFields.Text),
        new("projectId", BodyFields.Text),
    ];

    /// <param name="call">The call.</param>
    /// <param name="before">The source that is replaced; its credentials stay where the body has none.</param>
    /// <param name="others">The fields of the kind itself.</param>
    public static JsonMap Read(RestCall call, LogSource? before, params BodyField[] others)
    {
        JsonMap values = BodyFields.Read(call.Body, [.. others, .. s_fields]);
        string? credentials = values.Text("credentials") is { Length: > 0 } given ? given : before?.Config.Text("credentials");
        if (string.IsNullOrEmpty(credentials))
        {
            throw new ApiException(Refusal.Invalid, "credentials is missing from body");
        }

        values["credentials"] = credentials;
        values["projectId"] = ProjectOf(credentials, values.Text("credentialsType")!, values.Text("projectId"));
        return values;
    }

    public static JsonMap Shown(JsonMap config) => new JsonMap
    {
        ["subscriptionId"] = config.Get("subscriptionId"),
        ["projectId"] = config.Get("projectId"),
        ["credentialsType"] = config.Get("credentialsType"),
        ["credentials"] = "",
    }.With(ConfiguredKind.Stream(config));

    /// <summary>The project of a service account is in its key; for federation it has to be told.</summary>
    private static string ProjectOf(string credentials, string type, string? project)
    {
        if (!JsonText.TryRead(credentials, out object? json) || json is not JsonMap key)
        {
            throw new ApiException(Refusal.Invalid, "credentials cannot be parsed as JSON");
        }

        string? owner = key.Text("project_id");
        if (type == "service_account" && (key.Text("type") != "service_account" || string.IsNullOrEmpty(owner)))
        {
            throw new ApiException(Refusal.Invalid, "credentials are not the key of a service account");
        }

        if (type == "wif" && string.IsNullOrEmpty(project))
        {
            throw new ApiException(Refusal.Invalid, "projectId is required for credentialsType wif");
        }

        return string.IsNullOrEmpty(project) ? owner! : project;
    }
}
