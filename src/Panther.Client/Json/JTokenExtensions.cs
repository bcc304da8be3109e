using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Json;

/// <summary>Values out of JSON that need not have the type that it should have; null where they have another.</summary>
internal static class JTokenExtensions
{
    public static string? AsString(this JToken? token) => (token as JValue)?.Value as string;

    public static bool? AsBoolean(this JToken? token) => (token as JValue)?.Value as bool?;

    public static int? AsInt32(this JToken? token) =>
        (token as JValue)?.Value is long number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    public static DateTime? AsDateTime(this JToken? token) => ToTime(token.AsString());

    /// <summary>A time as Panther writes it, in local time.</summary>
    public static DateTime? ToTime(string? text) =>
        ReadUsualTime(text) is DateTime usual ? usual.ToLocalTime()
        : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTime time) ? time
        : null;

    /// <summary>
    /// Reads the two forms that Panther's times have, <c>2024-05-06T07:08:09.123Z</c> and without the fraction. DateTime's own parser would
    /// take a sixth of a list's time.
    /// </summary>
    private static DateTime? ReadUsualTime(string? text)
    {
        if (text is not { Length: 20 or 24 } || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || text[text.Length - 1] != 'Z' || (text.Length == 24 && text[19] != '.'))
        {
            return null;
        }

        int year = Digits(0, 4),
        month = Digits(5, 2),
        day = Digits(8, 2),
        hour = Digits(11, 2),
        minute = Digits(14, 2),
        second = Digits(17, 2);
        int millisecond = text.Length == 24 ? Digits(20, 3) : 0;
        return year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59 || millisecond < 0
            ? null
            : new DateTime(year, month, day, hour, minute, second, millisecond, DateTimeKind.Utc);

        int Digits(int start, int count)
        {
            int number = 0;
            for (int i = start; i < start + count; i++)
            {
                int digit = text[i] - '0';
                if (digit is < 0 or > 9)
                {
                    return -1;
                }

                number = (number * 10) + digit;
            }

            return number;
        }
    }
}
