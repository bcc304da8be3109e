using Panther.Client.Alarms;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>Reads sources as definitions.</summary>
internal static class SourceReading
{
    /// <summary>Whether more is known of a source than its id, which is all that an alarm knows of it.</summary>
    public static bool IsKnown(LogSource source) => source.IntegrationType is not null || source is ConfiguredLogSource;

    /// <summary>A source with its configuration, and its alarm; null where it has none.</summary>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.InvalidInput"/> where the source is not of the kind.
    /// </exception>
    public static async Task<(ConfiguredLogSource Source, LogSourceAlarm? Alarm)> ReadAsync(
        PantherClient client, DefinitionKind kind, LogSource source, CallContext context)
    {
        ConfiguredLogSource read = await kind.GetAsync(client, source, context).ConfigureAwait(false);
        return (read, await client.Alarms.GetAsync(source.Id, context).ConfigureAwait(false));
    }
}
