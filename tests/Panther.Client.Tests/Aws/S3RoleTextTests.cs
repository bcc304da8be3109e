using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using Panther.Client.Aws;

namespace Panther.Client.Tests.Aws;

/// <summary>The same policies as CloudFormation, Terraform and AWS CLI.</summary>
public sealed class S3RoleTextTests
{
    private const string CloudFormation = """
        AWSTemplateFormatVersion: '2010-09-09'
        Description: Role that lets Panther read acme-alb-eu
        Resources:
          LogProcessingRole:
            Type: AWS::IAM::Role
            Properties:
              RoleName: PantherLogProcessingRole-alb-eu
              MaxSessionDuration: 3600
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal:
                      AWS: !Sub 'arn:${AWS::Partition}:iam::111122223333:root'
                    Action: sts:AssumeRole
                    Condition:
                      Bool:
                        aws:SecureTransport: 'true'
              Policies:
                - PolicyName: ReadData
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: ['s3:GetBucketLocation', 's3:ListBucket']
                        Resource: !Sub 'arn:${AWS::Partition}:s3:::acme-alb-eu'
                      - Effect: Allow
                        Action: s3:GetObject
                        Resource: !Sub 'arn:${AWS::Partition}:s3:::acme-alb-eu/*'
                      - Effect: Allow
                        Action: ['kms:Decrypt', 'kms:DescribeKey']
                        Resource: arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
                - PolicyName: ManagePantherTopic
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: sns:*
                        Resource: !Sub 'arn:${AWS::Partition}:sns:*:${AWS::AccountId}:panther-notifications-topic'
                - PolicyName: GetPutBucketNotifications
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: ['s3:GetBucketNotification', 's3:PutBucketNotification']
                        Resource: !Sub 'arn:${AWS::Partition}:s3:::acme-alb-eu'
              Tags:
                - Key: panther:app
                  Value: panther
        Outputs:
          RoleARN:
            Value: !GetAtt LogProcessingRole.Arn

        """;

    private const string Terraform = """
        resource "aws_iam_role" "panther_alb_eu" {
          name                 = "PantherLogProcessingRole-alb-eu"
          max_session_duration = 3600
          assume_role_policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect    = "Allow"
              Principal = { AWS = "arn:aws:iam::111122223333:root" }
              Action    = "sts:AssumeRole"
              Condition = { Bool = { "aws:SecureTransport" = "true" } }
            }]
          })
          tags = { "panther:app" = "panther" }
        }

        resource "aws_iam_role_policy" "panther_alb_eu" {
          name = "ReadData"
          role = aws_iam_role.panther_alb_eu.id
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [
              { Effect = "Allow", Action = ["s3:GetBucketLocation", "s3:ListBucket"], Resource = "arn:aws:s3:::acme-alb-eu" },
              { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-alb-eu/*" },
              { Effect = "Allow", Action = ["kms:Decrypt", "kms:DescribeKey"], Resource = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" },
              { Effect = "Allow", Action = "sns:*", Resource = "arn:aws:sns:*:123456789012:panther-notifications-topic" },
              { Effect = "Allow", Action = ["s3:GetBucketNotification", "s3:PutBucketNotification"], Resource = "arn:aws:s3:::acme-alb-eu" },
            ]
          })
        }

        """;

    /// <summary>
    /// All that changes the text: key, managed notifications, partition, number of sources and of roles, notifications, boundary
    /// and tags.
    /// </summary>
    public static TheoryData<bool, bool, string, int, bool, bool> Combinations
    {
        get
        {
            var data = new TheoryData<bool, bool, string, int, bool, bool>();
            bool[] both = [false, true];
            foreach (bool hasKey in both)
            {
                foreach (bool isManaged in both)
                {
                    foreach (string partition in new[] { "aws", "aws-cn", "aws-us-gov" })
                    {
                        foreach (int count in new[] { 1, 3, 30 })
                        {
                            data.Add(hasKey, isManaged, partition, count, !isManaged, !hasKey);
                            data.Add(hasKey, isManaged, partition, count, true, hasKey);
                        }
                    }
                }
            }

            return data;
        }
    }

    [Fact]
    public void The_template_is_that_of_the_guidelines() =>
        Assert.Equal([CloudFormation], RoleExample.Plan(RoleExample.Source(hasKey: true, isManaged: true))
            .Write(S3RolePolicyFormat.CloudFormation));

