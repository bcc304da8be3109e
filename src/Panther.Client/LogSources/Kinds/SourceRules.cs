using System.Text.RegularExpressions;

namespace Panther.Client.LogSources;

/// <summary>What the API is known to demand of sources, checked before anything is sent.</summary>
internal static class SourceRules
{
    private const int LongestLabel = 32;

    private static readonly Regex s_label = new(@"\A[0-9a-zA-Z- ]+\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_roleArn = new(@"\Aarn:aws[a-z-]*:iam::\d+:role/\S+\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_kmsArn = new(@"\Aarn:aws[a-z-]*:kms:[a-z0-9-]+:\d+:\S+\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_account = new(@"\A[0-9]{12}\z", RegexOptions.CultureInvariant);

    public static void CheckLabel(string label)
    {
        if (label.Trim().Length == 0 || label.Length > LongestLabel || !s_label.IsMatch(label))
        {
            throw Refuse($"'{Shorten(label)}' is no label for an S3 source: at most {LongestLabel} letters (a-z, A-Z), digits, spaces and hyphens, and not blank.");
        }
    }

    public static void CheckRole(string roleArn)
    {
        if (!s_roleArn.IsMatch(roleArn))
        {
            throw Refuse($"'{Shorten(roleArn)}' is no ARN of an IAM role, such as arn:aws:iam::123456789012:role/PantherLogProcessingRole-mine.");
        }
    }

    /// <summary>An empty key means none.</summary>
    public static void CheckKmsKey(string? kmsKey)
    {
        if (!string.IsNullOrEmpty(kmsKey) && !s_kmsArn.IsMatch(kmsKey!))
        {
            throw Refuse($"'{Shorten(kmsKey!)}' is no ARN of a KMS key, such as arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab.");
        }
    }

    public static void CheckMappings(IEnumerable<PrefixLogTypes> mappings)
    {
        string? twice = mappings.GroupBy(m => m.Prefix, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw Refuse($"The prefix '{Shorten(twice)}' has more than one mapping; prefixes are unique within a source.");
        }
    }

    public static bool IsUsualAccountId(string awsAccountId) => s_account.IsMatch(awsAccountId);

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);

    private static string Shorten(string text) => text.Length <= 80 ? text : text.Substring(0, 80) + "...";
}
