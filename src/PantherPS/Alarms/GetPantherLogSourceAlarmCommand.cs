using System.Management.Automation;
using Panther.Client.Alarms;
using Panther.Client.LogSources;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Gets the no-data alarms of log sources, with their state.
/// A source without an alarm gives nothing, and an error where it is named on the command line, by label or id.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherLogSourceAlarm", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherLogSourceAlarm.md")]
[OutputType(typeof(LogSourceAlarm))]
public sealed class GetPantherLogSourceAlarmCommand : FindLogSourceCmdlet
{
    private protected override IEnumerable<Task> Process(ItemReference<LogSource> source)
    {
        Task<LogSourceAlarm?> read = Request(context => source.Client.Alarms.GetAsync(source.Id, context));
        yield return read;
        if (!TryGet(read, source.Target, out LogSourceAlarm? alarm))
        {
            yield break;
        }

        if (alarm is not null)
        {
            alarm.SourceLabel = source.Item?.Label ?? source.Label;
            WriteObject(alarm);
        }
        else if (ParameterSetName == ListSet ? IsNamed(source.Item) : !MyInvocation.ExpectingInput)
        {
            WriteFailure(AlarmOperations.NoAlarm(source.Id, source.Item?.Label), source.Target);
        }
    }

    /// <summary>Whether -Label names the source, and is no mere pattern that it matches.</summary>
    private bool IsNamed(LogSource? source) => Label?.Contains(source?.Label, StringComparer.OrdinalIgnoreCase) == true;
}
