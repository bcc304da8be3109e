using Panther.Client.Alarms;
using Panther.Client.Alerts;
using Panther.Client.Http;
using Panther.Client.LogSources;
using Panther.Client.Paging;

namespace Panther.Client.Health;

/// <summary>How log sources do, by what Panther tells of them in several places.</summary>
public sealed class HealthOperations
{
    private readonly AlertOperations _alerts;
    private readonly AlarmOperations _alarms;
    private readonly IClock _clock;

    internal HealthOperations(AlertOperations alerts, AlarmOperations alarms, IClock clock)
    {
        _alerts = alerts;
        _alarms = alarms;
        _clock = clock;
    }

    /// <summary>Reads the errors of the system that are open, of all sources at once.</summary>
    /// <param name="since">They were raised then or later; null for the last 30 days.</param>
    /// <param name="context">The caller's.</param>
    /// <returns>Null where the token may not read alerts, which is a warning once a context.</returns>
    public async Task<SystemErrors?> ReadSystemErrorsAsync(DateTime? since, CallContext context)
    {
        DateTime after = since?.ToUniversalTime() ?? _clock.UtcNow.UtcDateTime - AlertQuery.DefaultPeriod;
        var errors = new SystemErrors(after);
        var query = new AlertQuery { Type = "SYSTEM_ERROR", Statuses = ["OPEN", "TRIAGED"], CreatedAfter = after };
        try
        {
            using Listing<PantherAlert> listing = _alerts.List(query, context);
            while (await listing.NextAsync().ConfigureAwait(false))
            {
                while (listing.TryRead(out PantherAlert? error))
                {
                    errors.Add(error);
                }
            }

            return listing.TakeErrors() is [{ } beside, ..] ? throw beside : errors;
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.Forbidden)
        {
            context.WarnOnce(
                typeof(HealthOperations),
                "The token may not read alerts (permission Read Alerts), so the problems of the sources are not known: Problems is empty, "
                + "which does not mean that there are none.");
            return null;
        }
    }

    /// <summary>
    /// Finds the errors of one source. Where there are some that do not tell whose they are, GraphQL is asked for those of the source.
    /// </summary>
    /// <param name="errors">The open errors of the tenant.</param>
    /// <param name="sourceId">The source's id.</param>
    /// <param name="context">The caller's.</param>
    public async Task<IReadOnlyList<PantherAlert>> FindErrorsAsync(SystemErrors errors, string sourceId, CallContext context)
    {
        IReadOnlyList<PantherAlert> named = errors.Of(sourceId);
        if (!errors.HasStrays)
        {
            return named;
        }

        using Listing<PantherAlert> listing = _alerts.ListSystemErrorsOf(sourceId, errors.Since, context);
        PantherAlert[] found = [.. (await listing.ToListAsync().ConfigureAwait(false)).Where(e => e.IsPending)];
        errors.Found(found);
        return [.. named, .. found.Where(e => named.All(n => n.Id != e.Id))];
    }

    /// <summary>Says how a source does, with what has to be asked for it alone.</summary>
    /// <param name="source">The source.</param>
    /// <param name="silentFor">After how long without an event it is silent.</param>
    /// <param name="errors">The open errors of the tenant; null where they are not known.</param>
    /// <param name="withAlarm">Whether its no-data alarm is read as well.</param>
    /// <param name="advise">Says what to check for a type of error.</param>
    /// <param name="context">The caller's.</param>
    /// <returns>How it does, and what could not be read of it.</returns>
    public async Task<(LogSourceHealth Health, IReadOnlyList<PantherException> Errors)> JudgeAsync(
        LogSource source,
        TimeSpan silentFor,
        SystemErrors? errors,
        bool withAlarm,
        Func<LogSource, LogSourceAlarm?, string, string> advise,
        CallContext context)
    {
        var failures = new List<PantherException>();
        IReadOnlyList<PantherAlert>? found = null;
        LogSourceAlarm? alarm = null;
        try
        {
            found = errors is null ? null : await FindErrorsAsync(errors, source.Id, context).ConfigureAwait(false);
        }
        catch (PantherException e)
        {
            failures.Add(e);
        }

        try
        {
            alarm = withAlarm ? await _alarms.GetAsync(source.Id, context).ConfigureAwait(false) : null;
            if (alarm is not null)
            {
                alarm.SourceLabel = source.Label;
            }
        }
        catch (PantherException e)
        {
            failures.Add(e);
        }

        return (Judge(source, silentFor, found, alarm, advise), failures);
    }

    /// <summary>Says how a source does.</summary>
    /// <param name="source">The source.</param>
    /// <param name="silentFor">After how long without an event it is silent.</param>
    /// <param name="errors">The open errors of the system that are about it; null where they are not known.</param>
    /// <param name="alarm">Its no-data alarm; null for none, or where it is not known.</param>
    /// <param name="advise">Says what to check for a type of error, or for <see cref="LogSourceHealth.Silent"/>.</param>
    public LogSourceHealth Judge(
        LogSource source,
        TimeSpan silentFor,
        IReadOnlyList<PantherAlert>? errors,
        LogSourceAlarm? alarm,
        Func<LogSource, LogSourceAlarm?, string, string> advise)
    {
        DateTime now = _clock.UtcNow.UtcDateTime;
        bool isSilent = source.IsSilentSince(silentFor.Ticks < now.Ticks ? now - silentFor : DateTime.MinValue);
        LogSourceProblem[]? problems = errors?.GroupBy(
            e => e.SystemError?.Type ?? "SYSTEM_ERROR").Select(ToProblem).OrderByDescending(p => p.LastSeen).ToArray();
        bool isSaid = problems?.Any(p => p.Type == SystemErrors.NoData) == true;
        return new LogSourceHealth(source, isSilent, problems, alarm)
        {
            SilenceAdvice = isSilent && !isSaid ? advise(source, alarm, LogSourceHealth.Silent) : null,
        };

        LogSourceProblem ToProblem(IGrouping<string, PantherAlert> ofType)
        {
            PantherAlert latest = ofType.OrderByDescending(e => e.CreatedAt).First();
            return new LogSourceProblem(
                ofType.Key, latest.Title, advise(source, alarm, ofType.Key), ofType.Min(e => e.CreatedAt), latest.CreatedAt, latest.Id)
            {
                Origin = latest.Origin,
            };
        }
    }
}
