using Panther.Client.Aws;

namespace Panther.Client.Tests.Aws;

/// <summary>
/// The example of Panther's guidelines: a bucket with load balancer logs, with or without a key, with or without managed
/// notifications.
/// </summary>
internal static class RoleExample
{
    public const string PantherAccount = "111122223333";
    public const string Account = "123456789012";
    public const string Key = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    public static S3RolePolicyOptions Options { get; } = With();

    public static S3RoleSource Source(
        bool hasKey = false, bool isManaged = false, string partition = "aws", string bucket = "acme-alb-eu",
        string role = "PantherLogProcessingRole-alb-eu",
        string? key = null, params string[] prefixes) => new()
        {
            Label = bucket,
            AwsAccountId = Account,
            S3Bucket = bucket,
            LogProcessingRole = $"arn:{partition}:iam::{Account}:role/{role}",
            KmsKey = key ?? (hasKey ? Key.Replace("arn:aws:", $"arn:{partition}:", StringComparison.Ordinal) : null),
            ManagedBucketNotifications = isManaged,
            Prefixes = prefixes,
        };

    public static S3RolePolicyOptions With(
        bool includeNotification = false, string? bucketRegion = null, string? pantherRegion = "us-west-2",
            string? roleName = null, string? path = null,
        string? boundary = null, Dictionary<string, string>? tags = null) => new()
        {
            PantherAccountId = PantherAccount,
            PantherRegion = pantherRegion,
            BucketRegion = bucketRegion,
            RoleName = roleName,
            Path = path,
            PermissionsBoundary = boundary,
            Tags = tags ?? [],
            IncludeNotification = includeNotification,
        };

    /// <summary>The plan for one source.</summary>
    public static S3RolePlan Plan(S3RoleSource source, S3RolePolicyOptions? options = null) => new([source], options ?? Options);
}
