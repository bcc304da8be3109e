using Newtonsoft.Json.Linq;

namespace Panther.Client.LogSources;

/// <summary>The settings of an S3 source (<c>CreateS3SourceInput</c> and <c>UpdateS3SourceInput</c>).</summary>
public sealed class S3SourceSettings : LogSourceSettings
{
    private const string Notifications = "managedBucketNotifications";

    /// <summary>The AWS account of the bucket; it cannot be changed later.</summary>
    [Setting("awsAccountId", IsFixed = true, IsRequired = true, Aliases = new[] { "AccountId" })]
    public string? AwsAccountId { get; set; }

    /// <summary>The bucket; it cannot be changed later.</summary>
    [Setting("s3Bucket", IsFixed = true, IsRequired = true, Aliases = new[] { "BucketName", "Bucket" })]
    public string? S3Bucket { get; set; }

    /// <summary>The ARN of the IAM role that Panther assumes to read the bucket.</summary>
    [Setting("logProcessingRole", IsRequired = true, Aliases = new[] { "RoleArn" })]
    public string? LogProcessingRole { get; set; }

    /// <summary>The ARN of the KMS key that encrypts the bucket; empty for none.</summary>
    [Setting("kmsKey")]
    public string? KmsKey { get; set; }

    /// <summary>Whether Panther shall manage the bucket's event notifications; where a new source does not say, it shall not.</summary>
    [Setting(Notifications, IsAlwaysWritten = true)]
    public bool? ManagedBucketNotifications { get; set; }

    /// <summary>All mappings anew: which log types lie under which prefix.</summary>
    [Setting("s3PrefixLogTypes", IsRequired = true)]
    public IReadOnlyList<PrefixLogTypes>? S3PrefixLogTypes { get; set; }

    /// <summary>What changes at the mappings, where they are not given anew.</summary>
    public MappingChange? Mapping { get; set; }

    /// <summary>See <see cref="LogStreamTypeOptions.RetainEnvelopeFields"/>.</summary>
    [Setting("retainEnvelopeFields", IsOption = true)]
    public bool? RetainEnvelopeFields { get; set; }

    private protected override IEnumerable<string> DefinedLogTypes =>
        [.. (S3PrefixLogTypes ?? Mapping?.AddMappings ?? []).SelectMany(m => m.LogTypes), .. Mapping?.LogTypes ?? []];

    private protected override IEnumerable<string> DefinedPrefixes =>
        S3PrefixLogTypes?.Select(m => m.Prefix) ?? Mapping?.NewPrefixes ?? [];

    /// <inheritdoc/>
    public override void Check()
    {
        if (Label is not null)
        {
            SourceRules.CheckLabel(Label);
        }

        if (LogProcessingRole is not null)
        {
            SourceRules.CheckRole(LogProcessingRole);
        }

        if (S3Bucket is not null)
        {
            SourceRules.CheckBucket(S3Bucket);
        }

        base.Check();
        SourceRules.CheckKmsKey(KmsKey);
        SourceRules.CheckMappings(S3PrefixLogTypes ?? []);
        Mapping?.Check();
    }

    /// <summary>The configuration of a source, as its creation would give it.</summary>
    internal static JObject InputOf(S3LogSource source)
    {
        var input = new JObject { ["kmsKey"] = "" };
        new S3SourceSettings
        {
            Label = source.Label,
            AwsAccountId = source.AwsAccountId,
            S3Bucket = source.S3Bucket,
            LogProcessingRole = source.LogProcessingRole,
            LogStreamType = source.LogStreamType,
            S3PrefixLogTypes = source.S3PrefixLogTypes,
            KmsKey = source.KmsKey,
            ManagedBucketNotifications = source.ManagedBucketNotifications == true,
            JsonArrayEnvelopeField = source.JsonArrayEnvelopeField,
            RetainEnvelopeFields = source.RetainEnvelopeFields,
            XmlRootElement = source.XmlRootElement,
        }.ApplyTo(input, isNew: true);
        return input;
    }

    private protected override IEnumerable<string> DoubtsOfChange(ConfiguredLogSource current) =>
        SourceRules.DoubtsOf(current.Label, (current as S3LogSource)?.AwsAccountId, LogProcessingRole, KmsKey);

    private protected override IEnumerable<string> DoubtsOfNew(IEnumerable<LogSource> others)
    {
        string? odd = SourceRules.DoubtOfAccount(Label, AwsAccountId!);
        S3LogSource? same = others.OfType<S3LogSource>().FirstOrDefault(o => o.S3Bucket == S3Bucket && o.AwsAccountId != AwsAccountId);
        IEnumerable<string> doubts = odd is null ? SourceRules.DoubtsOf(Label, AwsAccountId, LogProcessingRole, KmsKey) : [odd];
        return same is null
            ? doubts
            : doubts.Append(
                $"The bucket '{S3Bucket}' of '{Label}' belongs to the account {same.AwsAccountId} according to the log source "
                + $"'{same.Label}'.");
    }

    internal override void CheckWhole(JObject input, JObject? before)
    {
        if (before is not null)
        {
            return;
        }

        string? missing = SettingAttribute.Of(GetType()).FirstOrDefault(
            s => s.Setting.IsRequired && s.Property.GetValue(this) is null).Property?.Name;
        if (missing is not null)
        {
            throw Refuse($"A new S3 source needs {missing}.");
        }

        input[Notifications] ??= false;
    }

    private protected override string NameOf(SettingAttribute setting) => setting.Name == "integrationLabel" ? "label" : setting.Name;

    private protected override object? ValueOf(string property, object? named, JObject input) => property == nameof(S3PrefixLogTypes)
        ? S3PrefixLogTypes
        ?? (Mapping ?? new MappingChange()).ApplyTo(PrefixLogTypesList.From(input["s3PrefixLogTypes"]), AddLogTypes, RemoveLogTypes)
        : named;
}
