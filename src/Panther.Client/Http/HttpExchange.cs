namespace Panther.Client.Http;

/// <summary>A successful answer whose body has yet to be read.</summary>
internal sealed class HttpExchange(HttpResponseMessage response, string? requestId, ResponseBody body, bool mayHaveBeenCarriedOut) : IDisposable
{
    public int StatusCode { get; } = (int)response.StatusCode;

    /// <summary>What the answer says that it is, such as <c>application/json</c>.</summary>
    public string? MediaType { get; } = response.Content.Headers.ContentType?.MediaType;

    public string? RequestId { get; } = requestId;

    public ResponseBody Body { get; } = body;

    /// <summary>Whether an earlier attempt of the same request may have been carried out.</summary>
    public bool MayHaveBeenCarriedOut { get; } = mayHaveBeenCarriedOut;

    public void Dispose() => Body.Dispose();
}
