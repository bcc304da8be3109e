using System.Management.Automation;
using Panther.Client.LogSources;

namespace PantherPS.LogSources;

/// <summary>
/// Lets what belongs to a source, such as its alarm or its health, stand for the source, with the tenant that it came from.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SourceTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        return value is object[] items ? Array.ConvertAll(items, SourceOf) : SourceOf(inputData);
    }

    private static object? SourceOf(object? item) =>
        (item is PSObject wrapper ? wrapper.BaseObject : item) is IOfLogSource { SourceId: not null } part
        ? part.Source ?? new LogSource(part)
        : item;
}
