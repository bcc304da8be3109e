namespace Panther.Client.Aws;

/// <summary>The name of something in AWS: <c>arn:partition:service:region:account:resource</c>.</summary>
internal sealed class Arn
{
    private Arn(string[] parts) => (Partition, Service, Region, Account, Resource) = (parts[1], parts[2], parts[3], parts[4], parts[5]);

    /// <summary>The group of regions: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> and others.</summary>
    public string Partition { get; }

    /// <summary>The service, such as <c>iam</c>.</summary>
    public string Service { get; }

    /// <summary>The region; empty for what belongs to none.</summary>
    public string Region { get; }

    /// <summary>The account; empty for what belongs to none.</summary>
    public string Account { get; }

    /// <summary>What it is in its service, such as <c>role/a-path/a-name</c>.</summary>
    public string Resource { get; }

    /// <summary>The resource without its type: the name of a role with its path.</summary>
    public string ResourceId => Resource.Substring(Resource.IndexOf('/') + 1);

    /// <summary>Reads an ARN; null for what is none.</summary>
    public static Arn? TryParse(string? text)
    {
        string[] parts = text?.Split([':'], 6) ?? [];
        return parts.Length == 6 && parts[0] == "arn" && parts[1].Length > 0 && parts[2].Length > 0 ? new Arn(parts) : null;
    }

    /// <summary>The partition of a region.</summary>
    public static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";
}
