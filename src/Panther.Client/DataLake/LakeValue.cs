using System.Globalization;
using System.Text.RegularExpressions;

namespace Panther.Client.DataLake;

/// <summary>
/// Values of the data lake, which come as JSON and mean what their column's type says: a number or a time may come as a text.
/// </summary>
internal static class LakeValue
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly Regex s_number = new(
        @"\A(?:number|numeric|decimal|dec|fixed|u?int(?:eger|\d+)?|(?:big|small|tiny|byte)int|long|short)\b", Options);
    private static readonly Regex s_real = new(@"\A(?:real|double|float)", Options);
    private static readonly Regex s_time = new(@"\A(?:timestamp|datetime)", Options);

    /// <summary>A fraction that a DateTime cannot hold.</summary>
    private static readonly Regex s_finer = new(@"\.\d{7}\d*[1-9]", Options);

    /// <summary>The value that JSON's value of a column stands for; JSON's own where that is not clear.</summary>
    /// <param name="value">JSON's value.</param>
    /// <param name="type">The column's type in the backend's words; null where it is not known.</param>
    public static object? Read(object? value, string? type)
    {
        if (value is not string text || type is null)
        {
            return value;
        }

        return s_time.IsMatch(type) ? ToTime(text) ?? value
            : s_number.IsMatch(type) || s_real.IsMatch(type) ? ToNumber(text) ?? value
            : type.StartsWith("bool", StringComparison.OrdinalIgnoreCase) && bool.TryParse(text, out bool flag) ? flag
            : value;
    }

    /// <summary>
    /// A time, which is in UTC where it says nothing else, in local time; null where it is none, or finer than a DateTime.
    /// </summary>
    public static DateTime? ToTime(object? value) => value switch
    {
        DateTime time => time,
        string text when !s_finer.IsMatch(text) && DateTimeOffset.TryParse(
            text.EndsWith(" UTC", StringComparison.OrdinalIgnoreCase) ? text.Substring(0, text.Length - 4) : text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time) => time.LocalDateTime,
        _ => null,
    };

    /// <summary>A number; null where it is none.</summary>
    public static object? ToNumber(object? value) => value switch
    {
        long or double or decimal or System.Numerics.BigInteger => value,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        string text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => null,
    };
}
