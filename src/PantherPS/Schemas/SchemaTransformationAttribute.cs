using System.Management.Automation;
using Panther.Client;
using Panther.Client.Schemas;
using PantherPS.Pipeline;

namespace PantherPS.Schemas;

/// <summary>Refuses what was read of a tenant and is no schema: else PowerShell would bind its name, and lose its tenant.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SchemaTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ArgumentOrigins.Unwrap(inputData) is ITenantObject other and not PantherSchema
            ? throw new ArgumentTransformationMetadataException(
                $"An object of the type {other.GetType().Name} does not identify a schema. Pipe schemas or files, or pass names: -Name "
                + "$_.LogType.")
            : inputData;
}
