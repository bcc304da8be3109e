using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Rest;

/// <summary>The kinds of source that the REST API takes.</summary>
internal static class Kinds
{
    /// <summary>How lists name sources of the Panther Log Forwarder; Panther's own name is not known.</summary>
    public const string LogForwarder = "log-forwarder";

    private const string Mapping = """{"prefix":"a/","logTypes":["GCP.AuditLog"],"excludedPrefixes":["a/tmp*"]}""";

    /// <summary>Each kind's name in lists, the field that a read leaves empty, and a body.</summary>
    public static IReadOnlyDictionary<string, (string Type, string? Hidden, JsonObject Body)> All { get; } =
        new Dictionary<string, (string Type, string? Hidden, JsonObject Body)>
        {
            ["s3"] = ("aws-s3", null, Parse($$"""
                {"integrationLabel":"my bucket","awsAccountId":"123456789012","s3Bucket":"b",
                "logProcessingRole":"arn:aws:iam::123456789012:role/r",
                "logStreamType":"XML","logStreamTypeOptions":{"xmlRootElement":"e"},"managedBucketNotifications":true,
                "s3PrefixLogTypes":[{{Mapping}}],"kmsKey":"arn:aws:kms:us-east-1:123456789012:key/k"}
                """)),
            ["http"] = ("http-ingest", "authSecretValue", Parse("""
                {"integrationLabel":"A hook of more than thirty-two characters","logTypes":["GitHub.Webhook"],"logStreamType":"JSON",
                "logStreamTypeOptions":{},"authMethod":"HMAC","authHeaderKey":"x-sig","authSecretValue":"s3cret","authHmacAlg":"sha256"}
                """)),
            ["gcs"] = ("gcp-gcs", "credentials", Parse($$"""
                {"integrationLabel":"Gcs_1","subscriptionId":"sub","gcsBucket":"b","credentialsType":"service_account",
                "credentials":"{\"type\":\"service_account\",\"project_id\":\"p\"}","projectId":"p","logStreamType":"JsonArray",
                "logStreamTypeOptions":{"jsonArrayEnvelopeField":"records"},"prefixLogTypes":[{{Mapping}}]}
                """)),
            ["pubsub"] = ("gcp-pubsub", "credentials", Parse("""
                {"integrationLabel":"Pubsub_1","subscriptionId":"sub","credentialsType":"wif",
                "credentials":"{\"type\":\"external_account\"}","projectId":"q",
                "regionalEndpoint":"europe-west3","logTypes":["GCP.AuditLog"],"logStreamType":"Auto","logStreamTypeOptions":{}}
                """)),
            ["log-forwarder"] = (LogForwarder, null, Parse("""
                {"integrationLabel":"Forwarder_1","logTypes":["GCP.AuditLog"],"logStreamType":"XML",
                "logStreamTypeOptions":{"xmlRootElement":"e"}}
                """)),
        };

    public static TheoryData<string> Names => [.. All.Keys];

    public static JsonObject Body(string kind) => (JsonObject)All[kind].Body.DeepClone();

    /// <summary>The body as a read shows it.</summary>
    public static JsonObject Shown(string kind) => All[kind].Hidden is { } hidden ? Body(kind).With((hidden, "")) : Body(kind);

    /// <summary>The members of an answer that the body has.</summary>
    public static JsonObject Visible(string kind, JsonNode? answer) =>
        new(answer!.AsObject().Where(member => All[kind].Body.ContainsKey(member.Key))
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
