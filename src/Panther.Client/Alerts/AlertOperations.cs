using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Paging;
using Panther.Client.Rest;

namespace Panther.Client.Alerts;

/// <summary>
/// The alerts of a tenant. Source: https://docs.panther.com/panther-developer-workflows/api/rest/alerts. What only GraphQL can do is
/// done there: to assign by e-mail address or to nobody, and to find the system errors of one source
/// where REST does not tell whose they are.
/// </summary>
public sealed class AlertOperations
{
    /// <summary>How many alerts are changed by one request at most.</summary>
    public const int LargestBatch = 100;

    /// <summary>The comment formats that Panther takes.</summary>
    public static readonly IReadOnlyList<string> CommentFormats = ["PLAIN_TEXT", "HTML"];

    private const int LargestPage = 50;
    private const string Path = "alerts";
    private const string Comments = "alert-comments";
    private const string Read = "Read Alerts";
    private const string Manage = "Manage Alerts";

    private static readonly Noun s_comment = new("comment", "comments?(?:[ _-]?id)?");

    private static readonly RestOperation s_list =
        new("ListAlerts", HttpMethod.Get, RequestSafety.Read) { RequiredPermissions = Read, Noun = PantherAlert.Noun };
    private static readonly RestOperation s_get = new("GetAlert", HttpMethod.Get, RequestSafety.Read) { RequiredPermissions = Read };
    private static readonly RestOperation s_update = new("UpdateAlerts", new HttpMethod("PATCH"), RequestSafety.Idempotent)
    {
        RequiredPermissions = Manage,
        Noun = PantherAlert.Noun,
    };

    private static readonly RestOperation s_addComment =
        new("AddAlertComment", HttpMethod.Post, RequestSafety.Create) { RequiredPermissions = Manage };
    private static readonly RestOperation s_listComments = new("ListAlertComments", HttpMethod.Get, RequestSafety.Read)
    {
        RequiredPermissions = Read,
        Noun = s_comment,
    };

    private static readonly GraphQLOperation s_assign = GraphQLOperation.Load(
        "Alerts/UpdateAlertsAssigneeByEmail", RequestSafety.Idempotent) with
    {
        RequiredPermissions = Manage,
        Noun = PantherAlert.Noun,
    };

    private static readonly GraphQLOperation s_listSystemErrors = GraphQLOperation.Load("Alerts/ListSystemErrors", RequestSafety.Read) with
    {
        RequiredPermissions = Read,
        Noun = PantherAlert.Noun,
    };

    private readonly PantherClient _client;
    private readonly RestTransport _rest;
    private readonly GraphQLTransport _graphQL;
    private readonly HttpPipeline _http;
    private readonly LostCreation _creations;

    internal AlertOperations(PantherClient client, RestTransport rest, GraphQLTransport graphQL, HttpPipeline http)
    {
        _client = client;
        _rest = rest;
        _graphQL = graphQL;
        _http = http;
        _creations = new LostCreation(http);
    }

    /// <summary>Lists alerts, the newest first. Nothing is sent before the listing is read.</summary>
    public Listing<PantherAlert> List(AlertQuery query, CallContext context) => List(query, RequestSafety.Read, context);

    /// <summary>The same with another rule for repeating its requests.</summary>
    internal Listing<PantherAlert> List(AlertQuery query, RequestSafety safety, CallContext context)
    {
        DateTime after = query.CreatedAfter ?? _http.Clock.UtcNow.UtcDateTime - AlertQuery.DefaultPeriod;
        if (query.CreatedAfter is null)
        {
            context.Verbose(string.Format(
                CultureInfo.InvariantCulture, "{0}: alerts since {1}, the default of {2:0} days, because no "
                    + "time is specified.", s_list.Name, TextOf(after), AlertQuery.DefaultPeriod.TotalDays));
        }

        var pairs = new List<string>();
        Add("type", query.Type);
        AddAll("sub-type", query.SubTypes);
        AddAll("severity", query.Severities);
        AddAll("status", query.Statuses);
        AddAll("log-source", query.LogSources);
        AddAll("log-type", query.LogTypes);
        AddAll("assignee", query.Assignees);
        Add("created-after", TextOf(after));
        Add("created-before", query.CreatedBefore is DateTime before ? TextOf(before) : null);
        Add("limit", Math.Min(query.First ?? LargestPage, LargestPage).ToString(CultureInfo.InvariantCulture));
        return new Listing<PantherAlert>(
            new RestListQuery<PantherAlert>(_rest, s_list with { Safety = safety }, $"{Path}?{string.Join("&", pairs)}")
            {
                ReadItem = ReadAlert,
                Key = alert => alert.Id,
            },
            context);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                pairs.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        void AddAll(string name, IEnumerable<string> values)
        {
            foreach (string value in values)
            {
                Add(name, value);
            }
        }
    }

