namespace Panther.Client.LogSources;

/// <summary>A log source that reads an S3 bucket (<c>S3LogIntegration</c>).</summary>
public sealed class S3LogSource : ConfiguredLogSource
{
    /// <summary>The value of <see cref="LogSource.IntegrationType"/> of S3 sources.</summary>
    public const string S3IntegrationType = "aws-s3";

    internal S3LogSource(PantherClient? origin)
        : base(origin)
    {
    }

    /// <summary>The AWS account of the bucket.</summary>
    public string? AwsAccountId { get; internal set; }

    /// <summary>The bucket.</summary>
    public string? S3Bucket { get; internal set; }

    /// <summary>Which log types lie under which prefix.</summary>
    public PrefixLogTypesList S3PrefixLogTypes { get; internal set; } = PrefixLogTypesList.Empty;

    /// <summary>The ARN of the IAM role that Panther assumes to read the bucket.</summary>
    public string? LogProcessingRole { get; internal set; }

    /// <summary>See <see cref="LogStreamTypeOptions.RetainEnvelopeFields"/>.</summary>
    public bool? RetainEnvelopeFields => LogStreamTypeOptions?.RetainEnvelopeFields;

    /// <summary>The ARN of the KMS key that encrypts the bucket; empty or null for none.</summary>
    public string? KmsKey { get; internal set; }

    /// <summary>Whether Panther manages the bucket's event notifications.</summary>
    public bool? ManagedBucketNotifications { get; internal set; }

    /// <summary>The name of the CloudFormation stack that Panther offers for the role.</summary>
    public string? StackName { get; internal set; }
}
