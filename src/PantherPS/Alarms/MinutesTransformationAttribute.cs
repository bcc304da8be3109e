using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using PantherPS.Pipeline;

namespace PantherPS.Alarms;

/// <summary>Lets a number of minutes be given as a duration, too: a TimeSpan, or text such as 90m or 24h.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MinutesTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null)
        {
            return null;
        }

        object value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        string text = (LanguagePrimitives.ConvertTo<string>(inputData) ?? "").Trim();

        // The number 1 may have been typed as 1d, but also as 0x1.
        string number = value is string || Duration.HasUnits(text) ? text : Convert.ToString(value, CultureInfo.InvariantCulture);
        if (value is not TimeSpan && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal minutes))
        {
            return ToMinutes(minutes, $"{number} minutes");
        }

        if (value is not TimeSpan && (!Regex.IsMatch(text, "^-?[0-9]") || Guid.TryParse(text, out _)))
        {
            // By position, PowerShell tries an id first as the threshold; what is refused here would end that.
            return inputData;
        }

        TimeSpan span = Duration.Parse(inputData);
        return ToMinutes((decimal)span.Ticks / TimeSpan.TicksPerMinute, $"The time {span}");
    }

    /// <summary>What lies outside is refused by the parameter's range.</summary>
    private static int ToMinutes(decimal minutes, string what) =>
        minutes == decimal.Truncate(minutes) && minutes is >= int.MinValue and <= int.MaxValue
        ? (int)minutes
        : throw new ArgumentTransformationMetadataException($"{what} is not a whole number of minutes.");
}
