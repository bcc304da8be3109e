using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Paging;

namespace Panther.Client.LogSources;

/// <summary>
/// The log source operations of Panther's GraphQL API: ListSources, GetSource, DeleteSource, CreateS3LogSource and
/// UpdateS3LogSource. Source: https://docs.panther.com/panther-developer-workflows/api/graphql/log-source.
/// </summary>
public sealed class LogSourceOperations
{
    private const string View = "View Log Sources";
    private const string ManageAndView = "Manage Log Sources and View Log Sources";

    private static readonly GraphQLOperation s_list =
        GraphQLOperation.Load("LogSources/ListSources", RequestSafety.Read) with { RequiredPermissions = View };

    private static readonly GraphQLOperation s_get =
        GraphQLOperation.Load("LogSources/GetSource", RequestSafety.Read) with { RequiredPermissions = View };

    private static readonly GraphQLOperation s_getForUpdate =
        GraphQLOperation.Load("LogSources/GetSourceForUpdate", RequestSafety.Read) with { RequiredPermissions = View };

    private static readonly GraphQLOperation s_create =
        GraphQLOperation.Load("LogSources/CreateS3LogSource", RequestSafety.Create) with { RequiredPermissions = ManageAndView };

    private static readonly GraphQLOperation s_update =
        GraphQLOperation.Load("LogSources/UpdateS3LogSource", RequestSafety.Idempotent) with { RequiredPermissions = ManageAndView };

    private static readonly GraphQLOperation s_delete =
        GraphQLOperation.Load("LogSources/DeleteSource", RequestSafety.Idempotent) with { RequiredPermissions = ManageAndView };

    // A HTTP source's stream is set up for some time after its creation (terraform-provider-panther waits 10 times 5 s).
    private const int MostRefusals = 12;
    private static readonly TimeSpan s_setUpWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestSetUp = TimeSpan.FromMinutes(15);

    private readonly GraphQLTransport _transport;
    private readonly HttpPipeline _http;
    private readonly S3UpdateShapeCache _updateShape;
    private readonly LostCreation _creations;
    private volatile SourceSelection _selection = SourceSelection.Widest;

    internal LogSourceOperations(PantherClient client, GraphQLTransport transport, HttpPipeline http)
    {
        Client = client;
        _transport = transport;
        _http = http;
        _creations = new LostCreation(http);
        _updateShape = new S3UpdateShapeCache(transport, http.Clock);
    }

    internal PantherClient Client { get; }

    /// <summary>Which fields the tenant and the token are known, or hoped, to give.</summary>
    internal SourceSelection Selection => _selection;

    /// <summary>Lists all log sources. Nothing is sent before the listing is read.</summary>
    public Listing<LogSource> List(CallContext context) => new(ListQuery(_selection), context);

    /// <summary>Reads one log source of any kind.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="context">The caller's.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.NotFound"/> where there is none of this id.</exception>
    public async Task<LogSource> GetAsync(string id, CallContext context)
    {
        JObject found = await FindAsync(_ => s_get, id, context).ConfigureAwait(false);
        return ToSource(found) ?? throw new PantherException(PantherErrorKind.ProtocolError, $"Panther's answer for the source '{id}' holds no id.");
    }

    /// <summary>Creates an S3 log source. The request is never sent twice: where its outcome is unclear, the source is looked for.</summary>
    /// <returns>The new source; its <see cref="LogSource.CreatedBy"/> is not read.</returns>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.Conflict"/> for a label that is taken, and
    /// <see cref="PantherErrorKind.OutcomeUnknown"/> where there was no clear answer and the source was not found, or is not surely the new one.
    /// </exception>
    public async Task<S3LogSource> CreateS3Async(S3SourceDefinition definition, CallContext context)
    {
        definition.Check();
        if (!SourceRules.IsUsualAccountId(definition.AwsAccountId))
        {
            context.Warning(
                $"The AWS account id '{definition.AwsAccountId}' of '{definition.Label}' does not have 12 digits; it is sent as it is.");
        }

        JObject input = definition.ToInput();
        RequireOptions(input);
        return await CreateAsync(
            s_create.Name,
            definition.Label,
            () => MutateS3Async(s_create, "createS3Source", input, context),
            source => source is S3LogSource,
            source => Task.FromResult(((S3LogSource)source, SettingsComparison.Differences(input, S3SourceDefinition.InputOf((S3LogSource)source)))),
            context).ConfigureAwait(false);
    }

