using System.Text.RegularExpressions;

namespace Panther.Client.LogSources;

/// <summary>What the API is known to demand of sources, checked before anything is sent.</summary>
internal static class SourceRules
{
    /// <summary>The most characters of the label of an S3 source.</summary>
    public const int LongestLabel = 32;

    private const string NotCut = "If it came from JSON, write that JSON with more depth (ConvertTo-Json -Depth 5).";

    /// <summary>A bucket's name is no IP address, and has no dot beside a dot.</summary>
    private const string NotAnAddress = @"\A(?!(?:\d+\.){3}\d+\z)(?!.*\.\.)";

    private static readonly Regex s_label = new(@"\A[0-9a-zA-Z- ]+\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_roleArn = new(@"\Aarn:aws[a-z-]*:iam::\d+:role/\S+\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_kmsArn = new(@"\Aarn:aws[a-z-]*:kms:[a-z0-9-]+:\d+:\S+\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_bucket = new(NotAnAddress + @"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_gcsBucket = new(NotAnAddress + @"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_scheme = new(@"\A\w+://", RegexOptions.CultureInvariant);
    private static readonly Regex s_apart = new(@"[\s,;{}\[\]""']", RegexOptions.CultureInvariant);

    /// <summary>
    /// What PowerShell writes for a hashtable, a list or an object where a text is expected, as ConvertTo-Json does below its depth.
    /// </summary>
    private static readonly Regex s_object = new(
        @"\A(@\{.*|System\.(Collections|Object|String|Management|Data)\b.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static readonly Regex s_account = new(@"\A[0-9]{12}\z", RegexOptions.CultureInvariant);

    /// <summary>Whether a text can be the label of an S3 source.</summary>
    public static bool IsLabel(string label) => label.Trim().Length > 0 && label.Length <= LongestLabel && s_label.IsMatch(label);

    public static void CheckLabel(string label)
    {
        if (!IsLabel(label))
        {
            throw Refuse(
                $"'{Shorten(label)}' is not a valid label for an S3 source: at most {LongestLabel} letters (a-z, "
                + "A-Z), digits, spaces and hyphens, and not blank.");
        }
    }

    public static void CheckRole(string roleArn)
    {
        if (!s_roleArn.IsMatch(roleArn))
        {
            throw Refuse(
                $"'{Shorten(roleArn)}' is not the ARN of an IAM role, such as "
                + "arn:aws:iam::123456789012:role/PantherLogProcessingRole-mine.");
        }
    }

    /// <summary>An empty key means none.</summary>
    public static void CheckKmsKey(string? kmsKey)
    {
        if (!string.IsNullOrEmpty(kmsKey) && !s_kmsArn.IsMatch(kmsKey!))
        {
            throw Refuse(
                $"'{Shorten(kmsKey!)}' is not the ARN of a KMS key, such as "
                + "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab.");
        }
    }

    public static void CheckBucket(string bucket)
    {
        if (!s_bucket.IsMatch(bucket))
        {
            throw Refuse(
                $"'{Shorten(bucket)}' is not the name of an S3 bucket: 3 to 63 lowercase letters, digits, dots and hyphens, "
                + "such as my-logs; not an ARN, an IP address or an s3:// URL.");
        }
    }

    public static void CheckGcsBucket(string bucket)
    {
        if (!s_gcsBucket.IsMatch(bucket))
        {
            throw Refuse(
                $"'{Shorten(bucket)}' is not the name of a GCS bucket: 3 to 222 lowercase letters, digits, dots, hyphens and underscores, "
                + "such as my-logs; not an IP address or a gs:// URL.");
        }
    }

    public static void CheckMappings(IEnumerable<PrefixLogTypes> mappings)
    {
        CheckUniquePrefixes(mappings);
        foreach (PrefixLogTypes mapping in mappings)
        {
            CheckPrefix(mapping.Prefix);
            CheckLogTypes(mapping.LogTypes);
            CheckExcludedPrefixes(mapping.ExcludedPrefixes);
        }
    }

    public static void CheckUniquePrefixes(IEnumerable<PrefixLogTypes> mappings)
    {
        string? twice = mappings.GroupBy(m => m.Prefix, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw Refuse($"The prefix '{Shorten(twice)}' has more than one mapping; prefixes are unique within a source.");
        }
    }

    /// <summary>An empty prefix means the whole bucket.</summary>
    public static void CheckPrefix(string? prefix)
    {
        if (prefix is null or "")
        {
            return;
        }

        if (prefix.StartsWith("/", StringComparison.Ordinal) || s_scheme.IsMatch(prefix))
        {
            throw Refuse(
                $"'{Shorten(prefix)}' is not a prefix: a prefix is how the objects' keys begin, such as logs/, "
                + "without a leading / and without s3:// and the bucket.");
        }

        if (string.IsNullOrWhiteSpace(prefix) || IsTextOfObject(prefix))
        {
            throw Refuse($"'{Shorten(prefix)}' is not a prefix. {NotCut}");
        }
    }

    public static void CheckExcludedPrefixes(IEnumerable<string> prefixes)
    {
        foreach (string prefix in prefixes)
        {
            if (string.IsNullOrWhiteSpace(prefix) || IsTextOfObject(prefix))
            {
                throw Refuse($"'{Shorten(prefix)}' is not a prefix to exclude. Leave it out. {NotCut}");
            }
        }
    }

    /// <summary>Names of log types are words; a tenant may have any, so only what can be none is refused.</summary>
    public static void CheckLogTypes(IEnumerable<string> logTypes)
    {
        foreach (string logType in logTypes)
        {
            if (string.IsNullOrWhiteSpace(logType) || IsTextOfObject(logType) || s_apart.IsMatch(logType))
            {
                throw Refuse(
                    $"'{Shorten(logType)}' is not a log type, which is a name such as AWS.CloudTrail, without spaces. "
                    + $"Pass several as a list, or separated by ; in a cell of a CSV file. {NotCut}");
            }
        }
    }

    /// <summary>What is odd about accounts and partitions, though Panther may take it.</summary>
    /// <param name="label">The source's label.</param>
    /// <param name="awsAccountId">The bucket's account; null where it is not known.</param>
    /// <param name="roleArn">The role that is named.</param>
    /// <param name="kmsKey">The key that is named.</param>
    public static IEnumerable<string> DoubtsOf(string? label, string? awsAccountId, string? roleArn, string? kmsKey)
    {
        (string Partition, string Account)? role = AccountOf(roleArn);
        (string Partition, string Account)? key = AccountOf(kmsKey);
        if (role is not null && awsAccountId is not null && role.Value.Account != awsAccountId)
        {
            yield return $"The role of '{label}' is in the account {role.Value.Account}, but its bucket is in {awsAccountId}: {roleArn}.";
        }

        if (key is not null && awsAccountId is not null && key.Value.Account != awsAccountId)
        {
            yield return $"The KMS key of '{label}' is in the account {key.Value.Account}, but its bucket is in {awsAccountId}: {kmsKey}.";
        }

        if (role is not null && key is not null && role.Value.Partition != key.Value.Partition)
        {
            yield return $"The role of '{label}' is in the AWS partition {role.Value.Partition}, but its KMS key is in "
                + $"{key.Value.Partition}.";
        }
    }

    /// <summary>What is odd about prefixes, though a key of an object may hold any character.</summary>
    public static IEnumerable<string> DoubtsOfPrefixes(IEnumerable<string> prefixes) =>
        from prefix in prefixes
        where prefix.Contains("*")
        select $"The prefix '{Shorten(prefix)}' contains *, which is not a wildcard here. A prefix is only how the keys begin: leave "
            + "the * out.";

    /// <summary>What is odd about an account's id, which is sent all the same.</summary>
    public static string? DoubtOfAccount(string? label, string awsAccountId) => s_account.IsMatch(awsAccountId)
        ? null
        : $"The AWS account id '{awsAccountId}' of '{label}' does not have 12 digits; it is sent as it is.";

    private static (string Partition, string Account)? AccountOf(string? arn) =>
        arn?.Split(':') is { Length: >= 6 } parts ? (parts[1], parts[4]) : null;

    private static bool IsTextOfObject(string text) => s_object.IsMatch(text);

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);

    private static string Shorten(string text) => text.Length <= 80 ? text : text.Substring(0, 80) + "...";
}
