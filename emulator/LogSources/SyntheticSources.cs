using System.Globalization;
using Panther.Emulator.Json;
using Panther.Emulator.Schemas;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.LogSources;

/// <summary>Makes up sources: the same ones for the same count and seed, but for times, which count back from now.</summary>
internal static class SyntheticSources
{
    private const double ShareOfS3 = 0.8;
    private const double ShareOfUnhealthy = 0.06;
    private const double ShareOfSilent = 0.05;
    private const double ShareOfOld = 0.05;
    private const long Day = 86400;
    private static readonly string[] s_teams =
        ["billing", "checkout", "data", "edge", "identity", "mobile", "payments", "platform", "search", "security"];
    private static readonly string[] s_stages = ["prod", "staging", "dev", "sandbox"];
    private static readonly string[] s_regions = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"];
    private static readonly string[] s_streamTypes = ["Auto", "JSON", "JsonArray", "Lines", "CloudWatchLogs"];
    private static readonly string[] s_otherKinds =
        ["http-ingest", "gcp-gcs", "gcp-pubsub", "log-pulling", "aws-sqs", "azure-blob", "aws-cloudwatch-logs", "amazon-eventbridge"];

    public static IEnumerable<JsonMap> Make(int count, int seed, bool allS3)
    {
        var random = new SeededRandom(seed);
        for (int i = 1; i <= count; i++)
        {
            yield return random.Below(1) < ShareOfS3 || allS3 ? S3Source(random, i) : OtherSource(random, i);
        }
    }

    private static JsonMap S3Source(SeededRandom random, int number)
    {
        string team = random.Pick(s_teams);
        string stage = random.Pick(s_stages);
        string region = random.Pick(s_regions);
        string account = random.Account();
        string suffix = $"{team}-{stage}";
        string[] logTypes = random.Some(SchemaCatalog.AwsLogTypes, (int)(1 + random.Whole(2)));
        string streamType = random.Pick(s_streamTypes);
        JsonMap source = Common(random, Invariant($"{suffix} {number}"), LogSource.S3, logTypes);
        source["awsAccountId"] = account;
        source["s3Bucket"] = Invariant($"{suffix}-logs-{region}-{number}");
        source["s3Prefix"] = null;
        source["s3PrefixLogTypes"] = logTypes.Select((logType, i) => (object?)new JsonMap(3)
        {
#pragma warning disable CA1308 // Prefixes are in lower case.
            ["prefix"] = i == 0 ? "" : $"{ReplaceFirst(logType.ToLowerInvariant())}/",
#pragma warning restore CA1308
            ["logTypes"] = new List<object?> { logType },
            ["excludedPrefixes"] = i == 0 && random.Below(1) < 0.2 ? new List<object?> { "tmp/*" } : [],
        }).ToList();
        source["logProcessingRole"] = $"arn:aws:iam::{account}:role/PantherLogProcessingRole-{suffix}";
        source["logStreamType"] = streamType;
        source["logStreamTypeOptions"] = streamType switch
        {
            "JsonArray" => new JsonMap { ["jsonArrayEnvelopeField"] = "records" },
            "CloudWatchLogs" => new JsonMap { ["retainEnvelopeFields"] = true },
            _ => new JsonMap(),
        };
        source["kmsKey"] = random.Below(1) < 0.3 ? $"arn:aws:kms:{region}:{account}:key/{random.Uuid()}" : null;
        source["managedBucketNotifications"] = random.Below(1) < 0.4;
        source["stackName"] = $"panther-log-analysis-iam-{suffix}";
        source["retentionDays"] = (int)(30 * (1 + random.Whole(12)));
        source["deliveryOptions"] = new JsonMap(2)
        {
            ["regions"] = new List<object?> { region },
            ["retry"] = new JsonMap(1) { ["maximum"] = (int)(1 + random.Whole(9)) },
        };
        return source;
    }

    private static JsonMap OtherSource(SeededRandom random, int number)
    {
        string type = random.Pick(s_otherKinds);
        string[] logTypes = random.Some(SchemaCatalog.OtherLogTypes, 1);
        JsonMap source = Common(random, Invariant($"{string.Join(' ', logTypes[0].Split('.').TakeLast(2))} {number}"), type, logTypes);
        if (ConfigOf(type, random, number, logTypes) is { } config)
        {
            source["config"] = config;
        }

        return source;
    }

