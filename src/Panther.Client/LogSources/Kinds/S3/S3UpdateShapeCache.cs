using Panther.Client.GraphQL;
using Panther.Client.Http;

namespace Panther.Client.LogSources;

/// <summary>Asks a tenant's schema for the shape of its update, once a connection.</summary>
internal sealed class S3UpdateShapeCache(GraphQLTransport transport, IClock clock)
{
    private static readonly GraphQLOperation s_describe = GraphQLOperation.Load("LogSources/DescribeUpdate", RequestSafety.Read);

    /// <summary>Servers of before 2021 do not know that an input field may be deprecated.</summary>
    private static readonly GraphQLOperation s_describeWithoutDeprecated = s_describe with
    {
        Document =
            s_describe.Document.With("InputFields", "fragment InputFields on __Type { inputFields { name defaultValue type { "
                + "...TypeName } } }"),
    };

    private readonly CachedValue<Answer> _answer = new(clock, TimeSpan.MaxValue, TimeSpan.Zero);

    /// <summary>The shape; null where the tenant does not tell. What an update may lose is a warning, once a context.</summary>
    public async Task<S3UpdateShape?> GetAsync(CallContext context)
    {
        Answer answer = await _answer.GetAsync(
            async end => new Answer(await AskAsync(context.With(end)).ConfigureAwait(false)),
            context.CancellationToken).ConfigureAwait(false);
        if (answer.Shape is null)
        {
            context.WarnOnce(
                this,
                "This tenant does not say which fields an update of an S3 source takes. The fields known to this module are kept; "
                    + "the update may reset any others.");
        }
        else if (answer.Shape.LeftOut.Count > 0)
        {
            context.WarnOnce(
                this,
                $"This tenant's update of S3 sources takes {string.Join(", ", answer.Shape.LeftOut.Select(f => $"'{f}'"))}, which cannot "
                + "be read back. It is left out of the update, which may reset it.");
        }

        return answer.Shape;
    }

    private async Task<S3UpdateShape?> AskAsync(CallContext context)
    {
        foreach (GraphQLOperation describe in new[] { s_describe, s_describeWithoutDeprecated })
        {
            try
            {
                GraphQLResponse response = await transport.SendAsync(describe, [], context).ConfigureAwait(false);
                return S3UpdateShape.From(response.Require("__schema"));
            }
            catch (PantherException e)
                when (e.Operation is not null && e.Kind is PantherErrorKind.Unsupported or PantherErrorKind.InvalidInput
                or PantherErrorKind.Forbidden or PantherErrorKind.ApiError)
            {
                // Refused: by a server that is too old for the argument, or that does not tell at all.
            }
        }

        return null;
    }

    /// <summary>What the tenant has told: a shape, or nothing.</summary>
    private sealed record Answer(S3UpdateShape? Shape);
}
