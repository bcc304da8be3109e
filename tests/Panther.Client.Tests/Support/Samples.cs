using Newtonsoft.Json.Linq;
using Panther.Client.Json;
using Panther.Client.LogSources;

namespace Panther.Client.Tests.Support;

/// <summary>Sources to test with.</summary>
internal static class Samples
{
    public const string Role = "arn:aws:iam::123456789012:role/PantherLogProcessingRole-sample";
    public const string KmsKey = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    /// <summary>An id that no source has.</summary>
    public const string UnknownId = "00000000-0000-4000-8000-00000000dead";

    /// <summary>A raw S3 source in which every field has a value of its own.</summary>
    public static JObject S3Source(string label = "sample") => Parse($$"""
        {
          "integrationLabel": "{{label}}",
          "integrationType": "aws-s3",
          "logTypes": ["AWS.ALB", "AWS.CloudTrail"],
          "isHealthy": true,
          "isEditable": true,
          "createdAtTime": "2024-05-06T07:08:09.123Z",
          "createdBy": { "__typename": "User", "id": "u-1", "email": "olive@example.com", "givenName": "Olive", "familyName": "Owner" },
          "lastModified": "2024-06-07T08:09:10.000Z",
          "lastEventReceivedAtTime": "2025-01-02T03:04:05.678Z",
          "lastEventProcessedAtTime": "2025-01-02T03:05:06Z",
          "awsAccountId": "123456789012",
          "s3Bucket": "sample-bucket",
          "s3Prefix": "legacy/",
          "s3PrefixLogTypes": [
            { "prefix": "", "logTypes": ["AWS.ALB"], "excludedPrefixes": ["tmp/*"] },
            { "prefix": "trail/", "logTypes": ["AWS.CloudTrail"], "excludedPrefixes": [] }
          ],
          "logProcessingRole": "{{Role}}",
          "logStreamType": "JsonArray",
          "logStreamTypeOptions": { "jsonArrayEnvelopeField": "records" },
          "kmsKey": "{{KmsKey}}",
          "managedBucketNotifications": true,
          "stackName": "panther-stack-sample"
        }
        """);

    /// <summary>A raw source of some other kind.</summary>
    public static JObject OtherSource(string label = "other", string integrationType = "http-ingest") => new()
    {
        ["integrationLabel"] = label,
        ["integrationType"] = integrationType,
        ["logTypes"] = new JArray("Okta.SystemLog"),
    };

    /// <summary>A source with its mapping under one prefix.</summary>
    public static JObject S3SourceWithMappings(params PrefixLogTypes[] mappings)
    {
        JObject source = S3Source();
        source["s3PrefixLogTypes"] = new PrefixLogTypesList(mappings).ToInput();
        return source;
    }

    /// <summary>A plain definition.</summary>
    public static S3SourceSettings Definition(
        string label = "new source", string awsAccountId = "123456789012", string s3Bucket = "new-bucket", string? role = null,
        string? kmsKey = null,
        IReadOnlyList<PrefixLogTypes>? mappings = null) => new()
        {
            Label = label,
            AwsAccountId = awsAccountId,
            S3Bucket = s3Bucket,
            LogProcessingRole = role ?? Role,
            LogStreamType = "JSON",
            KmsKey = kmsKey,
            S3PrefixLogTypes = mappings ?? [new PrefixLogTypes("", ["AWS.ALB"])],
        };

    /// <summary>JSON whose times stay text.</summary>
    public static JObject Parse(string json) => (JObject)PantherJson.Parse(json);
}
