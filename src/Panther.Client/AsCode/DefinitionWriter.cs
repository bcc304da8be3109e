using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>Writes definitions as files: keys in a fixed order, defaults left out, lines that end alike on every system.</summary>
internal static class DefinitionWriter
{
    /// <summary>Where a file's schema lies: beside it, so that an editor finds it without a network.</summary>
    public const string SchemaFile = "panther-log-source.schema.json";

    /// <summary>The definition that describes a source.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="source">The source with its configuration.</param>
    /// <param name="alarm">Its alarm.</param>
    /// <param name="file">The name of its file, or that which it would have; secrets are named by it.</param>
    /// <param name="known">
    /// A definition of the source from before, which knows where secrets come from, and the id if it wants one; null for none.
    /// </param>
    public static LogSourceDefinition Describe(
        DefinitionKind kind, ConfiguredLogSource source, AlarmDemand alarm, string file, LogSourceDefinition? known = null)
    {
        string label = source.Label ?? "";
        var values = new DefinitionValues(kind);
        foreach (DefinitionKey key in kind.Keys.Where(k => !k.IsSecret))
        {
            object value = key.ValueOf(source);
            if (key.IsWritten(value))
            {
                values[key] = value;
            }
        }

        var secrets = new Dictionary<DefinitionKey, SecretReference>();
        foreach (DefinitionKey key in kind.SecretsOf(source))
        {
            SecretReference? before = null;
            secrets[key] = known?.Secrets.TryGetValue(key, out before) == true
                ? before!
                : new SecretReference(label, key.Name, null, DefinitionFiles.SecretOf(file, key), null);
        }

        return new LogSourceDefinition(kind, label, values, secrets) { Alarm = alarm, Id = known?.Id, Path = known?.Path };
    }

    /// <summary>The text of a definition's file.</summary>
    public static string Write(LogSourceDefinition definition)
    {
        var written = new JObject { ["$schema"] = "./" + SchemaFile, [DefinitionReader.KindKey] = definition.Kind };
        if (definition.Id is not null)
        {
            written[DefinitionReader.IdKey] = definition.Id;
        }

        foreach (DefinitionKey key in definition.DefinedKind.Keys)
        {
            if (definition.Values[key] is object value)
            {
                written[key.Name] = DefinitionKey.ToToken(value);
            }
            else if (definition.Secrets.TryGetValue(key, out SecretReference? secret))
            {
                written[key.Name] = ToToken(secret);
            }
        }

        if (definition.Alarm.IsNamed)
        {
            written[AlarmDemand.Key] = definition.Alarm.Minutes is int minutes ? new JValue(minutes) : JValue.CreateNull();
        }

        return ToText(written);
    }

    /// <summary>JSON as a file holds it.</summary>
    public static string ToText(JToken token)
    {
        var text = new StringBuilder();
        using (var writer = new JsonTextWriter(new StringWriter(text, CultureInfo.InvariantCulture) { NewLine = "\n" })
        {
            Formatting = Formatting.Indented,
        })
        {
            token.WriteTo(writer);
        }

        return text.Append('\n').ToString();
    }

    private static JObject ToToken(SecretReference secret)
    {
        var written = new JObject();
        foreach ((string name, string? value) in new[]
        {
            (nameof(secret.Env), secret.Env), (nameof(secret.Secret), secret.Secret), (nameof(secret.Vault), secret.Vault),
        })
        {
            if (value is not null)
            {
                written[name] = value;
            }
        }

        return written;
    }
}
