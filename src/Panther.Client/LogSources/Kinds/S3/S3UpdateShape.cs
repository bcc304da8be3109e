using Newtonsoft.Json.Linq;
using Panther.Client.Json;

namespace Panther.Client.LogSources;

/// <summary>
/// Which fields a tenant's <c>updateS3Source</c> takes, and where each is read from. An update replaces everything,
/// so every one of them is read and sent back, known to this module or not.
/// </summary>
internal sealed class S3UpdateShape
{
    /// <summary>The name of the fragment that reads the fields, and of its file.</summary>
    public const string FragmentName = "UpdateFields";

    private const string InputType = "UpdateS3SourceInput";
    private const string OutputType = "S3LogIntegration";
    private const int DeepestNesting = 8;

    /// <summary>The input fields whose output field has another name (facts of the published schema).</summary>
    private static readonly Dictionary<string, string> s_outputNames = new()
    {
        ["id"] = "integrationId",
        ["label"] = "integrationLabel",
    };

    private readonly IReadOnlyList<Field> _fields;

    private S3UpdateShape(IReadOnlyList<Field> fields, IReadOnlyList<string> leftOut)
    {
        _fields = fields;
        LeftOut = leftOut;
    }

    /// <summary>The fields that the update may take and that nothing shows, so that nobody can send their values back.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>The fragment that reads all fields; it takes the place of the file of this name.</summary>
    public string Fragment => $"fragment {FragmentName} on {OutputType} {{ {Selection(_fields)} }}";

    /// <summary>The fields of the published schema, and the stream type options that are known of the tenant.</summary>
    public static S3UpdateShape Published(StreamOptions options) => new(
    [
        new Field("id", "integrationId", IsRequired: true),
        new Field("label", "integrationLabel", IsRequired: true),
        new Field("kmsKey", "kmsKey", IsRequired: true),
        new Field("logProcessingRole", "logProcessingRole", IsRequired: true),
        new Field("logStreamType", "logStreamType", IsRequired: true),
        new Field("logStreamTypeOptions", "logStreamTypeOptions", Members: [.. options.Members.Select(m => new Field(m, m))]),
        new Field("managedBucketNotifications", "managedBucketNotifications", IsRequired: true),
        new Field("s3PrefixLogTypes", "s3PrefixLogTypes", IsRequired: true, Members:
        [
            new Field("prefix", "prefix", IsRequired: true),
            new Field("logTypes", "logTypes", IsRequired: true),
            new Field("excludedPrefixes", "excludedPrefixes", IsRequired: true),
        ]),
    ], []);

    /// <summary>From the tenant's own schema.</summary>
    /// <param name="schema">The <c>__schema</c> of an introspection.</param>
    /// <exception cref="PantherException">
    /// <see cref="PantherErrorKind.Unsupported"/>: the update takes a field that cannot be read back.
    /// </exception>
    public static S3UpdateShape? From(JObject schema)
    {
        var types = (schema["types"] as JArray ?? []).OfType<JObject>()
            .Where(t => t["name"].AsString() is not null)
            .GroupBy(t => t["name"].AsString()!)
            .ToDictionary(g => g.Key, g => g.First());
        var leftOut = new List<string>();
        return types.ContainsKey(InputType) && types.ContainsKey(OutputType)
            ? new S3UpdateShape(Match(InputType, OutputType, "", 0), leftOut)
            : null;

        List<Field> Match(string inputType, string outputType, string path, int depth)
        {
            if (!types.TryGetValue(inputType, out JObject? taken) || !types.TryGetValue(outputType, out JObject? given))
            {
                throw CannotKeep(path.TrimEnd('.'));
            }

            Dictionary<string, JObject> outputs = Members(given, "fields");
            return [.. Members(taken, "inputFields").Values.Select(input => MatchField(input, outputs, path, depth)).OfType<Field>()];
        }

        // Null for a field that is left out.
        Field? MatchField(JObject input, Dictionary<string, JObject> outputs, string path, int depth)
        {
            string name = input["name"].AsString() ?? "";
            string fullName = path + name;
            string outputName = depth == 0 && s_outputNames.TryGetValue(name, out string? other) ? other : name;
            (string inputKind, string inputNamed) = NamedType(input["type"]);
            bool isRequired = (input["type"] as JObject)?["kind"].AsString() == "NON_NULL";
            bool hasDefault = input["defaultValue"] is { Type: JTokenType.String };
            if (depth > DeepestNesting)
            {
                throw CannotKeep(fullName);
            }

            if (!outputs.TryGetValue(outputName, out JObject? output))
            {
                return LeaveOut();
            }

            (string outputKind, string outputNamed) = NamedType(output["type"]);
            bool isObject = inputKind == "INPUT_OBJECT";
            if (TakesArguments(output) || (isObject ? outputKind != "OBJECT" : outputKind is not ("SCALAR" or "ENUM")))
            {
                throw CannotKeep(fullName);
            }

            if (!isObject)
            {
                return new Field(name, outputName, isRequired, hasDefault);
            }

            int before = leftOut.Count;
            List<Field> members = Match(inputNamed, outputNamed, fullName + ".", depth + 1);
            if (members.Count > 0)
            {
                return new Field(name, outputName, isRequired, hasDefault, members);
            }

            // Nothing of it can be read.
            leftOut.RemoveRange(before, leftOut.Count - before);
            return LeaveOut();

            // A default would be set by leaving the field out, so that its value would surely be lost.
            Field? LeaveOut()
            {
                if (isRequired || hasDefault)
                {
                    throw CannotKeep(fullName);
                }

                leftOut.Add(fullName);
                return null;
            }
        }

        static Dictionary<string, JObject> Members(JObject type, string list) =>
            (type[list] as JArray ?? []).OfType<JObject>().GroupBy(
                f => f["name"].AsString() ?? "").ToDictionary(g => g.Key, g => g.First());

        static bool TakesArguments(JObject field) => (field["args"] as JArray ?? []).Any(
            a => (a["type"] as JObject)?["kind"].AsString() == "NON_NULL" && a["defaultValue"] is not { Type: JTokenType.String });
    }

