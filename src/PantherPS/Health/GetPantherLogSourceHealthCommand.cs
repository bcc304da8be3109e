using System.Management.Automation;
using Panther.Client;
using Panther.Client.Health;
using Panther.Client.LogSources;
using PantherPS.Completion;
using PantherPS.Health;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Says how log sources do: whether Panther's checks pass, whether they are silent, what is wrong, and what to check.
/// One list of sources and one list of errors of the system answer for the whole tenant.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherLogSourceHealth", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherLogSourceHealth.md")]
[OutputType(typeof(LogSourceHealth))]
public sealed class GetPantherLogSourceHealthCommand : FilteredLogSourceCmdlet
{
    /// <summary>What is known of the errors of each tenant; the task gives null where they cannot be read.</summary>
    private readonly Dictionary<PantherClient, Task<SystemErrors?>> _errors = [];
    private readonly HashSet<PantherClient> _told = [];

    /// <summary>After how long without an event a source is silent: 90m, 24h (the default), 7d, or a TimeSpan.</summary>
    [Parameter]
    [DurationTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public TimeSpan? SilentFor { get; set; }

    /// <summary>Errors count that were raised then or later: a time, or how long ago. Without it those of the last 30 days count.</summary>
    [Parameter]
    [MomentTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DateTime? Since { get; set; }

    /// <summary>
    /// Only sources that somebody has to look at: unhealthy or silent ones, and those with a problem or an alarm that has gone off.
    /// </summary>
    [Parameter]
    public SwitchParameter NeedsAttention { get; set; }

    /// <summary>Reads the no-data alarm of each source as well, which takes a request for each.</summary>
    [Parameter]
    public SwitchParameter IncludeAlarm { get; set; }

    private TimeSpan LongestSilence => SilentFor ?? LogSourceHealth.DefaultSilence;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (SilentFor < TimeSpan.FromSeconds(1))
        {
            RefuseParameters($"-SilentFor takes a duration of at least a second, such as {Duration.Examples}.");
        }
    }

    private protected override void ReadList(PantherClient client)
    {
        Task<SystemErrors?> errors = ErrorsOf(client);
        Wait(errors);
        TellFailure(client, errors);
        SystemErrors? known = Known(errors);
        ReadAll(client, Filter(client), source =>
        {
            if (IncludeAlarm || known?.HasStrays == true)
            {
                Take(client, source, Judge(new ItemReference<LogSource>(client, source.Id, source), () => Task.FromResult(source)));
            }
            else
            {
                Emit(client.Health.Judge(source, LongestSilence, known?.Of(source.Id), null, ProblemAdvice.For));
            }
        });
    }

    private protected override IEnumerable<Task> Process(ItemReference<LogSource> source) => Judge(source, null);

    /// <param name="asked">The source as it was piped or listed.</param>
    /// <param name="known">The source where it was read just now; null where it is to be read.</param>
    private IEnumerable<Task> Judge(ItemReference<LogSource> asked, Func<Task<LogSource>>? known)
    {
        (PantherClient client, string id, object target) = (asked.Client, asked.Id, asked.Target);
        Task<SystemErrors?> errors = ErrorsOf(client);
        yield return errors;
        TellFailure(client, errors);
        Task<LogSource> reading = Request(context => known?.Invoke() ?? client.LogSources.GetAsync(id, context));
        yield return reading;
        if (!TryGet(reading, target, out LogSource source))
        {
            yield break;
        }

        Task<(LogSourceHealth Health, IReadOnlyList<PantherException> Errors)> judging = Request(
            context => client.Health.JudgeAsync(source, LongestSilence, Known(errors), IncludeAlarm, ProblemAdvice.For, context));
        yield return judging;
        if (TryGet(judging, target, out (LogSourceHealth Health, IReadOnlyList<PantherException> Errors) judged))
        {
            foreach (PantherException error in judged.Errors)
            {
                WriteFailure(error, target);
            }

            Emit(judged.Health);
        }
    }

    private void Emit(LogSourceHealth health)
    {
        if (!NeedsAttention || health.NeedsAttention)
        {
            WriteObject(health);
        }
    }

    /// <summary>The errors of a tenant, read once for all of its sources.</summary>
    private Task<SystemErrors?> ErrorsOf(PantherClient client)
    {
        if (!_errors.TryGetValue(client, out Task<SystemErrors?>? errors))
        {
            _errors.Add(client, errors = Begin(() => client.Health.ReadSystemErrorsAsync(Since, Context)));
        }

        return errors;
    }

    /// <summary>What the errors are where they could be read; else null.</summary>
    private static SystemErrors? Known(Task<SystemErrors?> errors) =>
        errors.Status == TaskStatus.RanToCompletion ? errors.GetAwaiter().GetResult() : null;

    /// <summary>Tells once why the errors of a tenant could not be read. What is known of the sources is told all the same.</summary>
    private void TellFailure(PantherClient client, Task<SystemErrors?> errors)
    {
        if (errors.Exception?.GetBaseException() is PantherException failure && _told.Add(client))
        {
            WriteFailure(failure, client.Endpoint.ApiHost);
        }
    }
}
