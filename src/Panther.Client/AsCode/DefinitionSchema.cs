using Newtonsoft.Json.Linq;
using Panther.Client.Alarms;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>
/// Makes the JSON schema of definition files, for completion and checks in editors, out of what the kinds say of themselves.
/// </summary>
internal static class DefinitionSchema
{
    private const string Env = "env", Secret = "secret", Text = "text", Texts = "texts", Flag = "flag", Mappings = "mappings";

    /// <summary>The schema's text.</summary>
    public static string Write()
    {
        var kinds = new JArray(DefinitionKind.All.Select(k => k.Name));
        var schema = new JObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "A Panther log source",
            ["description"] =
                "A definition for Compare-PantherLogSource and Sync-PantherLogSource. Its keys are the parameters of the New- cmdlet for "
                + "its kind.",
            ["type"] = "object",
            ["required"] = new JArray(DefinitionReader.KindKey),
            ["properties"] = new JObject
            {
                [DefinitionReader.KindKey] = new JObject { ["description"] = "The kind of log source.", ["enum"] = kinds },
            },
            ["allOf"] = new JArray(DefinitionKind.All.Select(k => new JObject
            {
                ["if"] = new JObject
                {
                    ["required"] = new JArray(DefinitionReader.KindKey),
                    ["properties"] = new JObject { [DefinitionReader.KindKey] = new JObject { ["const"] = k.Name } },
                },
                ["then"] = Reference(k.Name),
            })),
        };
        var definitions = new JObject();
        foreach (DefinitionKind kind in DefinitionKind.All)
        {
            definitions[kind.Name] = Of(kind);
        }

        definitions.Merge(Values());
        schema["definitions"] = definitions;
        return DefinitionWriter.ToText(schema);
    }

    private static JObject Of(DefinitionKind kind)
    {
        var properties = new JObject
        {
            ["$schema"] = Typed("string"),
            [DefinitionReader.KindKey] = new JObject { ["const"] = kind.Name },
            [DefinitionReader.IdKey] = new JObject
            {
                ["description"] =
                    "The id of the source, if the tenant has it. Without an id, the kind and the label identify the source.",
                ["anyOf"] = new JArray(Reference(Text), Typed("null")),
            },
        };
        foreach (DefinitionKey key in kind.Keys)
        {
            properties[key.Name] = Of(key);
        }

        if (kind.Mappings is not null)
        {
            properties["Prefix"] = Described("The prefix of the only mapping. Without it, the mapping covers the whole bucket.", Text);
            properties["LogType"] = Described(
                $"The log types of the only mapping. For several mappings, use {kind.Mappings.Name}.", Texts);
            properties["ExcludedPrefix"] = Described("The prefixes that the only mapping excludes.", Texts);
        }

        properties[AlarmDemand.Key] = new JObject
        {
            ["description"] =
                "The minutes without an event after which the alarm goes off, or null for no alarm. If left out, the alarm is not "
                + "compared.",
            ["anyOf"] = new JArray(
                new JObject
                {
                    ["type"] = "integer",
                    ["minimum"] = AlarmOperations.MinimumMinutes,
                    ["maximum"] = AlarmOperations.MaximumMinutes,
                },
                Typed("null"),
                Reference(Env)),
        };
        var result = new JObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        result["required"] = new JArray(kind.Keys.Where(k => k.IsRequired && k != kind.Mappings).Select(k => k.Name));
        if (kind.Mappings is { IsRequired: true })
        {
            result["oneOf"] = new JArray(Required(kind.Mappings.Name), Required("LogType"));
        }

        return result;
    }

    private static JObject Of(DefinitionKey key)
    {
        if (key.IsSecret)
        {
            return Described("A secret: where its value comes from, never the value itself.", Secret);
        }

        string description = key.IsFixed ? "It cannot be changed later: a different value means a different source."
            : key.IsDerived ? "If left out, Panther finds it." : "";
        JObject value = key.Known.Count > 0
            ? new JObject { ["anyOf"] = new JArray(new JObject { ["enum"] = new JArray(key.Known) }, Reference(Text)) }
            : Reference(key.Shape switch { ValueShape.Text => Text, ValueShape.Flag => Flag, ValueShape.Texts => Texts, _ => Mappings });
        JObject nullable = key.IsRequired ? value : new JObject { ["anyOf"] = new JArray(value, Typed("null")) };
        return description.Length == 0 ? nullable : new JObject { ["description"] = description, ["allOf"] = new JArray(nullable) };
    }

    private static JObject Values() => new()
    {
        [Env] = new JObject
        {
            ["description"] = "The value of an environment variable.",
            ["type"] = "object",
            ["required"] = new JArray(nameof(SecretReference.Env)),
            ["additionalProperties"] = false,
            ["properties"] = new JObject { [nameof(SecretReference.Env)] = Name() },
        },
        [Secret] = new JObject
        {
            ["anyOf"] = new JArray(
                Reference(Env),
                new JObject
                {
                    ["description"] = "A secret in a vault, read by Get-Secret.",
                    ["type"] = "object",
                    ["required"] = new JArray(nameof(SecretReference.Secret)),
                    ["additionalProperties"] = false,
                    ["properties"] = new JObject { [nameof(SecretReference.Secret)] = Name(), [nameof(SecretReference.Vault)] = Name() },
                },
                Typed("null")),
        },
        [Text] = new JObject { ["anyOf"] = new JArray(Typed("string"), Reference(Env)) },
        [Flag] = new JObject { ["anyOf"] = new JArray(Typed("boolean"), Reference(Env)) },
        [Texts] = new JObject { ["anyOf"] = new JArray(new JObject { ["type"] = "array", ["items"] = Reference(Text) }, Reference(Text)) },
        [Mappings] = new JObject { ["type"] = "array", ["items"] = Reference("mapping") },
        ["mapping"] = new JObject
        {
            ["type"] = "object",
            ["required"] = new JArray(nameof(PrefixLogTypes.LogTypes)),
            ["additionalProperties"] = false,
            ["properties"] = new JObject
            {
                [nameof(PrefixLogTypes.Prefix)] = Described("The prefix; empty for the whole bucket.", Text),
                [nameof(PrefixLogTypes.LogTypes)] = Described("The log types of the objects under the prefix.", Texts),
                [nameof(PrefixLogTypes.ExcludedPrefixes)] = Described("The prefixes to exclude. * is a wildcard.", Texts),
            },
        },
    };

    private static JObject Name() => new() { ["type"] = "string", ["minLength"] = 1 };

    private static JObject Typed(string type) => new() { ["type"] = type };

    private static JObject Required(string name) => new() { ["required"] = new JArray(name) };

    private static JObject Reference(string definition) => new() { ["$ref"] = "#/definitions/" + definition };

    private static JObject Described(string description, string definition) =>
        new() { ["description"] = description, ["allOf"] = new JArray(Reference(definition)) };
}
