using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Creates S3 log sources in a Panther tenant.
/// All properties bind from the pipeline, from a CSV file as from an existing source.
/// </summary>
[Cmdlet(VerbsCommon.New, "PantherS3LogSource", SupportsShouldProcess = true, HelpUri = HelpRoot + "New-PantherS3LogSource.md")]
[OutputType(typeof(S3LogSource))]
public sealed class NewPantherS3LogSourceCommand : NewLogSourceCmdlet<S3LogSource, S3SourceSettings>
{
    /// <summary>The AWS account of the bucket; it cannot be changed later.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AccountId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UsedAccountCompleter))]
    [TextTransformation]
    public string AwsAccountId { get; set; } = "";

    /// <summary>The bucket; it cannot be changed later.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("BucketName", "Bucket")]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string S3Bucket { get; set; } = "";

    /// <summary>The ARN of the IAM role that Panther assumes to read the bucket.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UsedRoleCompleter))]
    [TextTransformation]
    public string LogProcessingRole { get; set; } = "";

    /// <summary>Which log types lie under which prefix: hashtables, objects, or their JSON.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object[]? S3PrefixLogTypes { get; set; }

    /// <summary>The prefix of the one mapping; empty for the whole bucket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UsedPrefixCompleter))]
    [TextTransformation]
    public string? Prefix { get; set; }

    /// <summary>The log types of the one mapping.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("LogTypes")]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <summary>Prefixes that the one mapping leaves out; * is a wildcard for Panther.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ExcludedPrefixes")]
    [TextTransformation]
    public string[]? ExcludedPrefix { get; set; }

    /// <summary>The ARN of the KMS key that encrypts the bucket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UsedKeyCompleter))]
    [TextTransformation]
    public string? KmsKey { get; set; }

    /// <summary>Lets Panther manage the bucket's event notifications.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter ManagedBucketNotifications { get; set; }

    /// <summary>For the stream type CloudWatchLogs: keeps the fields around the events.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter RetainEnvelopeFields { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true)]
    [CopyTransformation(S3LogSource.S3IntegrationType)]
    public override PSObject? InputObject { get; set; }

    private protected override ILogSourceKind<S3LogSource, S3SourceSettings> KindOf(PantherClient client) => client.S3Sources;

    private protected override string NextStep(S3LogSource created) =>
        $"grant the role {created.LogProcessingRole} what the source needs (Get-PantherS3RolePolicy; Test-PantherS3RolePolicy checks it). "
        + (created.ManagedBucketNotifications == true
            ? "Panther sets up the bucket's notifications, and reports no error if it cannot: check that LastEventReceivedAt gets a value."
            : $"Then let the bucket {created.S3Bucket} notify a topic in its region, and subscribe Panther's queue to it "
                + "(Get-PantherS3RolePolicy -IncludeNotification). A subscription that was created before the first source of the account "
                + $"{created.AwsAccountId} stays in pending confirmation: delete it, and subscribe again.");

    private protected override void CheckParameters() => MappingParameters.RequireOneWay(nameof(S3PrefixLogTypes), IsNamed);

    private protected override S3SourceSettings Define() => new()
    {
        AwsAccountId = AwsAccountId,
        S3Bucket = S3Bucket,
        LogProcessingRole = LogProcessingRole,
        S3PrefixLogTypes = MappingParameters.Define(
            nameof(S3PrefixLogTypes),
            S3PrefixLogTypes,
            new PrefixLogTypes(Prefix, Cells(nameof(LogType), LogType), Cells(nameof(ExcludedPrefix), ExcludedPrefix)),
            IsNamed),
        KmsKey = KmsKey,
        ManagedBucketNotifications = ManagedBucketNotifications,
        RetainEnvelopeFields = RetainEnvelopeFields ? true : null,
    };
}
