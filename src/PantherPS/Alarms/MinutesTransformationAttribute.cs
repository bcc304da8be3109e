using System.Management.Automation;

namespace PantherPS.Alarms;

/// <summary>Lets a number of minutes be given as a TimeSpan, or as the text of one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MinutesTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        if (value is string text && text.Contains(':') && LanguagePrimitives.TryConvertTo(text, out TimeSpan parsed))
        {
            value = parsed;
        }

        if (value is not TimeSpan span)
        {
            return inputData;
        }

        return span.TotalMinutes is >= int.MinValue and <= int.MaxValue && span.Ticks % TimeSpan.TicksPerMinute == 0
            ? (int)span.TotalMinutes
            : throw new ArgumentTransformationMetadataException($"The time {span} is no whole number of minutes.");
    }
}
