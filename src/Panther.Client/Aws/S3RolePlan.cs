namespace Panther.Client.Aws;

/// <summary>The form of what a role needs.</summary>
public enum S3RolePolicyFormat
{
    /// <summary>The policy documents, each an object.</summary>
    Document,

    /// <summary>A CloudFormation template in YAML.</summary>
    CloudFormation,

    /// <summary>Resources for Terraform's AWS provider.</summary>
    Terraform,

    /// <summary>A shell script of AWS CLI commands.</summary>
    AwsCli,
}

/// <summary>The roles that let Panther read buckets, as AWS needs them. Nothing is sent to anybody.</summary>
public sealed class S3RolePlan
{
    /// <summary>Stands for the buckets' region where it is not known.</summary>
    public const string UnknownBucketRegion = "<bucket-region>";

    /// <summary>Stands for Panther's region where it is not known.</summary>
    public const string UnknownPantherRegion = "<panther-region>";

    private readonly S3RolePolicyOptions _options;
    private readonly IReadOnlyList<S3Role> _roles;
    private readonly IReadOnlyList<S3Notification> _notifications;

    /// <summary>Plans roles: sources that share one get one.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="options">What else the roles depend on.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: something is not what AWS could have.</exception>
    public S3RolePlan(IEnumerable<S3RoleSource> sources, S3RolePolicyOptions options)
    {
        S3RoleSource[] all = [.. sources];
        AwsRules.Check(options);
        foreach (S3RoleSource source in all)
        {
            Check(source, options);
        }

        _options = options;
        _roles = S3Role.Of(all, options);
        _notifications = options.IncludeNotification
            ?
            [
                .. all.Where(s => !s.ManagedBucketNotifications)
                    .GroupBy(s => (Partition: S3Role.PartitionOf(s, options), s.AwsAccountId, Region: BucketRegionOf(s)))
                    .Select(g => new S3Notification(
                        g.Key.Partition, g.Key.AwsAccountId, g.Key.Region, options.PantherAccountId, options.PantherRegion
                            ?? UnknownPantherRegion, [.. g])),
            ]
            : [];
        Warnings = [.. Warn(all)];
    }

    /// <summary>What a person should know before using the result.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// The documents: of each role its trust policy and its inline policies, then what belongs to keys, topics and buckets.
    /// </summary>
    public IReadOnlyList<S3RolePolicy> Documents => [.. _roles.SelectMany(DocumentsOf), .. _notifications.SelectMany(DocumentsOf)];

    /// <summary>The same as text: one for each account and, with notifications, region. Of several each says where it belongs.</summary>
    public IReadOnlyList<string> Write(S3RolePolicyFormat format)
    {
        S3RoleStack[] stacks = [.. Stacks];
        string Place(S3RoleStack stack) => stacks.Length > 1 ? $"# {stack.Place}\n" : "";
        return [.. stacks.Select(stack => format switch
        {
            S3RolePolicyFormat.CloudFormation => Place(stack) + CloudFormationTemplate.Write(stack),
            S3RolePolicyFormat.Terraform => Place(stack) + TerraformModule.Write(stack),
            S3RolePolicyFormat.AwsCli => AwsCliScript.Write(stack),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The documents are objects, not text."),
        })];
    }

    private IEnumerable<S3RoleStack> Stacks
    {
        get
        {
            IEnumerable<string> accounts =
                _roles.Select(r => r.Account).Concat(_notifications.Select(n => n.Account)).Distinct(StringComparer.Ordinal);
            foreach (string account in accounts)
            {
                S3Role[] roles = [.. _roles.Where(r => r.Account == account)];
                S3Notification[] notifications = [.. _notifications.Where(n => n.Account == account)];
                yield return new S3RoleStack(account, roles, notifications.FirstOrDefault());
                foreach (S3Notification notification in notifications.Skip(1))
                {
                    yield return new S3RoleStack(account, [], notification);
                }
            }
        }
    }

