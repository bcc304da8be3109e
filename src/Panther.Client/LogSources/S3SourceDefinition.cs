using Newtonsoft.Json.Linq;

namespace Panther.Client.LogSources;

/// <summary>What a new S3 source shall be.</summary>
public sealed class S3SourceDefinition
{
    /// <summary>The name: at most 32 letters, digits, spaces and hyphens.</summary>
    public required string Label { get; init; }

    /// <summary>The AWS account of the bucket; it cannot be changed later.</summary>
    public required string AwsAccountId { get; init; }

    /// <summary>The bucket; it cannot be changed later.</summary>
    public required string S3Bucket { get; init; }

    /// <summary>The ARN of the IAM role that Panther assumes to read the bucket.</summary>
    public required string LogProcessingRole { get; init; }

    /// <summary>How events lie in the objects, such as <c>JSON</c> or <c>Lines</c>.</summary>
    public required string LogStreamType { get; init; }

    /// <summary>Which log types lie under which prefix.</summary>
    public required IReadOnlyList<PrefixLogTypes> S3PrefixLogTypes { get; init; }

    /// <summary>The ARN of the KMS key that encrypts the bucket; null or empty for none.</summary>
    public string? KmsKey { get; init; }

    /// <summary>Whether Panther shall manage the bucket's event notifications.</summary>
    public bool ManagedBucketNotifications { get; init; }

    /// <summary>See <see cref="LogSources.LogStreamTypeOptions.JsonArrayEnvelopeField"/>.</summary>
    public string? JsonArrayEnvelopeField { get; init; }

    /// <summary>See <see cref="LogSources.LogStreamTypeOptions.RetainEnvelopeFields"/>.</summary>
    public bool? RetainEnvelopeFields { get; init; }

    /// <summary>See <see cref="LogSources.LogStreamTypeOptions.XmlRootElement"/>.</summary>
    public string? XmlRootElement { get; init; }

    /// <summary>Checks what can be checked before anything is sent.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public void Check()
    {
        SourceRules.CheckLabel(Label);
        SourceRules.CheckRole(LogProcessingRole);
        SourceRules.CheckKmsKey(KmsKey);
        SourceRules.CheckMappings(S3PrefixLogTypes);
    }

    /// <summary>The <c>CreateS3SourceInput</c> that makes a source such as this.</summary>
    internal static JObject InputOf(S3LogSource source)
    {
        JObject input = new S3SourceDefinition
        {
            Label = source.Label ?? "",
            AwsAccountId = source.AwsAccountId ?? "",
            S3Bucket = source.S3Bucket ?? "",
            LogProcessingRole = source.LogProcessingRole ?? "",
            LogStreamType = source.LogStreamType ?? "",
            S3PrefixLogTypes = source.S3PrefixLogTypes,
            ManagedBucketNotifications = source.ManagedBucketNotifications == true,
            JsonArrayEnvelopeField = source.LogStreamTypeOptions?.JsonArrayEnvelopeField,
            RetainEnvelopeFields = source.LogStreamTypeOptions?.RetainEnvelopeFields,
            XmlRootElement = source.LogStreamTypeOptions?.XmlRootElement,
        }.ToInput();
        input["kmsKey"] = source.KmsKey ?? "";
        return input;
    }

    /// <summary>The <c>CreateS3SourceInput</c>.</summary>
    internal JObject ToInput()
    {
        var input = new JObject
        {
            ["label"] = Label,
            ["awsAccountId"] = AwsAccountId,
            ["s3Bucket"] = S3Bucket,
            ["logProcessingRole"] = LogProcessingRole,
            ["logStreamType"] = LogStreamType,
            ["managedBucketNotifications"] = ManagedBucketNotifications,
            ["s3PrefixLogTypes"] = new PrefixLogTypesList(S3PrefixLogTypes).ToInput(),
        };
        if (!string.IsNullOrEmpty(KmsKey))
        {
            input["kmsKey"] = KmsKey;
        }

        var options = new JObject();
        if (!string.IsNullOrEmpty(JsonArrayEnvelopeField))
        {
            options[StreamOptions.JsonArrayEnvelopeField] = JsonArrayEnvelopeField;
        }

        if (RetainEnvelopeFields is not null)
        {
            options[StreamOptions.RetainEnvelopeFields] = RetainEnvelopeFields;
        }

        if (!string.IsNullOrEmpty(XmlRootElement))
        {
            options[StreamOptions.XmlRootElement] = XmlRootElement;
        }

        if (options.Count > 0)
        {
            input["logStreamTypeOptions"] = options;
        }

        return input;
    }
}
