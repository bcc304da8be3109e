using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Json;
using Panther.Client.Tokens;

namespace Panther.Client.Tenant;

/// <summary>What a connection asks about its tenant and itself.</summary>
public sealed class TenantOperations
{
    private static readonly GraphQLOperation s_verify = GraphQLOperation.Load("Tenant/VerifyConnection", RequestSafety.Read);

    private static readonly GraphQLOperation s_verifyWithoutIntrospection = s_verify with
    {
        Document = s_verify.Document.With("VerifyConnection", "query VerifyConnection { __typename }"),
    };

    // Nice to know, and not worth a wait: sent once.
    private static readonly GraphQLOperation s_version = GraphQLOperation.Load("Tenant/PantherVersion", RequestSafety.Once) with
    {
        RequiredPermissions = "Read Panther Settings Info",
    };

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);

    private readonly GraphQLTransport _graphQL;
    private readonly ApiTokenOperations _tokens;
    private readonly Action<JToken?> _learn;

    /// <param name="graphQL">The transport of GraphQL.</param>
    /// <param name="tokens">The API tokens.</param>
    /// <param name="learn">
    /// Takes the <c>__type</c> that <c>VerifyConnection</c> asks for in passing; null where the tenant does not tell.
    /// </param>
    internal TenantOperations(GraphQLTransport graphQL, ApiTokenOperations tokens, Action<JToken?> learn)
    {
        _graphQL = graphQL;
        _tokens = tokens;
        _learn = learn;
    }

    /// <summary>
    /// Verifies that the host is a Panther API that takes the token, by a query that any valid token may make; in
    /// passing it learns which edition of the S3 schema the tenant has.
    /// </summary>
    public async Task VerifyAsync(CallContext context)
    {
        foreach (GraphQLOperation verify in new[] { s_verify, s_verifyWithoutIntrospection })
        {
            GraphQLResponse response;
            try
            {
                response = await _graphQL.SendAsync(verify, [], context).ConfigureAwait(false);
            }
            catch (PantherException e) when (verify == s_verify && IsRefusalOfIntrospection(e))
            {
                continue;
            }

            if (response.Data?["__typename"].AsString() is not null)
            {
                _learn(response.Data["__type"]);
                return;
            }

            PantherException refusal = response.Errors.Count > 0
                ? response.ToException()
                : response.ProtocolError("it contains no data");
            if (verify == s_verifyWithoutIntrospection || !IsRefusalOfIntrospection(refusal))
            {
                throw refusal;
            }
        }
    }

    /// <summary>Panther's version; null where the token may not read it.</summary>
    public Task<string?> GetVersionAsync(CallContext context) => EmptyIfRefusedAsync(
        s_version.Name,
        context,
        limited => _graphQL.SendAsync(s_version, [], limited),
        response => response.Require("generalSettings")["pantherVersion"].AsString());

    /// <summary>What is known of the token in use; null where it may not read that.</summary>
    public Task<ApiToken?> GetTokenAsync(CallContext context) => EmptyIfRefusedAsync(
        "GetApiToken",
        context,
        limited => _tokens.GetAsync(ApiTokenOperations.Self, RequestSafety.Once, limited),
        token => token);

    private static bool IsRefusalOfIntrospection(PantherException e) => e.StatusCode is 200 or 400
        && e.Kind is PantherErrorKind.Unsupported
            or PantherErrorKind.InvalidInput or PantherErrorKind.ApiError or PantherErrorKind.Forbidden;

    private static async Task<T?> EmptyIfRefusedAsync<TAnswer, T>(
        string operation, CallContext context, Func<CallContext, Task<TAnswer>> send, Func<TAnswer, T?> read)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        limit.CancelAfter(s_longestWait);
        try
        {
            return read(await send(context.With(limit.Token)).ConfigureAwait(false));
        }
        catch (PantherException e)
        {
            context.Verbose($"{operation}: not available to this token ({e.Kind}).");
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            context.Verbose($"{operation}: no answer within {s_longestWait.TotalSeconds} s.");
        }

        return null;
    }
}
