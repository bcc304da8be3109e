using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using Panther.Client.AsCode;
using Panther.Client.LogSources;
using Panther.Client.Tests.AsCode;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests;

/// <summary>
/// Every operation under every fault. The faults are here; what is expected of each is in reliability.md, which says
/// what its words mean.
/// </summary>
public sealed class FaultMatrixTests : EmulatorTest, IDisposable
{
    private const string Refused = "connection refused";
    private const string NoSuchName = "name that does not resolve";
    private const string Untrusted = "TLS certificate that is not trusted";
    private const string Proxied = "proxy that ";
    private const string Redirected = "redirect to ";
    private const string TimeOut = "no answer in time";
    private const string LabelTaken = "create, label taken";
    private const string Sync = "sync";

    /// <summary>The operation's name at the API, by its name in the table.</summary>
    private static readonly Dictionary<string, string> s_operations = new()
    {
        ["list"] = "ListSources",
        ["get"] = "GetSource",
        ["create"] = "CreateS3LogSource",
        [LabelTaken] = "CreateS3LogSource",
        ["update"] = "UpdateS3LogSource",
        ["delete"] = "DeleteSource",
        [Sync] = "UpdateS3LogSource",
        ["rotate"] = "RotateApiToken",
    };

    private static readonly Dictionary<string, Fault> s_faults = new()
    {
        [Refused] = new Fault(),
        [NoSuchName] = new Fault(),
        [Untrusted] = new Fault(),
        [Proxied + "refuses the login (407)"] = new Fault { Status = 407 },
        [Proxied + "refuses to connect (403)"] = new Fault { Status = 403 },
        [Proxied + "answers 502"] = new Fault { Status = 502 },
        [Proxied + "is down"] = new Fault(),
        ["reset, request not carried out"] = new Fault { Reset = true },
        ["reset, request carried out"] = new Fault { Reset = true, Phase = "after" },
        [TimeOut + ", request not carried out"] = new Fault { Hold = true },
        [TimeOut + ", request carried out"] = new Fault { Hold = true, Phase = "after" },
        ["429"] = new Fault { Status = 429, Body = new { message = "Too Many Requests" } },
        ["429, Retry-After in seconds"] = new Fault { Status = 429, Headers = Headers(("Retry-After", "5")) },
        ["429, Retry-After as a date"] = new Fault
        {
            Status = 429,
            Headers = Headers(("Date", "Mon, 06 May 2024 07:00:00 GMT"), ("Retry-After", "Mon, 06 May 2024 07:00:05 GMT")),
        },
        ["429, Retry-After of two minutes"] = new Fault { Status = 429, Headers = Headers(("Retry-After", "120")) },
        ["429, Retry-After of 8,000 years"] = new Fault
        {
            Status = 429,
            Headers = Headers(("Date", "Mon, 06 May 2024 07:00:00 GMT"), ("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT")),
        },
        ["400 with a message"] = new Fault { Status = 400, Body = new { message = "bad request" } },
        ["401 with a message"] = new Fault { Status = 401, Body = new { message = "Unauthorized" } },
        ["401 with an error"] = new Fault { Status = 401, Body = new { error = "unauthorized" } },
        ["401 without a body"] = new Fault { Status = 401, EmptyBody = true },
        ["403 with a message"] = new Fault { Status = 403, Body = new { message = "Forbidden" } },
        ["403 with an error"] = new Fault { Status = 403, Body = new { error = "forbidden" } },
        ["404 with an HTML page"] = new Fault { Status = 404, Body = "<html>Not Found</html>" },
        ["409 with a message"] = new Fault { Status = 409, Body = new { message = "it exists" } },
        ["418"] = new Fault { Status = 418 },
        ["500 with a message"] = new Fault { Status = 500, Body = new { message = "internal error" } },
        ["502 with an HTML page"] = new Fault { Status = 502, Body = "<html>Bad Gateway</html>" },
        ["503, request not carried out"] = new Fault { Status = 503 },
        ["503, request carried out"] = new Fault { Status = 503, Phase = "after" },
        ["504, request not carried out"] = new Fault { Status = 504, Body = new { message = "Endpoint request timed out" } },
        ["504, request carried out"] = new Fault { Status = 504, Body = new { message = "Endpoint request timed out" }, Phase = "after" },
        [Redirected + "another host"] = new Fault(),
        [Redirected + "http"] = new Fault(),
        [Redirected + "itself"] = new Fault(),
        ["200 with an HTML page"] = new Fault { Body = "<html>Welcome</html>" },
        ["200 without a body"] = new Fault { EmptyBody = true, Phase = "after" },
        ["JSON that ends early"] = new Fault { Truncate = 30, End = "end", Phase = "after" },
        ["body cut off by the connection's end"] = new Fault { Truncate = 30, Phase = "after" },
        ["body cut off by a reset"] = new Fault { Truncate = 30, End = "reset", Phase = "after" },
        ["bytes that are no UTF-8"] = new Fault
        {
            RawBody = Convert.ToBase64String([.. "{\"data\":{\"x\":\""u8, 0xc3, 0x28, .. "\"}}"u8]),
            Phase = "after",
        },
        ["gzip that is none"] = new Fault { Body = "no gzip at all", Headers = Headers(("Content-Encoding", "gzip")), Phase = "after" },
        ["endless JSON"] = new Fault { Endless = "padding" },
        ["endless blanks, in gzip"] = new Fault { Endless = "whitespace", Encoding = "gzip" },
        ["200 MB of JSON"] = new Fault { BodySize = 200_000_000, Phase = "after" },
        ["data null"] = new Fault { Body = JToken.Parse("{\"data\":null}"), Phase = "after" },
        ["error of the service, no data"] = new Fault
        {
            Body =
                JToken.Parse("{\"data\":null,\"errors\":[{\"message\":\"it broke\",\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\"}}]}"),
        },
        ["error beside the data"] = new Fault { Transform = new { addErrors = new[] { new { message = "a part is missing" } } } },
        ["wrong content type"] = new Fault { ContentType = "text/html", Phase = "after" },
        ["gzip"] = new Fault { Encoding = "gzip" },
        ["deflate"] = new Fault { Encoding = "deflate" },
        ["tiny chunks"] = new Fault { Encoding = "chunked-tiny" },
    };

