using System.Text.RegularExpressions;

namespace Panther.Client.Aws;

/// <summary>What names in AWS look like, so that no policy comes of a wrong one.</summary>
internal static class AwsRules
{
    private static readonly Regex s_account = Pattern("[0-9]+");
    private static readonly Regex s_bucket = Pattern(@"[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
    private static readonly Regex s_region = Pattern(@"[a-z]{2,}(?:-[a-z]+)+-[0-9]+");
    private static readonly Regex s_roleName = Pattern(@"[A-Za-z0-9_+=,.@-]{1,64}");
    private static readonly Regex s_path = Pattern(@"/(?:[!-.0-~]+/)*");
    private static readonly Regex s_partition = Pattern("aws(?:-[a-z]+)*");
    private static readonly Regex s_tag = Pattern(@"[\p{L}\p{Z}\p{N}_.:/=+@-]*");

    public static void Check(S3RoleSource source)
    {
        Demand(s_bucket, source.S3Bucket, $"The bucket of '{source.Label}' is '{source.S3Bucket}', which is not a bucket name.");
        Demand(s_account, source.AwsAccountId,
            $"The AWS account of '{source.Label}' is '{source.AwsAccountId}'. An account id has 12 digits.");
        if (!string.IsNullOrEmpty(source.LogProcessingRole)
            && !(source.Role is { Service: "iam" } role && s_partition.IsMatch(role.Partition) && s_account.IsMatch(role.Account)
                && role.Resource.StartsWith("role/", StringComparison.Ordinal)
                && s_roleName.IsMatch(role.ResourceId.Split('/').Last()) && s_path.IsMatch("/" + role.ResourceId + "/")))
        {
            throw Refuse(
                $"The role of '{source.Label}' is '{source.LogProcessingRole}', which is not the ARN of a role, such as "
                + "arn:aws:iam::123456789012:role/PantherLogProcessingRole-mine.");
        }

        if (!string.IsNullOrEmpty(source.KmsKey)
            && !(source.Key is { Service: "kms" } key && s_partition.IsMatch(key.Partition) && s_region.IsMatch(key.Region)
                && s_account.IsMatch(key.Account) && Regex.IsMatch(key.Resource, @"\Akey/[A-Za-z0-9-]+\z", RegexOptions.CultureInvariant)))
        {
            throw Refuse(
                $"The key of '{source.Label}' is '{source.KmsKey}'. A policy needs the ARN of the key itself, not of an alias, "
                    + "such as "
                + "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab.");
        }
    }

    public static void Check(S3RolePolicyOptions options)
    {
        CheckPanther(options.PantherAccountId, options.PantherRegion);
        Demand(s_region, options.BucketRegion, $"'{options.BucketRegion}' is not an AWS region, such as us-west-2.");
        Demand(s_roleName, options.RoleName,
            $"'{options.RoleName}' is not a role name: at most 64 letters, digits and _+=,.@-, without a path.");
        Demand(s_path, options.Path, $"'{options.Path}' is not a role path, which begins and ends with a slash, such as /logs/.");
        if (options.PermissionsBoundary is not null
            && Arn.TryParse(options.PermissionsBoundary) is not { Service: "iam" })
        {
            throw Refuse($"'{options.PermissionsBoundary}' is not the ARN of a policy, such as arn:aws:iam::123456789012:policy/boundary.");
        }

        foreach (KeyValuePair<string, string> tag in options.Tags)
        {
            if (tag.Key.Length is 0 or > 128 || tag.Value.Length > 256 || !s_tag.IsMatch(tag.Key) || !s_tag.IsMatch(tag.Value))
            {
                throw Refuse($"AWS does not accept the tag '{tag.Key}' = '{tag.Value}'. Use letters, digits, spaces and _.:/=+-@: at "
                    + "most 128 in the name, and 256 in the value.");
            }
        }
    }

    /// <summary>Checks where Panther is said to be.</summary>
    public static void CheckPanther(string? account, string? region)
    {
        Demand(s_account, account, $"'{account}' is not an AWS account id. The Panther Console shows Panther's under Settings, General.");
        Demand(s_region, region, $"'{region}' is not an AWS region, such as us-west-2.");
    }

    public static void CheckPartition(S3RoleSource source, string partition, string? other, string what)
    {
        if (other is not null && other != partition)
        {
            throw Refuse($"The role of '{source.Label}' is in the partition {partition}, but {what} is in {other}: nothing works across "
                + "partitions.");
        }
    }

    public static void CheckRegion(S3RoleSource source, string partition, string? region, string what)
    {
        if (region is not null)
        {
            CheckPartition(source, partition, Arn.PartitionOf(region), $"{what} {region}");
        }
    }

    private static void Demand(Regex pattern, string? text, string message)
    {
        if (text is not null && !pattern.IsMatch(text))
        {
            throw Refuse(message);
        }
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);

    private static Regex Pattern(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant);
}
