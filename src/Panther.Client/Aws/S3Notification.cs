using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Aws;

/// <summary>How buckets of one account and region tell Panther of new objects: over a topic, to which Panther's queue subscribes.</summary>
internal sealed class S3Notification(
    string partition, string account, string region, string pantherAccount, string pantherRegion, IReadOnlyList<S3RoleSource> sources)
{
    public string Region { get; } = region;

    public string Account { get; } = account;

    public IReadOnlyList<S3RoleSource> Sources { get; } = sources;

    public string Topic { get; } = $"arn:{partition}:sns:{region}:{account}:{Statements.Topic}";

    /// <summary>Panther's queue, in Panther's region.</summary>
    public string QueueArn { get; } = $"arn:{partition}:sqs:{pantherRegion}:{pantherAccount}:{Statements.Queue}";

    public JObject TopicPolicy => Statements.TopicPolicy(partition, Topic, pantherAccount);

    public JObject TopicKeyPolicy => Statements.TopicKeyPolicy(partition, Account);

    public JObject Subscription => new()
    {
        ["TopicArn"] = Topic,
        ["Protocol"] = "sqs",
        ["Endpoint"] = QueueArn,

        // Panther wants the envelope that SNS puts around the message.
        ["Attributes"] = new JObject { ["RawMessageDelivery"] = "false" },
    };

    /// <summary>The buckets, each with the sources that read it.</summary>
    public IEnumerable<IGrouping<string, S3RoleSource>> Buckets => Sources.GroupBy(s => s.S3Bucket, StringComparer.Ordinal);

    /// <summary>What a bucket notifies of: for each prefix new objects. S3 refuses two whose prefixes overlap.</summary>
    public JArray TopicConfigurations(IEnumerable<S3RoleSource> sources)
    {
        var configurations = new JArray();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (string prefix in S3RoleSource.OutermostOf(sources.SelectMany(s => s.OutermostPrefixes)))
        {
            var configuration = new JObject
            {
                ["Id"] = UniqueId(prefix, ids),
                ["TopicArn"] = Topic,
                ["Events"] = new JArray("s3:ObjectCreated:*"),
            };
            if (prefix.Length > 0)
            {
                configuration["Filter"] = new JObject
                {
                    ["Key"] = new JObject { ["FilterRules"] = new JArray(new JObject { ["Name"] = "prefix", ["Value"] = prefix }) },
                };
            }

            configurations.Add(configuration);
        }

        return configurations;
    }

    private static string UniqueId(string prefix, HashSet<string> ids)
    {
        string name = Regex.Replace(prefix, "[^A-Za-z0-9._-]+", "-", RegexOptions.CultureInvariant).Trim('-');
        string id = name.Length == 0 ? "panther" : "panther-" + name;
        string unique = id;
        for (int i = 2; !ids.Add(unique); i++)
        {
            unique = $"{id}-{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        }

        return unique;
    }
}
