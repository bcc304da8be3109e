using Newtonsoft.Json.Linq;
using Panther.Client.Hcl;

namespace Panther.Client.Aws;

/// <summary>A stack as resources of Terraform's AWS provider.</summary>
internal static class TerraformModule
{
    private const string Topic = "panther_notifications";

    /// <summary>How long a line of a policy may get.</summary>
    private const int Width = 180;

    /// <summary>The file; what would take a bucket's notifications from whoever has them is told in comments.</summary>
    public static string Write(S3RoleStack stack)
    {
        var file = new HclBody();
        foreach ((S3Role role, string name) in stack.NameRoles(r => ("panther_" + HclValue.Name(r.Suffix)).Replace("__", "_")))
        {
            file.AddBlock("resource", ["aws_iam_role", name], Role(role));
            file.AddBlock("resource", ["aws_iam_role_policy", name], new HclBody()
                .Add("name", "ReadData")
                .Add("role", HclValue.Expression($"aws_iam_role.{name}.id"))
                .Add("policy", Policy(role.AllStatements, null)));
        }

        foreach ((string key, S3Role role) in stack.ForeignKeys)
        {
            file.AddComment(
                $"Add this statement to the policy of the key {key}, which is in another "
                    + $"account:\n{PolicyJson.Write(Statements.AllowKey(role.RoleArn))}");
        }

        if (stack.Notification is { } notification)
        {
            AddNotification(file, notification);
        }

        return file.ToString();
    }

    private static HclBody Role(S3Role role)
    {
        var body = new HclBody().Add("name", role.Name);
        if (role.Path != "/")
        {
            body.Add("path", role.Path);
        }

        body.Add("max_session_duration", HclValue.Number(3600)).Add("permissions_boundary", role.PermissionsBoundary);
        var statement = (JObject)role.TrustPolicy["Statement"]![0]!;
        body.Add("assume_role_policy", Encode(role.TrustPolicy, HclValue.ListOfOne(Long(statement, null))));
        return body.Add("tags", HclValue.Object(role.Tags.Select(t => new KeyValuePair<string, HclValue>(t.Key, HclValue.Text(t.Value)))));
    }

    private static void AddNotification(HclBody file, S3Notification notification)
    {
        HclValue? Refer(string text) => text == notification.Topic ? HclValue.Expression($"aws_sns_topic.{Topic}.arn") : null;
        file.AddBlock("resource", ["aws_kms_key", Topic], new HclBody()
            .Add("description", "Encrypts the notifications of new objects for Panther")
            .Add("policy", Policy(notification.TopicKeyPolicy, null)));
        file.AddBlock("resource", ["aws_sns_topic", Topic], new HclBody()
            .Add("name", Statements.Topic)
            .Add("kms_master_key_id", HclValue.Expression($"aws_kms_key.{Topic}.arn")));
        file.AddBlock("resource", ["aws_sns_topic_policy", Topic], new HclBody()
            .Add("arn", HclValue.Expression($"aws_sns_topic.{Topic}.arn"))
            .Add("policy", Policy(notification.TopicPolicy, Refer)));
        file.AddComment("Create the sources in Panther first: only then does Panther confirm the subscription.");
        file.AddBlock("resource", ["aws_sns_topic_subscription", Topic], new HclBody()
            .Add("topic_arn", HclValue.Expression($"aws_sns_topic.{Topic}.arn"))
            .Add("protocol", "sqs")
            .Add("endpoint", notification.QueueArn)
            .Add("raw_message_delivery", HclValue.Boolean(false)));
        file.AddComment(
            "An aws_s3_bucket_notification owns all notifications of its bucket, and removes those that it does not list.\n"
            + "Put these blocks into the bucket's existing one. Create one only if the bucket has no other notifications.");
        foreach (IGrouping<string, S3RoleSource> bucket in notification.Buckets)
        {
            var body = new HclBody().Add("bucket", bucket.Key);
            foreach (JToken configuration in notification.TopicConfigurations(bucket))
            {
                body.AddBlock("topic", [], new HclBody()
                    .Add("id", (string?)configuration["Id"])
                    .Add("topic_arn", HclValue.Expression($"aws_sns_topic.{Topic}.arn"))
                    .Add("events", HclValue.Of(configuration["Events"]))
                    .Add("filter_prefix", (string?)configuration.SelectToken("Filter.Key.FilterRules[0].Value")));
            }

            file.AddComment(
                "\n" + new HclBody().AddBlock("resource", ["aws_s3_bucket_notification", HclValue.Name(bucket.Key)], body).ToString()
                    .TrimEnd('\n'));
        }
    }

    private static HclValue Policy(JObject policy, Func<string, HclValue?>? replace) =>
        Encode(policy, HclValue.LongList(policy["Statement"]!.Select(s => Statement((JObject)s, replace))));

    private static HclValue Policy(IEnumerable<JObject> statements, Func<string, HclValue?>? replace) =>
        Policy(Statements.Policy(statements), replace);

    /// <summary>A policy as JSON that Terraform writes.</summary>
    private static HclValue Encode(JObject policy, HclValue statements) => HclValue.Call("jsonencode", HclValue.LongObject(
        policy.Properties().Select(
            p => new KeyValuePair<string, HclValue>(p.Name, p.Name == "Statement" ? statements : HclValue.Of(p.Value)))));

    private static HclValue Statement(JObject statement, Func<string, HclValue?>? replace) =>
        statement["Principal"] is null && HclValue.Of(statement, Width, replace) is { Lines.Count: 1 } line ? line
            : Long(statement, replace);

    private static HclValue Long(JObject statement, Func<string, HclValue?>? replace) => HclValue.LongObject(
        statement.Properties().Select(p => new KeyValuePair<string, HclValue>(p.Name, HclValue.Of(p.Value, Width, replace))));
}
