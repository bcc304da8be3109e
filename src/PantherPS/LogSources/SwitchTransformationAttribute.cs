using System.Management.Automation;

namespace PantherPS.LogSources;

/// <summary>Lets a switch bind from the pipeline to what objects and CSV files hold: a boolean, nothing, or text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SwitchTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        return value switch
        {
            null => new SwitchParameter(false),
            bool flag => new SwitchParameter(flag),
            string text => text.Trim().ToUpperInvariant() switch
            {
                "TRUE" or "1" or "YES" => new SwitchParameter(true),
                "FALSE" or "0" or "NO" or "" => new SwitchParameter(false),
                _ => throw new ArgumentTransformationMetadataException($"'{text}' is neither true nor false."),
            },
            _ => inputData,
        };
    }
}
