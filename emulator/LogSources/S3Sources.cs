using System.Text.RegularExpressions;
using Panther.Emulator.Json;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.LogSources;

/// <summary>What both APIs do with S3 sources.</summary>
internal static partial class S3Sources
{
    private const int LongestLabel = 32;

    /// <param name="state">The state.</param>
    /// <param name="definition">The fields of the API, the label as integrationLabel.</param>
    /// <param name="actor">Who creates it.</param>
    public static LogSource Create(EmulatorState state, JsonMap definition, ApiToken actor)
    {
        Check(state.Sources, definition, null);
        if (state.Settings.StrictAccountId && !Account().IsMatch(definition.Text("awsAccountId") ?? ""))
        {
            throw new ApiException(Refusal.Invalid, "awsAccountId must have 12 digits");
        }

        if (string.IsNullOrEmpty(definition.Text("s3Bucket")))
        {
            throw new ApiException(Refusal.Invalid, "s3Bucket is required");
        }

#pragma warning disable CA1308 // Stack names are in lower case.
        string stack = definition.Text("integrationLabel")!.ToLowerInvariant().Replace(' ', '-');
#pragma warning restore CA1308
        return state.Sources.Add(new JsonMap
        {
            ["integrationType"] = LogSource.S3,
            ["createdBy"] = actor,
            ["stackName"] = $"panther-log-analysis-iam-{stack}",
        }.With(definition).With(Derived(definition)));
    }

    /// <summary>Replaces what can be changed of an S3 source.</summary>
    public static LogSource Replace(EmulatorState state, string id, JsonMap definition)
    {
        state.Sources.Get(id, LogSource.S3);
        Check(state.Sources, definition, id);
        return state.Sources.Change(id, definition.With(Derived(definition)));
    }

    /// <summary>Refuses mappings of which two have the same prefix.</summary>
    public static void CheckPrefixes(IEnumerable<object?> mappings)
    {
        var seen = new HashSet<string?>();
        foreach (string? prefix in mappings.Cast<JsonMap>().Select(mapping => mapping.Text("prefix")))
        {
            if (!seen.Add(prefix))
            {
                throw new ApiException(Refusal.Invalid, $"the prefix \"{prefix}\" is mapped more than once");
            }
        }
    }

    /// <summary>The log types of all mappings.</summary>
    public static List<object?> LogTypesOf(IEnumerable<object?> mappings) =>
        [.. mappings.Cast<JsonMap>().SelectMany(mapping => (List<object?>)mapping["logTypes"]!).Distinct()];

    private static JsonMap Derived(JsonMap definition) => new()
    {
        ["logTypes"] = LogTypesOf(Mappings(definition)),
        ["logStreamTypeOptions"] = definition.Get("logStreamTypeOptions") ?? new JsonMap(),
    };

    private static List<object?> Mappings(JsonMap definition) => definition.Get("s3PrefixLogTypes") as List<object?> ?? [];

    private static void Check(LogSourceStore store, JsonMap definition, string? ownId)
    {
        string label = definition.Text("integrationLabel") ?? "";
        if (!Label().IsMatch(label) || string.IsNullOrWhiteSpace(label) || label.Length > LongestLabel)
        {
            throw new ApiException(Refusal.Invalid,
                $"invalid integrationLabel: at most {LongestLabel} letters, digits, spaces and hyphens, and not blank");
        }

        if (!Role().IsMatch(definition.Text("logProcessingRole") ?? ""))
        {
            throw new ApiException(Refusal.Invalid, "logProcessingRole must be the ARN of an IAM role");
        }

        if (definition.Text("kmsKey") is { Length: > 0 } key && !KmsKey().IsMatch(key))
        {
            throw new ApiException(Refusal.Invalid, "kmsKey must be the ARN of a KMS key");
        }

        CheckPrefixes(Mappings(definition));
        store.Claim("label", definition, ownId);
    }

    [GeneratedRegex(@"^[0-9a-zA-Z- ]+\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex Account();

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::[0-9]+:role/.+\z")]
    private static partial Regex Role();

    [GeneratedRegex(@"^arn:aws[a-z-]*:kms:[a-z0-9-]*:[0-9]+:key.*\z")]
    private static partial Regex KmsKey();
}