    /// <summary>Reads one alert.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.NotFound"/> where there is none of this id.</exception>
    public async Task<PantherAlert> GetAsync(string id, CallContext context)
    {
        CallTarget target = PantherAlert.Noun.WithId(id);
        RestResponse response = await _rest.SendAsync(
            s_get with { Target = target }, PathOf(target), null, [], context).ConfigureAwait(false);
        return response.Body is JObject found && Model.Read(found, new PantherAlert(_client)) is { Id.Length: > 0 } alert
            ? alert
            : throw response.ProtocolError("it contains no alert");
    }

    /// <summary>
    /// Changes alerts, up to <see cref="LargestBatch"/> by one request. The API refuses all of them for one that it does not know, so
    /// then the rest is sent in smaller parts.
    /// </summary>
    /// <param name="ids">Their ids, each once.</param>
    /// <param name="changes">What is to change of each.</param>
    /// <param name="context">The caller's.</param>
    /// <returns>For each id, in their order, why it was not changed; null where it was.</returns>
    public async Task<IReadOnlyList<PantherException?>> UpdateAsync(IReadOnlyList<string> ids, AlertChanges changes, CallContext context)
    {
        changes.Check();
        var failures = new PantherException?[ids.Count];
        JObject input = changes.ToInput();

        // What each of the two requests was refused for, once for all.
        var pointless = new PantherException?[2];
        for (int start = 0; start < ids.Count; start += LargestBatch)
        {
            int[] batch = [.. Enumerable.Range(start, Math.Min(LargestBatch, ids.Count - start))];
            if (input.Count > 0)
            {
                await SendInPartsAsync(0, batch, part => PatchAsync(part, input, context)).ConfigureAwait(false);
            }

            batch = Array.FindAll(batch, i => failures[i] is null);
            if (changes.IsAssignedByGraphQL && batch.Length > 0)
            {
                await SendInPartsAsync(1, batch, part => AssignAsync(part, changes.Assignee!, context)).ConfigureAwait(false);
                foreach (int i in Array.FindAll(batch, i => input.Count > 0 && failures[i] is not null))
                {
                    failures[i] = failures[i]!.With("Everything but the assignee was changed. The assignee was not. "
                        + $"{failures[i]!.Message}");
                }
            }
        }

        return failures;

        async Task SendInPartsAsync(int request, int[] batch, Func<string[], Task> send)
        {
            var parts = new Stack<int[]>([batch]);
            string? refusal = null;
            while (parts.Count > 0)
            {
                int[] part = parts.Pop();
                PantherException? failure = pointless[request];
                try
                {
                    if (failure is null)
                    {
                        await send(Array.ConvertAll(part, i => ids[i])).ConfigureAwait(false);
                    }
                }
                catch (PantherException e) when (part.Length > 1 && IsAboutSome(e))
                {
                    context.Verbose(
                        $"{s_update.Name}: {part.Length} alerts were refused together, and are sent in smaller parts, after: {e.Message}");
                    refusal = e.Message;
                    parts.Push([.. part.Skip(part.Length / 2)]);
                    parts.Push([.. part.Take(part.Length / 2)]);
                    continue;
                }
                catch (PantherException e)
                {
                    failure = e;

                    // What one is refused for in the words that all were refused in is wrong with the change itself.
                    bool isOfAll = e.Kind is PantherErrorKind.Unauthorized or PantherErrorKind.Forbidden or PantherErrorKind.NotConnected
                        || (e.Kind == PantherErrorKind.InvalidInput && e.Message == refusal);
                    pointless[request] = isOfAll ? e : null;
                }

                Array.ForEach(part, i => failures[i] = failure);
            }
        }
    }

