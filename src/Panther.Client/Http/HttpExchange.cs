namespace Panther.Client.Http;

/// <summary>A successful answer whose body has yet to be read.</summary>
internal sealed class HttpExchange(
    HttpResponseMessage response, string? requestId, ResponseBody body, bool mayHaveBeenCarriedOut) : IDisposable
{
    public int StatusCode { get; } = (int)response.StatusCode;

    /// <summary>What the answer says that it is, such as <c>application/json</c>.</summary>
    public string? MediaType { get; } = response.Content.Headers.ContentType?.MediaType;

    public string? RequestId { get; } = requestId;

    /// <summary>The body: as it arrives, or as a whole once it was buffered.</summary>
    public Stream Body { get; private set; } = body;

    /// <summary>Whether an earlier attempt of the same request may have been carried out.</summary>
    public bool MayHaveBeenCarriedOut { get; } = mayHaveBeenCarriedOut;

    /// <summary>Reads the whole body into memory, without blocking a thread for it.</summary>
    public async Task BufferAsync()
    {
        var whole = new MemoryStream();
        await body.CopyToAsync(whole).ConfigureAwait(false);
        whole.Position = 0;
        Body = whole;
    }

    public void Dispose() => body.Dispose();
}
