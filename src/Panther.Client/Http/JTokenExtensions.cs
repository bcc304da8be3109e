using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Panther.Client.Http;

/// <summary>Values out of JSON that need not have the type that it should have; null where they have another.</summary>
internal static class JTokenExtensions
{
    /// <summary>The forms that Panther's times have; others are read too, and more slowly.</summary>
    private static readonly string[] s_usualTimes = ["yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    public static string? AsText(this JToken? token) => (token as JValue)?.Value as string;

    public static bool? AsFlag(this JToken? token) => (token as JValue)?.Value as bool?;

    public static int? AsNumber(this JToken? token) =>
        (token as JValue)?.Value is long number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    public static DateTime? AsTime(this JToken? token) => ToTime(token.AsText());

    /// <summary>A time as Panther writes it, in local time.</summary>
    public static DateTime? ToTime(string? text) =>
        DateTime.TryParseExact(text, s_usualTimes, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTime time)
        || DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time) ? time : null;
}
