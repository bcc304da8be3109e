using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// <para type="synopsis">Creates S3 log sources in a Panther tenant.</para>
/// All properties bind from the pipeline, from a CSV file as from an existing source.
/// </summary>
[Cmdlet(VerbsCommon.New, "PantherS3LogSource", SupportsShouldProcess = true, HelpUri = HelpRoot + "New-PantherS3LogSource.md")]
[OutputType(typeof(S3LogSource))]
public sealed class NewPantherS3LogSourceCommand : RequestCmdlet
{
    private HashSet<string> _named = [];

    /// <summary>The name: at most 32 letters, digits, spaces and hyphens.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("IntegrationLabel")]
    [ValidateNotNullOrEmpty]
    public string Label { get; set; } = "";

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

    /// <summary>How events lie in the objects: Auto, JSON, JsonArray, Lines, CloudWatchLogs or XML.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string LogStreamType { get; set; } = "";

    /// <summary>Which log types lie under which prefix: hashtables, objects, or their JSON.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object[]? S3PrefixLogTypes { get; set; }

    /// <summary>The prefix of the one mapping; empty for the whole bucket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Prefix { get; set; }

    /// <summary>The log types of the one mapping.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("LogTypes")]
    public string[]? LogType { get; set; }

    /// <summary>Prefixes that the one mapping leaves out; * is a wildcard for Panther.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ExcludedPrefixes")]
    public string[]? ExcludedPrefix { get; set; }

    /// <summary>The ARN of the KMS key that encrypts the bucket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? KmsKey { get; set; }

    /// <summary>Lets Panther manage the bucket's event notifications.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter ManagedBucketNotifications { get; set; }

    /// <summary>For the stream type JsonArray: the path of the array that holds the events.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? JsonArrayEnvelopeField { get; set; }

    /// <summary>For the stream type CloudWatchLogs: keeps the fields around the events.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter RetainEnvelopeFields { get; set; }

    /// <summary>For the stream type XML: the root element.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? XmlRootElement { get; set; }

    /// <summary>An existing S3 source to copy, or any object whose properties have the parameters' names.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _named = new HashSet<string>(MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase);
        if (_named.Contains(nameof(S3PrefixLogTypes)) && FlatIsNamed)
        {
            RefuseParameters("Give the mappings either as -S3PrefixLogTypes or as -Prefix, -LogType and -ExcludedPrefix, not as both.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var copied = InputObject?.BaseObject as S3LogSource;
        PantherClient client = ClientFor(copied?.Origin);
        S3SourceDefinition? definition = null;
        if (TryDo(() => (definition = Define(copied)).Check(), Label))
        {
            Enqueue(Label, Create(client, definition!));
        }
    }

    private bool FlatIsNamed => _named.Contains(nameof(Prefix)) || _named.Contains(nameof(LogType)) || _named.Contains(nameof(ExcludedPrefix));

    private IEnumerable<Task> Create(PantherClient client, S3SourceDefinition definition)
    {
        string what = $"the S3 log source '{definition.Label}' (bucket {definition.S3Bucket}, account {definition.AwsAccountId}, {definition.LogStreamType}, {string.Join(", ", definition.S3PrefixLogTypes)})";
        if (!ShouldProcess($"Creating {what} at {client.Endpoint.ApiHost}.", $"Create {what} at {client.Endpoint.ApiHost}?", MyInvocation.MyCommand.Name))
        {
            yield break;
        }

        Task<S3LogSource> creation = Request(() => client.LogSources.CreateS3Async(definition, Context));
        yield return creation;
        if (TryGet(creation, definition.Label, out S3LogSource created))
        {
            WriteObject(created);
        }
    }

    private S3SourceDefinition Define(S3LogSource? copied)
    {
        LogStreamTypeOptions? options = copied?.LogStreamTypeOptions;
        return new S3SourceDefinition
        {
            Label = Label,
            AwsAccountId = AwsAccountId,
            S3Bucket = S3Bucket,
            LogProcessingRole = LogProcessingRole,
            LogStreamType = S3Parameters.CanonicalLogStreamType(LogStreamType)!,
            S3PrefixLogTypes = DefineMappings(),
            KmsKey = KmsKey,
            ManagedBucketNotifications = ManagedBucketNotifications,
            JsonArrayEnvelopeField = JsonArrayEnvelopeField ?? options?.JsonArrayEnvelopeField,
            RetainEnvelopeFields = RetainEnvelopeFields ? true : MyInvocation.BoundParameters.ContainsKey(nameof(RetainEnvelopeFields)) ? null : options?.RetainEnvelopeFields,
            XmlRootElement = XmlRootElement ?? options?.XmlRootElement,
        };
    }

    private IReadOnlyList<PrefixLogTypes> DefineMappings()
    {
        // An empty cell of a CSV file names no mapping.
        bool hasMappings = S3PrefixLogTypes?.Any(m => m is not (null or "")) == true;
        if (hasMappings && FlatIsNamed)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput, "The piped object brings its mappings (S3PrefixLogTypes); give all of them anew as -S3PrefixLogTypes, or leave out -Prefix, -LogType and -ExcludedPrefix.");
        }

        return hasMappings
            ? S3Parameters.ToMappings(S3PrefixLogTypes!)
            : [new PrefixLogTypes(Prefix, Cells(nameof(LogType), LogType), Cells(nameof(ExcludedPrefix), ExcludedPrefix))];
    }

    /// <summary>A cell of a CSV file holds several values apart by a semicolon; a value that is named on the command line is itself.</summary>
    private IEnumerable<string>? Cells(string parameter, string[]? values) => values is [string cell] && !_named.Contains(parameter)
        ? cell.Split(TextList.Separator).Select(v => v.Trim()).Where(v => v.Length > 0)
        : values;
}