    /// <summary>What the REST API knows of the kinds that it can configure.</summary>
    private static JsonMap? ConfigOf(string type, SeededRandom random, int number, string[] logTypes) => type switch
    {
        "http-ingest" => new JsonMap
        {
            ["logStreamType"] = "JSON",
            ["logStreamTypeOptions"] = new JsonMap(),
            ["authMethod"] = "SharedSecret",
            ["authHeaderKey"] = "x-shared-secret",
            ["authSecretValue"] = random.Uuid(),
        },
        "gcp-gcs" => new JsonMap
        {
            ["subscriptionId"] = Invariant($"panther-gcs-{number}"),
            ["gcsBucket"] = Invariant($"audit-logs-{number}"),
            ["projectId"] = Invariant($"project-{number}"),
            ["credentialsType"] = "service_account",
            ["credentials"] = ServiceAccount(number),
            ["logStreamType"] = "JSON",
            ["logStreamTypeOptions"] = new JsonMap(),
            ["prefixLogTypes"] = new List<object?>
            {
                new JsonMap { ["prefix"] = "", ["logTypes"] = logTypes.Cast<object?>().ToList(),
                    ["excludedPrefixes"] = new List<object?>() },
            },
        },
        "gcp-pubsub" => new JsonMap
        {
            ["subscriptionId"] = Invariant($"panther-pubsub-{number}"),
            ["projectId"] = Invariant($"project-{number}"),
            ["credentialsType"] = "service_account",
            ["credentials"] = ServiceAccount(number),
            ["regionalEndpoint"] = "",
            ["logStreamType"] = "JSON",
            ["logStreamTypeOptions"] = new JsonMap(),
        },
        _ => null,
    };

    private static JsonMap Common(SeededRandom random, string label, string type, string[] logTypes)
    {
        double fate = random.Below(1);
        long? age = fate < ShareOfSilent ? null : fate < ShareOfSilent + ShareOfOld ? Day + random.Whole(20 * Day) : random.Whole(900);
        long created = (2 * Day) + random.Whole(700 * Day);
        return new JsonMap(24)
        {
            ["integrationId"] = random.Uuid(),
            ["integrationLabel"] = label,
            ["integrationType"] = type,
            ["logTypes"] = logTypes.Cast<object?>().ToList(),
            ["isHealthy"] = random.Below(1) >= ShareOfUnhealthy,
            ["isEditable"] = true,
            ["createdAtTime"] = Times.Now(-created),
            ["createdBy"] = User.Owner,
            ["lastModified"] = random.Below(1) < 0.5 ? Times.Now(-random.Whole(created)) : null,
            ["lastEventReceivedAtTime"] = age is null ? null : Times.Now(-age.Value),
            ["lastEventProcessedAtTime"] = age is null ? null : Times.Now(-Math.Max(age.Value - 30, 0)),
        };
    }

    private static string ServiceAccount(int number) =>
        JsonText.WriteText(new JsonMap { ["type"] = "service_account", ["project_id"] = Invariant($"project-{number}") });

    private static string ReplaceFirst(string logType) => logType.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot
        ? $"{logType[..dot]}/{logType[(dot + 1)..]}" : logType;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Random values from a seed (mulberry32).</summary>
    private sealed class SeededRandom(int seed)
    {
        private const string Variants = "89ab";
        private uint _state = (uint)seed;

        public double Below(double limit)
        {
            unchecked
            {
                _state += 0x6d2b79f5;
                uint t = (_state ^ (_state >> 15)) * (_state | 1);
                t ^= t + ((t ^ (t >> 7)) * (t | 61));
                return (t ^ (t >> 14)) / 4294967296.0 * limit;
            }
        }

        public long Whole(double limit) => (long)Math.Floor(Below(limit));

        public string Pick(IReadOnlyList<string> list) => list[(int)Whole(list.Count)];

        public string[] Some(IReadOnlyList<string> list, int count) =>
            [.. Enumerable.Range(0, count).Select(_ => Pick(list)).ToArray().Distinct()];

        public string Account() => (100_000_000_000 + Whole(9e11)).ToString(CultureInfo.InvariantCulture);

        public string Uuid() => $"{Hex(8)}-{Hex(4)}-4{Hex(3)}-{Variants[(int)Whole(4)]}{Hex(3)}-{Hex(8)}{Hex(4)}";

        private string Hex(int length) => Whole(1L << (4 * length)).ToString($"x{length}", CultureInfo.InvariantCulture);
    }
}
