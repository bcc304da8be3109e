namespace Panther.Client.Aws;

/// <summary>Checks whether a role may do what its sources need, over all of its policies together.</summary>
internal sealed class PermissionCheck(GivenRole role, IReadOnlyList<S3RoleSource> sources)
{
    private const string Generate = "Get-PantherS3RolePolicy writes the policies that the source needs.";

    private readonly List<S3RolePolicyFinding> _findings = [];

    private enum Verdict
    {
        Missing,
        Unknown,
        Allowed,
    }

    private string Partition =>
        sources.Select(s => s.Role?.Partition ?? s.Key?.Partition).FirstOrDefault(p => p is not null)
            ?? Arn.TryParse(role.RoleArn)?.Partition ?? "aws";

    public IReadOnlyList<S3RolePolicyFinding> Run()
    {
        CheckWhatIsUnknown();
        if (sources.Count > 0 && role.IsWithoutPolicies && role.Permissions.Count == 0 && role.Unknown.Count == 0)
        {
            Add(
                S3RolePolicySeverity.CannotJudge, "Permissions", null, null, $"No policy with the permissions of {role.Title} was passed.",
                "Pass its inline and attached policies as well: 'aws iam get-role-policy', 'aws iam get-policy-version'.");
            return _findings;
        }

        foreach (S3RoleSource source in sources)
        {
            CheckPlaces(source);
            CheckBucket(source);
            CheckKey(source);
            CheckNotifications(source);
        }

        CheckWhatIsMore();
        return _findings;
    }

    /// <summary>What may take away or add rights without that it can be told here.</summary>
    private void CheckWhatIsUnknown()
    {
        Need[] needs = [.. sources.SelectMany(NeedsOf)];
        foreach (IamStatement statement in role.Permissions.Where(s => !s.IsAllow && !s.Conditions.Any(c => c.DemandsNoTls)))
        {
            if (needs.Any(n => MayTouch(statement, n)))
            {
                Add(
                    S3RolePolicySeverity.CannotJudge, "Deny", null, statement, "A statement denies something that Panther may need.",
                    "Make sure that it does not affect what Panther does with the buckets, keys and topics of the sources.");
            }
        }

        foreach (IamStatement statement in role.Permissions.Where(s => s.IsAllow && (s.HasNotAction || s.HasNotResource)))
        {
            Add(
                S3RolePolicySeverity.CannotJudge, "NotAction", null, statement,
                "A statement allows everything except what it names (NotAction, NotResource).",
                "Name what is allowed. " + Generate);
        }

        foreach (string unknown in role.Unknown)
        {
            Add(
                S3RolePolicySeverity.CannotJudge, "Policies", null, null, $"The role has the policy {unknown}, which was not passed.",
                "Pass it as well: 'aws iam get-policy-version' for an attached policy, 'aws iam get-role-policy' for an inline one.");
        }

        if (role.PermissionsBoundary is not null)
        {
            Add(
                S3RolePolicySeverity.CannotJudge, "PermissionsBoundary", null, null,
                $"The role has the permissions boundary {role.PermissionsBoundary}.",
                "Make sure that it allows what the sources need.");
        }
    }

    /// <summary>Partitions and accounts.</summary>
    private void CheckPlaces(S3RoleSource source)
    {
        if (source.Role is { } own && source.Key is { } key && own.Partition != key.Partition)
        {
            Add(
                S3RolePolicySeverity.Error, "Partition", source, null,
                $"The role is in the partition {own.Partition}, but the key of '{source.Label}' is in {key.Partition}: nothing works "
                    + "across partitions.",
                "Use a role and a key in the bucket's partition.");
        }

        string? account = source.Role?.Account ?? Arn.TryParse(role.RoleArn)?.Account;
        if (account is not null && account != source.AwsAccountId)
        {
            Add(
                S3RolePolicySeverity.Warning, "Account", source, null,
                $"The role is in the account {account}, but the bucket of '{source.Label}' is in {source.AwsAccountId}: the bucket "
                    + "policy must let the role read it too.",
                "Use a role in the bucket's account.");
        }
    }

