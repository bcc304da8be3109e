using System.Text;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>
/// A stack as a shell script that makes it with the AWS CLI. It looks for what there is first, and adds to it, so that it can be run again.
/// </summary>
internal static class AwsCliScript
{
    /// <summary>The name by which a key is found again, since a key itself has none.</summary>
    private const string KeyAlias = "alias/" + Statements.Topic;

    /// <summary>The functions of the script. A statement takes the place of one of the same Sid, and of its equal.</summary>
    private const string Functions = """

        # Whether a list, as the AWS CLI writes it, has an entry.
        has() {
          printf '%s\n' "$1" | tr '\t ' '\n\n' | grep -qxF -e "$2"
        }

        # The policy that is there, with the statements of another one in it (needs jq).
        merge() {
          printf '%s' "$1" | jq --argjson new "$2" '
            .Statement = ([.Statement] | flatten
              | map(select(. as $s | all($new.Statement[]; . != $s and (.Sid == null or .Sid != $s.Sid))))) + $new.Statement'
        }

        """;

    /// <summary>The script; it stops at the first command that fails.</summary>
    public static string Write(S3RoleStack stack)
    {
        var script = new StringBuilder("#!/bin/sh\n");
        Comment(script, $"{stack.Description}. Run this with the rights to change IAM in the account {stack.Account}.");
        script.Append("set -eu\n").Append(Functions.Replace("\r\n", "\n"));
        foreach (S3Role role in stack.Roles)
        {
            AddRole(script, role);
        }

        foreach ((string key, S3Role role) in stack.ForeignKeys)
        {
            script.Append('\n');
            Comment(script, $"Add this statement to the policy of the key {key}, which is in another "
                + $"account:\n{PolicyJson.Write(Statements.AllowKey(role.RoleArn))}");
        }

        if (stack.Notification is { } notification)
        {
            AddNotification(script, notification);
        }

        return script.ToString();
    }

    private static void AddRole(StringBuilder script, S3Role role)
    {
        script.Append($"\nif aws iam get-role --role-name {role.Name} > /dev/null 2>&1; then\n");
        script.Append("  echo "
            + $"{Quote($"The role {role.Name} already exists: its trust policy, tags and boundary are left as they are.")}\n");
        script.Append("else\n");
        var options = new List<string> { $"--role-name {role.Name}" };
        if (role.Path != "/")
        {
            options.Add($"--path {Quote(role.Path)}");
        }

        options.Add("--max-session-duration 3600");
        if (role.PermissionsBoundary is not null)
        {
            options.Add($"--permissions-boundary {Quote(role.PermissionsBoundary)}");
        }

        options.Add($"--tags "
            + $"{Quote(PolicyJson.Write(new JArray(role.Tags.Select(t => new JObject { ["Key"] = t.Key, ["Value"] = t.Value }))))}");
        options.Add($"--assume-role-policy-document {Quote(PolicyJson.Write(role.TrustPolicy))}");
        script.Append("  ").Append(Command("aws iam create-role", options, "    ")).Append("fi\n");
        script.Append($"policies=$(aws iam list-role-policies --role-name {role.Name} --query PolicyNames --output text)\n");
        foreach ((string name, JObject policy) in role.Policies)
        {
            string which = $"--role-name {role.Name} --policy-name {name}";
            script.Append($"\npolicy={Quote(PolicyJson.Write(policy))}\n");
            script.Append($"if has \"$policies\" {name}; then\n");
            script.Append($"  current=$(aws iam get-role-policy {which} --query PolicyDocument --output json)\n");
            script.Append("  policy=$(merge \"$current\" \"$policy\")\n");
            script.Append("fi\n");
            script.Append(Command("aws iam put-role-policy", [which, "--policy-document \"$policy\""]));
        }
    }

