using System.Globalization;
using Newtonsoft.Json.Linq;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Panther.Client.Tests.Aws;

/// <summary>
/// A CloudFormation template in YAML as JSON, by a parser of YAML that is not ours: plain scalars by YAML's core schema,
/// functions in their long form.
/// </summary>
internal static class Yaml
{
    public static JObject Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (JObject)ToJson(Assert.Single(stream.Documents).RootNode);
    }

    private static JToken ToJson(YamlNode node)
    {
        JToken value = node switch
        {
            YamlMappingNode mapping =>
                new JObject(mapping.Children.Select(c => new JProperty(((YamlScalarNode)c.Key).Value!, ToJson(c.Value)))),
            YamlSequenceNode sequence => new JArray(sequence.Children.Select(ToJson)),
            YamlScalarNode { Style: ScalarStyle.Plain, Tag.IsEmpty: true } scalar => Plain(scalar.Value!),
            YamlScalarNode scalar => new JValue(scalar.Value),
            _ => throw new InvalidOperationException($"{node.NodeType} is none of a template."),
        };
        return node.Tag.IsEmpty ? value
            : new JObject { [node.Tag.Value switch { "!Ref" => "Ref", string tag => "Fn::" + tag.TrimStart('!') }] = value };
    }

    /// <summary>What the older YAML takes for a boolean, a number or a time is none of ours by chance.</summary>
    private static JValue Plain(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "Y" => new JValue(true),
        "FALSE" or "NO" or "OFF" or "N" => new JValue(false),
        "" or "NULL" or "~" => JValue.CreateNull(),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => new JValue(number),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => new JValue(number),
        _ when DateTime.TryParse(text, CultureInfo.InvariantCulture, out DateTime time) => new JValue(time),
        _ => new JValue(text),
    };
}