    private void CheckBucket(S3RoleSource source)
    {
        Demand(
            S3RolePolicySeverity.Error, "BucketLocation", source, NeedOn(source, Statements.GetBucketLocation),
            "Panther cannot find the bucket's region");
        Demand(
            S3RolePolicySeverity.Warning, "ListBucket", source, NeedOn(source, Statements.ListBucket),
            "Panther's health check fails, because S3 answers for a missing object as for a forbidden one");
        foreach (string prefix in source.OutermostPrefixes)
        {
            Need need = ObjectsUnder(source, prefix);
            Demand(S3RolePolicySeverity.Error, "ReadObjects", source, need, prefix.Length == 0 ? "Panther cannot read the objects"
                : $"Panther cannot read the objects under '{prefix}'");
        }
    }

    private void CheckKey(S3RoleSource source)
    {
        if (string.IsNullOrEmpty(source.KmsKey))
        {
            return;
        }

        if (source.Key is not { Service: "kms" } key || key.Resource.StartsWith("alias/", StringComparison.Ordinal))
        {
            Add(
                S3RolePolicySeverity.CannotJudge, "DecryptObjects", source, null,
                $"The key of '{source.Label}' is {source.KmsKey}, but policies need the ARN of the key itself.",
                "Set the ARN of the key on the source: Set-PantherS3LogSource -KmsKey.");
            return;
        }

        Demand(
            S3RolePolicySeverity.Error, "DecryptObjects", source, NeedOfKey(source, Statements.Decrypt),
            "Panther cannot decrypt the objects");
        Demand(
            S3RolePolicySeverity.Warning, "DescribeKey", source, NeedOfKey(source, Statements.DescribeKey),
            "Panther's health check cannot look at the key");
        string? account = source.Role?.Account ?? Arn.TryParse(role.RoleArn)?.Account;
        if (account is not null && key.Account != account && !IsAllowedByKey(source, account))
        {
            Add(
                S3RolePolicySeverity.CannotJudge, "KeyPolicy", source, null,
                $"The key of '{source.Label}' is in the account {key.Account}: the key policy must let the role use it too, and "
                    + "was not passed.",
                "Get-PantherS3RolePolicy writes the statement for it. Pass the key policy as well: 'aws kms get-key-policy'.");
        }
    }

    private bool IsAllowedByKey(S3RoleSource source, string account)
    {
        string[] principals = ["*", account, $"arn:{Partition}:iam::{account}:root", source.LogProcessingRole ?? role.RoleArn ?? ""];
        return new[] { Statements.Decrypt, Statements.DescribeKey }.All(action => role.OfResources.Any(s =>
            s.IsAllow && s.Conditions.All(c => c.DemandsTls) && s.Principals.Any(p => principals.Contains(p))
                && s.Actions.Any(a => a.Covers(IamPattern.ForAction(action)))));
    }

    private void CheckNotifications(S3RoleSource source)
    {
        if (!source.ManagedBucketNotifications)
        {
            return;
        }

        const string Silently = "Panther cannot set up the notifications, so no data arrives, and it reports no error";
        foreach (string action in new[] { Statements.GetBucketNotification, Statements.PutBucketNotification })
        {
            Demand(S3RolePolicySeverity.Error, "ManageNotifications", source, NeedOn(source, action), Silently);
        }

        // The bucket is where its key is.
        Need topic = NeedOfTopic(source, source.Key is { Region.Length: > 0 } key ? key.Region : "*");
        if (Judge(topic, out _) != Verdict.Allowed && source.Key is null
            && role.Permissions.FirstOrDefault(
                s => IsPlain(s) && Covers(s.Actions, topic.Action) && s.Resources.Any(r => r.Overlaps(topic.Resource))) is { } narrower)
        {
            Add(
                S3RolePolicySeverity.CannotJudge, "ManageTopic", source, narrower,
                $"Panther may manage the topic only as {string.Join(", ", narrower.Resources)}; it is not known whether "
                    + "this is in the bucket's region.",
                $"Allow it on {topic.Resource}.");
            return;
        }

        Demand(S3RolePolicySeverity.Error, "ManageTopic", source, topic, Silently);
    }

