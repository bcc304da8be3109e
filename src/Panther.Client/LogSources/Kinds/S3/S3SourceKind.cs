using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;

namespace Panther.Client.LogSources;

/// <summary>
/// S3 sources, which GraphQL configures: CreateS3LogSource and UpdateS3LogSource.
/// Source: https://docs.panther.com/panther-developer-workflows/api/graphql/log-source.
/// </summary>
internal sealed class S3SourceKind : ILogSourceKind<S3LogSource, S3SourceSettings>
{
    private static readonly GraphQLOperation s_getForUpdate =
        GraphQLOperation.Load("LogSources/GetSourceForUpdate", RequestSafety.Read) with
        {
            RequiredPermissions = LogSourceOperations.View,
            Noun = LogSource.Noun,
        };

    private static readonly GraphQLOperation s_create =
        GraphQLOperation.Load("LogSources/CreateS3LogSource", RequestSafety.Create) with
        {
            RequiredPermissions = LogSourceOperations.ManageAndView,
            Noun = LogSource.Noun,
        };

    private static readonly GraphQLOperation s_update =
        GraphQLOperation.Load("LogSources/UpdateS3LogSource", RequestSafety.Idempotent) with
        {
            RequiredPermissions = LogSourceOperations.ManageAndView,
            Noun = LogSource.Noun,
        };

    private readonly GraphQLTransport _transport;
    private readonly LogSourceOperations _logSources;
    private readonly S3UpdateShapeCache _updateShape;

    public S3SourceKind(GraphQLTransport transport, LogSourceOperations logSources, IClock clock)
    {
        _transport = transport;
        _logSources = logSources;
        _updateShape = new S3UpdateShapeCache(transport, clock);
    }

    public string Name => "S3";

    public bool IsOfKind(LogSource source) => source is S3LogSource;

    public async Task<S3LogSource> GetAsync(LogSourceReference source, CallContext context) =>
        Require(await _logSources.GetAsync(source.Id, context).ConfigureAwait(false));

    /// <returns>The new source; its <see cref="LogSource.CreatedBy"/> is not read.</returns>
    public async Task<S3LogSource> CreateAsync(S3SourceSettings settings, CallContext context)
    {
        JObject input = settings.ToNewInput();
        settings.WarnOfDoubts(context);
        RequireOptions(input);
        return await _logSources.CreateAsync(
            s_create.Name,
            settings.Label!,
            () => MutateAsync(s_create, "createS3Source", input, context),
            IsOfKind,
            source =>
                Task.FromResult(
                    ((S3LogSource)source, SettingsComparison.Differences(input, S3SourceSettings.InputOf((S3LogSource)source)))),
            context).ConfigureAwait(false);
    }

    public async Task<SourceUpdate<S3LogSource>> PrepareUpdateAsync(
        LogSourceReference source, S3SourceSettings settings, CallContext context)
    {
        settings.Check();
        S3UpdateShape? told = await _updateShape.GetAsync(context).ConfigureAwait(false);
        (JObject found, SourceSelection selection) = await _logSources.FindAsync(
            asked => s_getForUpdate with { Document = s_getForUpdate.Document.With(S3UpdateShape.FragmentName, ShapeFor(asked).Fragment) },
            source.Id,
            context).ConfigureAwait(false);
        return Merge(Require(_logSources.ToSource(found)), found, ShapeFor(selection), settings);

        S3UpdateShape ShapeFor(SourceSelection asked) => told ?? S3UpdateShape.Published(asked.Options);
    }

    public async Task<S3LogSource> UpdateAsync(SourceUpdate<S3LogSource> update, CallContext context)
    {
        if (update.Changes.Count == 0)
        {
            context.Verbose($"{s_update.Name}: nothing to change in {update.Current}.");
            return update.Current;
        }

        S3LogSource updated = await MutateAsync(
            s_update with { Target = LogSource.Noun.WithId(update.Current.Id) },
            "updateS3Source",
            update.Input,
            context).ConfigureAwait(false);
        updated.CreatedBy = update.Current.CreatedBy;
        return updated;
    }

    /// <summary>Puts the settings into what the server knows.</summary>
    /// <param name="current">The source as it was read.</param>
    /// <param name="found">The answer it was read from, with every field that the update takes.</param>
    /// <param name="shape">Which fields those are.</param>
    /// <param name="settings">The settings.</param>
    internal static SourceUpdate<S3LogSource> Merge(S3LogSource current, JObject found, S3UpdateShape shape, S3SourceSettings settings)
    {
        return LogSourceSettings.For(current, () =>
        {
            JObject input = shape.ToInput(found);
            IReadOnlyList<PropertyChange> changes = settings.ApplyTo(input, isNew: false);
            RequireOptions(input, option => shape.Takes(LogSourceSettings.Options, option));
            shape.CheckComplete(input);
            return new SourceUpdate<S3LogSource>(current, input, changes, []);
        });
    }

    private async Task<S3LogSource> MutateAsync(GraphQLOperation operation, string field, JObject input, CallContext context)
    {
        // createdBy is left out: a refusal of it must not cast doubt on a change that was made.
        SourceSelection selection = _logSources.Selection with { WithCreatedBy = false };
        while (true)
        {
            GraphQLResponse response;
            try
            {
                response = await _transport.SendAsync(
                    selection.Apply(operation), selection.Apply(new JObject { ["input"] = input }), context).ConfigureAwait(false);
                if (response.Errors.Count > 0 && (response.Data?[field] as JObject)?["logSource"] is not JObject)
                {
                    throw ErrorOf(response);
                }
            }
            catch (PantherException e)
                when (e.Kind == PantherErrorKind.Unsupported && e.Outcome.Delivery == Delivery.Answered
                    && selection.Narrow(e) is { } narrower)
            {
                // A document that does not validate was not executed.
                selection = narrower;
                continue;
            }

            JObject source = response.Require(field, "logSource");
            operation.WarnOfErrors(response.Errors, context);
            return _logSources.ToSource(source) as S3LogSource
                ?? throw response.ProtocolError("it contains no S3 source with an id");
        }

        // An error below the root field comes from reading what the mutation, which then has run, returned.
        static PantherException ErrorOf(GraphQLResponse response)
        {
            PantherException error = response.ToException();
            return response.Errors.Any(e => e.Path.Count > 1) ? error.With(error.Outcome with { Delivery = Delivery.Unknown }) : error;
        }
    }

    /// <summary>Refuses stream type options that the tenant is known not to have, since it would refuse them less clearly.</summary>
    private void RequireOptions(JObject input)
    {
        StreamOptions known = _logSources.Selection.Options;
        RequireOptions(input, option => !known.IsCertain || known.Members.Contains(option));
    }

    private static void RequireOptions(JObject input, Func<string, bool> isKnown)
    {
        if ((input[LogSourceSettings.Options] as JObject)?.Properties().FirstOrDefault(p => !isKnown(p.Name)) is { } option)
        {
            throw new PantherException(
                PantherErrorKind.Unsupported, $"This tenant's API does not know the stream type option '{option.Name}'.");
        }
    }

    private S3LogSource Require(LogSource? source) =>
        source as S3LogSource ?? throw LogSourceOperations.WrongKind(source, Name, S3LogSource.S3IntegrationType);
}
