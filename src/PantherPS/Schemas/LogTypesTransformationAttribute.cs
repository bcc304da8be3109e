using System.Collections;
using System.Management.Automation;
using Panther.Client;
using Panther.Client.DataLake;
using Panther.Client.Health;
using Panther.Client.LogSources;
using Panther.Client.Metrics;
using Panther.Client.Schemas;
using PantherPS.Pipeline;

namespace PantherPS.Schemas;

/// <summary>
/// Takes what has log types, such as a source or a table, for the names of these, which keep the tenant that it came from.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LogTypesTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = ArgumentOrigins.Unwrap(inputData);
        if (value is ITenantObject single)
        {
            return NamesIn(single).ToArray();
        }

        return value is IEnumerable items and not (string or IDictionary)
            && items.Cast<object?>().Any(i => ArgumentOrigins.Unwrap(i) is ITenantObject)
            ? items.Cast<object?>().SelectMany(i => ArgumentOrigins.Unwrap(i) is ITenantObject item ? NamesIn(item) : [i]).ToArray()
            : inputData;
    }

    private static IEnumerable<object?> NamesIn(ITenantObject item)
    {
        IReadOnlyList<string?> names = item switch
        {
            LogSource source => source.LogTypes,
            LogSourceHealth health => health.Source.LogTypes,
            LogSourceVolume volume => [volume.LogType],
            PantherMetric metric => [metric.LogType],
            DataLakeTable table => [table.LogType],
            PantherSchema schema => [schema.Name],
            _ => throw new ArgumentTransformationMetadataException(
                $"An object of the type {item.GetType().Name} has no log types. Pipe sources, tables, metrics, schemas or names."),
        };
        string[] told = [.. names.OfType<string>().Where(name => name.Length > 0)];
        return told.Length > 0
            ? told.Select(name => ArgumentOrigins.Copy(name, item))
            : throw new ArgumentTransformationMetadataException($"'{item}' has no log types.");
    }
}