    /// <summary>What the role may do beyond what its sources need.</summary>
    private void CheckWhatIsMore()
    {
        if (sources.Count == 0)
        {
            return;
        }

        Need[] needs = [.. sources.SelectMany(NeedsOf)];
        foreach (IamStatement statement in role.Permissions.Where(s => s.IsAllow && !s.HasNotAction && !s.HasNotResource))
        {
            IamPattern[] actions = [.. statement.Actions.Where(a => !needs.Any(n => n.Action.Covers(a)))];
            Need[] related = [.. needs.Where(n => statement.Actions.Any(a => a.Overlaps(n.Action)))];
            IamPattern[] resources = [.. statement.Resources.Where(r => !related.Any(n => n.Resource.Covers(r)))];
            if (actions.Length > 0 || resources.Length > 0)
            {
                AddWhatIsMore(statement, actions, resources);
            }
        }
    }

    private void AddWhatIsMore(IamStatement statement, IamPattern[] actions, IamPattern[] resources)
    {
        if (sources.All(s => string.IsNullOrEmpty(s.KmsKey)) && statement.Actions.All(IsOfKms))
        {
            Add(
                S3RolePolicySeverity.Information, "DecryptObjects", null, statement,
                $"The role may use {string.Join(", ", statement.Resources)}, but no source names a key.",
                "If it encrypts the bucket, set it: Set-PantherS3LogSource -KmsKey. Panther's health check tests only that key.");
        }
        else if (sources.All(s => !s.ManagedBucketNotifications) && statement.Actions.All(IsOfNotifications))
        {
            Add(
                S3RolePolicySeverity.Information, "ManageNotifications", null, statement,
                $"The role may do {string.Join(", ", statement.Actions)}, which only managed notifications need, but no source uses them.",
                "Remove it, or let Panther manage them: Set-PantherS3LogSource -ManagedBucketNotifications.");
        }
        else
        {
            IEnumerable<IamPattern> what = actions.Length > 0 ? actions : statement.Actions;
            IEnumerable<IamPattern> where = resources.Length > 0 ? resources : statement.Resources;
            Add(
                S3RolePolicySeverity.Information, "Broader", null, statement,
                $"The role may do more than the sources need: {string.Join(", ", what)} on {string.Join(", ", where)}.",
                "Narrow it, unless something else needs it. " + Generate);
        }
    }

    private static bool IsOfKms(IamPattern action) => IamPattern.ForAction("kms:*").Covers(action);

    private static bool IsOfNotifications(IamPattern action) =>
        IamPattern.ForAction(Statements.AllOfSns).Covers(action) || IamPattern.ForAction(Statements.GetBucketNotification).Covers(action)
        || IamPattern.ForAction(Statements.PutBucketNotification).Covers(action);

    /// <summary>Adds a finding where something is not allowed, or where it cannot be told.</summary>
    private void Demand(S3RolePolicySeverity severity, string check, S3RoleSource source, Need need, string consequence)
    {
        Verdict verdict = Judge(need, out IamStatement? near);
        if (verdict == Verdict.Allowed)
        {
            return;
        }

        string missing = $"{need.ActionName} on {need.Resource} is not allowed";
        if (verdict == Verdict.Unknown)
        {
            Add(
                S3RolePolicySeverity.CannotJudge, check, source, near,
                near is null ? $"'{source.Label}': {missing} by the policies that were passed."
                    : $"'{source.Label}': whether {need.ActionName} on {need.Resource} is allowed depends on {WhyUnknown(near)}.",
                $"Allow it without conditions. {Generate}");
            return;
        }

        string instead = near is null ? ""
            : $" ({near.Policy} allows {string.Join(", ", near.Actions)} on {string.Join(", ", near.Resources)})";
        Add(severity, check, source, near, $"'{source.Label}': {consequence}: {missing}{instead}.",
            $"Allow {need.ActionName} on {need.Grant}. {Generate}");
    }

