using System.Text;
using Microsoft.AspNetCore.Http;

namespace Panther.Emulator.Http;

/// <summary>Reads the bodies of requests.</summary>
internal static class RequestBody
{
    private const int Largest = 64 * 1024 * 1024;

    /// <returns>The body as text; null where the client went away meanwhile, or sent too much.</returns>
    public static async Task<string?> ReadAsync(HttpContext context)
    {
        var body = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is int count and > 0)
            {
                body.Write(buffer, 0, count);
                if (body.Length > Largest)
                {
                    context.Abort();
                    return null;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }
}