    /// <summary>Checks one source, so that a bad one can be told before the rest is worked on.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public static void Check(S3RoleSource source, S3RolePolicyOptions options)
    {
        AwsRules.Check(source);
        string partition = S3Role.PartitionOf(source, options);
        AwsRules.CheckPartition(source, partition, source.Key?.Partition, $"its key {source.KmsKey}");
        AwsRules.CheckRegion(source, partition, options.BucketRegion, "-BucketRegion");
        AwsRules.CheckRegion(source, partition, options.PantherRegion, "-PantherRegion");
        AwsRules.CheckPartition(source, partition, Arn.TryParse(options.PermissionsBoundary)?.Partition, "its permissions boundary");
    }

    private string BucketRegionOf(S3RoleSource source) =>
        _options.BucketRegion ?? (source.Key is { Region.Length: > 0 } key ? key.Region : UnknownBucketRegion);

    private static IEnumerable<S3RolePolicy> DocumentsOf(S3Role role)
    {
        string[] labels = [.. role.Sources.Select(s => s.Label)];
        yield return new S3RolePolicy(S3RolePolicyKind.TrustPolicy, "TrustPolicy", role.Name, role.RoleArn, labels, role.TrustPolicy);
        foreach ((string name, Newtonsoft.Json.Linq.JObject policy) in role.Policies)
        {
            yield return new S3RolePolicy(S3RolePolicyKind.RolePolicy, name, role.Name, role.RoleArn, labels, policy);
        }

        foreach (string key in role.ForeignKeys)
        {
            yield return new S3RolePolicy(
                S3RolePolicyKind.KeyPolicyStatement, "KeyPolicyStatement", role.Name, key,
                role.Sources.Where(s => s.KmsKey == key).Select(s => s.Label), Statements.AllowKey(role.RoleArn));
        }
    }

    private static IEnumerable<S3RolePolicy> DocumentsOf(S3Notification notification)
    {
        string[] labels = [.. notification.Sources.Select(s => s.Label)];
        S3RolePolicy Of(S3RolePolicyKind kind, Newtonsoft.Json.Linq.JObject document) =>
            new(kind, kind.ToString(), null, notification.Topic, labels, document);
        yield return Of(S3RolePolicyKind.TopicPolicy, notification.TopicPolicy);
        yield return Of(S3RolePolicyKind.TopicKeyPolicy, notification.TopicKeyPolicy);
        yield return Of(S3RolePolicyKind.Subscription, notification.Subscription);
        foreach (IGrouping<string, S3RoleSource> bucket in notification.Buckets)
        {
            yield return new S3RolePolicy(
                S3RolePolicyKind.BucketNotification, "BucketNotification", null,
                S3Role.BucketArn(Arn.TryParse(notification.Topic)!.Partition, bucket.Key),
                bucket.Select(s => s.Label),
                new Newtonsoft.Json.Linq.JObject { ["TopicConfigurations"] = notification.TopicConfigurations(bucket) });
        }
    }

    private IEnumerable<string> Warn(S3RoleSource[] sources)
    {
        foreach (S3RoleSource source in sources.Where(s => s.Role is { } role && role.Account != s.AwsAccountId))
        {
            yield return $"The role of '{source.Label}' is in the account {source.Role!.Account}, but its bucket is in "
                + $"{source.AwsAccountId}: the bucket policy must let the role read it too.";
        }

        foreach (S3Role role in _roles.Where(r => r.IsTooLong))
        {
            yield return $"The policies of the role '{role.Name}' are longer than the 10,240 characters that IAM allows: use another "
                + "role for some of its sources.";
        }

        S3RoleSource[] managed = [.. sources.Where(s => s.ManagedBucketNotifications && _options.IncludeNotification)];
        foreach (S3RoleSource source in managed)
        {
            yield return $"Panther manages the notifications of '{source.Label}', so none are generated for it.";
        }

        foreach (S3Notification notification in _notifications.Where(n => managed.Any(s => s.AwsAccountId == n.Account)))
        {
            yield return $"In the account {notification.Account} Panther manages the notifications of some buckets, with a topic of the "
                + $"same name ({Statements.Topic}). "
                + "In each region, let Panther manage all of them or none: otherwise they overwrite each other.";
        }
    }
}