    private static void AddNotification(StringBuilder script, S3Notification notification)
    {
        string region = $"--region {Quote(notification.Region)}";
        script.Append('\n');
        Comment(script, "The topic that the buckets notify, and the key that encrypts it.");
        script.Append($"topic={Quote(notification.Topic)}\n");
        script.Append($"policy={Quote(PolicyJson.Write(notification.TopicPolicy))}\n");
        script.Append($"topics=$(aws sns list-topics {region} --query 'Topics[].TopicArn' --output text)\n");
        script.Append("if has \"$topics\" \"$topic\"; then\n");
        script.Append("  echo \"The topic $topic already exists: its key is left as it is, and must let S3 encrypt with it.\"\n");
        script.Append(
            $"  current=$(aws sns get-topic-attributes {region} --topic-arn \"$topic\" --query Attributes.Policy --output text)\n");
        script.Append("  policy=$(merge \"$current\" \"$policy\")\n");
        script.Append("else\n");
        script.Append($"  aliases=$(aws kms list-aliases {region} --query 'Aliases[].AliasName' --output text)\n");
        script.Append($"  if has \"$aliases\" {KeyAlias}; then\n");
        script.Append($"    key=$(aws kms describe-key {region} --key-id {KeyAlias} --query KeyMetadata.Arn --output text)\n");
        script.Append("  else\n");
        script.Append("    key=$(").Append(Command(
            "aws kms create-key",
            [region, "--description 'Encrypts the notifications of new objects for Panther'", "--query KeyMetadata.Arn --output text",
                $"--policy {Quote(PolicyJson.Write(notification.TopicKeyPolicy))}"],
            "      ").TrimEnd('\n')).Append(")\n");
        script.Append($"    aws kms create-alias {region} --alias-name {KeyAlias} --target-key-id \"$key\"\n");
        script.Append("  fi\n");
        script.Append($"  aws sns create-topic {region} --name {Statements.Topic} --attributes \"KmsMasterKeyId=$key\" > /dev/null\n");
        script.Append("fi\n");
        script.Append(Command(
            "aws sns set-topic-attributes",
            [region, "--topic-arn \"$topic\"", "--attribute-name Policy", "--attribute-value \"$policy\""]));

        script.Append('\n');
        Comment(
            script,
            "Create the sources in Panther first: only then does Panther confirm the subscription. A pending one is requested again.");
        script.Append("subscriptions=$(").Append(Command(
            "aws sns list-subscriptions-by-topic",
            [region, "--topic-arn \"$topic\"",
                $"--query \"Subscriptions[?Endpoint=='{notification.QueueArn}' && SubscriptionArn!='PendingConfirmation'].Endpoint\" "
                + "--output text"])
                .TrimEnd('\n')).Append(")\n");
        script.Append($"if ! has \"$subscriptions\" {Quote(notification.QueueArn)}; then\n");
        script.Append("  ").Append(Command(
            "aws sns subscribe",
            [region, "--topic-arn \"$topic\"", "--protocol sqs", $"--notification-endpoint {Quote(notification.QueueArn)}",
                "--attributes RawMessageDelivery=false"],
            "    "));
        script.Append("fi\n");

        foreach (IGrouping<string, S3RoleSource> bucket in notification.Buckets)
        {
            AddBucket(script, notification, bucket);
        }
    }

    /// <summary>What is put is what the bucket has, with ours in it, since a put replaces all.</summary>
    private static void AddBucket(StringBuilder script, S3Notification notification, IGrouping<string, S3RoleSource> bucket)
    {
        string target = $"--bucket {bucket.Key} --expected-bucket-owner {bucket.First().AwsAccountId}";
        script.Append('\n');
        Comment(script, $"The notifications of {bucket.Key}: existing ones are kept, and those for Panther are added (needs jq).");
        script.Append($"current=$(aws s3api get-bucket-notification-configuration {target})\n");
        script.Append("[ -n \"$current\" ] || current='{}'\n");
        script.Append($"new={Quote(PolicyJson.Write(notification.TopicConfigurations(bucket)))}\n");
        script.Append(
            "merged=$(printf '%s' \"$current\" | jq --argjson new \"$new\" \\\n"
            + "  '.TopicConfigurations = [(.TopicConfigurations // [])[] | select(.Id as $id | all($new[]; .Id != $id))] + $new')\n");
        script.Append(Command(
            "aws s3api put-bucket-notification-configuration", [target, "--notification-configuration \"$merged\""]));
    }

    private static string Command(string command, IEnumerable<string> options, string indent = "  ") =>
        string.Join($" \\\n{indent}", [command, .. options]) + "\n";

    private static void Comment(StringBuilder script, string text)
    {
        foreach (string line in text.Split('\n'))
        {
            script.Append(("# " + line).TrimEnd()).Append('\n');
        }
    }

    /// <summary>A text as one word for the shell.</summary>
    private static string Quote(string text) => $"'{text.Replace("'", @"'\''")}'";
}
