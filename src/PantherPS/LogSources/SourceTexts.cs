using System.Globalization;
using Panther.Client.LogSources;

namespace PantherPS.LogSources;

/// <summary>How prompts and plans speak of log sources.</summary>
internal static class SourceTexts
{
    /// <summary>A source: label, kind, id and whether it is in use.</summary>
    public static string Describe(LogSource source)
    {
        string lastEvent = source.LastEventReceivedAt is DateTime time ? time.ToString("g", CultureInfo.CurrentCulture) : "never";
        string[] parts = [source.IntegrationType ?? "", source.Id, $"last event: {lastEvent}"];
        return $"'{source.Label}' ({string.Join(", ", parts.Where(p => p.Length > 0))})";
    }
}
