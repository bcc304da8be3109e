using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Paging;

namespace Panther.Client.LogSources;

/// <summary>
/// What Panther's GraphQL API does with log sources of any kind: ListSources, GetSource, DeleteSource.
/// Source: https://docs.panther.com/panther-developer-workflows/api/graphql/log-source.
/// </summary>
public sealed class LogSourceOperations
{
    internal const string View = "View Log Sources";
    internal const string ManageAndView = "Manage Log Sources and View Log Sources";

    private static readonly GraphQLOperation s_list =
        GraphQLOperation.Load("LogSources/ListSources", RequestSafety.Read) with { RequiredPermissions = View, Noun = LogSource.Noun };

    private static readonly GraphQLOperation s_get =
        GraphQLOperation.Load("LogSources/GetSource", RequestSafety.Read) with { RequiredPermissions = View, Noun = LogSource.Noun };

    private static readonly GraphQLOperation s_delete =
        GraphQLOperation.Load(
            "LogSources/DeleteSource", RequestSafety.Idempotent) with { RequiredPermissions = ManageAndView, Noun = LogSource.Noun };

    // A HTTP source's stream is set up for some time after its creation (terraform-provider-panther waits 10 times 5 s).
    private const int MostRefusals = 12;
    private static readonly TimeSpan s_setUpWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestSetUp = TimeSpan.FromMinutes(15);

    private readonly GraphQLTransport _transport;
    private readonly HttpPipeline _http;
    private readonly LostCreation _creations;
    private volatile SourceSelection _selection = SourceSelection.Widest;

    internal LogSourceOperations(PantherClient client, GraphQLTransport transport, HttpPipeline http)
    {
        Client = client;
        _transport = transport;
        _http = http;
        _creations = new LostCreation(http);
    }

    internal PantherClient Client { get; }

    /// <summary>Which fields the tenant and the token are known, or hoped, to give.</summary>
    internal SourceSelection Selection => _selection;

    /// <summary>Lists all log sources. Nothing is sent before the listing is read.</summary>
    public Listing<LogSource> List(CallContext context) => List(RequestSafety.Read, context);

    /// <summary>The same with another rule for repeating its requests.</summary>
    internal Listing<LogSource> List(RequestSafety safety, CallContext context) => new(ListQuery(_selection, safety), context);

    /// <summary>Reads one log source of any kind.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="context">The caller's.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.NotFound"/> where there is none of this id.</exception>
    public async Task<LogSource> GetAsync(string id, CallContext context)
    {
        (JObject found, _) = await FindAsync(_ => s_get, id, context).ConfigureAwait(false);
        return ToSource(found)
            ?? throw new PantherException(PantherErrorKind.ProtocolError, $"Panther's answer for the source '{id}' has no id.");
    }