    [Fact]
    public void The_resources_of_Terraform_are_those_of_the_guidelines() =>
        Assert.Equal([Terraform], RoleExample.Plan(RoleExample.Source(hasKey: true, isManaged: true)).Write(S3RolePolicyFormat.Terraform));

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Every_template_is_one_that_CloudFormation_takes(
        bool hasKey, bool isManaged, string partition, int count, bool notify, bool more)
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "CloudFormation.schema.json"));
        S3RolePlan plan = Plan(hasKey, isManaged, partition, count, notify, more);
        foreach (string text in plan.Write(S3RolePolicyFormat.CloudFormation))
        {
            JObject template = Yaml.Read(text);
            Assert.Empty(schema.Validate(template).Select(e => e.ToString()));
            Assert.Equal(
                template["Resources"]!.Count(r => (string)r.First!["Type"]! == "AWS::IAM::Role"),
                template["Outputs"]!.Count(o => ((JProperty)o).Name.StartsWith("RoleARN", StringComparison.Ordinal)));

            // Where it is deployed is not written into it, but for keys and for the boundary, which lie where they lie.
            string[] fixedPlaces =
                [.. template.Descendants().OfType<JValue>().Select(v => v.Value as string ?? "")
                .Where(v => v.Contains(RoleExample.Account, StringComparison.Ordinal))];
            Assert.All(fixedPlaces, v => Assert.Matches($"^arn:{partition}:(?:kms:|iam::123456789012:policy/b$)", v));
        }

        JObject filled = Fill(Yaml.Read(plan.Write(S3RolePolicyFormat.CloudFormation)[0]), partition);
        JToken[] policies = [.. filled.SelectTokens("Resources.*.Properties.AssumeRolePolicyDocument"), .. filled.SelectTokens(
            "Resources.*.Properties.Policies[*].PolicyDocument")];
        Assert.Equal(
            plan.Documents.Where(d => d.Kind is S3RolePolicyKind.TrustPolicy or S3RolePolicyKind.RolePolicy)
                .Select(d => d.ToJObject().ToString()).Order(StringComparer.Ordinal),
            policies.Select(p => p.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Terraforms_own_formatter_would_change_nothing(
        bool hasKey, bool isManaged, string partition, int count, bool notify, bool more) =>
        Assert.All(Plan(hasKey, isManaged, partition, count, notify, more).Write(S3RolePolicyFormat.Terraform), text =>
            Assert.Equal(HclFormat.Apply(text), text));

    [Fact]
    public void Several_roles_have_names_of_their_own_and_one_account_has_one_text()
    {
        var plan = new S3RolePlan(
            [
                RoleExample.Source(bucket: "one"), RoleExample.Source(
                    bucket: "two", role: "PantherLogProcessingRole-alb.eu"), RoleExample.Source(bucket: "three", role: "9lives"),
                RoleExample.Source(bucket: "four") with { AwsAccountId = "999900001111", LogProcessingRole =
                    "arn:aws:iam::999900001111:role/R" },
            ],
            RoleExample.Options);

        string[] terraform = [.. plan.Write(S3RolePolicyFormat.Terraform)];
        Assert.Equal(2, terraform.Length);
        foreach (string name in new[] { "panther_alb_eu", "panther_alb_eu2", "panther_9lives" })
        {
            Assert.Contains($"resource \"aws_iam_role\" \"{name}\" {{\n", terraform[0], StringComparison.Ordinal);
            Assert.Contains($"  role = aws_iam_role.{name}.id\n", terraform[0], StringComparison.Ordinal);
        }

        Assert.Equal(
            ["LogProcessingRoleAlbEu", "LogProcessingRoleAlbEu2", "LogProcessingRole9lives"],
            ((JObject)Yaml.Read(plan.Write(S3RolePolicyFormat.CloudFormation)[0])["Resources"]!).Properties().Select(p => p.Name));
        Assert.Equal(["# In the AWS account 123456789012", "# In the AWS account 999900001111"], terraform.Select(t => t.Split('\n')[0]));
    }

    [Fact]
    public void No_text_puts_the_notifications_of_a_bucket_alone()
    {
        S3RolePlan plan = RoleExample.Plan(
            RoleExample.Source(hasKey: true, prefixes: ["alb/"]), RoleExample.With(includeNotification: true));

        string cloudFormation = Assert.Single(plan.Write(S3RolePolicyFormat.CloudFormation));
        Assert.DoesNotContain("TopicConfigurations", Code(cloudFormation), StringComparison.Ordinal);
        Assert.Contains("# acme-alb-eu:\n# [\n#   {\n#     \"Id\": \"panther-alb\",", cloudFormation, StringComparison.Ordinal);

        string terraform = Assert.Single(plan.Write(S3RolePolicyFormat.Terraform));
        Assert.DoesNotContain("aws_s3_bucket_notification", Code(terraform), StringComparison.Ordinal);
        Assert.Contains("#     filter_prefix = \"alb/\"\n", terraform, StringComparison.Ordinal);

        string script = Assert.Single(plan.Write(S3RolePolicyFormat.AwsCli));
        int get = script.IndexOf("aws s3api get-bucket-notification-configuration --bucket acme-alb-eu", StringComparison.Ordinal);
        int merge = script.IndexOf("jq --argjson new \"$new\"", StringComparison.Ordinal);
        int put = script.IndexOf("aws s3api put-bucket-notification-configuration", StringComparison.Ordinal);
        Assert.True(get > 0 && get < merge && merge < put);
        Assert.Contains("--notification-configuration \"$merged\"", script, StringComparison.Ordinal);
    }

    [Fact]
    public void The_script_makes_the_role_where_there_is_none_and_quotes_what_the_shell_would_read()
    {
        string script = Assert.Single(RoleExample.Plan(
            RoleExample.Source(hasKey: true), RoleExample.With(path: "/it's/", tags: new() { ["a"] = "b" }))
                .Write(S3RolePolicyFormat.AwsCli));

        Assert.StartsWith("#!/bin/sh\n", script, StringComparison.Ordinal);
        Assert.Contains("\nset -eu\n", script, StringComparison.Ordinal);
        Assert.Contains("if aws iam get-role --role-name PantherLogProcessingRole-alb-eu > /dev/null 2>&1; then\n", script,
            StringComparison.Ordinal);
        Assert.Contains("    --path '/it'\\''s/' \\\n", script, StringComparison.Ordinal);
        Assert.Contains("\npolicy='{\n", script, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', script);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void A_script_that_is_run_again_makes_nothing_twice_and_puts_nothing_bare(
        bool hasKey, bool isManaged, string partition, int count, bool notify, bool more)
    {
        foreach (string script in Plan(hasKey, isManaged, partition, count, notify, more).Write(S3RolePolicyFormat.AwsCli))
        {
            string[] lines = script.Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                Match command = Regex.Match(lines[i], @"^(?<indent> *)(?:\w+=\$\()?aws (?<name>\w+ (?:create|put|set|subscribe)\S*)");
                if (!command.Success)
                {
                    continue;
                }

                string name = command.Groups["name"].Value, before = string.Join('\n', lines.Take(i));
                (string look, string? merged) = name switch
                {
                    "iam create-role" => ("if aws iam get-role --role-name ", null),
                    "kms create-key" or "kms create-alias" => ("if has \"$aliases\" alias/panther-notifications-topic", null),
                    "sns create-topic" => ("if has \"$topics\" \"$topic\"", null),
                    "sns subscribe" => ("if ! has \"$subscriptions\" ", null),
                    "sns set-topic-attributes" => ("policy=$(merge \"$current\" \"$policy\")", "\"$policy\""),
                    "iam put-role-policy" => ("policy=$(merge \"$current\" \"$policy\")", "\"$policy\""),
                    "s3api put-bucket-notification-configuration" => ("merged=$(printf '%s' \"$current\" | jq ", "\"$merged\""),
                    _ => throw new InvalidOperationException($"'{name}' is not known to be safe to run again."),
                };
                Assert.Contains(look, before, StringComparison.Ordinal);
                Assert.True(merged is not null || command.Groups["indent"].Length > 0, lines[i]);
                Assert.True(
                    merged is null || string.Join('\n', lines.Skip(i).Take(5)).Contains(merged, StringComparison.Ordinal), lines[i]);
            }
        }
    }

    private static S3RolePlan Plan(bool hasKey, bool isManaged, string partition, int count, bool notify, bool more)
    {
        string region = Region(partition);
        IEnumerable<S3RoleSource> sources = Enumerable.Range(0, count).Select(i => RoleExample.Source(
            false, isManaged && i != 1, partition, $"bucket-{i}", count == 3 ? $"Role{i}" : "PantherLogProcessingRole-a",
            hasKey && i != 2 ? $"arn:{partition}:kms:{region}:{(i == 1 ? "999900001111" : RoleExample.Account)}:key/k{i}" : null,
            i == 0 ? ["a/", "it's ${x}/"] : []));
        return new S3RolePlan(sources, RoleExample.With(
            notify, region, partition == "aws" ? "us-west-2" : null, null, more ? "/logs/" : null, more
                ? $"arn:{partition}:iam::123456789012:policy/b" : null,
            more ? new() { ["yes"] = "no", ["a b"] = "12:30" } : null));
    }

    private static string Region(string partition) =>
        partition switch { "aws-cn" => "cn-north-1", "aws-us-gov" => "us-gov-west-1", _ => "eu-central-1" };

    /// <summary>The text without its comments.</summary>
    private static string Code(string text) => string.Join('\n', text.Split('\n').Where(l => !l.StartsWith('#')));

    /// <summary>What CloudFormation makes of a template in an account.</summary>
    private static JObject Fill(JObject template, string partition)
    {
        foreach (JProperty function in template.Descendants().OfType<JProperty>().Where(p => p.Name == "Fn::Sub").ToArray())
        {
            function.Parent!.Replace(
                ((string)function.Value!).Replace("${AWS::Partition}", partition, StringComparison.Ordinal)
                .Replace("${AWS::AccountId}", RoleExample.Account, StringComparison.Ordinal));
        }

        return template;
    }
}
