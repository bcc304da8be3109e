using System.Text.Json.Nodes;

namespace Panther.Emulator.Tests.Rest;

/// <summary>Tests of the REST API, over no source to begin with.</summary>
public abstract class RestTest : EmulatorTest
{
    protected const string DeleteSource = "mutation($id: ID!) { deleteSource(input: { id: $id }) { id } }";

    protected Task<Reply> GetAsync(string path, string token = "full") => SendAsync("GET", path, token: token);

    protected Task<Reply> PostAsync(string path, object? body = null, string token = "full") => SendAsync("POST", path, body, token);

    protected Task<Reply> PutAsync(string path, object? body, string token = "full") => SendAsync("PUT", path, body, token);

    protected Task<Reply> DeleteAsync(string path, string token = "full") => SendAsync("DELETE", path, token: token);

    /// <summary>Creates a source, and answers its id.</summary>
    protected async Task<string> CreateAsync(string kind, JsonNode? body = null, string token = "full", string before = "")
    {
        Reply made = await PostAsync($"{before}/log-sources/{kind}", body ?? Kinds.Body(kind), token);
        Assert.Equal(201, made.Status);
        return (string)made.Json!["integrationId"]!;
    }
}
