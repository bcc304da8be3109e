using Panther.Client.LogSources;

namespace Panther.Client.Aws;

/// <summary>What a role must let Panther do for one S3 source: which bucket it reads, and how.</summary>
public sealed record S3RoleSource
{
    /// <summary>The source's name in messages and comments.</summary>
    public required string Label { get; init; }

    /// <summary>The AWS account of the bucket.</summary>
    public required string AwsAccountId { get; init; }

    /// <summary>The bucket.</summary>
    public required string S3Bucket { get; init; }

    /// <summary>The ARN of the role; null where there is none yet.</summary>
    public string? LogProcessingRole { get; init; }

    /// <summary>The ARN of the KMS key that encrypts the bucket; null or empty for none.</summary>
    public string? KmsKey { get; init; }

    /// <summary>Whether Panther manages the bucket's event notifications.</summary>
    public bool ManagedBucketNotifications { get; init; }

    /// <summary>The prefixes under which the logs lie; none, or an empty one, for the whole bucket.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>What an existing source needs.</summary>
    public static S3RoleSource Of(S3LogSource source) => new()
    {
        Label = source.Label ?? source.Id,
        AwsAccountId = source.AwsAccountId ?? "",
        S3Bucket = source.S3Bucket ?? "",
        LogProcessingRole = source.LogProcessingRole,
        KmsKey = source.KmsKey,
        ManagedBucketNotifications = source.ManagedBucketNotifications == true,
        Prefixes = [.. source.S3PrefixLogTypes.Select(m => m.Prefix)],
    };

    /// <summary>The label.</summary>
    public override string ToString() => Label;

    /// <summary>The role's ARN, read.</summary>
    internal Arn? Role => Arn.TryParse(LogProcessingRole);

    /// <summary>The key's ARN, read.</summary>
    internal Arn? Key => Arn.TryParse(KmsKey);

    /// <summary>The prefixes, each once, without those that lie under another.</summary>
    internal IReadOnlyList<string> OutermostPrefixes => OutermostOf(Prefixes);

    /// <summary>Prefixes, each once, without those that lie under another; an empty one where there are none.</summary>
    internal static IReadOnlyList<string> OutermostOf(IEnumerable<string> prefixes)
    {
        string[] all = [.. prefixes.Distinct(StringComparer.Ordinal)];
        return all.Length == 0
            ? [""]
            : [.. all.Where(p => !all.Any(other => other != p && p.StartsWith(other, StringComparison.Ordinal)))];
    }
}
