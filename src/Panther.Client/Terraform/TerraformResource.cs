using System.Text.RegularExpressions;
using Panther.Client.AsCode;
using Panther.Client.Hcl;
using Panther.Client.LogSources;

namespace Panther.Client.Terraform;

/// <summary>
/// The resource by which Terraform's provider panther-labs/panther describes a kind of log source. The attributes are the fields of the
/// API in snake case, but for those of S3 sources, which have names of their own.
/// </summary>
internal sealed class TerraformResource
{
    private const string Options = "log_stream_type_options";

    /// <summary>How long the line of a list may get.</summary>
    private const int Width = 100;

    private static readonly TerraformResource[] s_all =
    [
        new("s3", "panther_s3_source")
        {
            // The provider takes empty options for none, and of the others for what they are.
            AreEmptyOptionsNone = true,
            Names = new Dictionary<string, string>
            {
                [nameof(S3SourceSettings.Label)] = "name",
                [nameof(S3SourceSettings.S3Bucket)] = "bucket_name",
                [nameof(S3SourceSettings.KmsKey)] = "kms_key_arn",
                [nameof(S3SourceSettings.LogProcessingRole)] = "log_processing_role_arn",
                [nameof(S3SourceSettings.ManagedBucketNotifications)] = "panther_managed_bucket_notifications_enabled",
                [nameof(S3SourceSettings.S3PrefixLogTypes)] = "prefix_log_types",
            },
        },
        new("http", "panther_httpsource"),
        new("gcs", "panther_gcssource"),
        new("pubsub", "panther_pubsubsource"),
        new("log-forwarder", "panther_logforwardersource")
        {
            Remark = "Added to the provider in 0.2.13: check the type's name with `terraform providers schema`.",
        },
    ];

    private readonly string _kind;

    private TerraformResource(string kind, string type)
    {
        _kind = kind;
        Type = type;
    }

    /// <summary>The type's name.</summary>
    public string Type { get; }

    /// <summary>What is to be said of the type; null for nothing.</summary>
    public string? Remark { get; private init; }

    private DefinitionKind Kind => DefinitionKind.Named(_kind)!;

    private bool AreEmptyOptionsNone { get; init; }

    /// <summary>The attributes that are called otherwise than in the API, by the property that they set.</summary>
    private Dictionary<string, string> Names { get; init; } = [];

    /// <summary>The resource of a kind; null where the provider has none.</summary>
    public static TerraformResource? Of(DefinitionKind kind) => s_all.FirstOrDefault(r => r._kind == kind.Name);

    /// <summary>The keys of the secrets of a source, with the names of their attributes.</summary>
    public IEnumerable<(DefinitionKey Key, string Attribute)> SecretsOf(ConfiguredLogSource source) =>
        Kind.SecretsOf(source).Select(key => (key, NameOf(key)));

    /// <summary>The attributes of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="variableOf">The variable of the secret of an attribute.</param>
    public HclBody Describe(ConfiguredLogSource source, Func<string, string> variableOf)
    {
        var body = new HclBody();
        HashSet<DefinitionKey> secrets = [.. Kind.SecretsOf(source)];
        var options = new List<KeyValuePair<string, HclValue>>();
        bool isWithOptions = source.LogStreamTypeOptions is not null;
        foreach (DefinitionKey key in Kind.Keys.OrderBy(PlaceOf))
        {
            if (PlaceOf(key) > PlaceOfOptions)
            {
                AddOptions();
            }

            string name = NameOf(key);
            if (key.IsSecret)
            {
                if (secrets.Contains(key))
                {
                    body.Add(name, HclValue.Expression("var." + variableOf(name)));
                }
            }
            else if (key.ValueOf(source) is var value && key.IsWritten(value))
            {
                if (key.IsOption)
                {
                    options.Add(new(name, ToHcl(value)));
                }
                else
                {
                    body.Add(name, ToHcl(value));
                }
            }
        }

        AddOptions();
        return body;

        void AddOptions()
        {
            if (options.Count > 0 || (isWithOptions && !AreEmptyOptionsNone))
            {
                body.Add(Options, HclValue.LongObject(options));
            }

            options.Clear();
            isWithOptions = false;
        }
    }

    /// <summary>Before the lists, which take several lines.</summary>
    private const int PlaceOfOptions = 3;

    private static int PlaceOf(DefinitionKey key) => key switch
    {
        { Property: nameof(LogSourceSettings.Label) } => 0,
        { Property: nameof(LogSourceSettings.LogStreamType) } => 2,
        { IsOption: true } => PlaceOfOptions,
        { Shape: ValueShape.Texts or ValueShape.Mappings } => 4,
        _ => 1,
    };

    private string NameOf(DefinitionKey key) => Names.TryGetValue(key.Property, out string? name)
        ? name
        : Regex.Replace(key.Field, "(?<=[a-z0-9])(?=[A-Z])", "_", RegexOptions.CultureInvariant).ToLowerInvariant();

    private static HclValue ToHcl(object value) => value switch
    {
        IEnumerable<PrefixLogTypes> mappings => HclValue.LongList(mappings.Select(m => HclValue.LongObject(
        [
            new("prefix", HclValue.Text(m.Prefix)),
            new("log_types", ToList(m.LogTypes)),
            new("excluded_prefixes", ToList(m.ExcludedPrefixes)),
        ]))),
        IEnumerable<string> texts => ToList(texts),
        bool flag => HclValue.Boolean(flag),
        _ => HclValue.Text((string)value),
    };

    private static HclValue ToList(IEnumerable<string> texts)
    {
        HclValue[] items = [.. texts.Select(HclValue.Text)];
        HclValue line = HclValue.List(items);
        return line.Lines[0].Length <= Width ? line : HclValue.LongList(items);
    }
}
