using Newtonsoft.Json.Linq;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.LogSources;
using Panther.Client.Rest;

namespace Panther.Client.Alarms;

/// <summary>
/// The no-data alarms of log sources. Source: https://docs.panther.com/panther-developer-workflows/api/rest/log-source-alarms.
/// </summary>
public sealed class AlarmOperations
{
    /// <summary>The smallest threshold that Panther takes, in minutes.</summary>
    public const int MinimumMinutes = 15;

    /// <summary>The largest threshold that Panther takes, in minutes: 30 days.</summary>
    public const int MaximumMinutes = 43200;

    private const string Type = "SOURCE_NO_DATA";

    private static readonly Noun s_noun = new("log source alarm", $"(?:{LogSource.Noun.Words}|alarm)(?:[ _-]?alarm)?");

    private static readonly RestOperation s_get = new("GetLogSourceAlarm", HttpMethod.Get, RequestSafety.Read)
    {
        RequiredPermissions = "View Log Sources",
    };

    private static readonly RestOperation s_put = new("SetLogSourceAlarm", HttpMethod.Put, RequestSafety.Idempotent)
    {
        RequiredPermissions = "Manage Log Sources",
    };

    private static readonly RestOperation s_delete = new("DeleteLogSourceAlarm", HttpMethod.Delete, RequestSafety.Idempotent)
    {
        RequiredPermissions = "Manage Log Sources",
    };

    private readonly PantherClient _client;
    private readonly RestTransport _rest;

    internal AlarmOperations(PantherClient client, RestTransport rest)
    {
        _client = client;
        _rest = rest;
    }

    /// <summary>
    /// Reads a source's alarm; null where it has none, or where there is no such source: the API does not tell these apart.
    /// </summary>
    public async Task<LogSourceAlarm?> GetAsync(string sourceId, CallContext context)
    {
        try
        {
            CallTarget alarm = AlarmOf(sourceId);
            RestResponse response = await _rest.SendAsync(
                s_get with { Target = alarm }, PathOf(alarm), null, [], context).ConfigureAwait(false);
            return ToAlarm(sourceId, response);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Sets a source's alarm, new or not.</summary>
    /// <param name="sourceId">The source's id.</param>
    /// <param name="minutesThreshold">After how many minutes without an event it goes off, from 15 to 43200.</param>
    /// <param name="context">The caller's.</param>
    /// <returns>The alarm; its state is not known yet.</returns>
    public async Task<LogSourceAlarm> SetAsync(string sourceId, int minutesThreshold, CallContext context)
    {
        CallTarget source = LogSource.Noun.WithId(sourceId);
        RestResponse response = await _rest.SendAsync(
            s_put with { Target = source },
            PathOf(source),
            new JObject { ["minutesThreshold"] = minutesThreshold },
            [],
            context).ConfigureAwait(false);
        return ToAlarm(sourceId, response);
    }

    /// <summary>The same; an alarm that is so already is not set again, which needs that the token may read it.</summary>
    public async Task<LogSourceAlarm> EnsureAsync(string sourceId, int minutesThreshold, CallContext context)
    {
        LogSourceAlarm? now = null;
        try
        {
            now = await GetAsync(sourceId, context).ConfigureAwait(false);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.Forbidden)
        {
            context.Verbose($"{s_get.Name}: the token cannot read the alarm, so it is set even if it is unchanged.");
        }

        return now?.MinutesThreshold == minutesThreshold ? now : await SetAsync(sourceId, minutesThreshold, context).ConfigureAwait(false);
    }

    /// <summary>Removes a source's alarm. As specified, the API answers the same where there is none.</summary>
    /// <param name="sourceId">The source's id.</param>
    /// <param name="context">The caller's.</param>
    /// <param name="label">The source's label for messages, where it is known.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.NotFound"/> where the API says that there is none.</exception>
    public async Task RemoveAsync(string sourceId, CallContext context, string? label = null)
    {
        try
        {
            CallTarget alarm = AlarmOf(sourceId);
            await _rest.SendAsync(s_delete with { Target = alarm }, PathOf(alarm), null, [], context).ConfigureAwait(false);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.NotFound)
        {
            if (!e.Outcome.MayHaveBeenCarriedOut)
            {
                throw NoAlarm(sourceId, label, e);
            }
        }
    }

    /// <summary>The error that says that a source has no alarm.</summary>
    /// <param name="sourceId">The source's id.</param>
    /// <param name="label">Its label, where it was read; null where only the id was given, and there may be no such source.</param>
    /// <param name="cause">The API's answer.</param>
    public static PantherException NoAlarm(string sourceId, string? label = null, PantherException? cause = null) =>
        new(
            PantherErrorKind.NotFound,
            label is null
                ? $"The log source '{sourceId}' has no alarm, or does not exist."
                : $"The log source '{label}' ({sourceId}) has no alarm.",
            cause)
        {
            Operation = cause?.Operation ?? s_get.Name,
            StatusCode = cause?.StatusCode,
        };

    /// <summary>The alarm as what a request addresses: the API does not tell apart whether it or its source is missing.</summary>
    private static CallTarget AlarmOf(string sourceId) => s_noun.WithId(sourceId);

    private static string PathOf(CallTarget target) => $"log-source-alarms/{RestTransport.PathPart(target)}/{Type}";

    private LogSourceAlarm ToAlarm(string sourceId, RestResponse response) => response.Body is JObject answer
        ? Model.Read(answer, new LogSourceAlarm(_client, sourceId) { Type = Type })
        : throw response.ProtocolError("it contains no alarm");
}
