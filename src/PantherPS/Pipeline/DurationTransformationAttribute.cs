using System.Management.Automation;

namespace PantherPS.Pipeline;

/// <summary>Lets a TimeSpan be given as text, as <see cref="Duration"/> reads it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : Duration.Parse(inputData);
}