    /// <summary>Whether the update takes this member of this field.</summary>
    public bool Takes(string field, string member) =>
        _fields.FirstOrDefault(f => f.Input == field)?.Members?.Any(m => m.Input == member) == true;

    /// <summary>The input that changes nothing.</summary>
    public JObject ToInput(JObject found)
    {
        JObject input = ToInput(found, _fields);
        foreach (Field field in _fields.Where(f => !f.IsRequired && !f.HasDefault && IsEmpty(input[f.Input])))
        {
            input.Remove(field.Input);
        }

        // The output may be null where the input may not: empty text is the API's "no key".
        if (input["kmsKey"] is { Type: JTokenType.Null })
        {
            input["kmsKey"] = "";
        }

        return input;
    }

    /// <summary>Refuses an input that lacks a value which the update demands.</summary>
    public void CheckComplete(JObject input)
    {
        Field? missing = _fields.FirstOrDefault(f => f.IsRequired && !f.HasDefault && input[f.Input] is null or { Type: JTokenType.Null });
        if (missing is not null)
        {
            string name = char.ToUpperInvariant(missing.Input[0]) + missing.Input.Substring(1);
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"Panther returns no {name} for this source, but an update needs one: specify {name} as well.");
        }
    }

    private static JObject ToInput(JObject found, IReadOnlyList<Field> fields) =>
        new(fields.Select(f => new JProperty(f.Input, Value(found[f.Output], f.Members))));

    private static JToken Value(JToken? found, IReadOnlyList<Field>? members) => found switch
    {
        null => JValue.CreateNull(),
        JArray items when members is not null => new JArray(items.Select(item => Value(item, members))),
        JObject value when members is not null => ToInput(value, members),
        _ => found.DeepClone(),
    };

    private static bool IsEmpty(JToken? value) => value switch
    {
        null or { Type: JTokenType.Null } => true,
        JObject members => members.Values().All(IsEmpty),
        _ => false,
    };

    private static string Selection(IReadOnlyList<Field> fields) =>
        string.Join(" ", fields.Select(f => f.Members is null ? f.Output : $"{f.Output} {{ {Selection(f.Members)} }}"));

    private static (string Kind, string Name) NamedType(JToken? type)
    {
        var named = type as JObject;
        while (named?["ofType"] is JObject inner)
        {
            named = inner;
        }

        return (named?["kind"].AsString() ?? "", named?["name"].AsString() ?? "");
    }

    private static PantherException CannotKeep(string field) => new(
        PantherErrorKind.Unsupported,
        $"This tenant's update of S3 sources takes a field '{field}' that cannot be read back, so an update could silently drop its value. "
        + "Nothing was changed. Use Panther's Console, or send the whole update as a GraphQL document of your own.");

    private sealed record Field(
        string Input, string Output, bool IsRequired = false, bool HasDefault = false, IReadOnlyList<Field>? Members = null);
}
