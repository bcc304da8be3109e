using System.Management.Automation;
using Panther.Client;
using Panther.Client.Alarms;
using Panther.Client.LogSources;
using PantherPS.Alarms;

namespace PantherPS.Commands;

/// <summary>
/// Removes the no-data alarms of log sources.
/// The sources stay; an alarm can be set again at any time.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "PantherLogSourceAlarm", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true, HelpUri = HelpRoot + "Remove-PantherLogSourceAlarm.md")]
[OutputType(typeof(void))]
public sealed class RemovePantherLogSourceAlarmCommand : AlarmCmdlet
{
    private protected override IEnumerable<Task> Process(PantherClient client, string id, LogSource? source)
    {
        object target = TargetOf(id, source);
        if (source is null && !Guid.TryParse(id, out _))
        {
            // Panther accepts the removal of an alarm of anything, so nothing would say that this is no id.
            var refusal = Task.FromException<bool>(AlarmOperations.NoAlarm(id));
            yield return refusal;
            TryGet(refusal, target, out _);
            yield break;
        }

        if (IsPlanShown)
        {
            Task<(LogSource Source, LogSourceAlarm? Alarm)> reading = ReadForPlan(client, id, source);
            yield return reading;
            if (!TryGet(reading, target, out (LogSource Source, LogSourceAlarm? Alarm) now))
            {
                yield break;
            }

            source = now.Source;
            if (now.Alarm is null)
            {
                WriteVerbose($"There is no no-data alarm of {NameOf(id, source)} that could be removed.");
                yield break;
            }
        }

        string what = $"the no-data alarm of {NameOf(id, source)}";
        if (!MayChange(client, $"Removing {what}", $"Remove {what}"))
        {
            yield break;
        }

        Task<bool> removal = Request(async context =>
        {
            await client.Alarms.RemoveAsync(id, context, source?.Label).ConfigureAwait(false);
            return true;
        });
        yield return removal;
        TryGet(removal, target, out _);
    }
}
