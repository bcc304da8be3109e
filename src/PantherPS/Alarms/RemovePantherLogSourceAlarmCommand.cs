using System.Management.Automation;
using Panther.Client.Alarms;
using Panther.Client.LogSources;
using PantherPS.Alarms;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Removes the no-data alarms of log sources.
/// The sources stay; an alarm can be set again at any time.
/// </summary>
[Cmdlet(
    VerbsCommon.Remove,
    "PantherLogSourceAlarm",
    DefaultParameterSetName = InputObjectSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Remove-PantherLogSourceAlarm.md")]
[OutputType(typeof(void))]
public sealed class RemovePantherLogSourceAlarmCommand : AlarmCmdlet
{
    private protected override IEnumerable<Task> Process(ItemReference<LogSource> source)
    {
        object target = source.Target;
        if (source.Item is null && !Guid.TryParse(source.Id, out _))
        {
            // Panther accepts the removal of an alarm of anything, so nothing would say that this is no id.
            var refusal = Task.FromException<bool>(AlarmOperations.NoAlarm(source.Id));
            yield return refusal;
            TryGet(refusal, target, out _);
            yield break;
        }

        if (IsPlanShown)
        {
            Task<(LogSource Source, LogSourceAlarm? Alarm)> reading = ReadForPlan(source);
            yield return reading;
            if (!TryGet(reading, target, out (LogSource Source, LogSourceAlarm? Alarm) now))
            {
                yield break;
            }

            source = source.With(now.Source);
            if (now.Alarm is null)
            {
                WriteVerbose($"There is no no-data alarm of {NameOf(source)} to remove.");
                yield break;
            }
        }

        string what = $"the no-data alarm of {NameOf(source)}";
        if (!MayChange(source, $"Removing {what}", $"Remove {what}"))
        {
            yield break;
        }

        Task<bool> removal = Request(async context =>
        {
            await source.Client.Alarms.RemoveAsync(source.Id, context, source.Item?.Label).ConfigureAwait(false);
            return true;
        });
        yield return removal;
        TryGet(removal, target, out _);
    }
}
