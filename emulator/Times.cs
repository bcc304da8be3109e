using System.Globalization;

namespace Panther.Emulator;

/// <summary>Times as Panther writes them.</summary>
public static class Times
{
    /// <summary>A time in whole seconds.</summary>
    /// <param name="offsetSeconds">From now.</param>
    public static string Now(long offsetSeconds = 0) =>
        Text(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + offsetSeconds).UtcDateTime);

    /// <summary>A time to the millisecond.</summary>
    public static string Text(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a time.</summary>
    public static bool TryRead(object? value, out DateTimeOffset time)
    {
        time = default;
        return value is string text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
