using System.Globalization;
using System.Text;
using Panther.Client.LogSources;
using Panther.Client.Schemas;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;

namespace Panther.Client.Tests.Fuzzing;

/// <summary>
/// Every read, with answers that were good before they were spoiled: each ends in a result or an error of ours. The
/// build task Fuzz runs it long; PANTHERPS_FUZZ_CASES and PANTHERPS_FUZZ_SEED say how long and with which seed.
/// </summary>
public sealed class FuzzTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    private const long MostBytesKept = 64 * 1024 * 1024;

    private static readonly TimeSpan s_longestCase = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Every_spoiled_answer_ends_in_a_result_or_an_error_of_ours()
    {
        int cases = Setting("PANTHERPS_FUZZ_CASES", 1500);
        int seed = Setting("PANTHERPS_FUZZ_SEED", 1);
        using var server = new RecordingServer(Emulator.Url);
        PantherClient client = ConnectTo(server.Url, Emulator.Token("full"), o =>
        {
            o.MaximumRetryCount = 0;
            o.Timeout = s_longestCase;
        });
        IReadOnlyList<Func<Task>> reads = await PrepareReadsAsync(client);

        // With the recorded answers every read is good.
        var requestsOf = new Dictionary<Func<Task>, IReadOnlyList<string>>();
        foreach (Func<Task> read in reads)
        {
            await read();
            requestsOf[read] = server.TakeRequests();
        }

        int results = 0;
        var errors = new Dictionary<PantherErrorKind, int>();
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < cases; i++)
        {
            Func<Task> read = reads[i % reads.Count];
            IReadOnlyList<string> requests = requestsOf[read];
            string spoiled = requests[i / reads.Count % requests.Count];
            byte[] good = server[spoiled];
            byte[] bad = new Mutator(unchecked((seed * 1_000_003) + i)).Mutate(good);
            server[spoiled] = bad;
            try
            {
                await read().WaitAsync(s_longestCase);
                results++;
            }
            catch (PantherException e)
            {
                errors[e.Kind] = errors.GetValueOrDefault(e.Kind) + 1;
            }
            catch (Exception e)
            {
                Assert.Fail($"Case {i} of seed {seed}, {spoiled}: {e}\n{Encoding.UTF8.GetString(bad)[..Math.Min(2000, bad.Length)]}");
            }

            server[spoiled] = good;
        }

        string seen = $"{results} results, {string.Join(", ", errors.Select(e => $"{e.Value} {e.Key}"))}";
        Assert.True(results > cases / 100 && errors.Values.Sum() > cases / 10, $"The answers were not spoiled as they should be: {seen}.");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, MostBytesKept);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    /// <summary>Fills the tenant, and makes every kind of read of it.</summary>
    private async Task<IReadOnlyList<Func<Task>>> PrepareReadsAsync(PantherClient client)
    {
        PantherClient direct = Connect();
        const string key = """{"type":"service_account","project_id":"sample"}""";
        S3LogSource s3 = await direct.S3Sources.CreateAsync(Samples.Definition("s3"), Context);
        await Control.AddSourceAsync(Samples.S3Source("full"));
        HttpLogSource http = await direct.HttpSources.CreateAsync(
            new HttpSourceSettings
            {
                Label = "http",
                LogTypes = ["AWS.ALB"],
                LogStreamType = "JSON",
                AuthMethod = "Basic",
                AuthUsername = "u",
                AuthPassword = "p",
            },
            Context);
        GcsLogSource gcs = await direct.GcsSources.CreateAsync(
            new GcsSourceSettings
            {
                Label = "gcs",
                GcsBucket = "bucket-b",
                SubscriptionId = "s1",
                CredentialsType = "service_account",
                Credentials = key,
                LogStreamType = "JSON",
                PrefixLogTypes = [new PrefixLogTypes("a/", ["AWS.ALB"], ["a/b*"])],
            },
            Context);
        PubSubLogSource pubSub = await direct.PubSubSources.CreateAsync(
            new PubSubSourceSettings
            {
                Label = "pubsub",
                SubscriptionId = "s2",
                CredentialsType = "service_account",
                Credentials = key,
                LogStreamType = "JSON",
                LogTypes = ["AWS.ALB"],
            },
            Context);
        await direct.Alarms.SetAsync(s3.Id, 60, Context);
        return
        [
            () => ListAsync(client),
            () => client.LogSources.GetAsync(s3.Id, Context),
            async () =>
            {
                // The shape of the update is asked for once a connection, so each of these has one of its own.
                using var own =
                    new PantherClient(new PantherClientOptions(client.Endpoint, Emulator.Token("full")) { MaximumRetryCount = 0 });
                await own.S3Sources.PrepareUpdateAsync(s3.Id, new S3SourceSettings { LogStreamType = "Lines" }, Context);
            },
            () => client.Tenant.VerifyAsync(Context),
            () => client.Tenant.GetVersionAsync(Context),
            () => client.Tenant.GetTokenAsync(Context),
            () => client.Schemas.List(new SchemaQuery { WithSpec = true }, Context).ToListAsync(),
            () => client.HttpSources.GetAsync(http, Context),
            () => client.GcsSources.GetAsync(gcs, Context),
            () => client.PubSubSources.GetAsync(pubSub, Context),
            () => client.Alarms.GetAsync(s3.Id, Context),
            () => client.GraphQL.InvokeAsync(
                GraphQL.GraphQLRequest.Parse("query Kinds { sources { edges { node { integrationType } } } }", null), null, Context),
            () => client.Rest.InvokeAsync(HttpMethod.Get, "/log-sources/http/" + http.Id, null, null, Context),
        ];
    }
}
