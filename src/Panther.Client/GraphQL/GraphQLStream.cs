using Newtonsoft.Json;
using Panther.Client.Http;

namespace Panther.Client.GraphQL;

/// <summary>An operation whose answer is read token by token as it arrives, and which can be sent anew after a fault.</summary>
internal sealed class GraphQLStream : IDisposable
{
    private readonly HttpPipeline _http;
    private readonly Attempts _attempts;
    private readonly HttpFailures _failures;
    private HttpExchange? _exchange;

    public GraphQLStream(HttpPipeline http, ApiCall call, CallContext context)
    {
        _http = http;
        _attempts = new Attempts(http, call, context);
        _failures = new HttpFailures(http, call);
    }

    /// <summary>Sends the operation, again and again where that may help, until an answer begins.</summary>
    public async Task<JsonTextReader> OpenAsync()
    {
        while (true)
        {
            try
            {
                _exchange?.Dispose();
                _exchange = await _attempts.SendAsync().ConfigureAwait(false);
                return Json.OpenReader(_exchange.Body);
            }
            catch (PantherException e)
            {
                if (!await _attempts.WaitToRetryAsync(e).ConfigureAwait(false))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>After a fault in the body: waits, and tells whether it may be opened again.</summary>
    public Task<bool> WaitToRetryAsync(PantherException failure) => _attempts.WaitToRetryAsync(failure);

    /// <summary>Reads the value of <c>errors</c> that comes next.</summary>
    public IReadOnlyList<GraphQLError> ReadErrors(JsonReader reader) => GraphQLErrors.ReadNext(reader, _http.Redactor);

    /// <summary>The errors of the answer as one exception.</summary>
    public PantherException ToException(IReadOnlyList<GraphQLError> errors) =>
        _failures.FromGraphQLErrors(errors, _exchange!.StatusCode, _exchange.RequestId);

    /// <summary>An error that says that the answer breaks the API's promise.</summary>
    public PantherException NotWhatWasPromised(string what) => _failures.NotWhatWasPromised(what, _exchange!);

    /// <summary>An error that says that the answer is no JSON.</summary>
    public PantherException Malformed(Exception exception) => _failures.Malformed(exception, _exchange!);

    public void Dispose() => _exchange?.Dispose();
}
