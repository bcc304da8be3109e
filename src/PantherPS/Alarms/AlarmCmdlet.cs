using Panther.Client;
using Panther.Client.Alarms;
using Panther.Client.LogSources;
using PantherPS.LogSources;

namespace PantherPS.Alarms;

/// <summary>The base of the cmdlets for the no-data alarms of sources.</summary>
public abstract class AlarmCmdlet : LogSourceCmdlet
{
    private protected AlarmCmdlet()
    {
    }

    /// <summary>Reads, for a plan, the source, where only its id is known, and its alarm.</summary>
    private protected Task<(LogSource Source, LogSourceAlarm? Alarm)> ReadForPlan(PantherClient client, string id, LogSource? source) =>
        Request(async context =>
        {
            LogSource known = source ?? await client.LogSources.GetAsync(id, context).ConfigureAwait(false);
            return (known, await client.Alarms.GetAsync(id, context).ConfigureAwait(false));
        });

    /// <summary>Asks whether the alarm of a source shall be changed.</summary>
    private protected bool MayChange(PantherClient client, string doing, string question) => ShouldProcess(
        $"{doing} at {client.Endpoint.ApiHost}.", $"{question} at {client.Endpoint.ApiHost}?", MyInvocation.MyCommand.Name);
}
