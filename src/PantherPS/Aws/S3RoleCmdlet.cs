using System.Management.Automation;
using Panther.Client;
using Panther.Client.Aws;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;
using PantherPS.Session;

namespace PantherPS.Aws;

/// <summary>The base of the cmdlets about the roles of S3 sources. They send nothing to anybody, and need no connection.</summary>
public abstract class S3RoleCmdlet : PantherCmdlet
{
    private protected const string InputObjectSet = "InputObject";
    private protected const string BucketSet = "Bucket";

    private readonly List<S3RoleSource> _sources = [];
    private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);
    private PantherConnection? _connection;
    private bool _takesDefault = true;

    private protected S3RoleCmdlet()
    {
    }

    /// <summary>The S3 sources, as Get-PantherLogSource returned them.</summary>
    [Parameter(ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [SourceTransformation]
    [ValidateNotNull]
    public LogSource[]? InputObject { get; set; }

    /// <summary>The bucket.</summary>
    [Parameter(ParameterSetName = BucketSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("BucketName", "Bucket")]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string S3Bucket { get; set; } = "";

    /// <summary>The AWS account of the bucket.</summary>
    [Parameter(ParameterSetName = BucketSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AccountId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UsedAccountCompleter))]
    [TextTransformation]
    public string AwsAccountId { get; set; } = "";

    /// <summary>The ARN of the role, where there is one already.</summary>
    [Parameter(ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    [Alias("RoleArn")]
    [ArgumentCompleter(typeof(UsedRoleCompleter))]
    [TextTransformation]
    public string? LogProcessingRole { get; set; }

    /// <summary>The ARN of the KMS key that encrypts the bucket.</summary>
    [Parameter(ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UsedKeyCompleter))]
    [TextTransformation]
    public string? KmsKey { get; set; }

    /// <summary>Whether Panther manages the bucket's event notifications.</summary>
    [Parameter(ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    [SwitchTransformation]
    public SwitchParameter ManagedBucketNotifications { get; set; }

    /// <summary>The prefixes under which the logs lie; without any, the whole bucket.</summary>
    [Parameter(ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UsedPrefixCompleter))]
    [TextTransformation]
    public string[]? Prefix { get; set; }

    /// <summary>Mappings of prefixes to log types, for their prefixes: as New-PantherS3LogSource takes them.</summary>
    [Parameter(ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    public object[]? S3PrefixLogTypes { get; set; }

    /// <summary>Panther's AWS account; without it that of the connection which the sources came from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? PantherAccountId { get; set; }

    /// <summary>The sources so far.</summary>
    private protected IReadOnlyList<S3RoleSource> Sources => _sources;

    /// <summary>Panther's account, where it is known.</summary>
    private protected string? KnownPantherAccount => PantherAccountId ?? KnownConnection?.PantherAccountId;

    /// <summary>The connection that the sources came from; without sources of one, the default.</summary>
    private protected PantherConnection? KnownConnection => _connection ?? (_takesDefault ? ConnectionTable.Current.Default : null);

    /// <inheritdoc/>
    protected override void BeginProcessing() => _named.UnionWith(MyInvocation.BoundParameters.Keys);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == BucketSet)
        {
            RowCells.Trim(this, _named.Contains);
            Take(Define, S3Bucket);
            return;
        }

        foreach (LogSource source in InputObject ?? [])
        {
            _takesDefault = false;
            PantherConnection? origin = PantherConnection.Of(source.Origin);
            if (PantherAccountId is null && _connection is not null && origin is not null
                && origin.PantherAccountId != _connection.PantherAccountId)
            {
                RefuseParameters(
                    $"The sources come from '{_connection.Name}' and '{origin.Name}', which have different Panther accounts. "
                    + "Pipe the sources of one tenant at a time, or specify -PantherAccountId.");
            }

            _connection ??= origin;
            Take(() => Define(source), source);
        }
    }

    /// <summary>Checks a source.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    private protected abstract void Check(S3RoleSource source);

    private void Take(Func<S3RoleSource> define, object target)
    {
        try
        {
            S3RoleSource source = define();
            Check(source);
            _sources.Add(source);
        }
        catch (PantherException e)
        {
            WriteFailure(e, target);
        }
    }

    private static S3RoleSource Define(LogSource source) => source is S3LogSource s3
        ? S3RoleSource.Of(s3)
        : throw new PantherException(
            PantherErrorKind.InvalidInput,
                $"The log source '{source.Label ?? source.Id}' is of the type {source.IntegrationType}, but only S3 sources have a role.");

    private S3RoleSource Define() => new()
    {
        Label = S3Bucket,
        AwsAccountId = AwsAccountId,
        S3Bucket = S3Bucket,
        LogProcessingRole = string.IsNullOrEmpty(LogProcessingRole) ? null : LogProcessingRole,
        KmsKey = KmsKey,
        ManagedBucketNotifications = ManagedBucketNotifications,
        Prefixes = S3PrefixLogTypes?.Any(MappingParameters.IsGiven) == true
            ? [.. SourceParameters.ToMappings(S3PrefixLogTypes).Select(m => m.Prefix)]
            : Prefix ?? [],
    };
}
