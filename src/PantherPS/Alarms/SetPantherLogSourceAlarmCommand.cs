using System.Management.Automation;
using Panther.Client;
using Panther.Client.Alarms;
using Panther.Client.LogSources;
using PantherPS.Alarms;

namespace PantherPS.Commands;

/// <summary>
/// Sets the no-data alarms of log sources.
/// The alarm goes off when Panther receives no event from the source for that long.
/// </summary>
[Cmdlet(VerbsCommon.Set, "PantherLogSourceAlarm", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "Set-PantherLogSourceAlarm.md")]
[OutputType(typeof(LogSourceAlarm))]
public sealed class SetPantherLogSourceAlarmCommand : AlarmCmdlet
{
    /// <summary>After how many minutes without an event the alarm goes off, from 15 to 43200 (30 days), or that time as a TimeSpan.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, Position = 0)]
    [Alias("Threshold")]
    [MinutesTransformation]
    [ValidateRange(AlarmOperations.MinimumMinutes, AlarmOperations.MaximumMinutes)]
    public int MinutesThreshold { get; set; }

    /// <summary>Returns the alarms.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source)
    {
        string what = $"the no-data alarm of {NameOf(id, source)} to {MinutesThreshold} minutes";
        if (!MayChange(client, $"Setting {what}", $"Set {what}"))
        {
            yield break;
        }

        Task<LogSourceAlarm> setting = Request(context => client.Alarms.SetAsync(id, MinutesThreshold, context));
        yield return setting;
        if (TryGet(setting, source ?? (object)id, out LogSourceAlarm alarm) && PassThru)
        {
            alarm.SourceLabel = source?.Label;
            WriteObject(alarm);
        }
    }
}