    private static string WhyUnknown(IamStatement statement) => statement.HasNotAction || statement.HasNotResource
        ? "what a statement excludes"
        : statement.Conditions.Count > 0
            ? $"the condition {string.Join("; ", statement.Conditions)}"
            : "a policy variable";

    /// <summary>Whether something is allowed; if not, the statement that comes nearest to it.</summary>
    private Verdict Judge(Need need, out IamStatement? statement)
    {
        statement = null;
        IamStatement? near = null;
        IamStatement? perhaps = null;
        foreach (IamStatement one in role.Permissions.Where(s => s.IsAllow))
        {
            bool covers = Covers(one.Actions, need.Action) && Covers(one.Resources, need.Resource);
            if (covers && IsPlain(one))
            {
                return Verdict.Allowed;
            }

            if ((one.HasNotAction || Covers(one.Actions, need.Action))
                && (one.HasNotResource || one.Resources.Any(r => r.MayCover(need.Resource)))
                && (covers || one.HasNotAction || one.HasNotResource || one.Resources.Any(r => r.HasVariable)))
            {
                perhaps ??= one;
            }

            near ??= one.Actions.Any(a => a.Overlaps(need.Action)) ? one : null;
        }

        statement = perhaps ?? near;
        if (perhaps is not null)
        {
            return Verdict.Unknown;
        }

        if (role.Unknown.Count > 0)
        {
            statement = null;
            return Verdict.Unknown;
        }

        return Verdict.Missing;
    }

    private static bool IsPlain(IamStatement statement) =>
        statement.IsAllow && !statement.HasNotAction && !statement.HasNotResource && statement.Conditions.All(c => c.DemandsTls);

    private static bool Covers(IReadOnlyList<IamPattern> patterns, IamPattern need) => patterns.Any(p => p.Covers(need));

    private static bool MayTouch(IamStatement statement, Need need) =>
        (statement.HasNotAction || statement.Actions.Any(a => a.Overlaps(need.Action)))
        && (statement.HasNotResource || statement.Resources.Any(r => r.HasVariable || r.Overlaps(need.Resource)));

    private IEnumerable<Need> NeedsOf(S3RoleSource source)
    {
        yield return NeedOn(source, Statements.GetBucketLocation);
        yield return NeedOn(source, Statements.ListBucket);
        yield return ObjectsUnder(source, "");
        if (!string.IsNullOrEmpty(source.KmsKey))
        {
            yield return NeedOfKey(source, Statements.Decrypt);
            yield return NeedOfKey(source, Statements.DescribeKey);
        }

        if (source.ManagedBucketNotifications)
        {
            yield return NeedOn(source, Statements.GetBucketNotification);
            yield return NeedOn(source, Statements.PutBucketNotification);
            yield return NeedOfTopic(source, "*");
        }
    }

    private Need NeedOn(S3RoleSource source, string action) => Need.Of(action, S3Role.BucketArn(Partition, source.S3Bucket));

    private Need ObjectsUnder(S3RoleSource source, string prefix)
    {
        string bucket = S3Role.BucketArn(Partition, source.S3Bucket) + "/";
        return new Need(Statements.GetObject, IamPattern.ForAction(Statements.GetObject), IamPattern.Under(bucket + prefix), bucket + "*");
    }

    private static Need NeedOfKey(S3RoleSource source, string action) => Need.Of(action, source.KmsKey!);

    private Need NeedOfTopic(S3RoleSource source, string region) =>
        Need.Of(Statements.AllOfSns, $"arn:{Partition}:sns:{region}:{source.AwsAccountId}:{Statements.Topic}");

    private void Add(S3RolePolicySeverity severity, string check, S3RoleSource? source,
        IamStatement? statement, string message, string advice) =>
        _findings.Add(new S3RolePolicyFinding(severity, check, role.Name, source?.Label, statement, message, advice));

    /// <summary>An action on a resource.</summary>
    private sealed record Need(string ActionName, IamPattern Action, IamPattern Resource, string Grant)
    {
        public static Need Of(string action, string resource) =>
            new(action, IamPattern.ForAction(action), IamPattern.ForResource(resource), resource);
    }
}