    /// <summary>Comments on an alert. Where the answer is lost, the comment is looked for, and never sent again.</summary>
    /// <param name="id">The alert's id.</param>
    /// <param name="body">The text.</param>
    /// <param name="format">How it is written: one of <see cref="CommentFormats"/>.</param>
    /// <param name="context">The caller's.</param>
    public async Task<AlertComment> AddCommentAsync(string id, string body, string format, CallContext context)
    {
        CallTarget alert = PantherAlert.Noun.WithId(id);
        var input = new JObject { ["alertId"] = id, ["body"] = body, ["format"] = format };
        return await _creations.CreateAsync(
            new Creation<AlertComment>(s_addComment.Name, $"the comment on the alert '{id}'", comment => comment.Id)
            {
                IsNameUnique = false,
            },
            SendAsync,
            LookAsync,
            context).ConfigureAwait(false);

        async Task<AlertComment> SendAsync()
        {
            RestResponse response = await _rest.SendAsync(
                s_addComment with { Target = alert }, Comments, input, [], context).ConfigureAwait(false);
            return response.Body is JObject made && Model.Read(made, new AlertComment { Origin = _client }) is { Id.Length: > 0 } comment
                ? comment
                : throw response.ProtocolError("it contains no comment");
        }

        async Task<IReadOnlyList<Candidate<AlertComment>>> LookAsync()
        {
            using var comments = new Listing<AlertComment>(
                new RestListQuery<AlertComment>(
                    _rest, s_listComments, $"{Comments}?alert-id={Uri.EscapeDataString(id)}&limit={LargestPage}")
                {
                    ReadItem = reader =>
                        Model.Read(reader, new AlertComment { Origin = _client }) is { Id.Length: > 0 } comment ? comment : null,
                    Key = comment => comment.Id,
                },
                context);
            return [.. (await comments.ToListAsync().ConfigureAwait(false))
                .Where(c => c.Body == body && (c.Format ?? format) == format)
                .Select(c => new Candidate<AlertComment>(c.Id, c.CreatedAt, () => Task.FromResult((c, (IReadOnlyList<string>)[]))))];
        }
    }

    /// <summary>Lists the errors of the system that are about one log source, as GraphQL finds them.</summary>
    /// <param name="sourceId">The source's id.</param>
    /// <param name="createdAfter">They were raised then or later.</param>
    /// <param name="context">The caller's.</param>
    internal Listing<PantherAlert> ListSystemErrorsOf(string sourceId, DateTime createdAfter, CallContext context)
    {
        var input = new JObject
        {
            ["type"] = "SYSTEM_ERROR",
            ["logSources"] = new JArray(sourceId),
            ["createdAtAfter"] = TextOf(createdAfter),

            // GraphQL wants both ends; what was raised just now counts by any clock.
            ["createdAtBefore"] = TextOf(_http.Clock.UtcNow.UtcDateTime + TimeSpan.FromHours(1)),
            ["pageSize"] = LargestPage,
        };
        return new Listing<PantherAlert>(
            new ConnectionQuery<PantherAlert>(_graphQL, s_listSystemErrors, "alerts")
            {
                Variables = new JObject { ["input"] = input },
                ReadItem = ReadAlert,
                Key = alert => alert.Id,
            },
            context);
    }

    /// <summary>A time as the API writes it; one without a kind is local.</summary>
    private static string TextOf(DateTime time) => PantherJson.FromPlain(time).Value<string>()!;

    private static string PathOf(CallTarget alert) => $"{Path}/{RestTransport.PathPart(alert)}";

    /// <summary>Whether a refusal of several may be for one of them, so that the others may well be taken.</summary>
    private static bool IsAboutSome(PantherException refusal) => refusal.Outcome.Delivery == Delivery.Answered
        && (refusal.StatusCode == 404
            || refusal.Kind is PantherErrorKind.NotFound or PantherErrorKind.InvalidInput
            || CallTarget.SaysNotFound(refusal.Message));

    private PantherAlert? ReadAlert(JsonReader reader) =>
        Model.Read(reader, new PantherAlert(_client)) is { Id.Length: > 0 } alert ? alert : null;

    private Task<RestResponse> PatchAsync(string[] ids, JObject changes, CallContext context)
    {
        if (ids.Length == 1)
        {
            CallTarget target = PantherAlert.Noun.WithId(ids[0]);
            return _rest.SendAsync(s_update with { Target = target }, PathOf(target), changes, [], context);
        }

        var body = new JObject { ["ids"] = new JArray(ids) };
        body.Merge(changes);
        return _rest.SendAsync(s_update, Path, body, [], context);
    }

    private async Task AssignAsync(string[] ids, string email, CallContext context)
    {
        var input = new JObject { ["ids"] = new JArray(ids), ["assigneeEmail"] = email.Length == 0 ? null : email };
        GraphQLOperation operation = ids.Length == 1 ? s_assign with { Target = PantherAlert.Noun.WithId(ids[0]) } : s_assign;
        GraphQLResponse response = await _graphQL.SendAsync(operation, new JObject { ["input"] = input }, context).ConfigureAwait(false);
        response.Require("updateAlertsAssigneeByEmail");
    }
}
