using System.Net;
using System.Security;
using Newtonsoft.Json.Linq;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Paging;
using Panther.Client.Rest;
using Panther.Client.GraphQL;

namespace Panther.Client.Tokens;

/// <summary>The API tokens of a tenant. Source: https://docs.panther.com/panther-developer-workflows/api/rest/api-tokens.</summary>
public sealed class ApiTokenOperations
{
    /// <summary>What stands in a path for the token that asks.</summary>
    public const string Self = "self";

    private const string Path = "api-tokens";
    private const string Read = "Read API Token Info";
    private const string Manage = "Manage API Tokens";

    private static readonly RestOperation s_list = new("ListApiTokens", HttpMethod.Get, RequestSafety.Read)
    {
        RequiredPermissions = Read,
        Noun = ApiToken.Noun,
    };

    private static readonly RestOperation s_get = new("GetApiToken", HttpMethod.Get, RequestSafety.Read) { RequiredPermissions = Read };

    private static readonly RestOperation s_create = new("CreateApiToken", HttpMethod.Post, RequestSafety.Create)
    {
        RequiredPermissions = Manage,
        Noun = ApiToken.Noun,
    };

    private static readonly RestOperation s_update =
        new("UpdateApiToken", HttpMethod.Post, RequestSafety.Idempotent) { RequiredPermissions = Manage };

    private static readonly RestOperation s_delete =
        new("DeleteApiToken", HttpMethod.Delete, RequestSafety.Idempotent) { RequiredPermissions = Manage };

    private readonly PantherClient _client;
    private readonly RestTransport _rest;
    private readonly LostCreation _creations;
    private readonly ApiTokenRotation _rotation;
    private volatile string? _ownId;

    internal ApiTokenOperations(PantherClient client, GraphQLTransport graphQL, RestTransport rest, HttpPipeline http)
    {
        _client = client;
        _rest = rest;
        _creations = new LostCreation(http);
        _rotation = new ApiTokenRotation(client, graphQL, http);
    }

    /// <summary>Lists the tokens. Nothing is sent before the listing is read.</summary>
    public Listing<ApiToken> List(CallContext context) => new(
        new RestListQuery<ApiToken>(_rest, s_list, Path)
        {
            ReadItem = reader => Model.Read(reader, new ApiToken(_client)) is { Id.Length: > 0 } token ? token : null,
            Key = token => token.Id,
        },
        context);

    /// <summary>Reads one token.</summary>
    /// <param name="id">Its id, or <see cref="Self"/>.</param>
    /// <param name="context">The caller's.</param>
    public Task<ApiToken> GetAsync(string id, CallContext context) => GetAsync(id, RequestSafety.Read, context);

    /// <summary>The id of the token that the connection uses; null where the token may not read it.</summary>
    public async Task<string?> GetOwnIdAsync(CallContext context)
    {
        try
        {
            return _ownId ?? (await GetAsync(Self, context).ConfigureAwait(false)).Id;
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.Forbidden)
        {
            return null;
        }
    }

    /// <summary>Makes a token.</summary>
    /// <returns>It, with its value.</returns>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.OutcomeUnknown"/> where the answer was lost: then the
    /// value is, too, even where the token was made.
    /// </exception>
    public async Task<ApiToken> CreateAsync(ApiTokenSettings settings, CallContext context)
    {
        settings.Check();
        JObject input = settings.ToInput(null);
        string name = settings.Name ?? throw new PantherException(PantherErrorKind.InvalidInput, "A new API token needs a name.");
        var creation = new Creation<ApiToken>(s_create.Name, $"the API token '{name}'", token => token.Id) { IsNameUnique = false };
        ApiToken created = await _creations.CreateAsync(creation, SendNewAsync, LookAsync, context).ConfigureAwait(false);
        return created.Value is not null ? created : throw new PantherException(
            PantherErrorKind.OutcomeUnknown,
            $"The API token '{name}' was created ({created.Id}), but its value was lost with the answer: Panther shows it only once. "
            + "Remove that token, and create another.")
        {
            Operation = s_create.Name,
            Noun = ApiToken.Noun.Name,
        };

        async Task<ApiToken> SendNewAsync()
        {
            RestResponse response = await _rest.SendAsync(s_create, Path, input, [], context).ConfigureAwait(false);
            ApiToken token = ToToken(response);
            token.Value = ValueOf(response.Body!) ?? throw response.ProtocolError("it contains no value of the new token");
            return token;
        }

        async Task<IReadOnlyList<Candidate<ApiToken>>> LookAsync()
        {
            IReadOnlyList<ApiToken> all = await List(context).ToListAsync().ConfigureAwait(false);
            return
            [
                .. all.Where(t => t.Name == name).Select(t => new Candidate<ApiToken>(
                    t.Id, t.CreatedAt, () => Task.FromResult((t, (IReadOnlyList<string>)new ApiTokenUpdate(t, input).Changes)))),
            ];
        }
    }

