using System.Collections;
using System.Management.Automation;

namespace PantherPS.DataLake;

/// <summary>Takes for the id of a query the Id of an object, a row or a hashtable, and the text of a Guid; anything else that is no text is refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class QueryIdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        return value is IEnumerable items and not (string or IDictionary) ? items.Cast<object?>().Select(ToId).ToArray() : ToId(inputData);
    }

    private static object? ToId(object? item)
    {
        object? value = item is PSObject wrapper ? wrapper.BaseObject : item;
        if (value is null or string or Guid)
        {
            return value?.ToString();
        }

        object? id = value is IDictionary members ? members["Id"] ?? members["id"] : PSObject.AsPSObject(item!).Properties["Id"]?.Value;
        return (id is PSObject inner ? inner.BaseObject : id) is { } found and (string or Guid) && found.ToString() is { Length: > 0 } text
            ? text
            : throw new ArgumentTransformationMetadataException(
                $"{(value is ScriptBlock ? "A script block" : "What is given")} stands for no query. Give its id, or an object that has it as Id.");
    }
}
