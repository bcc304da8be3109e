using Panther.Emulator.Json;
using Panther.Emulator.Rest;

namespace Panther.Emulator.LogSources;

/// <summary>S3 sources in the REST API.</summary>
internal static class S3Kind
{
    private static readonly BodyField[] s_changeable =
    [
        new("integrationLabel", BodyFields.Text, true),
        new("logProcessingRole", BodyFields.Text, true),
        new("logStreamType", BodyFields.OneOf("Auto", "JSON", "JsonArray", "Lines", "XML", "CloudWatchLogs"), true),
        new("logStreamTypeOptions", BodyFields.Object(
            new("jsonArrayEnvelopeField", BodyFields.Text), new("retainEnvelopeFields", BodyFields.Flag),
                new("xmlRootElement", BodyFields.Text))),
        new("managedBucketNotifications", BodyFields.Flag, true),
        new("s3PrefixLogTypes", BodyFields.Mappings, true),
        new("kmsKey", BodyFields.Text),
    ];

    private static readonly BodyField[] s_fixed = [new("awsAccountId", BodyFields.Text, true), new("s3Bucket", BodyFields.Text, true)];
    private static readonly string[] s_optional = ["logStreamTypeOptions", "kmsKey"];

    public static SourceKind Kind { get; } = new("s3", LogSource.S3,
        call => S3Sources.Create(call.State, DefinitionOf(call.Body), call.Token),
        (call, before) => S3Sources.Replace(call.State, before.Id, ChangesOf(call.Body, before)),
        Shown);

    private static JsonMap DefinitionOf(JsonMap body) => Complete(BodyFields.Read(body, [.. s_changeable, .. s_fixed]), new JsonMap
    {
        ["logStreamTypeOptions"] = new JsonMap(),
        ["kmsKey"] = null,
    });

    /// <summary>What a replacement changes; optional fields that it leaves out stay as they are, account and bucket always do.</summary>
    private static JsonMap ChangesOf(JsonMap body, LogSource before)
    {
        JsonMap kept = [];
        foreach (string name in s_optional)
        {
            kept[name] = before.Get(name);
        }

        return Complete(BodyFields.Read(body, s_changeable), kept);
    }

    private static JsonMap Complete(JsonMap given, JsonMap others)
    {
        JsonMap definition = others.With(given);
        definition["s3PrefixLogTypes"] = BodyFields.Completed(definition["s3PrefixLogTypes"]);
        return definition;
    }

    private static JsonMap Shown(LogSource source) => new()
    {
        ["integrationId"] = source.Id,
        ["integrationLabel"] = source.Label,
        ["awsAccountId"] = source.Get("awsAccountId"),
        ["s3Bucket"] = source.Get("s3Bucket"),
        ["logProcessingRole"] = source.Get("logProcessingRole") ?? "",
        ["logStreamType"] = source.Get("logStreamType"),
        ["logStreamTypeOptions"] = (source.Get("logStreamTypeOptions") as JsonMap ?? []).WithoutNulls(),
        ["managedBucketNotifications"] = source.Get("managedBucketNotifications"),
        ["s3PrefixLogTypes"] = source.Get("s3PrefixLogTypes"),
        ["kmsKey"] = source.Get("kmsKey") ?? "",
    };
}