    /// <summary>Reads a token anew and merges changes into it; nothing is sent that changes anything.</summary>
    public async Task<ApiTokenUpdate> PrepareUpdateAsync(string id, ApiTokenSettings settings, CallContext context)
    {
        settings.Check();
        ApiToken current = await GetAsync(id, context).ConfigureAwait(false);
        return new ApiTokenUpdate(current, settings.ToInput(current));
    }

    /// <summary>Sends an update, unless it changes nothing.</summary>
    public async Task<ApiToken> UpdateAsync(ApiTokenUpdate update, CallContext context)
    {
        if (update.Changes.Count == 0)
        {
            context.Verbose($"{s_update.Name}: nothing to change in '{update.Current}'.");
            return update.Current;
        }

        CallTarget target = ApiToken.Noun.WithId(update.Current.Id);
        RestResponse response = await _rest.SendAsync(
            s_update with { Target = target }, PathOf(target), update.Input, [], context).ConfigureAwait(false);
        return ToToken(response);
    }

    /// <summary>Removes a token. Whatever uses it fails from then on.</summary>
    public async Task DeleteAsync(string id, CallContext context)
    {
        CallTarget target = ApiToken.Noun.WithId(id);
        try
        {
            await _rest.SendAsync(s_delete with { Target = target }, PathOf(target), null, [], context).ConfigureAwait(false);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.NotFound && e.Outcome.MayHaveBeenCarriedOut)
        {
            context.Verbose($"{s_delete.Name}: the token is gone; an earlier attempt has removed it.");
        }
    }

    /// <summary>
    /// Gives the token that the client uses a new value, once; the client goes on with it, and requests that are refused with the old value
    /// are sent again with the new one. A caller that stops waits no longer, while the client still takes the new value when it comes.
    /// </summary>
    /// <returns>The token with its new value.</returns>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.OutcomeUnknown"/> where the answer was lost; it says whether the old value still works.
    /// </exception>
    public Task<ApiToken> RotateAsync(CallContext context) => _rotation.RotateAsync(context);

    /// <summary>The value of the token that the client uses.</summary>
    internal SecureString GetValue() => _rotation.GetValue();

    internal async Task<ApiToken> GetAsync(string id, RequestSafety safety, CallContext context)
    {
        CallTarget target = ApiToken.Noun.WithId(id);
        RestResponse response = await _rest.SendAsync(
            s_get with { Target = target, Safety = safety }, PathOf(target), null, [], context).ConfigureAwait(false);
        ApiToken token = ToToken(response);
        if (id == Self)
        {
            _ownId = token.Id;
        }

        return token;
    }

    /// <summary>The secret in an answer; null where there is none.</summary>
    internal static SecureString? ValueOf(JToken token) =>
        token["value"].AsString() is { Length: > 0 } value ? new NetworkCredential("", value).SecurePassword : null;

    private static string PathOf(CallTarget target) => $"{Path}/{RestTransport.PathPart(target)}";

    private ApiToken ToToken(RestResponse response) =>
        response.Body is JObject answer && Model.Read(answer, new ApiToken(_client)) is { Id.Length: > 0 } token
            ? token
            : throw response.ProtocolError("it contains no API token with an id");
}
