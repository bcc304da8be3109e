using Newtonsoft.Json.Linq;
using Panther.Client.Aws;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.Aws;

/// <summary>Policies that are as the sources need them, and broken in each way that one can be.</summary>
public sealed class S3RoleCheckTests
{
    private const string Bucket = "arn:aws:s3:::acme-alb-eu";

    /// <summary>What is changed in the policies of a source with a key and managed notifications, and what is found then.</summary>
    public static TheoryData<string, string, string, string[]> Breaks => new()
    {
        // Who may assume the role.
        { "another account", "iam::111122223333:root", "iam::999900001111:root", ["Error Trust"] },
        { "the account's id alone, which means the same", "\"arn:aws:iam::111122223333:root\"", "\"111122223333\"", [] },
        { "a list of one", "\"arn:aws:iam::111122223333:root\"", "[\"arn:aws:iam::111122223333:root\"]", [] },
        { "a list with others", "\"arn:aws:iam::111122223333:root\"",
            "[\"arn:aws:iam::999900001111:root\", \"arn:aws:iam::111122223333:root\"]", [] },
        { "one of Panther's roles", "iam::111122223333:root", "iam::111122223333:role/PantherReader-1A2B", ["Warning Trust"] },
        { "everybody", "\"arn:aws:iam::111122223333:root\"", "\"*\"", ["Warning Trust"] },
        { "another partition", "arn:aws:iam::111122223333:root", "arn:aws-cn:iam::111122223333:root", ["Error Trust"] },
        { "a service", "\"AWS\": \"arn:aws:iam::111122223333:root\"", "\"Service\": \"ec2.amazonaws.com\"", ["Error Trust"] },
        { "all but somebody", "\"Principal\": { \"AWS\": \"arn:aws:iam::111122223333:root\" }",
            "\"NotPrincipal\": { \"AWS\": \"999900001111\" }", ["CannotJudge Trust"] },
        { "no leave to assume", "sts:AssumeRole", "sts:TagSession", ["Error Trust"] },
        { "a pattern for the action", "sts:AssumeRole", "STS:Assume*", [] },
        { "an external id", "\"Bool\":", "\"StringEquals\": { \"sts:ExternalId\": \"secret\" }, \"Bool\":", ["Error Trust"] },
        { "an external id if there is one", "\"Bool\":", "\"StringEqualsIfExists\": { \"sts:ExternalId\": \"secret\" }, \"Bool\":", [] },
        { "a second factor", "\"Bool\": { \"aws:SecureTransport\": \"true\" }",
            "\"Bool\": { \"aws:SecureTransport\": true, \"aws:MultiFactorAuthPresent\": \"true\" }", ["Error Trust"] },
        { "a boolean as IAM does not give it back", "\"aws:SecureTransport\": \"true\"", "\"aws:SecureTransport\": true", [] },
        { "a list of texts", "\"aws:SecureTransport\": \"true\"", "\"AWS:securetransport\": [\"true\"]", [] },
        { "TLS forbidden", "\"aws:SecureTransport\": \"true\"", "\"aws:SecureTransport\": \"false\"", ["Error Trust"] },
        { "no condition", ",\n      \"Condition\": { \"Bool\": { \"aws:SecureTransport\": \"true\" } }", "", ["Information Trust"] },
        { "a network", "\"Bool\":", "\"IpAddress\": { \"aws:SourceIp\": \"10.0.0.0/8\" }, \"Bool\":", ["CannotJudge Trust"] },
        { "Panther's roles by a pattern", "\"Bool\":",
            "\"ArnLike\": { \"aws:PrincipalArn\": \"arn:aws:iam::111122223333:role/*\" }, \"Bool\":", [] },
        { "some of Panther's roles", "\"Bool\":",
            "\"ArnLike\": { \"aws:PrincipalArn\": \"arn:aws:iam::111122223333:role/panther-source-api-*\" }, \"Bool\":",
            ["Warning Trust"] },
        { "roles of others", "\"Bool\":", "\"ArnLike\": { \"aws:PrincipalArn\": \"arn:aws:iam::999900001111:role/*\" }, \"Bool\":",
            ["Error Trust"] },
        { "Panther's account by a condition", "\"Bool\":",
            "\"StringEquals\": { \"aws:PrincipalAccount\": [\"111122223333\"] }, \"Bool\":", [] },
        { "another account by a condition", "\"Bool\":", "\"StringEquals\": { \"aws:PrincipalAccount\": \"999900001111\" }, \"Bool\":",
            ["Error Trust"] },
        { "a denial", "\"Effect\": \"Allow\",\n      \"Principal\"", "\"Effect\": \"Deny\",\n      \"Principal\"",
            ["Error Trust", "CannotJudge Trust"] },

        // What it may do with the bucket.
        { "no location", "\"s3:GetBucketLocation\", ", "", ["Error BucketLocation"] },
        { "no list", ", \"s3:ListBucket\"", "", ["Warning ListBucket"] },
        { "another bucket", $"\"Resource\": \"{Bucket}\"", "\"Resource\": \"arn:aws:s3:::acme-alb-us\"",
            ["Error BucketLocation", "Error ManageNotifications", "Error ManageNotifications", "Warning ListBucket",
                "Information Broader", "Information Broader"] },
        { "the bucket in capitals", $"\"{Bucket}/*\"", "\"arn:aws:s3:::ACME-alb-eu/*\"",
            ["Error ReadObjects", "Error ReadObjects", "Information Broader"] },
        { "no objects", "s3:GetObject", "s3:GetObjectTagging", ["Error ReadObjects", "Error ReadObjects", "Information Broader"] },
        { "the bucket for its objects", $"\"{Bucket}/*\"", $"\"{Bucket}\"",
            ["Error ReadObjects", "Error ReadObjects", "Information Broader"] },
        { "one of two prefixes", $"\"{Bucket}/*\"", $"\"{Bucket}/alb/*\"", ["Error ReadObjects"] },
        { "both prefixes", $"\"{Bucket}/*\"", $"[\"{Bucket}/alb/*\", \"{Bucket}/nl?/*\"]", [] },
        { "less than a prefix", $"\"{Bucket}/*\"", $"[\"{Bucket}/alb/2026*\", \"{Bucket}/nlb*\"]", ["Error ReadObjects"] },
        { "another partition of the bucket", $"\"{Bucket}/*\"", "\"arn:aws-us-gov:s3:::acme-alb-eu/*\"",
            ["Error ReadObjects", "Error ReadObjects", "Information Broader"] },
        { "actions in other letters", "\"s3:GetBucketLocation\", \"s3:ListBucket\"", "\"S3:getbucketlocation\", \"s3:LISTBUCKET\"", [] },
        { "actions by patterns", "[\"s3:GetBucketLocation\", \"s3:ListBucket\"]", "[\"s3:GetBucketL*\", \"s3:List?ucket\"]",
            ["Information Broader"] },
        { "everything of S3", "\"s3:GetObject\"", "\"s3:*\"", ["Information Broader"] },
        { "everything everywhere", $"\"{Bucket}/*\"", "\"*\"", ["Information Broader"] },
        { "a pattern for buckets", $"\"{Bucket}/*\"", "\"arn:aws:s3:::acme-*\"", ["Information Broader"] },
        { "a right to write", "\"s3:GetObject\"", "[\"s3:GetObject\", \"s3:PutObject\"]", ["Information Broader"] },
        { "a condition", "\"Action\": \"s3:GetObject\"",
            "\"Condition\": { \"IpAddress\": { \"aws:SourceIp\": \"10.0.0.0/8\" } }, \"Action\": \"s3:GetObject\"",
            ["CannotJudge ReadObjects", "CannotJudge ReadObjects"] },
        { "a condition that Panther meets", "\"Action\": \"s3:GetObject\"",
            "\"Condition\": { \"Bool\": { \"aws:SecureTransport\": \"true\" } }, \"Action\": \"s3:GetObject\"", [] },
        { "all but an action", "\"Action\": \"s3:GetObject\"", "\"NotAction\": \"s3:DeleteObject\"",
            ["CannotJudge NotAction", "CannotJudge ReadObjects", "CannotJudge ReadObjects"] },
        { "all but a resource", $"\"Resource\": \"{Bucket}/*\"", "\"NotResource\": \"arn:aws:s3:::other/*\"",
            ["CannotJudge NotAction", "CannotJudge ReadObjects", "CannotJudge ReadObjects"] },
        { "a variable", $"\"{Bucket}/*\"", $"\"{Bucket}/${{aws:username}}/*\"", ["CannotJudge ReadObjects", "CannotJudge ReadObjects"] },
        { "a denial of what is needed", "\"Effect\": \"Allow\",\n      \"Action\": \"s3:GetObject\"",
            "\"Effect\": \"Deny\",\n      \"Action\": \"s3:GetObject\"",
            ["Error ReadObjects", "Error ReadObjects", "CannotJudge Deny"] },
        { "a denial without TLS", "\"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetBucketL",
            "\"Statement\": [{ \"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\", \"Condition\": { \"Bool\": { "
                + "\"aws:SecureTransport\": \"false\" } } },\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetBucketL",
                [] },
        { "a denial of all but something", "\"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetBucketL",
            "\"Statement\": [{ \"Effect\": \"Deny\", \"NotAction\": \"s3:*\", \"Resource\": \"*\" },\n    {\n      \"Effect\": "
                + "\"Allow\",\n      \"Action\": [\"s3:GetBucketL", ["CannotJudge Deny"] },
        { "a denial of what is not needed", "\"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetBucketL",
            "\"Statement\": [{ \"Effect\": \"Deny\", \"Action\": \"s3:Delete*\", \"Resource\": \"*\" },\n    {\n      \"Effect\": "
                + "\"Allow\",\n      \"Action\": [\"s3:GetBucketL", [] },

        // The key.
        { "no decryption", "\"kms:Decrypt\", ", "", ["Error DecryptObjects"] },
        { "no look at the key", ", \"kms:DescribeKey\"", "", ["Warning DescribeKey"] },
        { "another key", "key/1234abcd-12ab-34cd-56ef-1234567890ab", "key/ffffffff-12ab-34cd-56ef-1234567890ab",
            ["Error DecryptObjects", "Warning DescribeKey", "Information Broader"] },
        { "all keys of the account", "key/1234abcd-12ab-34cd-56ef-1234567890ab", "key/*", ["Information Broader"] },

        // The notifications.
        { "no management of the topic", "\"sns:*\"", "\"sns:Publish\"", ["Error ManageTopic"] },
        { "another topic", "panther-notifications-topic", "panther-topic", ["Error ManageTopic", "Information Broader"] },
        { "the topic of another account", "sns:*:123456789012", "sns:*:999900001111", ["Error ManageTopic", "Information Broader"] },
        { "the topic in the key's region", "sns:*:123456789012", "sns:eu-central-1:123456789012", [] },
        { "the topic in another region", "sns:*:123456789012", "sns:us-east-1:123456789012", ["Error ManageTopic"] },
        { "no look at the notifications", "\"s3:GetBucketNotification\", ", "", ["Error ManageNotifications"] },
        { "no change of the notifications", ", \"s3:PutBucketNotification\"", "", ["Error ManageNotifications"] },
    };

