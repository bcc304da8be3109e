using System.Net;
using System.Security;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Json;

namespace Panther.Client.Tokens;

/// <summary>
/// Gives a client's own token a new value. The request is sent once and nothing ends it but its own time, since whoever loses the answer
/// loses the token. Where it is lost all the same, the old value is tried, so that the error can say what is known.
/// </summary>
internal sealed class ApiTokenRotation(PantherClient client, GraphQLTransport graphQL, HttpPipeline http)
{
    private static readonly GraphQLOperation s_rotate = GraphQLOperation.Load("Tokens/RotateApiToken", RequestSafety.Rotation) with
    {
        Noun = ApiToken.Noun,
    };
    private static readonly GraphQLOperation s_check = GraphQLOperation.Load("Tokens/CheckApiToken", RequestSafety.Read);

    /// <inheritdoc cref="ApiTokenOperations.RotateAsync"/>
    public async Task<ApiToken> RotateAsync(CallContext context)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        Task<(ApiToken Token, GraphQLResponse Response)> rotation = http.ReplaceTokenAsync(
            () =>
            {
                context.BeginChange();
                return SendAsync(context.With(CancellationToken.None));
            },
            context.CancellationToken);
        await WaitAsync(rotation, context.CancellationToken).ConfigureAwait(false);
        try
        {
            (ApiToken token, GraphQLResponse response) = await rotation.ConfigureAwait(false);

            // Read when the new value was not yet known as a secret.
            s_rotate.WarnOfErrors(response.Errors, context, http.Redactor.Clean);
            return token;
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.ServerError || e.Outcome.Delivery == Delivery.Unknown)
        {
            throw await ExplainAsync(e, context).ConfigureAwait(false);
        }
    }

    /// <summary>The value that the client uses.</summary>
    public SecureString GetValue() => new NetworkCredential("", http.Token).SecurePassword;

    private async Task<((ApiToken Token, GraphQLResponse Response) Answer, string Value)> SendAsync(CallContext context)
    {
        GraphQLResponse response = await graphQL.SendAsync(s_rotate, [], context).ConfigureAwait(false);

        // Whatever else an answer says: where it holds the new value, the old one is dead.
        JToken? answer = (response.Data?["rotateAPIToken"] as JObject)?["token"];
        if (answer is not JObject found || found["value"].AsString() is not { Length: > 0 } value)
        {
            throw response.Errors.Count > 0 && response.Data?["rotateAPIToken"] is not JObject
                ? response.ToException()
                : response.ProtocolError("it contains no new value of the token");
        }

        ApiToken token = Model.Read(found, new ApiToken(client));
        token.Value = ApiTokenOperations.ValueOf(found);
        return ((token, response), value);
    }

    /// <summary>What is known after a rotation without a clear answer.</summary>
    private async Task<PantherException> ExplainAsync(PantherException failure, CallContext context)
    {
        string said = failure.Message.TrimEnd('.');
        try
        {
            GraphQLResponse response = await graphQL.SendAsync(s_check, [], context).ConfigureAwait(false);
            PantherException? refusal = response.Errors.Count > 0 ? response.ToException() : null;
            if (refusal is { Kind: PantherErrorKind.Unauthorized })
            {
                return Lost();
            }

            if (refusal is not null)
            {
                return Doubtful(refusal);
            }

            return failure.Outcome.Delivery != Delivery.Unknown ? failure : Unknown(
                $"It is unknown whether the API token was rotated: {said}. Its current value is still accepted, so most likely it was not, "
                + "and nothing is lost. Check once more before you rotate again: the request may still be carried out.");
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.Unauthorized)
        {
            return Lost();
        }
        catch (PantherException e)
        {
            return Doubtful(e);
        }

        PantherException Lost() => Unknown(
            $"The API token was rotated, but its new value was lost with the answer: {said}. The old value is no longer accepted. Rotate "
            + "this token in "
            + "the Panther Console under API Tokens, or with another token that may manage API tokens, or create a new one; store it, and "
            + "connect with it.");

        PantherException Doubtful(PantherException e) => Unknown(
            $"It is unknown whether the API token was rotated: {said}. Nor is it known whether its old value is still accepted: "
            + $"{e.Message.TrimEnd('.')}. Try to connect with it; if it is refused, rotate the token in the Panther Console under "
            + "API Tokens.");

        PantherException Unknown(string message) => new(PantherErrorKind.OutcomeUnknown, message, failure)
        {
            Operation = s_rotate.Name,
            StatusCode = failure.StatusCode,
            RequestId = failure.RequestId,
            Noun = ApiToken.Noun.Name,
        };
    }

    private static async Task WaitAsync(Task task, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource<bool>();
        using (cancellationToken.Register(() => stopped.TrySetResult(true)))
        {
            await Task.WhenAny(task, stopped.Task).ConfigureAwait(false);
        }

        if (!task.IsCompleted)
        {
            // Nobody looks at it any more.
            _ = task.ContinueWith(
                failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
