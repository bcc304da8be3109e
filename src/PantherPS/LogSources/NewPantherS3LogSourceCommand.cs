using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Creates S3 log sources in a Panther tenant.
/// All properties bind from the pipeline, from a CSV file as from an existing source.
/// </summary>
[Cmdlet(VerbsCommon.New, "PantherS3LogSource", SupportsShouldProcess = true, HelpUri = HelpRoot + "New-PantherS3LogSource.md")]
[OutputType(typeof(S3LogSource))]
public sealed class NewPantherS3LogSourceCommand : NewBucketSourceCmdlet
{
    /// <summary>The AWS account of the bucket; it cannot be changed later.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AccountId")]
    [ValidateNotNullOrEmpty]
    public string AwsAccountId { get; set; } = "";

    /// <summary>The bucket; it cannot be changed later.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("BucketName", "Bucket")]
    [ValidateNotNullOrEmpty]
    public string S3Bucket { get; set; } = "";

    /// <summary>The ARN of the IAM role that Panther assumes to read the bucket.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    public string LogProcessingRole { get; set; } = "";

    /// <summary>Which log types lie under which prefix: hashtables, objects, or their JSON.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object[]? S3PrefixLogTypes { get; set; }

    /// <summary>The ARN of the KMS key that encrypts the bucket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? KmsKey { get; set; }

    /// <summary>Lets Panther manage the bucket's event notifications.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter ManagedBucketNotifications { get; set; }

    /// <summary>For the stream type CloudWatchLogs: keeps the fields around the events.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter RetainEnvelopeFields { get; set; }

    private protected override string MappingsName => nameof(S3PrefixLogTypes);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PantherClient client = ClientForNew();
        S3SourceDefinition definition = null!;
        if (TryDo(() => (definition = Define()).Check(), Label))
        {
            EnqueueCreation(
                client,
                $"the S3 log source '{Label}' (bucket {S3Bucket}, account {AwsAccountId}, {definition.LogStreamType}, {string.Join(", ", definition.S3PrefixLogTypes)})",
                definition.S3PrefixLogTypes.SelectMany(m => m.LogTypes),
                context => client.S3Sources.CreateAsync(definition, context));
        }
    }

    private S3SourceDefinition Define() => new()
    {
        Label = Label,
        AwsAccountId = AwsAccountId,
        S3Bucket = S3Bucket,
        LogProcessingRole = LogProcessingRole,
        LogStreamType = SourceParameters.CanonicalLogStreamType(LogStreamType)!,
        S3PrefixLogTypes = DefineMappings(S3PrefixLogTypes),
        KmsKey = KmsKey,
        ManagedBucketNotifications = ManagedBucketNotifications,
        JsonArrayEnvelopeField = JsonArrayEnvelopeField,
        RetainEnvelopeFields = RetainEnvelopeFields ? true : null,
        XmlRootElement = XmlRootElement,
    };
}
