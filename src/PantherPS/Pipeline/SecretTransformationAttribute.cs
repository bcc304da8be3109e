using System.Management.Automation;
using System.Security;

namespace PantherPS.Pipeline;

/// <summary>
/// Refuses a secret in plain text. PowerShell's own refusal would quote the text, and so print the secret.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        return value is null or SecureString
            ? value
            : throw new ArgumentTransformationMetadataException(
                "A secret must be a SecureString, as Read-Host -AsSecureString, Get-Secret and ConvertTo-SecureString return it.");
    }
}
