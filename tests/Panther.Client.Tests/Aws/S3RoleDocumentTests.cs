using Panther.Client.Aws;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.Aws;

/// <summary>The policy documents, word by word those of Panther's guidelines and templates.</summary>
public sealed class S3RoleDocumentTests
{
    private const string Trust = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
              "Action": "sts:AssumeRole",
              "Condition": { "Bool": { "aws:SecureTransport": "true" } }
            }
          ]
        }
        """;

    private const string Read = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["s3:GetBucketLocation", "s3:ListBucket"],
              "Resource": "arn:aws:s3:::acme-alb-eu"
            },
            {
              "Effect": "Allow",
              "Action": "s3:GetObject",
              "Resource": "arn:aws:s3:::acme-alb-eu/*"
            }
          ]
        }
        """;

    private const string ReadWithKey = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["s3:GetBucketLocation", "s3:ListBucket"],
              "Resource": "arn:aws:s3:::acme-alb-eu"
            },
            {
              "Effect": "Allow",
              "Action": "s3:GetObject",
              "Resource": "arn:aws:s3:::acme-alb-eu/*"
            },
            {
              "Effect": "Allow",
              "Action": ["kms:Decrypt", "kms:DescribeKey"],
              "Resource": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
            }
          ]
        }
        """;

    private const string ManageTopic = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "sns:*",
              "Resource": "arn:aws:sns:*:123456789012:panther-notifications-topic"
            }
          ]
        }
        """;

    private const string Notifications = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["s3:GetBucketNotification", "s3:PutBucketNotification"],
              "Resource": "arn:aws:s3:::acme-alb-eu"
            }
          ]
        }
        """;

    private const string KeyStatement = """
        {
          "Sid": "AllowPantherLogProcessing",
          "Effect": "Allow",
          "Principal": { "AWS": "arn:aws:iam::123456789012:role/PantherLogProcessingRole-alb-eu" },
          "Action": ["kms:Decrypt", "kms:DescribeKey"],
          "Resource": "*"
        }
        """;

    private const string TopicPolicy = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Sid": "AllowS3EventNotifications",
              "Effect": "Allow",
              "Principal": { "Service": "s3.amazonaws.com" },
              "Action": "sns:Publish",
              "Resource": "arn:aws:sns:eu-central-1:123456789012:panther-notifications-topic"
            },
            {
              "Sid": "AllowCloudTrailNotification",
              "Effect": "Allow",
              "Principal": { "Service": "cloudtrail.amazonaws.com" },
              "Action": "sns:Publish",
              "Resource": "arn:aws:sns:eu-central-1:123456789012:panther-notifications-topic"
            },
            {
              "Sid": "AllowSubscriptionToPanther",
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
              "Action": "sns:Subscribe",
              "Resource": "arn:aws:sns:eu-central-1:123456789012:panther-notifications-topic"
            }
          ]
        }
        """;

    private const string TopicKeyPolicy = """
        {
          "Version": "2012-10-17",
          "Id": "panther-log-processing-cmk",
          "Statement": [
            {
              "Sid": "S3CloudTrailSNSPublish",
              "Effect": "Allow",
              "Principal": { "Service": ["s3.amazonaws.com", "cloudtrail.amazonaws.com"] },
              "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
              "Resource": "*"
            },
            {
              "Sid": "KeyManagement",
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::123456789012:root" },
              "Action": [
                "kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*",
                "kms:Disable*", "kms:Get*", "kms:Delete*", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"
              ],
              "Resource": "*"
            }
          ]
        }
        """;

    private const string BucketNotification = """
        {
          "TopicConfigurations": [
            {
              "Id": "panther-alb",
              "TopicArn": "arn:aws:sns:eu-central-1:123456789012:panther-notifications-topic",
              "Events": ["s3:ObjectCreated:*"],
              "Filter": { "Key": { "FilterRules": [{ "Name": "prefix", "Value": "alb/" }] } }
            }
          ]
        }
        """;

    public static TheoryData<string, bool, bool, string[]> Cases => new()
    {
        { "A", false, false, [Trust, Read] },
        { "B", true, false, [Trust, ReadWithKey] },
        { "C", false, true, [Trust, Read, ManageTopic, Notifications] },
        { "D", true, true, [Trust, ReadWithKey, ManageTopic, Notifications] },
    };

    public static TheoryData<string, bool, bool, string> CasesOfPartitions
    {
        get
        {
            var data = new TheoryData<string, bool, bool, string>();
            foreach (string partition in new[] { "aws", "aws-cn", "aws-us-gov" })
            {
                data.Add("A", false, false, partition);
                data.Add("B", true, false, partition);
                data.Add("C", false, true, partition);
                data.Add("D", true, true, partition);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_source_gets_the_documents_of_its_case(string name, bool hasKey, bool isManaged, string[] expected)
    {
        Assert.NotNull(name);
        S3RolePlan plan = RoleExample.Plan(RoleExample.Source(hasKey, isManaged));

        Assert.Equal(expected, plan.Documents.Select(d => d.Json));
        Assert.Equal(
            ["TrustPolicy", "ReadData", .. isManaged ? new[] { "ManagePantherTopic", "GetPutBucketNotifications" } : []],
            plan.Documents.Select(d => d.Name));
        Assert.All(plan.Documents, d => Assert.Equal("PantherLogProcessingRole-alb-eu", d.RoleName));
        Assert.All(plan.Documents, d => Assert.Equal("arn:aws:iam::123456789012:role/PantherLogProcessingRole-alb-eu", d.AppliesTo));
        Assert.All(plan.Documents, d => Assert.Equal(["acme-alb-eu"], d.Sources));
        Assert.Empty(plan.Warnings);
    }

    [Theory]
    [MemberData(nameof(CasesOfPartitions))]
    public void The_partition_is_that_of_the_role(string name, bool hasKey, bool isManaged, string partition)
    {
        Assert.NotNull(name);
        S3RolePolicyOptions options = RoleExample.With(pantherRegion: null);
        string[] inAws = [.. RoleExample.Plan(RoleExample.Source(hasKey, isManaged), options).Documents.Select(d => d.Json)];
        string[] there = [.. RoleExample.Plan(RoleExample.Source(hasKey, isManaged, partition), options).Documents.Select(d => d.Json)];

        Assert.Equal(inAws.Select(d => d.Replace("arn:aws:", $"arn:{partition}:", StringComparison.Ordinal)), there);
    }

    [Theory]
    [InlineData(null, null, null, "aws")]
    [InlineData("arn:aws-cn:kms:cn-north-1:123456789012:key/abc", null, null, "aws-cn")]
    [InlineData(null, "us-gov-west-1", null, "aws-us-gov")]
    [InlineData(null, null, "cn-northwest-1", "aws-cn")]
    public void Without_a_role_the_partition_is_that_of_the_key_or_of_the_regions(
        string? key, string? bucketRegion, string? pantherRegion, string partition)
    {
        var source = new S3RoleSource { Label = "b", S3Bucket = "my-bucket", AwsAccountId = "123456789012", KmsKey = key };
        S3RolePolicy trust =
            RoleExample.Plan(source, RoleExample.With(bucketRegion: bucketRegion, pantherRegion: pantherRegion)).Documents[0];

        Assert.Equal("PantherLogProcessingRole-my-bucket", trust.RoleName);
        Assert.Equal($"arn:{partition}:iam::123456789012:role/PantherLogProcessingRole-my-bucket", trust.AppliesTo);
        Assert.Contains($"arn:{partition}:iam::111122223333:root", trust.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_that_share_a_role_get_one_and_others_their_own()
    {
        var plan = new S3RolePlan(
            [
                RoleExample.Source(bucket: "one", role: "a/b/Shared", prefixes: ["x/"]),
                RoleExample.Source(bucket: "two", role: "a/b/shared", hasKey: true, isManaged: true),
                RoleExample.Source(bucket: "own", role: "Own"),
                RoleExample.Source(bucket: "one", role: "a/b/Shared", prefixes: ["y/"]),
            ],
            RoleExample.Options);

        Assert.Equal(
            ["Shared TrustPolicy", "Shared ReadData", "Shared ManagePantherTopic", "Shared GetPutBucketNotifications",
                "Own TrustPolicy", "Own ReadData"],
            plan.Documents.Select(d => $"{d.RoleName} {d.Name}"));
        Assert.All(plan.Documents.Take(4), d => Assert.Equal("arn:aws:iam::123456789012:role/a/b/Shared", d.AppliesTo));
        Assert.Equal(["one", "two"], plan.Documents[1].Sources);
        Assert.Equal(
            """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": ["s3:GetBucketLocation", "s3:ListBucket"],
                  "Resource": ["arn:aws:s3:::one", "arn:aws:s3:::two"]
                },
                {
                  "Effect": "Allow",
                  "Action": "s3:GetObject",
                  "Resource": ["arn:aws:s3:::one/*", "arn:aws:s3:::two/*"]
                },
                {
                  "Effect": "Allow",
                  "Action": ["kms:Decrypt", "kms:DescribeKey"],
                  "Resource": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
                }
              ]
            }
            """,
            plan.Documents[1].Json);
        Assert.Contains("\"arn:aws:s3:::two\"", plan.Documents[3].Json, StringComparison.Ordinal);
        Assert.DoesNotContain("arn:aws:s3:::one", plan.Documents[3].Json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_and_a_path_that_are_given_win_over_those_of_the_source() => Assert.Equal(
        "arn:aws:iam::123456789012:role/new/path/New",
        RoleExample.Plan(RoleExample.Source(role: "old/Old"), RoleExample.With(
            roleName: "New", path: "/new/path/")).Documents[0].AppliesTo);

    [Fact]
    public void A_key_of_another_account_gets_a_statement_for_its_own_policy()
    {
        const string Key = "arn:aws:kms:eu-central-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        S3RolePlan plan = RoleExample.Plan(RoleExample.Source(key: Key));

        S3RolePolicy statement = Assert.Single(plan.Documents, d => d.Kind == S3RolePolicyKind.KeyPolicyStatement);
        Assert.Equal(KeyStatement, statement.Json);
        Assert.Equal(Key, statement.AppliesTo);
        foreach (S3RolePolicyFormat format in new[] { S3RolePolicyFormat.CloudFormation, S3RolePolicyFormat.Terraform,
            S3RolePolicyFormat.AwsCli })
        {
            string text = Assert.Single(plan.Write(format));
            Assert.Contains($"# Add this statement to the policy of the key {Key}, which is in another account:\n# {{\n", text,
                StringComparison.Ordinal);
            Assert.Contains("#   \"Principal\": { \"AWS\": \"arn:aws:iam::123456789012:role/PantherLogProcessingRole-alb-eu\" },\n",
                text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(
            RoleExample.Plan(RoleExample.Source(hasKey: true)).Documents, d => d.Kind == S3RolePolicyKind.KeyPolicyStatement);
    }

    [Fact]
    public void Notifications_are_a_topic_with_its_policy_and_key_a_subscription_and_what_to_add_to_the_bucket()
    {
        S3RolePlan plan = RoleExample.Plan(
            RoleExample.Source(hasKey: true, prefixes: ["alb/"]), RoleExample.With(includeNotification: true));

        Assert.Equal([Trust, ReadWithKey, TopicPolicy, TopicKeyPolicy], plan.Documents.Take(4).Select(d => d.Json));
        Assert.Equal(
            """
            {
              "TopicArn": "arn:aws:sns:eu-central-1:123456789012:panther-notifications-topic",
              "Protocol": "sqs",
              "Endpoint": "arn:aws:sqs:us-west-2:111122223333:panther-input-data-notifications-queue",
              "Attributes": { "RawMessageDelivery": "false" }
            }
            """,
            plan.Documents[4].Json);
        Assert.Equal(BucketNotification, plan.Documents[5].Json);
        Assert.Equal("arn:aws:s3:::acme-alb-eu", plan.Documents[5].AppliesTo);
        Assert.Equal(6, plan.Documents.Count);
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void A_bucket_notifies_once_of_each_object_whatever_its_sources()
    {
        S3RolePlan plan = new(
            [
                RoleExample.Source(bucket: "one", prefixes: ["a/", "a/b/", "c d/", "c-d/"]),
                RoleExample.Source(bucket: "one", prefixes: ["a/b/c/", "e"]),
                RoleExample.Source(bucket: "two", prefixes: ["x/"]),
                RoleExample.Source(bucket: "two"),
            ],
            RoleExample.With(includeNotification: true, bucketRegion: "eu-west-1"));

        S3RolePolicy[] notifications = [.. plan.Documents.Where(d => d.Kind == S3RolePolicyKind.BucketNotification)];
        Assert.Equal(["arn:aws:s3:::one", "arn:aws:s3:::two"], notifications.Select(d => d.AppliesTo));
        Assert.Equal(
            ["panther-a=a/", "panther-c-d=c d/", "panther-c-d-2=c-d/", "panther-e=e"],
            notifications[0].ToJObject()["TopicConfigurations"]!.Select(
                c => $"{c["Id"]}={c.SelectToken("Filter.Key.FilterRules[0].Value")}"));
        Assert.Equal(["panther="], notifications[1].ToJObject()["TopicConfigurations"]!.Select(c => $"{c["Id"]}={c["Filter"]}"));
    }

    [Fact]
    public void The_buckets_region_is_the_one_given_or_that_of_the_key_or_a_placeholder()
    {
        static string TopicOf(bool hasKey, string? region) => RoleExample.Plan(
            RoleExample.Source(hasKey), RoleExample.With(includeNotification: true, bucketRegion: region)).Documents.First(
                d => d.Kind == S3RolePolicyKind.TopicPolicy).AppliesTo;

        Assert.Contains(":sns:ap-south-1:", TopicOf(hasKey: true, "ap-south-1"), StringComparison.Ordinal);
        Assert.Contains(":sns:eu-central-1:", TopicOf(hasKey: true, null), StringComparison.Ordinal);
        Assert.Contains(":sns:<bucket-region>:", TopicOf(hasKey: false, null), StringComparison.Ordinal);
        Assert.Contains(
            ":sqs:<panther-region>:",
            RoleExample.Plan(RoleExample.Source(), RoleExample.With(includeNotification: true, pantherRegion: null)).Documents.First(
                d => d.Kind == S3RolePolicyKind.Subscription).Json,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Notifications_that_Panther_manages_are_not_described_and_the_two_ways_are_not_mixed_unsaid()
    {
        S3RolePlan plan = new(
            [RoleExample.Source(isManaged: true, bucket: "managed"), RoleExample.Source(bucket: "own")], RoleExample.With(
                includeNotification: true));

        Assert.Equal(["own"], plan.Documents.First(d => d.Kind == S3RolePolicyKind.TopicPolicy).Sources);
        Assert.Equal(2, plan.Warnings.Count);
        Assert.Contains("Panther manages the notifications of 'managed'", plan.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("let Panther manage all of them or none", plan.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_in_another_account_than_its_bucket_is_a_warning()
    {
        var source = new S3RoleSource
        {
            Label = "Odd",
            S3Bucket = "my-bucket",
            AwsAccountId = "999999999999",
            LogProcessingRole = "arn:aws:iam::123456789012:role/R",
            ManagedBucketNotifications = true,
        };
        S3RolePlan plan = RoleExample.Plan(source);

        Assert.Contains("'Odd' is in the account 123456789012, but its bucket is in 999999999999", Assert.Single(
            plan.Warnings), StringComparison.Ordinal);
        Assert.Contains(":sns:*:999999999999:", plan.Documents[2].Json, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_IAM_takes_in_one_role_is_a_warning()
    {
        S3RolePlan plan = new(
            [.. Enumerable.Range(0, 150).Select(i => RoleExample.Source(bucket: $"a-bucket-with-a-long-name-{i}"))], RoleExample.Options);

        Assert.Contains("longer than the 10,240 characters", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "bucket", "not a bucket name" },
        { "account", "12 digits" },
        { "role", "not the ARN of a role" },
        { "role path", "not the ARN of a role" },
        { "user", "not the ARN of a role" },
        { "key", "not of an alias" },
        { "key partition", "nothing works across partitions" },
        { "bucket region", "nothing works across partitions" },
        { "panther region", "nothing works across partitions" },
        { "panther account", "is not an AWS account id" },
        { "region", "is not an AWS region" },
        { "name", "not a role name" },
        { "path", "not a role path" },
        { "boundary", "not the ARN of a policy" },
        { "boundary partition", "nothing works across partitions" },
        { "tag", "AWS does not accept the tag" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_AWS_could_not_have_is_refused(string what, string why)
    {
        S3RoleSource source = new()
        {
            Label = "It",
            S3Bucket = what == "bucket" ? "a\"b" : "acme",
            AwsAccountId = what == "account" ? "12345 6789012" : "123456789012",
            LogProcessingRole = what switch
            {
                "role" => "PantherLogProcessingRole",
                "role path" => "arn:aws:iam::123456789012:role/a b/R",
                "user" => "arn:aws:iam::123456789012:user/R",
                "bucket region" => "arn:aws-cn:iam::123456789012:role/R",
                _ => "arn:aws:iam::123456789012:role/R",
            },
            KmsKey = what switch
            {
                "key" => "arn:aws:kms:eu-west-1:123456789012:alias/mine",
                "key partition" => "arn:aws-cn:kms:cn-north-1:123456789012:key/abc",
                _ => null,
            },
        };
        S3RolePolicyOptions options = new()
        {
            PantherAccountId = what == "panther account" ? "acme" : "111122223333",
            PantherRegion = what switch { "panther region" => "us-gov-west-1", "region" => "Oregon", _ => null },
            BucketRegion = what == "bucket region" ? "us-east-1" : null,
            RoleName = what == "name" ? "a/b" : null,
            Path = what == "path" ? "logs" : null,
            PermissionsBoundary =
                what switch { "boundary" => "boundary", "boundary partition" => "arn:aws-cn:iam::123456789012:policy/b", _ => null },
            Tags = what == "tag" ? new Dictionary<string, string> { ["a"] = "$(x)" } : [],
        };
        PantherException error = Expect.Error(PantherErrorKind.InvalidInput, () => RoleExample.Plan(source, options));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }
}
