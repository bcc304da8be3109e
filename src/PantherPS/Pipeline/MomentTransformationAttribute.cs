using System.Globalization;
using System.Management.Automation;

namespace PantherPS.Pipeline;

/// <summary>
/// Lets a point in time be given as how long ago it is, too, in the forms of <see cref="Duration"/>: 24h, 7d, or a TimeSpan.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MomentTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        if (value is null or DateTime)
        {
            return value;
        }

        if (value is DateTimeOffset moment)
        {
            return moment.LocalDateTime;
        }

        // A number alone says neither, and PowerShell would take it for a count of ticks.
        string text = (LanguagePrimitives.ConvertTo<string>(inputData) ?? "").Trim();
        if (value is TimeSpan || Duration.IsDuration(text)
            || decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            // By the clock that no change to summer time sets.
            return Before(DateTime.UtcNow, Duration.Parse(inputData)).ToLocalTime();
        }

        return LanguagePrimitives.TryConvertTo(text, CultureInfo.InvariantCulture, out DateTime time)
            ? time
            : throw new ArgumentTransformationMetadataException(
                $"'{text}' is not a time. Use a date, such as 2026-05-01 or 2026-05-01T08:00:00Z, or how long ago: {Duration.Examples}.");
    }

    /// <summary>That long before; a span longer than the calendar reaches back to its beginning.</summary>
    private static DateTime Before(DateTime now, TimeSpan span) => span.Ticks < now.Ticks ? now - span : DateTime.MinValue;
}
