using System.Collections;
using System.Management.Automation;
using Panther.Client.LogSources;

namespace PantherPS.Alerts;

/// <summary>
/// Takes sources, and what belongs to one, for references to sources; also those that came out of a file or a job. A text stays one, so
/// that a piped text is no source: where it is named, PowerShell converts it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LogSourceReferenceTransformationAttribute : ArgumentTransformationAttribute
{
    private const string SourceType = "Panther.Client.LogSources.LogSource";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        return value is IEnumerable items and not (string or IDictionary)
            ? items.Cast<object?>().Select(Convert).ToArray()
            : Convert(inputData);
    }

    private static object? Convert(object? item)
    {
        object? value = item is PSObject wrapper ? wrapper.BaseObject : item;
        return value switch
        {
            LogSource source => LogSourceReference.FromSource(source),
            IOfLogSource { Source: { } source } => LogSourceReference.FromSource(source),
            IOfLogSource { SourceId: { } id } part => LogSourceReference.FromSource(new LogSource(part.Origin) { Id = id }),
            Guid id => LogSourceReference.FromId(id.ToString()),
            _ when item is PSObject copy && IsCopyOfSource(copy) && copy.Properties["Id"]?.Value is string id =>
                LogSourceReference.FromId(id),
            _ => item,
        };
    }

    private static bool IsCopyOfSource(PSObject item) => item.TypeNames.Any(n => n == "Deserialized." + SourceType);
}
