namespace Panther.Client.Aws;

/// <summary>What the policies of a role depend on beside its sources.</summary>
public sealed class S3RolePolicyOptions
{
    /// <summary>Panther's AWS account: the Console shows it under Settings, General.</summary>
    public required string PantherAccountId { get; init; }

    /// <summary>The region in which Panther runs; null where it is not known.</summary>
    public string? PantherRegion { get; init; }

    /// <summary>The buckets' region; null for that of the key of each source.</summary>
    public string? BucketRegion { get; init; }

    /// <summary>The role's name; null for that of each source's role, or else one that is made of the bucket's.</summary>
    public string? RoleName { get; init; }

    /// <summary>The role's path, such as <c>/logs/</c>; null for that of each source's role, or else <c>/</c>.</summary>
    public string? Path { get; init; }

    /// <summary>The ARN of the policy that is the role's permissions boundary; null for none.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Tags of the role, beside <c>panther:app</c>.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether to describe the notifications of the buckets whose notifications Panther does not manage.</summary>
    public bool IncludeNotification { get; init; }
}
