using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;

namespace Panther.Client.LogSources;

/// <summary>
/// The operations on S3 sources, which GraphQL configures: CreateS3LogSource and UpdateS3LogSource.
/// Source: https://docs.panther.com/panther-developer-workflows/api/graphql/log-source.
/// </summary>
public sealed class S3SourceOperations
{
    private static readonly GraphQLOperation s_getForUpdate =
        GraphQLOperation.Load("LogSources/GetSourceForUpdate", RequestSafety.Read) with { RequiredPermissions = LogSourceOperations.View };

    private static readonly GraphQLOperation s_create =
        GraphQLOperation.Load("LogSources/CreateS3LogSource", RequestSafety.Create) with { RequiredPermissions = LogSourceOperations.ManageAndView };

    private static readonly GraphQLOperation s_update =
        GraphQLOperation.Load("LogSources/UpdateS3LogSource", RequestSafety.Idempotent) with { RequiredPermissions = LogSourceOperations.ManageAndView };

    private readonly GraphQLTransport _transport;
    private readonly LogSourceOperations _logSources;
    private readonly S3UpdateShapeCache _updateShape;

    internal S3SourceOperations(GraphQLTransport transport, LogSourceOperations logSources, IClock clock)
    {
        _transport = transport;
        _logSources = logSources;
        _updateShape = new S3UpdateShapeCache(transport, clock);
    }

    /// <summary>Creates an S3 log source. The request is never sent twice: where its outcome is unclear, the source is looked for.</summary>
    /// <returns>The new source; its <see cref="LogSource.CreatedBy"/> is not read.</returns>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.Conflict"/> for a label that is taken, and
    /// <see cref="PantherErrorKind.OutcomeUnknown"/> where there was no clear answer and the source was not found, or is not surely the new one.
    /// </exception>
    public async Task<S3LogSource> CreateAsync(S3SourceDefinition definition, CallContext context)
    {
        definition.Check();
        if (!SourceRules.IsUsualAccountId(definition.AwsAccountId))
        {
            context.Warning(
                $"The AWS account id '{definition.AwsAccountId}' of '{definition.Label}' does not have 12 digits; it is sent as it is.");
        }

        JObject input = definition.ToInput();
        RequireOptions(input);
        return await _logSources.CreateAsync(
            s_create.Name,
            definition.Label,
            () => MutateAsync(s_create, "createS3Source", input, context),
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
    public async Task<SourceUpdate<S3LogSource>> PrepareUpdateAsync(string id, S3SourceChanges changes, CallContext context)
    {
        changes.Check();
        S3UpdateShape? told = await _updateShape.GetAsync(context).ConfigureAwait(false);
        S3UpdateShape shape = null!;
        JObject found = await _logSources.FindAsync(ReadFor, id, context).ConfigureAwait(false);
        if (_logSources.ToSource(found) is not S3LogSource current)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"The source '{found["integrationLabel"]}' is of the type {found["integrationType"]}; only S3 sources (aws-s3) can be changed this way.");
        }

        return S3SourceMerge.Merge(current, found, shape, changes);

        GraphQLOperation ReadFor(SourceSelection selection)
        {
            shape = told ?? S3UpdateShape.Published(selection.Options);
            return s_getForUpdate with { Document = s_getForUpdate.Document.With(S3UpdateShape.FragmentName, shape.Fragment) };
        }
    }

    /// <summary>Sends the full replacement. Where nothing would change, nothing is sent.</summary>
    /// <returns>The source as it is afterwards.</returns>
    public async Task<S3LogSource> UpdateAsync(SourceUpdate<S3LogSource> update, CallContext context)
    {
        if (update.Changes.Count == 0)
        {
            context.Verbose($"{s_update.Name}: nothing to change at {update.Current}.");
            return update.Current;
        }

        S3LogSource updated = await MutateAsync(
            s_update with { Target = LogSource.TargetOf(update.Current.Id) }, "updateS3Source", update.Input, context).ConfigureAwait(false);
        updated.CreatedBy = update.Current.CreatedBy;
        return updated;
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
            LogSourceOperations.WarnOfErrors(operation, response.Errors, context);
            return _logSources.ToSource(source) as S3LogSource
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

    /// <summary>Refuses stream type options that the tenant is known not to have, since it would refuse them less clearly.</summary>
    private void RequireOptions(JObject input)
    {
        StreamOptions known = _logSources.Selection.Options;
        string? lacking = known.IsCertain ? (input["logStreamTypeOptions"] as JObject)?.Properties().Select(p => p.Name).Except(known.Members).FirstOrDefault() : null;
        if (lacking is not null)
        {
            throw new PantherException(PantherErrorKind.Unsupported, $"This tenant's API does not know the stream type option '{lacking}'.");
        }
    }
}
