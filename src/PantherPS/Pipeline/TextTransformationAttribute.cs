using System.Collections;
using System.Management.Automation;
using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>
/// Refuses for a text what PowerShell would make a text of that nobody means: the code of a script block, the type of a hashtable,
/// the properties or the name of an object. Where PowerShell binds a script block from the pipeline it evaluates that first.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>What another parameter takes where it is piped, so that it is not refused here; null for nothing.</summary>
    public Type? ExceptFor { get; set; }

    /// <summary>
    /// Whether whole objects are piped to the parameter: one that is no text then binds by a property of it, or not at all.
    /// </summary>
    public bool IsPiped { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        if (value is null or string or IEnumerable<string>)
        {
            return inputData;
        }

        if (value is IEnumerable items and not IDictionary)
        {
            return Flatten(items).ToArray();
        }

        Check(value);
        return inputData;
    }

    /// <summary>A list within a list is what people mean by both together, and no text of its own.</summary>
    private IEnumerable<object?> Flatten(IEnumerable items)
    {
        foreach (object? item in items)
        {
            object? value = item is PSObject wrapper ? wrapper.BaseObject : item;
            if (value is IEnumerable inner and not (string or IDictionary))
            {
                foreach (object? each in Flatten(inner))
                {
                    yield return each;
                }
            }
            else
            {
                Check(value);
                yield return item;
            }
        }
    }

    private void Check(object? value)
    {
        if (value is ScriptBlock)
        {
            throw Refuse(
                "A script block is not evaluated here: one value is used for all inputs. For a different value for each, call the "
                + "command for each: ... | ForEach-Object { $_ | <command> -<parameter> (<expression with $_>) }.");
        }

        if (value is ITenantObject && ExceptFor?.IsInstanceOfType(value) != true)
        {
            throw new ArgumentTransformationMetadataException(
                $"An object of the type {value.GetType().Name} is not text. Pass one of its values.");
        }

        if (value is IDictionary or PSCustomObject)
        {
            throw Refuse(
                $"{(value is IDictionary ? "A hashtable" : "An object")} is not text. Pass one of its values.");
        }
    }

    /// <summary>PowerShell goes on to the next way to bind a piped object only where the reason is a cast that failed.</summary>
    private ArgumentTransformationMetadataException Refuse(string message) =>
        IsPiped ? new(message, new PSInvalidCastException(message)) : new(message);
}