    public static TheoryData<bool, bool, string, int, string> Generated
    {
        get
        {
            var data = new TheoryData<bool, bool, string, int, string>();
            foreach (bool hasKey in new[] { false, true })
            {
                foreach (bool isManaged in new[] { false, true })
                {
                    foreach (string partition in new[] { "aws", "aws-cn", "aws-us-gov" })
                    {
                        foreach (int count in new[] { 1, 3 })
                        {
                            data.Add(hasKey, isManaged, partition, count, "PantherLogProcessingRole-a");
                            data.Add(hasKey, isManaged, partition, count, "a/path/R");
                        }
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public void What_is_broken_is_found_and_nothing_else(string what, string old, string @new, string[] expected)
    {
        string[] whole = Documents();
        string[] broken = [.. whole.Select(d => d.Replace(old, @new, StringComparison.Ordinal))];
        Assert.False(whole.SequenceEqual(broken), $"Nothing was changed for '{what}'.");

        IReadOnlyList<S3RolePolicyFinding> found = S3RoleCheck.Check(broken, [Source], RoleExample.PantherAccount);

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(f => $"{f.Severity} {f.Check}").Order(StringComparer.Ordinal));
        Assert.All(found, f => Assert.True(f.Message.EndsWith('.') && f.Advice.Length > 10, f.ToString()));
        Assert.Equal(found.Select(f => f.Severity).Order(), found.Select(f => f.Severity));
    }

    [Theory]
    [MemberData(nameof(Generated))]
    public void What_is_generated_is_fine(bool hasKey, bool isManaged, string partition, int count, string role)
    {
        S3RoleSource[] sources =
        [
            .. Enumerable.Range(0, count).Select(i => RoleExample.Source(
                hasKey && i != 1, isManaged && i != 2, partition, $"bucket-{i}", role, null, i == 0 ? ["", "a/"] : i == 1 ? ["x*?/${y}"]
                    : [])),
        ];
        var plan = new S3RolePlan(sources, RoleExample.With(includeNotification: true, pantherRegion: null));

        Assert.Empty(S3RoleCheck.Check(plan.Documents.Select(d => d.Json), sources, RoleExample.PantherAccount));

        // The same on the way through IAM, which encodes it.
        Assert.Empty(S3RoleCheck.Check(
            plan.Documents.Where(d => d.RoleName is not null)
                .Select(d => Uri.EscapeDataString(d.Json)), sources, RoleExample.PantherAccount));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_document_that_is_left_out_is_missed(int index) =>
        Assert.NotEmpty(S3RoleCheck.Check(Documents().Where((_, i) => i != index), [Source], RoleExample.PantherAccount));

    [Fact]
    public void More_than_is_needed_is_told_with_what_needs_it()
    {
        S3RoleSource plain = Source with { KmsKey = null, ManagedBucketNotifications = false };
        IReadOnlyList<S3RolePolicyFinding> found = S3RoleCheck.Check(Documents(), [plain], RoleExample.PantherAccount);

        Assert.Equal(["DecryptObjects", "ManageNotifications", "ManageNotifications"], found.Select(f => f.Check));
        Assert.All(found, f => Assert.Equal(S3RolePolicySeverity.Information, f.Severity));
        Assert.Contains("-KmsKey", found[0].Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_of_the_old_guidelines_fail_the_health_check()
    {
        const string Old = """
            { "Version": "2012-10-17", "Statement": [
              { "Effect": "Allow", "Action": "s3:GetBucketLocation", "Resource": "arn:aws:s3:::acme-alb-eu" },
              { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-alb-eu/*" } ] }
            """;
        S3RolePolicyFinding found = Assert.Single(S3RoleCheck.Check(
            [Documents()[0], Old], [Source with { KmsKey = null, ManagedBucketNotifications = false }], RoleExample.PantherAccount));

        Assert.Equal((S3RolePolicySeverity.Warning, "ListBucket", "acme-alb-eu"), (found.Severity, found.Check, found.Source));
        Assert.Contains("health check", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_names_what_comes_nearest()
    {
        string[] broken = [.. Documents().Select(d => d.Replace("acme-alb-eu/*", "acme-alb-us/*", StringComparison.Ordinal))];
        S3RolePolicyFinding found = S3RoleCheck.Check(broken, [Source], RoleExample.PantherAccount).First(f => f.Check == "ReadObjects");

        Assert.Equal(("policy", "statement 2"), (found.Policy, found.Statement));
        Assert.Equal(
            "'acme-alb-eu': Panther cannot read the objects under 'alb/': s3:GetObject on arn:aws:s3:::acme-alb-eu/alb/* is not allowed "
            + "(policy allows s3:GetObject on arn:aws:s3:::acme-alb-us/*).",
            found.Message);
        Assert.Equal("Allow s3:GetObject on arn:aws:s3:::acme-alb-eu/*. Get-PantherS3RolePolicy writes the policies that the source "
            + "needs.", found.Advice);
    }

    [Fact]
    public void Without_Panthers_account_the_trust_cannot_be_judged() =>
        Assert.Equal(["CannotJudge Trust"], S3RoleCheck.Check(Documents(), [Source], null).Select(f => $"{f.Severity} {f.Check}"));

    [Fact]
    public void Without_sources_the_trust_is_looked_at_alone()
    {
        Assert.Empty(S3RoleCheck.Check(Documents().Take(1), [], RoleExample.PantherAccount));
        Assert.Equal(["Error"], S3RoleCheck.Check(Documents().Take(1), [], "999900001111").Select(f => $"{f.Severity}"));
    }

    [Fact]
    public void Partitions_and_accounts_that_do_not_go_together_are_found()
    {
        S3RoleSource foreignKey = Source with { KmsKey = "arn:aws-cn:kms:cn-north-1:123456789012:key/abc" };
        Assert.Contains(S3RoleCheck.Check(Documents(), [foreignKey], RoleExample.PantherAccount), f =>
            f is { Severity: S3RolePolicySeverity.Error, Check: "Partition" });

        S3RoleSource otherAccount = Source with { AwsAccountId = "999900001111", ManagedBucketNotifications = false };
        Assert.Contains(S3RoleCheck.Check(Documents(), [otherAccount], RoleExample.PantherAccount), f =>
            f is { Severity: S3RolePolicySeverity.Warning, Check: "Account" });

        S3RoleSource alias = Source with { KmsKey = "arn:aws:kms:eu-central-1:123456789012:alias/logs" };
        Assert.Contains(S3RoleCheck.Check(Documents(), [alias], RoleExample.PantherAccount), f =>
            f is { Severity: S3RolePolicySeverity.CannotJudge, Check: "DecryptObjects" });
    }

    [Fact]
    public void The_policy_of_a_key_elsewhere_is_asked_for_and_read()
    {
        S3RoleSource source = Source with { KmsKey = "arn:aws:kms:eu-central-1:999900001111:key/abc" };
        S3RolePolicy[] documents = [.. new S3RolePlan([source], RoleExample.Options).Documents];
        string[] ofRole = [.. documents.Where(d => d.Kind != S3RolePolicyKind.KeyPolicyStatement).Select(d => d.Json)];
        string ofKey = documents.Single(d => d.Kind == S3RolePolicyKind.KeyPolicyStatement).Json;

        Assert.Equal(["CannotJudge KeyPolicy"], S3RoleCheck.Check(ofRole, [source], RoleExample.PantherAccount)
            .Select(f => $"{f.Severity} {f.Check}"));
        Assert.Empty(S3RoleCheck.Check([.. ofRole, ofKey], [source], RoleExample.PantherAccount));
        Assert.Empty(S3RoleCheck.Check(
            [.. ofRole, new JObject { ["Policy"] = $$"""{ "Version": "2012-10-17", "Statement": [{{ofKey}}] }""" }.ToString()], [source], RoleExample.PantherAccount));
    }

    [Fact]
    public void A_region_for_the_topic_cannot_be_judged_where_the_buckets_is_not_known()
    {
        S3RoleSource source = Source with { KmsKey = null };
        string[] narrow = [.. new S3RolePlan([source], RoleExample.Options).Documents.Select(
            d => d.Json.Replace("sns:*:1", "sns:us-east-1:1", StringComparison.Ordinal))];

        Assert.Equal(["CannotJudge ManageTopic"], S3RoleCheck.Check(narrow, [source], RoleExample.PantherAccount)
            .Select(f => $"{f.Severity} {f.Check}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{ \"RoleName\": \"R\" }")]
    [InlineData("[]")]
    [InlineData("{ \"Statement\": [")]
    public void What_holds_no_policy_is_refused(string text)
    {
        PantherException error = Expect.Error(PantherErrorKind.InvalidInput, () => S3RoleCheck.Check([text], [Source], null));

        Assert.Contains("aws iam get-role", error.Message, StringComparison.Ordinal);
    }

    private static S3RoleSource Source => RoleExample.Source(hasKey: true, isManaged: true, prefixes: ["alb/", "nlb/"]);

    private static string[] Documents() => [.. RoleExample.Plan(Source).Documents.Select(d => d.Json)];
}
