using System.Management.Automation;
using Panther.Client;
using Panther.Client.Aws;
using PantherPS.Aws;

namespace PantherPS.Commands;

/// <summary>
/// Tests whether the policies of an IAM role let Panther read the buckets of S3 sources.
/// It emits what is not as the sources need it, and nothing where all is. Nothing is sent to anybody.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "PantherS3RolePolicy", DefaultParameterSetName = InputObjectSet, HelpUri = HelpRoot
    + "Test-PantherS3RolePolicy.md")]
[OutputType(typeof(S3RolePolicyFinding))]
public sealed class TestPantherS3RolePolicyCommand : S3RoleCmdlet
{
    /// <summary>
    /// The role's policies: JSON, as text or as the lines that the AWS CLI prints, or objects of AWS.Tools or of
    /// Get-PantherS3RolePolicy.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public object[]? RolePolicy { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Sources.Count == 0 && (MyInvocation.ExpectingInput || InputObject is not null))
        {
            WriteWarning("No S3 source was passed, so nothing was tested.");
            return;
        }

        IReadOnlyList<S3RolePolicyFinding> findings;
        try
        {
            findings = S3RoleCheck.Check(GivenPolicies.Read(RolePolicy!), Sources, KnownPantherAccount);
        }
        catch (PantherException e)
        {
            RefuseParameters(e.Message);
            return;
        }

        WriteObject(findings, enumerateCollection: true);
    }

    private protected override void Check(S3RoleSource source) => S3RoleCheck.CheckSource(source);
}
