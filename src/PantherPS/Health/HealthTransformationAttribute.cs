using System.Management.Automation;
using Panther.Client.LogSources;

namespace PantherPS.Health;

/// <summary>Refuses what says nothing of how sources do, and tells how to get that.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HealthTransformationAttribute : ArgumentTransformationAttribute
{
    private const string CopyOfHealth = "Deserialized.Panther.Client.Health.LogSourceHealth";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        object?[] items = value is object?[] several ? several : [inputData];
        foreach (object? item in items)
        {
            object? one = item is PSObject inner ? inner.BaseObject : item;
            if (one is LogSource or string)
            {
                throw new ArgumentTransformationMetadataException(
                    "A log source does not contain its health. Pipe it through Get-PantherLogSourceHealth: Get-PantherLogSource ... | "
                    + "Get-PantherLogSourceHealth | ...");
            }

            if (item is PSObject copy && copy.TypeNames.Contains(CopyOfHealth))
            {
                throw new ArgumentTransformationMetadataException(
                    "An object from a file or a job is a copy without its tenant. Read it again: $copy.SourceId | "
                    + "Get-PantherLogSourceHealth | ...");
            }
        }

        return inputData;
    }
}
