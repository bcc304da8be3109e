using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Paging;

namespace Panther.Client.Schemas;

/// <summary>
/// The schemas (log types) of a tenant. Source: https://docs.panther.com/panther-developer-workflows/api/graphql/schemas.
/// </summary>
public sealed class SchemaOperations
{
    private static readonly GraphQLOperation s_list = GraphQLOperation.Load("Schemas/ListSchemas", RequestSafety.Read) with
    {
        RequiredPermissions = "View Log Sources",
        Noun = PantherSchema.Noun,
    };

    // A second one of the same revision would be refused; what became of the first is found out by its revision and its content.
    private static readonly GraphQLOperation s_change = GraphQLOperation.Load("Schemas/CreateOrUpdateSchema", RequestSafety.Create) with
    {
        RequiredPermissions = Manage,
        Noun = PantherSchema.Noun,
    };

    private static readonly GraphQLOperation s_archive = GraphQLOperation.Load("Schemas/UpdateSchemaStatus", RequestSafety.Idempotent) with
    {
        RequiredPermissions = Manage,
        Noun = PantherSchema.Noun,
    };

    private const string Manage = "Manage Log Sources and View Log Sources";

    private readonly PantherClient _client;
    private readonly GraphQLTransport _transport;
    private readonly HttpPipeline _http;
    private int _changes;

    internal SchemaOperations(PantherClient client, GraphQLTransport transport, HttpPipeline http)
    {
        _client = client;
        _transport = transport;
        _http = http;
        LogTypes = new LogTypeNames(this, http.Clock, () => Volatile.Read(ref _changes));
        LogTypeCheck = new LogTypeCheck(LogTypes);
    }

    /// <summary>The names of the log types, kept for some minutes.</summary>
    public LogTypeNames LogTypes { get; }

    /// <summary>Warns of names that are none of them.</summary>
    public LogTypeCheck LogTypeCheck { get; }

    /// <summary>Lists schemas. Nothing is sent before the listing is read.</summary>
    public Listing<PantherSchema> List(SchemaQuery query, CallContext context) => List(query, RequestSafety.Read, context);

    internal Listing<PantherSchema> List(SchemaQuery query, RequestSafety safety, CallContext context)
    {
        var input = new JObject();
        Add("isArchived", query.IsArchived);
        Add("isInUse", query.IsInUse);
        Add("isManaged", query.IsManaged);
        if (query.Contains is not null)
        {
            input["contains"] = query.Contains;
        }

        return new Listing<PantherSchema>(
            new ConnectionQuery<PantherSchema>(_transport, s_list with { Safety = safety }, "schemas")
            {
                Variables = new JObject { ["input"] = input, ["withSpec"] = query.WithSpec },
                ReadItem = reader => Model.Read(reader, new PantherSchema(_client)) is { Name.Length: > 0 } schema ? schema : null,
                Key = schema => schema.Name,
            },
            context);

        void Add(string name, bool? value)
        {
            if (value is not null)
            {
                input[name] = value;
            }
        }
    }

