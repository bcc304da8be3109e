using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Completion;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Changes S3 log sources of a Panther tenant.
/// Only what is named changes: the source is read, the changes are put in, and the whole is sent back.
/// </summary>
[Cmdlet(VerbsCommon.Set, "PantherS3LogSource", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "Set-PantherS3LogSource.md")]
[OutputType(typeof(S3LogSource))]
public sealed class SetPantherS3LogSourceCommand : LogSourceCmdlet
{
    private S3SourceChanges _changes = new();

    /// <summary>The new name: at most 32 letters, digits, spaces and hyphens.</summary>
    [Parameter]
    [Alias("IntegrationLabel")]
    [ValidateNotNullOrEmpty]
    public string? Label { get; set; }

    /// <summary>The ARN of the IAM role that Panther assumes to read the bucket.</summary>
    [Parameter]
    [Alias("RoleArn")]
    [ValidateNotNullOrEmpty]
    public string? LogProcessingRole { get; set; }

    /// <summary>How events lie in the objects: Auto, JSON, JsonArray, Lines, CloudWatchLogs or XML.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogStreamTypeCompleter))]
    public string? LogStreamType { get; set; }

    /// <summary>All mappings anew: hashtables, objects, or their JSON.</summary>
    [Parameter]
    [ValidateNotNull]
    public object[]? S3PrefixLogTypes { get; set; }

    /// <summary>Of several mappings the one to change; of a single mapping its new prefix.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    public string? Prefix { get; set; }

    /// <summary>The log types of that mapping.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    public string[]? LogType { get; set; }

    /// <summary>Prefixes that that mapping leaves out; * is a wildcard for Panther.</summary>
    [Parameter]
    [Alias("ExcludedPrefixes")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[]? ExcludedPrefix { get; set; }

    /// <summary>The ARN of the KMS key that encrypts the bucket; empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    public string? KmsKey { get; set; }

    /// <summary>Lets Panther manage the bucket's event notifications; <c>:$false</c> ends that.</summary>
    [Parameter]
    [SwitchTransformation]
    public SwitchParameter ManagedBucketNotifications { get; set; }

    /// <summary>For the stream type JsonArray: the path of the array that holds the events; empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    public string? JsonArrayEnvelopeField { get; set; }

    /// <summary>For the stream type CloudWatchLogs: keeps the fields around the events; <c>:$false</c> ends that.</summary>
    [Parameter]
    [SwitchTransformation]
    public SwitchParameter RetainEnvelopeFields { get; set; }

    /// <summary>For the stream type XML: the root element; empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    public string? XmlRootElement { get; set; }

    /// <summary>Returns the changed sources.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _changes = new S3SourceChanges
            {
                Label = Label,
                LogProcessingRole = LogProcessingRole,
                LogStreamType = SourceParameters.CanonicalLogStreamType(LogStreamType),
                S3PrefixLogTypes = SourceParameters.ChangedMappings(nameof(S3PrefixLogTypes), S3PrefixLogTypes, Prefix, LogType, ExcludedPrefix),
                Prefix = Prefix,
                LogType = LogType,
                ExcludedPrefix = ExcludedPrefix,
                KmsKey = Named(nameof(KmsKey)) ? KmsKey ?? "" : null,
                ManagedBucketNotifications = Named(nameof(ManagedBucketNotifications)) ? ManagedBucketNotifications.IsPresent : null,
                JsonArrayEnvelopeField = Named(nameof(JsonArrayEnvelopeField)) ? JsonArrayEnvelopeField ?? "" : null,
                RetainEnvelopeFields = Named(nameof(RetainEnvelopeFields)) ? RetainEnvelopeFields.IsPresent : null,
                XmlRootElement = Named(nameof(XmlRootElement)) ? XmlRootElement ?? "" : null,
            };
            _changes.Check();
        }
        catch (PantherException e)
        {
            RefuseParameters(e.Message);
        }

        bool Named(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
    }

    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source) => Change(
        client,
        source ?? (object)id,
        NameOf(id, source),
        context => client.S3Sources.PrepareUpdateAsync(id, _changes, context),
        client.S3Sources.UpdateAsync,
        _changes.NamedLogTypes,
        PassThru);
}