    private static readonly FaultTable s_table = FaultTable.Load();

    private readonly TcpListener _elsewhere = new(IPAddress.Loopback, 0);

    public FaultMatrixTests(EmulatorFixture emulator)
        : base(emulator) => _elsewhere.Start();

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (FaultTable.Cell cell in s_table.Cells)
            {
                data.Add(cell.Fault, cell.Operation, cell.Duration);
            }

            return data;
        }
    }

    public void Dispose() => _elsewhere.Dispose();

    [Fact]
    public void The_table_has_a_row_for_every_fault_and_a_column_for_every_operation()
    {
        foreach (string duration in FaultTable.Durations)
        {
            FaultTable.Cell[] cells = [.. s_table.Cells.Where(c => c.Duration == duration)];
            Assert.Equal(s_faults.Keys, cells.Select(c => c.Fault).Distinct());
            Assert.Equal(s_faults.Count * s_operations.Count, cells.Length);
            Assert.All(cells, cell => Assert.Contains(cell.Operation, s_operations.Keys));
        }
    }

    [Fact]
    public void Every_fault_that_ends_in_an_error_has_its_message_and_no_other() => Assert.Equal(
        s_table.Cells.Where(
            c => c is { Operation: "get", Duration: FaultTable.Always } && !c.Outcome.StartsWith("ok", StringComparison.Ordinal)
                && !c.Outcome.StartsWith("warned", StringComparison.Ordinal))
            .Select(c => c.Fault),
        s_table.Told);

    [Fact]
    public void The_tests_that_the_page_names_exist()
    {
        string[] names = [.. s_table.Tests];
        Assert.NotEmpty(names);
        Assert.Empty(names.Except(typeof(ListTests).GetMethods().Select(m => m.Name)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_fault_has_the_outcome_that_the_table_says(string fault, string operation, string duration)
    {
        bool isOnce = duration == FaultTable.Once;
        IReadOnlyList<JObject> before = await Control.AddSourcesAsync(
            Samples.S3Source("first"), Samples.S3Source("target"), Samples.OtherSource("third"));
        if (operation == LabelTaken)
        {
            before = [.. before, await Control.AddSourceAsync(Samples.S3Source("new source"))];
        }

        string target = (string)before[1]["integrationId"]!;
        using var doorway = new Doorway(Emulator.Url);
        using RefusingProxy? proxy = fault.StartsWith(Proxied, StringComparison.Ordinal) && s_faults[fault].Status is int refusal
            ? new RefusingProxy(refusal)
            : null;
        PantherClient client = ConnectTo(AddressFor(fault, doorway), Emulator.Token("full"), o =>
        {
            o.Timeout = TimeOf(fault, operation, isOnce);
            o.Proxy = fault.StartsWith(Proxied, StringComparison.Ordinal) ? new WebProxy(proxy?.Url ?? doorway.Url) : null;
        });
        SourceUpdate<S3LogSource>? update = operation != "update" ? null
            : await Connect().S3Sources.PrepareUpdateAsync(target, new S3SourceSettings { Label = "renamed" }, CallContext.None);
        if (fault == Refused)
        {
            Clock.OnWait = () =>
            {
                if (isOnce)
                {
                    doorway.Open();
                }

                return Task.CompletedTask;
            };
        }
        else if (fault is not (NoSuchName or Untrusted) && !fault.StartsWith(Proxied, StringComparison.Ordinal))
        {
            await Control.BreakAsync(Define(fault) with { Operation = s_operations[operation], Times = isOnce ? 1 : 0 });
        }

        string outcome;
        string said = "";
        try
        {
            bool isWhole = await RunAsync(client, operation, target, update);
            outcome = !isWhole || Messages.Warnings.Count > 0 ? "warned" : "ok";
        }
        catch (PantherException e)
        {
            outcome = e.Kind.ToString();
            said = e.Message;
            Assert.Contains(e.Operation, operation == Sync ? new[] { "ListSources", s_operations[operation] } : [s_operations[operation]]);
        }

        int requests = await Control.CountAsync(s_operations[operation]);
        bool wasLookedFor = IsCreation(operation) && await Control.CountAsync("ListSources") > 0;
        string done = operation == "rotate" ? await RotationAsync(client, outcome) : await StateAsync(operation, target, before);
        bool isSuccess = outcome is "ok" or "warned";
        string actual = $"{(isSuccess && wasLookedFor ? "found" : outcome)} ×{requests}"
            + (done.Length == 0 || (isSuccess && done == "done") ? "" : $", {done}");
        Assert.Equal(s_table[fault, operation, duration], actual);
        if (operation == "get" && !isOnce)
        {
            Assert.True(Regex.IsMatch(said, s_table.MessageOf(fault)), $"It says: {said}");
        }

        if (operation == Sync)
        {
            // It can be run again: what was not done is done, and nothing twice.
            await Control.RepairAsync();
            await SynchronizeAsync(Connect(), target);
            Assert.Equal("done", await StateAsync(operation, target, before));
        }

        Assert.False(_elsewhere.Pending(), "A redirect was followed.");
        if (fault == Untrusted)
        {
            Assert.Equal(1, (await Control.GetStatsAsync()).TlsConnections);
        }
    }

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) =>
        headers.ToDictionary(h => h.Name, h => h.Value);

    /// <summary>
    /// The time for an attempt: where it has to run out it is short, but not where the same client has to be answered in it.
    /// </summary>
    private static TimeSpan TimeOf(string fault, string operation, bool isOnce) =>
        !fault.StartsWith(TimeOut, StringComparison.Ordinal) ? TimeSpan.FromSeconds(100)
        : isOnce || IsCreation(operation) || operation == Sync ? TimeSpan.FromSeconds(2)
        : TimeSpan.FromSeconds(0.3);

    private static bool IsCreation(string operation) => operation is "create" or LabelTaken;

    private Uri AddressFor(string fault, Doorway doorway) => fault switch
    {
        Refused => doorway.Url,
        Untrusted => Emulator.UntrustedUrl,
        NoSuchName => new Uri("https://panther.invalid"),
        _ when fault.StartsWith(Proxied, StringComparison.Ordinal) => new Uri("https://panther.invalid"),
        _ => Emulator.Url,
    };

    private Fault Define(string fault) => fault switch
    {
        Redirected + "another host" => new Fault { Redirect = new { location = $"https://localhost:{Port(_elsewhere)}/public/graphql" } },
        Redirected + "http" =>
            new Fault { Redirect = new { location = $"http://127.0.0.1:{Port(_elsewhere)}/public/graphql", status = 307 } },
        Redirected + "itself" => new Fault { Redirect = new { location = "/public/graphql", status = 308 } },
        _ => s_faults[fault],
    };

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Runs the operation.</summary>
    /// <returns>Whether nothing was reported to be missing.</returns>
    private async Task<bool> RunAsync(PantherClient client, string operation, string target, SourceUpdate<S3LogSource>? update)
    {
        switch (operation)
        {
            case "list":
                (IReadOnlyList<LogSource> sources, IReadOnlyList<PantherException> errors) = await ListWithErrorsAsync(client);
                Assert.Equal(["first", "target", "third"], sources.Select(s => s.Label));
                return errors.Count == 0;
            case "get":
                Assert.Equal("target", (await client.LogSources.GetAsync(target, Context)).Label);
                return true;
            case "create" or LabelTaken:
                Assert.Equal("new-bucket", (await client.S3Sources.CreateAsync(Samples.Definition(), Context)).S3Bucket);
                return true;
            case "update":
                Assert.Equal("renamed", (await client.S3Sources.UpdateAsync(update!, Context)).Label);
                return true;
            case Sync:
                await SynchronizeAsync(client, target);
                return true;
            case "rotate":
                string value = new NetworkCredential("", (await client.Tokens.RotateAsync(Context)).Value).Password;
                Assert.Equal(await Control.GetTokenValueAsync("full"), value);
                return true;
            default:
                await client.LogSources.DeleteAsync(target, Context);
                return true;
        }
    }

    /// <summary>Makes a source, renames the target, and removes the first source, each by its definition or for want of one.</summary>
    /// <exception cref="PantherException">The first of what went wrong, when all is done that could be.</exception>
    private async Task SynchronizeAsync(PantherClient client, string target)
    {
        const string Same = $"""
            "AwsAccountId": "123456789012", "LogProcessingRole": "{Samples.Role}", "LogStreamType": "JsonArray", "JsonArrayEnvelopeField": "records",
            "KmsKey": "{Samples.KmsKey}", "ManagedBucketNotifications": true, "S3PrefixLogTypes": [
              {"{"} "Prefix": "", "LogTypes": ["AWS.ALB"], "ExcludedPrefixes": ["tmp/*"] {"}"}, {"{"} "Prefix": "trail/", "LogTypes": ["AWS.CloudTrail"] {"}"}]
            """;
        LogSourceDefinition[] definitions =
        [
            Definitions.Read($$"""{ "Kind": "s3", "Label": "new source", "S3Bucket": "new-bucket", {{Same}} }"""),
            Definitions.Read($$"""{ "Kind": "s3", "Id": "{{target}}", "Label": "renamed", "S3Bucket": "sample-bucket", {{Same}} }"""),
        ];
        var comparison = new TenantComparison(client, definitions);
        await foreach (LogSource source in client.LogSources.List(Context))
        {
            comparison.Offer(source);
        }

        comparison.Match();
        var differences = new List<LogSourceDifference>();
        foreach (LogSourceDefinition definition in definitions)
        {
            differences.Add(await comparison.CompareAsync(definition, Context));
        }

        foreach (LogSource unmanaged in comparison.Unmanaged.Where(s => s.Label == "first"))
        {
            differences.Add((await comparison.ToUnmanagedAsync(unmanaged, Context))!);
        }

        var synchronization = new Synchronization(client);
        var none = new Dictionary<DefinitionKey, string>();
        PantherException? error = null;
        foreach (LogSourceDifference difference in differences)
        {
            try
            {
                await (difference.Action switch
                {
                    "Create" => synchronization.CreateAsync(difference.Definition!, none, Context),
                    "Update" => synchronization.UpdateAsync(difference, none, Context),
                    "Unmanaged" => synchronization.RemoveAsync(difference, Context),
                    _ => Task.FromResult(""),
                });
            }
            catch (PantherException e)
            {
                error ??= e;
            }
        }

        if (error is not null)
        {
            throw error;
        }
    }

    /// <summary>
    /// Whether the token was rotated: the client goes on with the value that is accepted, but where that was lost with the answer.
    /// </summary>
    private async Task<string> RotationAsync(PantherClient client, string outcome)
    {
        bool isDone = await Control.GetTokenValueAsync("full") != Emulator.Token("full");
        bool isLost = isDone && outcome == nameof(PantherErrorKind.OutcomeUnknown);
        await Control.RepairAsync();
        using PantherClient same = ConnectTo(Emulator.Url, new NetworkCredential("", client.Tokens.GetValue()).Password);
        Exception? refusal = await Record.ExceptionAsync(() => same.Tenant.VerifyAsync(Context));
        Assert.Equal(isLost, refusal is PantherException { Kind: PantherErrorKind.Unauthorized });
        return isDone ? "done" : "not done";
    }

    /// <summary>Whether the change was made; empty for an operation that makes none.</summary>
    private async Task<string> StateAsync(string operation, string target, IReadOnlyList<JObject> before)
    {
        IReadOnlyList<JObject> after = await Control.GetSourcesAsync();
        string[] changed = [.. after.Where(a => !before.Any(b => JToken.DeepEquals(a, b))).Select(a => (string)a["integrationLabel"]!)];
        string[] gone = [.. before.Select(b => (string)b["integrationId"]!).Except(after.Select(a => (string)a["integrationId"]!))];
        string state = (operation, changed, gone) switch
        {
            (_, [], []) => "not done",
            ("create" or LabelTaken, ["new source"], []) => "done",
            ("update", ["renamed"], []) => "done",
            ("delete", [], [string id]) when id == target => "done",
            (Sync, ["renamed", "new source"], [string id]) when id != target => "done",
            (Sync, ["new source"], [string id]) when id != target => "not done",
            _ => $"done wrongly: {string.Join(", ", [.. changed, .. gone])}",
        };
        return operation is "list" or "get" && state == "not done" ? "" : state;
    }
}