    /// <summary>Reads a schema with its specification, by its name in any case; null where there is none.</summary>
    public async Task<PantherSchema?> FindAsync(string name, CallContext context)
    {
        // The API's own filter finds parts of names, and the names of fields as well.
        using Listing<PantherSchema> found = List(new SchemaQuery { Contains = name, WithSpec = true }, context);
        IReadOnlyList<PantherSchema> schemas = await found.ToListAsync().ConfigureAwait(false);
        return schemas.FirstOrDefault(s => s.Name == name)
            ?? schemas.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads a schema anew and merges settings into it; nothing is sent that changes anything.</summary>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.InvalidInput"/>: Panther maintains it, or the name is none for a new one.
    /// </exception>
    public async Task<SchemaUpdate> PrepareAsync(SchemaSettings settings, CallContext context)
    {
        PantherSchema? current = await FindAsync(settings.Name, context).ConfigureAwait(false);
        settings.Check(current);
        if (settings is { Spec: not null, BaseRevision: int revision } && current?.Revision != revision)
        {
            throw new PantherException(
                PantherErrorKind.Conflict,
                $"The schema '{settings.Name}' was changed by someone else after it was read: its revision is {current?.Revision}, but was "
                + $"{revision}. Nothing was changed.");
        }

        return new SchemaUpdate(current, settings);
    }

    /// <summary>Sends what was prepared, unless it changes nothing: content, and whether it is archived.</summary>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.Conflict"/> where the schema was changed since it was read, and
    /// <see cref="PantherErrorKind.OutcomeUnknown"/>
    /// where the answer was lost and the schema does not tell.
    /// </exception>
    public async Task<PantherSchema> ApplyAsync(SchemaUpdate update, CallContext context)
    {
        PantherSchema? schema = update.Current;
        string done = "";
        try
        {
            // One that is archived is restored before it is changed, and archived after.
            if (update is { IsArchived: false, Current: not null })
            {
                schema = await ArchiveAsync(update.Name, false, context).ConfigureAwait(false);
                done = "It had been restored before that.";
            }

            if (update.Input is not null)
            {
                schema = await ChangeAsync(update, context).ConfigureAwait(false);
                done = $"Its content had been changed before that, as revision {schema.Revision}.";
            }
            else if (update.IsArchived is null)
            {
                context.Verbose($"{s_change.Name}: nothing to change in '{update.Name}'.");
            }

            if (update.IsArchived == true)
            {
                schema = await ArchiveAsync(update.Name, true, context).ConfigureAwait(false);
            }
        }
        catch (PantherException e) when (done.Length > 0)
        {
            throw e.With($"{e.Message} {done}");
        }

        return schema!;
    }

    private async Task<PantherSchema> ChangeAsync(SchemaUpdate update, CallContext context)
    {
        try
        {
            GraphQLResponse response = await SendAsync(s_change, update.Input!, context).ConfigureAwait(false);
            PantherSchema changed = ToSchema(response.Require("createOrUpdateSchema", "schema"), response);
            s_change.WarnOfErrors(response.Errors, context);
            return changed;
        }
        catch (PantherException e) when (e.Outcome.Delivery == Delivery.Unknown)
        {
            return await FindAfterLostAnswerAsync(update, e, context).ConfigureAwait(false);
        }
        catch (PantherException e) when (e.Kind is PantherErrorKind.InvalidInput or PantherErrorKind.Conflict or PantherErrorKind.ApiError)
        {
            // Panther says of another revision no more than that the input is bad.
            PantherSchema? now;
            try
            {
                now = await FindAsync(update.Name, context).ConfigureAwait(false);
            }
            catch (PantherException)
            {
                throw e;
            }

            throw (now?.Revision ?? 0) == update.Revision ? e : Changed(update, now, e);
        }
    }

    /// <summary>What became of a change whose answer was lost.</summary>
    private async Task<PantherSchema> FindAfterLostAnswerAsync(SchemaUpdate update, PantherException failure, CallContext context)
    {
        string said = failure.Message.TrimEnd('.');
        string trouble = "it has not changed yet, but the request may still be carried out";
        try
        {
            TimeSpan waited = TimeSpan.Zero;
            for (int search = 0; ; search++)
            {
                context.Verbose($"{s_change.Name}: the outcome is unclear ({failure.Kind}); looking at the schema '{update.Name}'.");
                PantherSchema? now = await FindAsync(update.Name, context).ConfigureAwait(false);
                if ((now?.Revision ?? 0) != update.Revision)
                {
                    if (now is null || !update.IsMadeOf(now))
                    {
                        throw Changed(update, now, failure);
                    }

                    context.Warning(
                        $"The answer to the change of the schema '{now.Name}' was lost ({failure.Message}) It was carried out "
                        + $"anyway, as revision {now.Revision}.");
                    return now;
                }

                if (_http.Policy.NextWait(search, waited) is not TimeSpan wait)
                {
                    break;
                }

                waited += wait;
                await _http.WaitAsync(wait, s_change.Name, context).ConfigureAwait(false);
            }
        }
        catch (PantherException e) when (e.Kind != PantherErrorKind.Conflict)
        {
            trouble = "it could not be read: " + e.Message.TrimEnd('.');
        }

        throw Error(
            PantherErrorKind.OutcomeUnknown,
            $"It is unknown whether the schema '{update.Name}' was changed: {said}; {trouble}. Look at its revision before you change "
            + "it again.",
            failure);
    }

    private async Task<PantherSchema> ArchiveAsync(string name, bool isArchived, CallContext context)
    {
        GraphQLResponse response = await SendAsync(
            s_archive, new JObject { ["name"] = name, ["isArchived"] = isArchived }, context).ConfigureAwait(false);
        JObject output = response.Require("updateSchemaStatus");
        if (output["error"] is JObject error)
        {
            // It is within a 200 and beside no error of GraphQL.
            string message = _http.Redactor.Clean(error["message"].AsString() ?? "Panther gave no reason");
            throw new PantherException(
                KindOf(error["code"].AsString()),
                $"The schema '{name}' was not {(isArchived ? "archived" : "restored")}: {message.TrimEnd('.')}.")
            {
                Operation = s_archive.Name,
                Noun = PantherSchema.Noun.Name,
                StatusCode = 200,
            };
        }

        PantherSchema schema = ToSchema(response.Require("updateSchemaStatus", "schema"), response);
        s_archive.WarnOfErrors(response.Errors, context);
        return schema;
    }

    private async Task<GraphQLResponse> SendAsync(GraphQLOperation operation, JObject input, CallContext context)
    {
        try
        {
            return await _transport.SendAsync(operation, new JObject { ["input"] = input }, context).ConfigureAwait(false);
        }
        finally
        {
            // The names of log types that are remembered may be others now.
            Interlocked.Increment(ref _changes);
        }
    }

    private PantherSchema ToSchema(JObject json, GraphQLResponse response) =>
        Model.Read(json, new PantherSchema(_client)) is { Name.Length: > 0 } schema
            ? schema
            : throw response.ProtocolError("it contains no schema with a name");

    private static PantherErrorKind KindOf(string? code) => code switch
    {
        "AlreadyExists" => PantherErrorKind.Conflict,
        "InvalidInput" => PantherErrorKind.InvalidInput,
        "NotFound" => PantherErrorKind.NotFound,
        "ServerError" => PantherErrorKind.ServerError,
        _ => PantherErrorKind.ApiError,
    };

    private static PantherException Changed(SchemaUpdate update, PantherSchema? now, PantherException cause)
    {
        string what = update.Current is null ? "was created by someone else in the meantime"
            : now is null ? "no longer exists"
            : $"was changed by someone else in the meantime (its revision is {now.Revision}, but was {update.Revision})";
        return Error(
            PantherErrorKind.Conflict,
            $"The schema '{update.Name}' {what}; it was not overwritten. Look at what changed, and set it again.",
            cause);
    }

    private static PantherException Error(PantherErrorKind kind, string message, PantherException cause) => new(kind, message, cause)
    {
        Operation = s_change.Name,
        StatusCode = cause.StatusCode,
        RequestId = cause.RequestId,
        Noun = PantherSchema.Noun.Name,
    };
}
