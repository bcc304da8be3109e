using System.Management.Automation;
using Panther.Client.Alarms;
using Panther.Client.LogSources;
using PantherPS.Alarms;
using PantherPS.Completion;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Sets the no-data alarms of log sources.
/// The alarm goes off when Panther receives no event from the source for that long.
/// </summary>
[Cmdlet(
    VerbsCommon.Set,
    "PantherLogSourceAlarm",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Set-PantherLogSourceAlarm.md")]
[OutputType(typeof(LogSourceAlarm))]
public sealed class SetPantherLogSourceAlarmCommand : AlarmCmdlet
{
    /// <summary>
    /// After how many minutes without an event the alarm goes off, from 15 to 43200 (30 days), or that time as a TimeSpan.
    /// </summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, Position = 0)]
    [Alias("Threshold")]
    [MinutesTransformation]
    [ValidateRange(AlarmOperations.MinimumMinutes, AlarmOperations.MaximumMinutes)]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public int MinutesThreshold { get; set; }

    /// <summary>Leaves a source that has an alarm as it is, whatever its threshold.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>Returns the alarms.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override IEnumerable<Task> Process(ItemReference<LogSource> source)
    {
        object target = source.Target;
        int minutes = MinutesThreshold;
        if (IsPlanShown || SkipExisting)
        {
            Task<(LogSource Source, LogSourceAlarm? Alarm)> reading = ReadForPlan(source);
            yield return reading;
            if (!TryGet(reading, target, out (LogSource Source, LogSourceAlarm? Alarm) now))
            {
                yield break;
            }

            source = source.With(now.Source);
            if (now.Alarm is not null && (SkipExisting || now.Alarm.MinutesThreshold == minutes))
            {
                WriteVerbose($"The no-data alarm of {NameOf(source)} is left as it is, at {now.Alarm.MinutesThreshold} minutes.");
                Finish(now.Alarm);
                yield break;
            }

            string what = $"the no-data alarm of {NameOf(source)} to {minutes} minutes "
                + (now.Alarm is null ? "(there is none now)" : $"(now {now.Alarm.MinutesThreshold} minutes)");
            if (!MayChange(source, $"Setting {what}", $"Set {what}"))
            {
                yield break;
            }
        }
        else if (!MayChange(
            source, $"Setting the no-data alarm of {NameOf(source)} to {minutes} minutes", $"Set the no-data alarm of {NameOf(source)}"))
        {
            yield break;
        }

        Task<LogSourceAlarm> setting = Request(context => source.Client.Alarms.EnsureAsync(source.Id, minutes, context));
        yield return setting;
        if (TryGet(setting, target, out LogSourceAlarm alarm))
        {
            Finish(alarm);
        }

        void Finish(LogSourceAlarm alarm)
        {
            if (PassThru)
            {
                alarm.SourceLabel = source.Item?.Label ?? source.Label;
                WriteObject(alarm);
            }
        }
    }
}
