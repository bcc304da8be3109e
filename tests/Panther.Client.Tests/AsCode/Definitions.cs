using CsCheck;
using Newtonsoft.Json.Linq;
using Panther.Client.AsCode;

namespace Panther.Client.Tests.AsCode;

/// <summary>
/// Definitions of every kind, made of what the kinds say of themselves: a kind or a key that is added is among them at once.
/// </summary>
internal static class Definitions
{
    private const string Hard = "ab Z09.-_/\\*?\"'<>|:{}$%\u00e4\u0130\u20ac";

    private static readonly string[] s_logTypes =
    [
        "AWS.ALB", "AWS.CloudTrail", "AWS.VPCFlow", "GCP.AuditLog", "Okta.SystemLog", "Custom.A-b_1"
    ];

    private static readonly Gen<string> s_text = Gen.Char[Hard].Array[1, 12].Select(
        c => new string(c).Trim() is { Length: > 0 } text ? text : "x");

    private static readonly Gen<string[]> s_texts = s_text.Array[0, 3].Select(t => t.Distinct().ToArray());

    private static readonly Gen<string[]> s_types = Gen.Shuffle(s_logTypes, 1, 3);

    private static readonly Gen<JArray> s_mappings = Gen.Select(s_text, s_types, s_texts).Array[1, 3].Select(mappings => new JArray(
        mappings.GroupBy(m => m.Item1).Select(g => g.First()).Select((m, i) =>
        {
            // What looks like a URL is no prefix.
            string prefix = i == 0 ? "" : "p" + m.Item1.Replace("://", "//:", StringComparison.Ordinal);
            var mapping = new JObject { ["Prefix"] = prefix, ["LogTypes"] = new JArray(m.Item2.ToArray<object>()) };
            if (m.Item3.Length > 0)
            {
                mapping["ExcludedPrefixes"] = new JArray(m.Item3.ToArray<object>());
            }

            return (JToken)mapping;
        })));

    /// <summary>Reads text as a definition.</summary>
    public static LogSourceDefinition Read(string text)
    {
        var reader = new DefinitionReader(_ => null);
        reader.ReadText(text, "a.panther.json");
        return reader.Finish()[0];
    }

    /// <summary>What is wrong with a text.</summary>
    public static string FaultOf(string text, Func<string, string?>? variable = null)
    {
        var reader = new DefinitionReader(variable ?? (_ => null));
        reader.ReadText(text, "a.panther.json");
        return Assert.Throws<PantherException>(() => reader.Finish()).Message;
    }

    /// <summary>Definitions of a kind.</summary>
    public static Gen<JObject> Of(DefinitionKind kind) =>
        from label in kind.Name == "s3"
            ? Gen.Char["abcXYZ09 -"].Array[1, 30].Select(c => new string(c).Trim() is { Length: > 0 } t ? t : "x")
            : s_text
        from values in Gen.Select(
            s_text.Array[kind.Keys.Count],
            Gen.Bool.Array[kind.Keys.Count],
            s_types,
            s_mappings,
            Gen.Int[0, 100],
            Gen.Select(Gen.Bool, Gen.Int[15, 43200]).Select((hasAlarm, m) => hasAlarm ? m : 0).Select(m => m < 15 ? (int?)null : m))
        select Make(kind, label, values.Item1, values.Item2, values.Item3, values.Item4, values.Item5, values.Item6);

    /// <summary>A definition of a kind in which every key that goes with the others has a value.</summary>
    public static JObject Full(DefinitionKind kind) => Make(
        kind, "a source", [.. Enumerable.Repeat("text", kind.Keys.Count)], [.. Enumerable.Repeat(true, kind.Keys.Count)], ["AWS.ALB"],
        JArray.Parse("""[{ "Prefix": "a/", "LogTypes": ["AWS.ALB"] }, { "Prefix": "b/", "LogTypes": ["AWS.VPCFlow"], "ExcludedPrefixes": ["b/x/"] }]"""),
        4, 60);

    private static JObject Make(
        DefinitionKind kind, string label, string[] texts, bool[] isNamed, string[] logTypes, JArray mappings, int choice, int? alarm)
    {
        var made = new JObject { ["$schema"] = "./" + DefinitionWriter.SchemaFile, ["Kind"] = kind.Name };
        for (int i = 0; i < kind.Keys.Count; i++)
        {
            DefinitionKey key = kind.Keys[i];
            if (key.IsSecret)
            {
                continue;
            }

            JToken value = key.Name switch
            {
                "Label" => label,
                "LogStreamType" => new[] { "Auto", "JSON", "JsonArray", "Lines", "XML" }[choice % 5],
                "AwsAccountId" => "123456789012",
                "S3Bucket" or "GcsBucket" => "bucket-" + (choice % 10),
                "LogProcessingRole" => $"arn:aws:iam::123456789012:role/PantherLogProcessingRole-{choice}",
                "KmsKey" => $"arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890{choice % 90 + 10}",
                "CredentialsType" => "service_account",

                // A tenant has each once.
                "SubscriptionId" => $"{texts[i]} of {label}",
                "AuthMethod" => new[] { "None", "Bearer", "Basic", "SharedSecret", "HMAC" }[choice % 5],
                _ => key.Shape switch
                {
                    ValueShape.Flag => true,
                    ValueShape.Texts => new JArray(logTypes.ToArray<object>()),
                    ValueShape.Mappings => mappings.DeepClone(),
                    _ => texts[i],
                },
            };
            if (isNamed[i] || key.IsRequired || key.IsWritten(false) && key.Shape == ValueShape.Flag)
            {
                made[key.Name] = key.Shape == ValueShape.Flag && !isNamed[i] ? false : value;
            }
        }

        Complete(kind, made, texts[0]);
        made["NoDataAlarmMinutes"] = alarm;
        return Order(kind, made);
    }

    /// <summary>Gives the method of authentication exactly what goes with it, and each source its secrets.</summary>
    private static void Complete(DefinitionKind kind, JObject made, string text)
    {
        if (made["AuthMethod"] is JToken method)
        {
            (string Method, string[] Needs)[] needs =
            [
                ("None", []), ("Bearer", ["AuthBearerToken"]), ("Basic", ["AuthUsername", "AuthPassword"]),
                ("SharedSecret", ["AuthHeaderKey", "AuthSecretValue"]), ("HMAC", ["AuthHeaderKey", "AuthHmacAlg", "AuthSecretValue"]),
            ];
            string[] needed = needs.Single(n => n.Method == (string)method!).Needs;
            foreach (string name in needs.SelectMany(n => n.Needs).Distinct())
            {
                made.Remove(name);
                if (needed.Contains(name))
                {
                    made[name] = kind.Find(name)!.IsSecret ? new JObject { ["Secret"] = "a secret" } : text;
                }
            }
        }

        if (kind.Find("Credentials") is not null)
        {
            made["Credentials"] = new JObject { ["Env"] = "CREDENTIALS" };
        }
    }

    private static JObject Order(DefinitionKind kind, JObject made)
    {
        string[] order = ["$schema", "Kind", "Id", .. kind.Keys.Select(k => k.Name), "NoDataAlarmMinutes"];
        return new JObject(made.Properties().OrderBy(p => Array.IndexOf(order, p.Name)));
    }
}
