using Newtonsoft.Json.Linq;
using Panther.Client.Json;
using Panther.Client.LogSources;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;
using Panther.Emulator.Json;
using Panther.Emulator.Tests.SchemaTruth;

namespace Panther.Client.Tests;

/// <summary>
/// Every request of the client to the REST API, against the specification that Panther publishes. The requests of all
/// other tests are held against it too, when these end.
/// </summary>
public sealed class RestRequestTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private static readonly HttpSourceSettings s_http = new()
    {
        Label = "hook",
        LogTypes = ["AWS.ALB"],
        LogStreamType = "JSON",
        AuthMethod = "HMAC",
        AuthHeaderKey = "X-Signature",
        AuthSecretValue = "secret",
        AuthHmacAlg = "sha256",
    };

    private static readonly GcsSourceSettings s_gcs = new()
    {
        Label = "bucket",
        LogStreamType = "JsonArray",
        JsonArrayEnvelopeField = "records",
        SubscriptionId = "sub",
        ProjectId = "p",
        CredentialsType = "service_account",
        Credentials = """{"type":"service_account","project_id":"p"}""",
        GcsBucket = "bucket-b",
        PrefixLogTypes = [new PrefixLogTypes("a/", ["GCP.AuditLog"], ["a/tmp*"])],
    };

    private static readonly PubSubSourceSettings s_pubSub = new()
    {
        Label = "topic",
        LogTypes = ["GCP.AuditLog"],
        LogStreamType = "XML",
        XmlRootElement = "e",
        SubscriptionId = "sub2",
        ProjectId = "p",
        CredentialsType = "wif",
        Credentials = """{"type":"external_account"}""",
        RegionalEndpoint = "europe-west3",
    };

    private static readonly LogForwarderSourceSettings s_logForwarder = new()
    {
        Label = "forwarder",
        LogTypes = ["AWS.ALB"],
        LogStreamType = "XML",
        XmlRootElement = "e",
    };

    [RestSpecificationFact]
    public async Task Every_operation_sends_what_the_specification_has()
    {
        PantherClient client = Connect();
        await RunAsync(client.HttpSources, s_http, new HttpSourceSettings { AuthMethod = "Basic", AuthUsername = "u", AuthPassword = "p" });
        await RunAsync(client.HttpSources, s_http, new HttpSourceSettings { AuthMethod = "Bearer", AuthBearerToken = "t" });
        await RunAsync(client.GcsSources, s_gcs, new GcsSourceSettings { Label = "other", GcsBucket = "bucket-b2" });
        await RunAsync(client.PubSubSources, s_pubSub, new PubSubSourceSettings { Label = "another", RegionalEndpoint = "" });
        await RunAsync(
            client.LogForwarderSources, s_logForwarder, new LogForwarderSourceSettings { Label = "yet another", XmlRootElement = "" });
        string id = (string)(await Control.AddSourceAsync(Samples.S3Source()))["integrationId"]!;
        await client.Alarms.SetAsync(id, 60, Context);
        await client.Alarms.GetAsync(id, Context);
        await client.Alarms.RemoveAsync(id, Context);

        JsonMap[] requests = [.. Emulator.RestSuccesses];
        string[] expected =
        [
            .. new[] { "http", "gcs", "pubsub", "log-forwarder" }.SelectMany(kind => new[]
            {
                $"POST /log-sources/{kind}", $"GET /log-sources/{kind}/{{id}}", $"PUT /log-sources/{kind}/{{id}}",
            }),
            .. new[] { "PUT", "GET", "DELETE" }.Select(method => $"{method} /log-source-alarms/{{sourceId}}/{{type}}"),
        ];
        Assert.Equal(expected.Order(), requests.Select(request => request.Text("operation")).Distinct().Order());
        Assert.All(requests, request => Assert.Empty(ProblemsOf(request)));
    }

    [RestSpecificationFact]
    public void Requests_that_are_not_as_specified_are_found()
    {
        Assert.Empty(Problems("GET", "/alerts", null, "type=SYSTEM_ERROR&limit=50&status=OPEN&status=TRIAGED"));
        Assert.NotEmpty(Problems("GET", "/alerts", null, "type=NONE"));
        Assert.NotEmpty(Problems("GET", "/alerts", null, "limit=51"));
        Assert.NotEmpty(Problems("GET", "/alerts", null, "limit=many"));
        Assert.NotEmpty(Problems("GET", "/alerts", null, "statuses=OPEN"));
        Assert.NotEmpty(Problems("GET", "/alert-comments", null, ""));
        Assert.NotEmpty(Problems("GET", "/log-source-alarms/no-uuid/SOURCE_NO_DATA", null, ""));
        Assert.NotEmpty(Problems("GET", $"/log-source-alarms/{Samples.UnknownId}/OTHER", null, ""));
        Assert.Empty(Problems("PUT", $"/log-source-alarms/{Samples.UnknownId}/SOURCE_NO_DATA", """{"minutesThreshold":15}""", ""));
        Assert.NotEmpty(Problems("PUT", $"/log-source-alarms/{Samples.UnknownId}/SOURCE_NO_DATA", """{"minutesThreshold":"15"}""", ""));
        Assert.NotEmpty(Problems("PUT", $"/log-source-alarms/{Samples.UnknownId}/SOURCE_NO_DATA", """{"minutesThreshold":15,"more":1}""", ""));
        Assert.NotEmpty(Problems("PUT", $"/log-source-alarms/{Samples.UnknownId}/SOURCE_NO_DATA", null, ""));
        Assert.NotEmpty(Problems("PATCH", $"/log-source-alarms/{Samples.UnknownId}/SOURCE_NO_DATA", "{}", ""));
        Assert.NotEmpty(Problems("GET", $"/log-sources/http/{Samples.UnknownId}", "{}", ""));
    }

    /// <summary>
    /// What a logged request has that it should not have, or lacks; nothing where no specification lies beside the checkout.
    /// </summary>
    internal static IEnumerable<string> ProblemsOf(JsonMap request)
    {
        string path = request.Text("path")!;
        path = path.StartsWith("/v1/", StringComparison.Ordinal) ? path[3..] : path;
        JToken? body = request.TryGetValue("body", out object? sent) ? PantherJson.Parse(JsonText.WriteText(sent)) : null;
        return (RestSpecification.Beside?.ProblemsOfRequest(request.Text("method")!, path, request.Text("queryString"), body) ?? [])
            .Select(problem => $"{request.Text("method")} {path}: {problem}");
    }

    private static IEnumerable<string> Problems(string method, string path, string? body, string query)
    {
        var request = new JsonMap { ["method"] = method, ["path"] = path, ["queryString"] = query };
        if (body is not null)
        {
            request["body"] = JsonText.TryRead(body, out object? json) ? json : null;
        }

        return ProblemsOf(request);
    }

    private async Task RunAsync<TSource, TSettings>(ILogSourceKind<TSource, TSettings> operations, TSettings whole, TSettings change)
        where TSource : RestLogSource
        where TSettings : LogSourceSettings
    {
        TSource made = await operations.CreateAsync(whole, Context);
        TSource read = await operations.GetAsync(made, Context);
        await operations.UpdateAsync(await operations.PrepareUpdateAsync(read, change, Context), Context);
        await Control.RemoveSourceAsync(made.Id);
    }
}
