using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>The statements of IAM policies that Panther's S3 sources need.</summary>
internal static class Statements
{
    /// <summary>The topic that Panther makes where it manages notifications, and that its templates make elsewhere.</summary>
    public const string Topic = "panther-notifications-topic";

    /// <summary>The queue that takes the notifications, in Panther's account and region.</summary>
    public const string Queue = "panther-input-data-notifications-queue";

    public const string GetBucketLocation = "s3:GetBucketLocation";
    public const string ListBucket = "s3:ListBucket";
    public const string GetObject = "s3:GetObject";
    public const string Decrypt = "kms:Decrypt";
    public const string DescribeKey = "kms:DescribeKey";
    public const string AllOfSns = "sns:*";
    public const string GetBucketNotification = "s3:GetBucketNotification";
    public const string PutBucketNotification = "s3:PutBucketNotification";
    public const string AssumeRole = "sts:AssumeRole";
    public const string SecureTransport = "aws:SecureTransport";

    private static readonly string[] s_keyManagement =
    [
        "kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*",
        "kms:Disable*", "kms:Get*", "kms:Delete*", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion",
    ];

    /// <summary>The whole account as a principal.</summary>
    public static string Root(string partition, string account) => $"arn:{partition}:iam::{account}:root";

    /// <summary>A policy of these statements.</summary>
    public static JObject Policy(IEnumerable<JObject> statements, string? id = null)
    {
        var policy = new JObject { ["Version"] = "2012-10-17" };
        if (id is not null)
        {
            policy["Id"] = id;
        }

        policy["Statement"] = new JArray(statements);
        return policy;
    }

    /// <summary>Who may assume the role: Panther's account. Its roles have names that change, so no one of them is named.</summary>
    public static JObject Trust(string partition, string pantherAccount) => Policy(
    [
        new JObject
        {
            ["Effect"] = "Allow",
            ["Principal"] = new JObject { ["AWS"] = Root(partition, pantherAccount) },
            ["Action"] = AssumeRole,

            // IAM gives a boolean back as text.
            ["Condition"] = new JObject { ["Bool"] = new JObject { [SecureTransport] = "true" } },
        },
    ]);

    /// <summary>Leave to do something to resources.</summary>
    public static JObject Allow(string[] actions, IEnumerable<string> resources) => new()
    {
        ["Effect"] = "Allow",
        ["Action"] = OneOrMany(actions),
        ["Resource"] = OneOrMany(resources.Distinct(StringComparer.Ordinal).ToArray()),
    };

    /// <summary>Leave for the role to use a key, in the key's own policy.</summary>
    public static JObject AllowKey(string roleArn) =>
        For("AllowPantherLogProcessing", new JObject { ["AWS"] = roleArn }, [Decrypt, DescribeKey], "*");

    /// <summary>Who may publish to a topic, and that Panther may subscribe to it.</summary>
    public static JObject TopicPolicy(string partition, string topicArn, string pantherAccount) => Policy(
    [
        For("AllowS3EventNotifications", Service("s3.amazonaws.com"), ["sns:Publish"], topicArn),
        For("AllowCloudTrailNotification", Service("cloudtrail.amazonaws.com"), ["sns:Publish"], topicArn),
        For("AllowSubscriptionToPanther", new JObject { ["AWS"] = Root(partition, pantherAccount) }, ["sns:Subscribe"], topicArn),
    ]);

    /// <summary>
    /// Who may use and manage the key of a topic. The key that AWS manages cannot be used, since the queue is encrypted too.
    /// </summary>
    public static JObject TopicKeyPolicy(string partition, string account) => Policy(
        [
            For("S3CloudTrailSNSPublish", Service("s3.amazonaws.com", "cloudtrail.amazonaws.com"), ["kms:GenerateDataKey", Decrypt], "*"),
            For("KeyManagement", new JObject { ["AWS"] = Root(partition, account) }, s_keyManagement, "*"),
        ],
        "panther-log-processing-cmk");

    private static JObject For(string sid, JObject principal, string[] actions, string resource) => new()
    {
        ["Sid"] = sid,
        ["Effect"] = "Allow",
        ["Principal"] = principal,
        ["Action"] = OneOrMany(actions),
        ["Resource"] = resource,
    };

    private static JObject Service(params string[] names) => new() { ["Service"] = OneOrMany(names) };

    private static JToken OneOrMany(string[] texts) => texts.Length == 1 ? texts[0] : new JArray(texts);
}
