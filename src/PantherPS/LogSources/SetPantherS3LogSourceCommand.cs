using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Changes S3 log sources of a Panther tenant.
/// Only what is named changes: the source is read, the changes are put in, and the whole is sent back.
/// </summary>
[Cmdlet(
    VerbsCommon.Set,
    "PantherS3LogSource",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Set-PantherS3LogSource.md")]
[OutputType(typeof(S3LogSource))]
public sealed class SetPantherS3LogSourceCommand : SetLogSourceCmdlet<S3LogSource, S3SourceSettings>
{
    /// <summary>The ARN of the IAM role that Panther assumes to read the bucket.</summary>
    [Parameter]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UsedRoleCompleter))]
    [TextTransformation]
    public string? LogProcessingRole { get; set; }

    /// <summary>All mappings anew: hashtables, objects, or their JSON.</summary>
    [Parameter]
    [ValidateNotNull]
    public object[]? S3PrefixLogTypes { get; set; }

    /// <summary>Mappings that the source gets beside those that it has: hashtables, objects, or their JSON.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? AddS3PrefixLogTypes { get; set; }

    /// <summary>The prefixes of the mappings that the source loses.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(UsedPrefixCompleter))]
    [TextTransformation]
    public string[]? RemovePrefix { get; set; }

    /// <summary>The prefix of the mapping that is meant; without it the only one.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(UsedPrefixCompleter))]
    [TextTransformation]
    public string? Prefix { get; set; }

    /// <summary>The new prefix of that mapping.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    [TextTransformation]
    public string? NewPrefix { get; set; }

    /// <summary>The log types of that mapping, all anew.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <summary>The prefixes that that mapping leaves out, all anew; * is a wildcard for Panther.</summary>
    [Parameter]
    [Alias("ExcludedPrefixes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    [TextTransformation]
    public string[]? ExcludedPrefix { get; set; }

    /// <summary>The ARN of the KMS key that encrypts the bucket; empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(UsedKeyCompleter))]
    [TextTransformation]
    public string? KmsKey { get; set; }

    /// <summary>Lets Panther manage the bucket's event notifications; <c>:$false</c> ends that.</summary>
    [Parameter]
    [SwitchTransformation]
    public SwitchParameter ManagedBucketNotifications { get; set; }

    /// <summary>For the stream type CloudWatchLogs: keeps the fields around the events; <c>:$false</c> ends that.</summary>
    [Parameter]
    [SwitchTransformation]
    public SwitchParameter RetainEnvelopeFields { get; set; }

    private protected override ILogSourceKind<S3LogSource, S3SourceSettings> KindOf(PantherClient client) => client.S3Sources;

    private protected override S3SourceSettings Define()
    {
        MappingParameters.RequireOneWay(nameof(S3PrefixLogTypes), IsNamed);
        return new S3SourceSettings
        {
            LogProcessingRole = LogProcessingRole,
            S3PrefixLogTypes = MappingParameters.Whole(S3PrefixLogTypes),
            Mapping = new MappingChange
            {
                Prefix = Prefix,
                NewPrefix = NewPrefix,
                LogTypes = LogType,
                ExcludedPrefixes = ExcludedPrefix,
                AddMappings = MappingParameters.Whole(AddS3PrefixLogTypes),
                RemovePrefixes = RemovePrefix,
            },
            KmsKey = Clearable(nameof(KmsKey), KmsKey),
            ManagedBucketNotifications = Switchable(nameof(ManagedBucketNotifications), ManagedBucketNotifications),
            RetainEnvelopeFields = Switchable(nameof(RetainEnvelopeFields), RetainEnvelopeFields),
        };
    }
}
