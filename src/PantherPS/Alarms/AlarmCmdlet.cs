using Panther.Client.Alarms;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Alarms;

/// <summary>The base of the cmdlets for the no-data alarms of sources.</summary>
public abstract class AlarmCmdlet : LogSourceCmdlet
{
    private protected AlarmCmdlet()
    {
    }

    /// <summary>Reads, for a plan, the source, where only its id is known, and its alarm.</summary>
    private protected Task<(LogSource Source, LogSourceAlarm? Alarm)> ReadForPlan(ItemReference<LogSource> source) =>
        Request(async context =>
        {
            LogSource known = source.Item ?? await source.Client.LogSources.GetAsync(source.Id, context).ConfigureAwait(false);
            return (known, await source.Client.Alarms.GetAsync(source.Id, context).ConfigureAwait(false));
        });

    /// <summary>Asks whether the alarm of a source shall be changed.</summary>
    private protected bool MayChange(ItemReference<LogSource> source, string doing, string question) => ShouldProcess(
        $"{doing} at {source.Host}.", $"{question} at {source.Host}?", MyInvocation.MyCommand.Name);
}
