using Panther.Client;
using PantherPS.LogSources;

namespace PantherPS.Alarms;

/// <summary>The base of the cmdlets for the no-data alarms of sources.</summary>
public abstract class AlarmCmdlet : LogSourceCmdlet
{
    private protected AlarmCmdlet()
    {
    }

    /// <summary>Asks whether the alarm of a source shall be changed.</summary>
    private protected bool MayChange(PantherClient client, string doing, string question) => ShouldProcess(
        $"{doing} at {client.Endpoint.ApiHost}.", $"{question} at {client.Endpoint.ApiHost}?", MyInvocation.MyCommand.Name);
}
