using System.Management.Automation;
using Panther.Client;
using Panther.Client.Alarms;
using Panther.Client.LogSources;
using PantherPS.LogSources;

namespace PantherPS.Commands;

/// <summary>
/// Gets the no-data alarms of log sources, with their state.
/// A source without an alarm gives nothing, and an error where it is named on the command line, by label or id.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherLogSourceAlarm", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherLogSourceAlarm.md")]
[OutputType(typeof(LogSourceAlarm))]
public sealed class GetPantherLogSourceAlarmCommand : FindLogSourceCmdlet
{
    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source)
    {
        Task<LogSourceAlarm?> read = Request(context => client.Alarms.GetAsync(id, context));
        yield return read;
        object target = TargetOf(id, source);
        if (!TryGet(read, target, out LogSourceAlarm? alarm))
        {
            yield break;
        }

        if (alarm is not null)
        {
            alarm.SourceLabel = source?.Label;
            WriteObject(alarm);
        }
        else if (ParameterSetName == ListSet ? IsNamed(source) : !MyInvocation.ExpectingInput)
        {
            WriteFailure(AlarmOperations.NoAlarm(id, source?.Label), target);
        }
    }

    /// <summary>Whether -Label names the source, and is no mere pattern that it matches.</summary>
    private bool IsNamed(LogSource? source) => Label?.Contains(source?.Label, StringComparer.OrdinalIgnoreCase) == true;
}
