using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.Aws;
using PantherPS.Aws;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Gets the policies of the IAM role that lets Panther read the buckets of S3 sources.
/// Nothing is sent to anybody, neither to Panther nor to AWS.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherS3RolePolicy", DefaultParameterSetName = InputObjectSet, HelpUri = HelpRoot
    + "Get-PantherS3RolePolicy.md")]
[OutputType(typeof(S3RolePolicy), typeof(string))]
public sealed class GetPantherS3RolePolicyCommand : S3RoleCmdlet
{
    /// <summary>The AWS region in which Panther runs, where its queue is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? PantherRegion { get; set; }

    /// <summary>The AWS region of the buckets; without it that of the key of each source.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? BucketRegion { get; set; }

    /// <summary>The role's name; without it that of the sources' role, or PantherLogProcessingRole- and the bucket's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? RoleName { get; set; }

    /// <summary>The role's path; without it that of the sources' role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? Path { get; set; }

    /// <summary>The ARN of the policy that is the role's permissions boundary.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? PermissionsBoundary { get; set; }

    /// <summary>Tags of the role, beside panther:app.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Tag { get; set; }

    /// <summary>
    /// Describes the notifications too, where Panther does not manage them: topic, subscription, and what to add to each bucket.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeNotification { get; set; }

    /// <summary>The form: documents as objects, or one text for each account.</summary>
    [Parameter]
    public S3RolePolicyFormat As { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (PantherAccountId is null && KnownConnection?.PantherAccountId is null && !MyInvocation.ExpectingInput && InputObject is null)
        {
            RefuseParameters(NoAccount);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Sources.Count == 0)
        {
            if (!MyInvocation.ExpectingInput && InputObject is null)
            {
                RefuseParameters("Specify what Panther should read: pipe S3 sources, or use -S3Bucket and -AwsAccountId.");
            }

            return;
        }

        S3RolePlan plan;
        try
        {
            plan = new S3RolePlan(Sources, Options);
        }
        catch (PantherException e)
        {
            RefuseParameters(e.Message);
            return;
        }

        foreach (string warning in plan.Warnings)
        {
            WriteWarning(warning);
        }

        Write(plan);
    }

    private const string NoAccount =
        "Panther's AWS account is not known: Panther's API does not return it. Specify -PantherAccountId, here or with "
            + "Connect-Panther: the Panther Console shows it under Settings, General.";

    private S3RolePolicyOptions Options => new()
    {
        PantherAccountId = KnownPantherAccount ?? throw new PantherException(PantherErrorKind.InvalidInput, NoAccount),
        PantherRegion = PantherRegion ?? KnownConnection?.PantherRegion,
        BucketRegion = BucketRegion,
        RoleName = RoleName,
        Path = Path,
        PermissionsBoundary = PermissionsBoundary,
        Tags = (Tag ?? []).Cast<DictionaryEntry>().ToDictionary(t => ToText(t.Key), t => ToText(t.Value)),
        IncludeNotification = IncludeNotification,
    };

    private protected override void Check(S3RoleSource source)
    {
        if (KnownPantherAccount is null)
        {
            // It is missing for every other source as well.
            RefuseParameters(NoAccount);
        }

        S3RolePlan.Check(source, Options);
    }

    private void Write(S3RolePlan plan)
    {
        if (As == S3RolePolicyFormat.Document)
        {
            WarnOfUnknown([.. plan.Documents.Select(d => d.Json)]);
            WriteObject(plan.Documents, enumerateCollection: true);
        }
        else
        {
            IReadOnlyList<string> texts = plan.Write(As);
            WarnOfUnknown(texts);
            WriteObject(texts, enumerateCollection: true);
        }
    }

    /// <summary>Says which placeholders are left to be filled.</summary>
    private void WarnOfUnknown(IReadOnlyList<string> texts)
    {
        foreach ((string placeholder, string parameter) in new[] { (S3RolePlan.UnknownBucketRegion, nameof(BucketRegion)), (
            S3RolePlan.UnknownPantherRegion, nameof(PantherRegion)) })
        {
            if (texts.Any(t => t.IndexOf(placeholder, StringComparison.Ordinal) >= 0))
            {
                WriteWarning($"A region is not known: replace {placeholder}, or specify -{parameter}.");
            }
        }
    }

    private static string ToText(object? value) =>
        Convert.ToString(value is PSObject wrapper ? wrapper.BaseObject : value, CultureInfo.InvariantCulture)!;
}
