using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>A role, and the sources that Panther reads with it.</summary>
internal sealed class S3Role
{
    /// <summary>What Panther's own templates begin a role's name with.</summary>
    private const string NamePrefix = "PantherLogProcessingRole-";

    private const int LongestName = 64;

    /// <summary>How long IAM lets the inline policies of one role be together, without blanks.</summary>
    private const int LongestPolicies = 10240;

    private readonly S3RolePolicyOptions _options;

    private S3Role(string partition, string account, string name, string path, IReadOnlyList<S3RoleSource> sources,
        S3RolePolicyOptions options)
    {
        (Partition, Account, Name, Path, Sources) = (partition, account, name, path, sources);
        _options = options;
    }

    public string Partition { get; }

    /// <summary>The account that the role is in.</summary>
    public string Account { get; }

    public string Name { get; }

    public string Path { get; }

    public string? PermissionsBoundary => _options.PermissionsBoundary;

    public IReadOnlyList<S3RoleSource> Sources { get; }

    public string RoleArn => $"arn:{Partition}:iam::{Account}:role{Path}{Name}";

    /// <summary>What tells the role from others: its name without what all such roles begin with.</summary>
    public string Suffix => Name.StartsWith(NamePrefix, StringComparison.Ordinal) && Name.Length > NamePrefix.Length
        ? Name.Substring(NamePrefix.Length)
        : Name;

    /// <summary>What the role is for, as a sentence without a period.</summary>
    public string Description => $"Role that lets Panther read {string.Join(", ", Buckets(Sources))}";

    /// <summary>The tags, Panther's own first.</summary>
    public IEnumerable<KeyValuePair<string, string>> Tags
    {
        get
        {
            const string Application = "panther:app";
            string own = _options.Tags.TryGetValue(Application, out string? value) ? value : "panther";
            return _options.Tags.Where(t => t.Key != Application).OrderBy(t => t.Key, StringComparer.Ordinal)
                .Prepend(new(Application, own));
        }
    }

    public JObject TrustPolicy => Statements.Trust(Partition, _options.PantherAccountId);

    /// <summary>The inline policies by their names, which are those of Panther's templates.</summary>
    public IReadOnlyList<(string Name, JObject Policy)> Policies => [.. Parts.Select(p => (p.Name, Statements.Policy(p.Statements)))];

    /// <summary>The statements of all inline policies.</summary>
    public IEnumerable<JObject> AllStatements => Parts.SelectMany(p => p.Statements);

    /// <summary>The keys of other accounts, whose own policies must let the role use them.</summary>
    public IReadOnlyList<string> ForeignKeys =>
        [.. Sources.Where(s => s.Key is { } key && key.Account != Account).Select(s => s.KmsKey!).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether the policies are longer than IAM lets them be.</summary>
    public bool IsTooLong => Policies.Sum(p => p.Policy.ToString(Newtonsoft.Json.Formatting.None).Length) > LongestPolicies;

    private IEnumerable<(string Name, JObject[] Statements)> Parts
    {
        get
        {
            yield return ("ReadData", [.. ReadData()]);
            S3RoleSource[] managed = [.. Sources.Where(s => s.ManagedBucketNotifications)];
            if (managed.Length > 0)
            {
                yield return ("ManagePantherTopic",
                    [Statements.Allow([Statements.AllOfSns], managed.Select(s => TopicArn("*", s.AwsAccountId)))]);
                yield return (
                    "GetPutBucketNotifications",
                    [Statements.Allow([Statements.GetBucketNotification, Statements.PutBucketNotification], managed.Select(BucketArn))]);
            }
        }
    }

    /// <summary>Sorts sources by their roles.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: something is not what AWS could have.</exception>
    public static IReadOnlyList<S3Role> Of(IEnumerable<S3RoleSource> sources, S3RolePolicyOptions options) =>
    [
        .. sources.GroupBy(s => (Partition: PartitionOf(s, options), Account: AccountOf(s), Name: NameOf(s, options).ToUpperInvariant()))
            .Select(g => new S3Role(
                g.Key.Partition, g.Key.Account, NameOf(g.First(), options), PathOf(g.First(), options), [.. g], options)),
    ];

    /// <summary>The partition of a source: that of its role, of its key, or else of the regions that are named.</summary>
    public static string PartitionOf(S3RoleSource source, S3RolePolicyOptions options) =>
        source.Role?.Partition ?? source.Key?.Partition ?? Arn.PartitionOf(options.BucketRegion ?? options.PantherRegion ?? "");

    public static string BucketArn(string partition, string bucket) => $"arn:{partition}:s3:::{bucket}";

    /// <summary>The ARN of the topic in a region.</summary>
    public string TopicArn(string region, string account) => $"arn:{Partition}:sns:{region}:{account}:{Statements.Topic}";

    public string BucketArn(S3RoleSource source) => BucketArn(Partition, source.S3Bucket);

    /// <summary>The buckets of sources, each once.</summary>
    public static IEnumerable<string> Buckets(IEnumerable<S3RoleSource> sources) =>
        sources.Select(s => s.S3Bucket).Distinct(StringComparer.Ordinal);

    private IEnumerable<JObject> ReadData()
    {
        // Without ListBucket S3 answers for a missing object as for a forbidden one, and Panther's health check fails.
        yield return Statements.Allow([Statements.GetBucketLocation, Statements.ListBucket], Sources.Select(BucketArn));
        yield return Statements.Allow([Statements.GetObject], Sources.Select(s => BucketArn(s) + "/*"));
        string[] keys = [.. Sources.Where(s => !string.IsNullOrEmpty(s.KmsKey)).Select(s => s.KmsKey!)];
        if (keys.Length > 0)
        {
            // DescribeKey is what Panther's health check looks at the key with.
            yield return Statements.Allow([Statements.Decrypt, Statements.DescribeKey], keys);
        }
    }

    private static string AccountOf(S3RoleSource source) => source.Role?.Account ?? source.AwsAccountId;

    private static string NameOf(S3RoleSource source, S3RolePolicyOptions options) =>
        options.RoleName ?? source.Role?.ResourceId.Split('/').Last() ?? DefaultName(source.S3Bucket);

    private static string PathOf(S3RoleSource source, S3RolePolicyOptions options)
    {
        string? id = source.Role?.ResourceId;
        return options.Path ?? (id is null ? "/" : "/" + id.Substring(0, id.LastIndexOf('/') + 1));
    }

    private static string DefaultName(string bucket)
    {
        string name = NamePrefix + Regex.Replace(bucket, @"[^\w+=,.@-]", "-", RegexOptions.CultureInvariant | RegexOptions.ECMAScript);
        return name.Length <= LongestName ? name : name.Substring(0, LongestName);
    }
}
