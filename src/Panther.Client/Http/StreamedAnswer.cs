using Newtonsoft.Json;
using Panther.Client.Json;

namespace Panther.Client.Http;

/// <summary>A request whose answer is read token by token as it arrives, and which can be sent anew after a fault.</summary>
internal class StreamedAnswer(HttpPipeline http, ApiCall call, CallContext context) : IDisposable
{
    private readonly Attempts _attempts = new(http, call, context);
    private HttpExchange? _exchange;

    /// <summary>The answer that is being read.</summary>
    protected HttpExchange Exchange => _exchange ?? throw new InvalidOperationException("The request was not answered yet.");

    protected Redactor Redactor => Failures.Redactor;

    protected HttpFailures Failures { get; } = new(http, call);

    /// <summary>Sends the request, again and again where that may help, until an answer begins.</summary>
    public async Task<JsonTextReader> OpenAsync()
    {
        while (true)
        {
            try
            {
                _exchange?.Dispose();
                _exchange = await _attempts.SendAsync().ConfigureAwait(false);
                return PantherJson.OpenReader(_exchange.Body);
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

    /// <summary>An error that says that the answer breaks the API's promise.</summary>
    public PantherException ProtocolError(string what) => Failures.ProtocolError(what, Exchange);

    /// <summary>An error that says that the answer is no JSON.</summary>
    public PantherException Malformed(Exception exception) => Failures.Malformed(exception, Exchange);

    public void Dispose() => _exchange?.Dispose();
}