    /// <summary>Deletes a log source of any kind. This cannot be undone.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.NotFound"/> where there is none of this id.</exception>
    public async Task DeleteAsync(string id, CallContext context)
    {
        for (int refusals = 0; ; refusals++)
        {
            try
            {
                await DeleteOnceAsync(id, context).ConfigureAwait(false);
                return;
            }
            catch (PantherException e)
                when (e.Kind == PantherErrorKind.ServerError && refusals < MostRefusals && _http.Policy.MaximumRetryCount > 0)
            {
                if (await FindAfterFailedDeleteAsync(id, e, context).ConfigureAwait(false) is not LogSource source)
                {
                    return;
                }

                if (!IsBeingSetUp(source))
                {
                    throw;
                }

                context.Verbose(
                    $"{s_delete.Name}: the HTTP source '{id}' is still being set up; trying again in {s_setUpWait.TotalSeconds} s.");
                await _http.WaitAsync(s_setUpWait, s_delete.Name, context).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Learns from the tenant's schema which stream type options there are.</summary>
    /// <param name="optionsType">Its <c>__type</c>; null where the tenant did not say.</param>
    internal void LearnOptions(JToken? optionsType)
    {
        if (StreamOptions.From(optionsType) is { } options)
        {
            _selection = _selection with { Options = options };
        }
    }

    /// <summary>Keeps a selection that the tenant has accepted.</summary>
    internal void UseSelection(SourceSelection accepted, CallContext context)
    {
        SourceSelection before = _selection;
        if (before == accepted)
        {
            return;
        }

        _selection = accepted;
        if (before.WithCreatedBy && !accepted.WithCreatedBy)
        {
            context.Verbose(
                "The token may not read who created a source (permission Read User Info), so CreatedBy is empty on this connection.");
        }
    }

    private ConnectionQuery<LogSource> ListQuery(SourceSelection selection, RequestSafety safety) => new(
        _transport, selection.Apply(s_list) with { Safety = safety }, "sources")
    {
        Variables = selection.Apply(new JObject { ["cursor"] = null }),
        CursorPath = ["cursor"],
        ReadItem = reader => LogSourceReader.Read(reader, Client),
        Key = source => source.Id,
        Narrow = refusal => selection.Narrow(refusal) is { } narrower ? ListQuery(narrower, safety) : null,
        IsForgiven = SourceSelection.IsAboutCreatedBy,
        Accepted = context => UseSelection(selection, context),
    };

    private async Task DeleteOnceAsync(string id, CallContext context)
    {
        try
        {
            GraphQLResponse response = await _transport.SendAsync(
                s_delete with { Target = LogSource.Noun.WithId(id) }, new JObject { ["id"] = id }, context).ConfigureAwait(false);
            response.Require("deleteSource");
            s_delete.WarnOfErrors(response.Errors, context);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.NotFound && e.Outcome.MayHaveBeenCarriedOut)
        {
            context.Verbose($"{s_delete.Name}: an attempt whose answer was lost had deleted '{id}'.");
        }
    }

    /// <summary>Looks at a source whose deletion failed.</summary>
    /// <returns>Null where the failed attempts have deleted it.</returns>
    /// <exception cref="PantherException">The deletion's own failure, where the look says nothing.</exception>
    private async Task<LogSource?> FindAfterFailedDeleteAsync(string id, PantherException failure, CallContext context)
    {
        try
        {
            return await GetAsync(id, context).ConfigureAwait(false);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.NotFound && CallTarget.SaysNotFound(failure.Message)
            && !failure.Outcome.MayHaveBeenCarriedOut && failure.Outcome.Delivery != Delivery.Unknown)
        {
            // What it said of its own form was about this source after all.
            throw;
        }
        catch (PantherException e)
            when (e.Kind == PantherErrorKind.NotFound
                && (failure.Outcome.MayHaveBeenCarriedOut || failure.Outcome.Delivery == Delivery.Unknown))
        {
            context.Verbose($"{s_delete.Name}: an attempt whose answer was lost had deleted '{id}'.");
            return null;
        }
        catch (PantherException e) when (e.Kind != PantherErrorKind.NotConnected)
        {
            throw failure;
        }
    }

    /// <summary>Whether a source is one of HTTP made lately: Panther refuses to delete it while its stream is set up.</summary>
    private bool IsBeingSetUp(LogSource source) =>
        source.IntegrationType == HttpLogSource.HttpIntegrationType
        && _http.Clock.UtcNow.UtcDateTime - source.CreatedAt?.ToUniversalTime() < s_longestSetUp;

    /// <summary>The error that says that a source is of another kind.</summary>
    internal static PantherException WrongKind(LogSource? source, string kind, string? integrationType) => new(
        PantherErrorKind.InvalidInput,
        $"The source '{source?.Label}' ({source?.Id}) is of the type {source?.IntegrationType}; "
        + $"only {kind} sources can be used here{(integrationType is null ? "" : $" ({integrationType})")}.");

    /// <summary>The source of an answer; null where it has no id.</summary>
    internal LogSource? ToSource(JObject found)
    {
        using JsonReader reader = PantherJson.OpenReader(found);
        reader.Read();
        return LogSourceReader.Read(reader, Client);
    }

    /// <summary>Reads a source by an operation that gives it as <c>source</c>, with the selection that the tenant takes.</summary>
    /// <returns>The source, and that selection.</returns>
    internal async Task<(JObject Found, SourceSelection Selection)> FindAsync(
        Func<SourceSelection, GraphQLOperation> operationFor, string id, CallContext context)
    {
        SourceSelection selection = _selection;
        while (true)
        {
            try
            {
                return (await AskAsync(selection).ConfigureAwait(false), selection);
            }
            catch (PantherException e) when (selection.Narrow(e) is { } narrower)
            {
                selection = narrower;
            }
        }

        async Task<JObject> AskAsync(SourceSelection asked)
        {
            GraphQLOperation operation = operationFor(asked) with { Target = LogSource.Noun.WithId(id) };
            GraphQLResponse response = await _transport.SendAsync(
                asked.Apply(operation), asked.Apply(new JObject { ["id"] = id }), context).ConfigureAwait(false);
            JObject found = response.Find("source") ?? throw LogSource.Noun.WithId(id).NotFound(operation.Name);
            bool refused = response.Errors.Any(SourceSelection.IsAboutCreatedBy);
            UseSelection(refused ? asked with { WithCreatedBy = false } : asked, context);
            operation.WarnOfErrors(response.Errors.Where(e => !SourceSelection.IsAboutCreatedBy(e)), context);
            return found;
        }
    }

    /// <summary>Creates a source; where the answer is lost, it is looked for among the sources of its label and kind.</summary>
    /// <param name="operation">The creation's name.</param>
    /// <param name="label">The source's label.</param>
    /// <param name="create">Sends the request.</param>
    /// <param name="isOfKind">Tells the kind from others.</param>
    /// <param name="read">Reads a source with its settings, and those in which it differs from what was asked for.</param>
    /// <param name="context">The caller's.</param>
    internal Task<T> CreateAsync<T>(
        string operation,
        string label,
        Func<Task<T>> create,
        Func<LogSource, bool> isOfKind,
        Func<LogSource, Task<(T Source, IReadOnlyList<string> Differences)>> read,
        CallContext context)
        where T : LogSource
    {
        var creation = new Creation<T>(operation, $"the source '{label}'", source => source.Id);
        return _creations.CreateAsync(creation, create, LookAsync, context);

        async Task<IReadOnlyList<Candidate<T>>> LookAsync()
        {
            var found = new List<Candidate<T>>();
            using Listing<LogSource> listing = List(context);
            while (await listing.NextAsync().ConfigureAwait(false))
            {
                while (listing.TryRead(out LogSource? source))
                {
                    if (source.Label == label && isOfKind(source))
                    {
                        found.Add(new Candidate<T>(source.Id, source.CreatedAt, () => read(source)));
                    }
                }
            }

            return found;
        }
    }
}
