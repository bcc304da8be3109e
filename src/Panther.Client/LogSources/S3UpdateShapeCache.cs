using System.Diagnostics.CodeAnalysis;
using Panther.Client.GraphQL;
using Panther.Client.Http;

namespace Panther.Client.LogSources;

/// <summary>Asks a tenant's schema for the shape of its update, once a connection.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never taken holds nothing to dispose.")]
internal sealed class S3UpdateShapeCache(IGraphQLTransport transport)
{
    private static readonly GraphQLOperation s_describe = GraphQLOperation.Load("LogSources/DescribeUpdate", RequestSafety.Read);

    /// <summary>Servers of before 2021 do not know that an input field may be deprecated.</summary>
    private static readonly GraphQLOperation s_describeWithoutDeprecated = s_describe with
    {
        Document = s_describe.Document.With("InputFields", "fragment InputFields on __Type { inputFields { name defaultValue type { ...TypeName } } }"),
    };

    private readonly SemaphoreSlim _one = new(1);
    private S3UpdateShape? _shape;
    private bool _isRefused;

    /// <summary>The shape; null, and once a warning, where the tenant does not tell.</summary>
    public async Task<S3UpdateShape?> GetAsync(CallContext context)
    {
        await _one.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        try
        {
            if (_shape is null && !_isRefused)
            {
                _shape = await AskAsync(context).ConfigureAwait(false);
                _isRefused = _shape is null;
                if (_isRefused)
                {
                    context.Warning("This tenant does not tell which fields an update of an S3 source takes. The fields known to this module are kept; others, if there are any, may be reset by the update.");
                }
            }
        }
        finally
        {
            _one.Release();
        }

        return _shape;
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
            catch (PantherException e) when (e.Operation is not null && e.Kind is PantherErrorKind.Unsupported or PantherErrorKind.InvalidInput
                or PantherErrorKind.Forbidden or PantherErrorKind.ApiError)
            {
                // Refused: by a server that is too old for the argument, or that does not tell at all.
            }
        }

        return null;
    }
}
