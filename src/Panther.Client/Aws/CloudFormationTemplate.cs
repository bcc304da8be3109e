using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>A stack as a CloudFormation template in YAML. Account, partition and region are those that it is deployed to.</summary>
internal static class CloudFormationTemplate
{
    private const int LongestDescription = 1024;

    private static readonly string[] s_servicesOfOwn = ["iam", "s3", "sns", "sqs"];

    /// <summary>The template; what a template cannot do for a bucket or a key that exists is told in comments at its end.</summary>
    public static string Write(S3RoleStack stack)
    {
        var resources = new JObject();
        var outputs = new JObject();
        foreach ((S3Role role, string suffix) in stack.NameRoles(r => stack.Roles.Count == 1 ? "" : Pascal(r.Suffix)))
        {
            string name = "LogProcessingRole" + suffix;
            resources[name] = Role(role);
            outputs["RoleARN" + suffix] = new JObject { ["Value"] = Function("Fn::GetAtt", name + ".Arn") };
        }

        if (stack.Notification is { } notification)
        {
            AddNotification(resources, notification);
            outputs["TopicARN"] = new JObject { ["Value"] = Function("Ref", "Topic") };
        }

        var template = new JObject
        {
            ["AWSTemplateFormatVersion"] = "2010-09-09",
            ["Description"] = stack.Description.Length <= LongestDescription ? stack.Description
                : stack.Description.Substring(0, LongestDescription),
            ["Resources"] = resources,
            ["Outputs"] = outputs,
        };
        return YamlWriter.Write(template)
            + string.Concat(Comments(stack).SelectMany(c => c.Split('\n').Prepend("")).Select(l => ("# " + l).TrimEnd() + "\n"));
    }

    private static JObject Role(S3Role role)
    {
        var properties = new JObject { ["RoleName"] = role.Name };
        if (role.Path != "/")
        {
            properties["Path"] = role.Path;
        }

        properties["MaxSessionDuration"] = 3600;
        if (role.PermissionsBoundary is not null)
        {
            properties["PermissionsBoundary"] = role.PermissionsBoundary;
        }

        properties["AssumeRolePolicyDocument"] = Fill(role.TrustPolicy, role.Account, null);
        properties["Policies"] = new JArray(role.Policies.Select(p => new JObject
        {
            ["PolicyName"] = p.Name,
            ["PolicyDocument"] = Fill(p.Policy, role.Account, null),
        }));
        properties["Tags"] = new JArray(role.Tags.Select(t => new JObject { ["Key"] = t.Key, ["Value"] = t.Value }));
        return Resource("AWS::IAM::Role", properties);
    }

    private static void AddNotification(JObject resources, S3Notification notification)
    {
        JToken InStack(JToken token) => Fill(token, notification.Account, notification.Region);
        resources["TopicKey"] = Resource("AWS::KMS::Key", new JObject
        {
            ["Description"] = "Encrypts the notifications of new objects for Panther",
            ["KeyPolicy"] = InStack(notification.TopicKeyPolicy),
        });
        resources["Topic"] = Resource("AWS::SNS::Topic", new JObject
        {
            ["TopicName"] = Statements.Topic,
            ["KmsMasterKeyId"] = Function("Ref", "TopicKey"),
        });
        resources["TopicPolicy"] = Resource("AWS::SNS::TopicPolicy", new JObject
        {
            ["Topics"] = new JArray(Function("Ref", "Topic")),
            ["PolicyDocument"] = InStack(notification.TopicPolicy),
        });
        resources["Subscription"] = Resource("AWS::SNS::Subscription", new JObject
        {
            ["TopicArn"] = Function("Ref", "Topic"),
            ["Protocol"] = "sqs",
            ["Endpoint"] = InStack(notification.QueueArn),
            ["RawMessageDelivery"] = false,
        });
    }

    private static IEnumerable<string> Comments(S3RoleStack stack)
    {
        foreach ((string key, S3Role role) in stack.ForeignKeys)
        {
            yield return $"Add this statement to the policy of the key {key}, which is in another "
                + $"account:\n{PolicyJson.Write(Statements.AllowKey(role.RoleArn))}";
        }

        if (stack.Notification is { } notification)
        {
            string inRegion = notification.Region.StartsWith("<", StringComparison.Ordinal) ? "the region of the buckets"
                : notification.Region;
            yield return $"Deploy this in {inRegion}, after you create the sources in Panther: only then does Panther confirm the "
                + "subscription.\n"
                + "CloudFormation cannot add to the notifications of a bucket that exists. Merge these into what each bucket has:\n"
                + "putting only these would remove its other notifications. -As AwsCli writes the commands.";
            foreach (IGrouping<string, S3RoleSource> bucket in notification.Buckets)
            {
                yield return $"{bucket.Key}:\n{PolicyJson.Write(notification.TopicConfigurations(bucket))}";
            }
        }
    }

    private static JObject Resource(string type, JObject properties) => new() { ["Type"] = type, ["Properties"] = properties };

    private static JObject Function(string name, JToken argument) => new() { [name] = argument };

    /// <summary>JSON whose ARNs are those of the stack's own partition, account and region. Keys lie where they lie.</summary>
    private static JToken Fill(JToken token, string account, string? region) => token switch
    {
        JObject members => new JObject(members.Properties().Select(m => new JProperty(m.Name, Fill(m.Value, account, region)))),
        JArray items => new JArray(items.Select(i => Fill(i, account, region))),
        JValue { Type: JTokenType.String } text when Arn.TryParse((string?)text) is { } arn && s_servicesOfOwn.Contains(arn.Service) =>
            Function("Fn::Sub", Fill(arn, account, region)),
        _ => token.DeepClone(),
    };

    private static string Fill(Arn arn, string account, string? region)
    {
        string ownAccount = arn.Account == account ? "${AWS::AccountId}" : arn.Account;
        string ownRegion = arn.Service == "sns" && arn.Region == region ? "${AWS::Region}" : arn.Region;
        return $"arn:${{AWS::Partition}}:{arn.Service}:{ownRegion}:{ownAccount}:{arn.Resource.Replace("${", "${!")}";
    }

    /// <summary>A name as the part of a logical id: letters and digits alone.</summary>
    private static string Pascal(string name) => string.Concat(
        name.Split('-', '_', '.', '+', '=', ',', '@', ' ').Where(w => w.Length > 0)
            .Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1)));
}