    /// <summary>Reads an S3 source and works out the full replacement that the changes demand; sends no change.</summary>
    /// <param name="id">The source's id.</param>
    /// <param name="changes">What shall be other than it is.</param>
    /// <param name="context">The caller's.</param>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.InvalidInput"/> for a source of another kind, and
    /// <see cref="PantherErrorKind.Unsupported"/> where the tenant's update takes a field that cannot be read back and would be lost.
    /// </exception>
    public async Task<S3SourceUpdate> PrepareUpdateAsync(string id, S3SourceChanges changes, CallContext context)
    {
        changes.Check();
        S3UpdateShape? told = await _updateShape.GetAsync(context).ConfigureAwait(false);
        S3UpdateShape shape = null!;
        JObject found = await FindAsync(ReadFor, id, context).ConfigureAwait(false);
        if (ToSource(found) is not S3LogSource current)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"The source '{found["integrationLabel"]}' is of the type {found["integrationType"]}; only S3 sources (aws-s3) can be changed this way.");
        }

        return S3SourceUpdate.Merge(current, found, shape, changes);

        GraphQLOperation ReadFor(SourceSelection selection)
        {
            shape = told ?? S3UpdateShape.Published(selection.Options);
            return s_getForUpdate with { Document = s_getForUpdate.Document.With(S3UpdateShape.FragmentName, shape.Fragment) };
        }
    }

    /// <summary>Sends the full replacement. Where nothing would change, nothing is sent.</summary>
    /// <returns>The source as it is afterwards.</returns>
    public async Task<S3LogSource> UpdateS3Async(S3SourceUpdate update, CallContext context)
    {
        if (update.Changes.Count == 0)
        {
            context.Verbose($"{s_update.Name}: nothing to change at {update.Current}.");
            return update.Current;
        }

        S3LogSource updated = await MutateS3Async(
            s_update with { Target = LogSource.TargetOf(update.Current.Id) }, "updateS3Source", update.Input, context).ConfigureAwait(false);
        updated.CreatedBy = update.Current.CreatedBy;
        return updated;
    }

    /// <summary>Deletes a log source of any kind. It cannot be brought back.</summary>
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
            catch (PantherException e) when (e.Kind == PantherErrorKind.ServerError && refusals < MostRefusals && _http.Policy.MaximumRetryCount > 0)
            {
                if (await LookAfterAsync(id, e, context).ConfigureAwait(false) is not LogSource source)
                {
                    return;
                }

                if (!IsBeingMade(source))
                {
                    throw;
                }

                context.Verbose($"{s_delete.Name}: the HTTP source '{id}' is still being set up; trying again in {s_setUpWait.TotalSeconds} s.");
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
    internal void Remember(SourceSelection accepted, CallContext context)
    {
        SourceSelection before = _selection;
        if (before == accepted)
        {
            return;
        }

        _selection = accepted;
        if (before.WithCreatedBy && !accepted.WithCreatedBy)
        {
            context.Verbose("The token may not read who created a source (permission Read User Info); CreatedBy stays empty on this connection.");
        }
    }

    private ConnectionQuery<LogSource> ListQuery(SourceSelection selection) => new(_transport, selection.Apply(s_list), "sources")
    {
        Variables = selection.Apply(new JObject { ["cursor"] = null }),
        CursorPath = ["cursor"],
        ReadItem = reader => LogSourceReader.Read(reader, Client),
        Key = source => source.Id,
        Narrow = refusal => selection.Narrow(refusal) is { } narrower ? ListQuery(narrower) : null,
        IsForgiven = SourceSelection.IsAboutCreatedBy,
        Accepted = context => Remember(selection, context),
    };

    private async Task DeleteOnceAsync(string id, CallContext context)
    {
        try
        {
            GraphQLResponse response = await _transport.SendAsync(
                s_delete with { Target = LogSource.TargetOf(id) }, new JObject { ["id"] = id }, context).ConfigureAwait(false);
            response.Require("deleteSource");
            WarnOfErrors(s_delete, response.Errors, context);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.NotFound && e.MayHaveBeenCarriedOut)
        {
            context.Verbose($"{s_delete.Name}: an attempt whose answer was lost had deleted '{id}'.");
        }
    }

    /// <summary>Looks at a source whose deletion failed.</summary>
    /// <returns>Null where the failed attempts have deleted it.</returns>
    /// <exception cref="PantherException">The deletion's own failure, where the look says nothing.</exception>
    private async Task<LogSource?> LookAfterAsync(string id, PantherException failure, CallContext context)
    {
        try
        {
            return await GetAsync(id, context).ConfigureAwait(false);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.NotFound && CallTarget.SaysNotFound(failure.Message)
            && !failure.MayHaveBeenCarriedOut && failure.Delivery != Delivery.Unknown)
        {
            // What it said of its own form was about this source after all.
            throw;
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.NotFound && (failure.MayHaveBeenCarriedOut || failure.Delivery == Delivery.Unknown))
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
    private static bool IsBeingMade(LogSource source) =>
        source.IntegrationType == HttpLogSource.HttpIntegrationType && DateTime.Now - source.CreatedAt < s_longestSetUp;

    private LogSource? ToSource(JObject found)
    {
        using JsonReader reader = found.CreateReader();
        reader.Read();
        return LogSourceReader.Read(reader, Client);
    }

    private async Task<JObject> FindAsync(Func<SourceSelection, GraphQLOperation> operationFor, string id, CallContext context)
    {
        SourceSelection selection = _selection;
        while (true)
        {
            try
            {
                return await AskAsync(selection).ConfigureAwait(false);
            }
            catch (PantherException e) when (selection.Narrow(e) is { } narrower)
            {
                selection = narrower;
            }
        }

        async Task<JObject> AskAsync(SourceSelection asked)
        {
            GraphQLOperation operation = operationFor(asked) with { Target = LogSource.TargetOf(id) };
            GraphQLResponse response = await _transport.SendAsync(
                asked.Apply(operation), asked.Apply(new JObject { ["id"] = id }), context).ConfigureAwait(false);
            JObject found = response.Find("source") ?? throw LogSource.TargetOf(id).NotFound(operation.Name);
            bool refused = response.Errors.Any(SourceSelection.IsAboutCreatedBy);
            Remember(refused ? asked with { WithCreatedBy = false } : asked, context);
            WarnOfErrors(operation, response.Errors.Where(e => !SourceSelection.IsAboutCreatedBy(e)), context);
            return found;
        }
    }

    private async Task<S3LogSource> MutateS3Async(GraphQLOperation operation, string field, JObject input, CallContext context)
    {
        // createdBy is left out: a refusal of it must not cast doubt on a change that was made.
        SourceSelection selection = _selection with { WithCreatedBy = false };
        while (true)
        {
            GraphQLResponse response;
            try
            {
                response = await _transport.SendAsync(
                    selection.Apply(operation), selection.Apply(new JObject { ["input"] = input }), context).ConfigureAwait(false);
                if (response.Errors.Count > 0 && (response.Data?[field] as JObject)?["logSource"] is not JObject)
                {
                    throw Doubt(response);
                }
            }
            catch (PantherException e) when (e.Kind == PantherErrorKind.Unsupported && e.Delivery == Delivery.Answered && selection.Narrow(e) is { } narrower)
            {
                // A document that does not validate was not executed.
                selection = narrower;
                continue;
            }

            JObject source = response.Require(field, "logSource");
            WarnOfErrors(operation, response.Errors, context);
            return ToSource(source) as S3LogSource
                ?? throw response.NotWhatWasPromised("it holds no S3 source with an id");
        }

        // An error below the root field comes from reading what the mutation, which then has run, returned.
        static PantherException Doubt(GraphQLResponse response)
        {
            PantherException error = response.ToException();
            if (response.Errors.Any(e => e.Path.Count > 1))
            {
                error.Delivery = Delivery.Unknown;
            }

            return error;
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

    /// <summary>Refuses stream type options that the tenant is known not to have, since it would refuse them less clearly.</summary>
    private void RequireOptions(JObject input)
    {
        StreamOptions known = _selection.Options;
        string? lacking = known.IsCertain ? (input["logStreamTypeOptions"] as JObject)?.Properties().Select(p => p.Name).Except(known.Members).FirstOrDefault() : null;
        if (lacking is not null)
        {
            throw new PantherException(PantherErrorKind.Unsupported, $"This tenant's API does not know the stream type option '{lacking}'.");
        }
    }

    private static void WarnOfErrors(GraphQLOperation operation, IEnumerable<GraphQLError> errors, CallContext context)
    {
        string said = string.Join("; ", errors.Select(e => e.Message).Distinct().Take(5));
        if (said.Length > 0)
        {
            context.Warning(string.Format(CultureInfo.InvariantCulture, "{0} succeeded, and Panther reports: {1}", operation.Name, said));
        }
    }
}
