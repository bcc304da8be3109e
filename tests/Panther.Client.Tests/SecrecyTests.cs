using System.Collections;
using System.Reflection;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Panther.Client.Alerts;
using Panther.Client.DataLake;
using Panther.Client.GraphQL;
using Panther.Client.Health;
using Panther.Client.LogSources;
using Panther.Client.Metrics;
using Panther.Client.Schemas;
using Panther.Client.Tests.Emulation;
using Panther.Client.Tests.Support;
using Panther.Client.Tokens;

namespace Panther.Client.Tests;

/// <summary>The token in no message, no error and no object, even where the API sends it back.</summary>
public sealed class SecrecyTests(EmulatorFixture emulator) : EmulatorTest(emulator)
{
    /// <summary>So much of a token in a row is too much.</summary>
    private const int Telling = 8;

    /// <summary>Answers that hold the token where TOKEN stands, by what they are.</summary>
    private static readonly Dictionary<string, Fault> s_echoes = new()
    {
        ["400 with a message"] = Json(400, "{\"message\":\"the key TOKEN is bad\"}"),
        ["400 with an error"] = Json(400, "{\"error\":\"the key TOKEN is bad\"}"),
        ["400 with a message that is long"] = Json(400, $"{{\"message\":\"{new string('.', 280)}TOKEN and more\"}}"),
        ["400 with a message that ends in it"] = Json(400, $"{{\"message\":\"{new string('.', 299)}TOKEN\"}}"),
        ["400 with another member"] = Json(400, "{\"detail\":{\"headers\":{\"X-API-Key\":\"TOKEN\"}}}"),
        ["400 with another member that is long"] = Json(400, $"{{\"detail\":\"{new string('.', 275)}TOKEN\"}}"),
        ["400 with errors"] =
            Json(400, "{\"errors\":[{\"message\":\"bad "
                + "TOKEN\",\"path\":[\"TOKEN\"],\"extensions\":{\"code\":\"TOKEN\",\"key\":\"TOKEN\"}}]}"),
        ["400 with errors without a message"] =
            Json(400, $"{{\"errors\":[{{\"code\":\"{new string('.', 270)}TOKEN\"}},\"TOKEN\",[\"TOKEN\"]]}}"),
        ["400 with errors of another form"] = Json(400, $"{{\"errors\":{{\"text\":\"{new string('.', 270)}TOKEN\"}}}}"),
        ["400 with text"] = new Fault { Status = 400, Body = "bad key TOKEN in request" },
        ["400 with text that is long"] = new Fault { Status = 400, Body = new string('.', 285) + "TOKEN" },
        ["400 with text that is cut off"] = new Fault { Status = 400, Body = "bad key TOKEN", Truncate = 20 },
        ["401"] = Json(401, "{\"message\":\"TOKEN has expired\"}"),
        ["403"] = Json(403, "{\"error\":\"TOKEN may not\"}"),
        ["404"] = Json(404, "{\"message\":\"no key TOKEN\"}"),
        ["409"] = Json(409, "{\"message\":\"TOKEN exists\"}"),
        ["429"] = Json(429, "{\"message\":\"TOKEN is too fast\"}"),
        ["500 with HTML"] = new Fault { Status = 500, Body = "<html>TOKEN</html>" },
        ["503"] = Json(503, "{\"message\":\"TOKEN is unavailable\"}"),
        ["200 with HTML"] = new Fault { Body = "<html>TOKEN</html>" },
        ["200 with text"] = new Fault { Body = "TOKEN" },
        ["200 with JSON of another form"] = Json(200, "[\"TOKEN\"]"),
        ["200 with JSON that breaks at it"] = new Fault { RawBody = "{\"data\":{\"TOKEN\" TOKEN" },
        ["200 with errors"] =
            Json(200, "{\"data\":null,\"errors\":[{\"message\":\"bad TOKEN\",\"path\":[\"TOKEN\"],\"extensions\":{\"code\":\"TOKEN\"}}]}"),
        ["200 with errors that are long"] = Json(200, $"{{\"data\":null,\"errors\":{{\"text\":\"{new string('.', 270)}TOKEN\"}}}}"),
        ["200 with errors beside the data"] = new Fault
        {
            Transform = new
            {
                addErrors =
                    new object[] { new { message = "bad TOKEN", path = new[] { "TOKEN" }, extensions = new { code = "TOKEN" } }, "TOKEN" },
            },
        },
        ["a request id"] = new Fault { Status = 400, Headers = new Dictionary<string, string> { ["X-Request-Id"] = "TOKEN" } },
        ["a redirect"] = new Fault { Redirect = new { location = "https://TOKEN:TOKEN@TOKEN.example/TOKEN?key=TOKEN" } },
    };

    private static readonly GcsSourceSettings s_gcs = new()
    {
        Label = "x", LogStreamType = "JSON", SubscriptionId = "s", ProjectId = "p", GcsBucket = "b", CredentialsType = "service_account",
        Credentials = """{"type":"service_account","project_id":"p"}""", PrefixLogTypes = [new PrefixLogTypes("", ["A.B"], null)],
    };

    private static readonly PubSubSourceSettings s_pubSub = new()
    {
        Label = "x", LogTypes = ["A.B"], LogStreamType = "JSON", SubscriptionId = "s", ProjectId = "p", CredentialsType = "service_account",
        Credentials = """{"type":"service_account","project_id":"p"}""",
    };

    public static TheoryData<string> Echoes => [.. s_echoes.Keys];

    /// <summary>Tokens of unusual form, which texts may hold in other ways.</summary>
    public static TheoryData<string> UnusualTokens =>
        ["abc/def+ghi==jkl/mno", "quote\"backslash\\and'apostrophe", "<angle>&ampersand;#hash"];

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task A_token_that_the_API_sends_back_is_in_no_error_and_no_message(string echo)
    {
        string token = Emulator.Token("full");
        await Control.AddSourceAsync(Samples.S3Source());
        await Control.BreakAsync(WithToken(s_echoes[echo], token) with { Times = 0 });

        IReadOnlyList<PantherException> errors = await RunAllAsync(Connect());

        Assert.NotEmpty(errors);
        AssertSecret(token, errors);
    }

    [Theory]
    [MemberData(nameof(UnusualTokens))]
    public async Task A_token_of_unusual_form_is_in_no_error_and_no_message(string token)
    {
        // Such a token is of no tenant; what the host answers is what counts.
        foreach (string echo in new[] { "400 with a message", "400 with another member", "400 with errors", "400 with text", "401", "200 with errors" })
        {
            await Control.ResetAsync();
            Fault fault = s_echoes[echo];
            string asJson = JsonConvert.ToString(token)[1..^1];
            await Control.BreakAsync(WithToken(fault, fault.RawBody is null ? token : asJson) with { Times = 0 });

            AssertSecret(token, await RunAllAsync(Connect(token)));
        }
    }

    [Fact]
    public async Task A_connection_that_cannot_be_made_says_nothing_of_the_token()
    {
        using var doorway = new Doorway(Emulator.Url);
        string token = Emulator.Token("full");

        AssertSecret(token, await RunAllAsync(ConnectTo(doorway.Url, token)));
    }

    [Fact]
    public async Task A_connection_that_breaks_says_nothing_of_the_token()
    {
        string token = Emulator.Token("full");
        await Control.BreakAsync(new Fault { Reset = true, Times = 0 });

        AssertSecret(token, await RunAllAsync(Connect()));
    }

    [Fact]
    public async Task A_token_that_is_no_header_is_refused_without_being_said()
    {
        const string Token = "line one of the token\r\nline two: of the token";

        Exception[] ends =
        [
            await Record.ExceptionAsync(() => Connect(Token).Tenant.VerifyAsync(Context)),
            await Record.ExceptionAsync(() => ListAsync(Connect(Token)))
        ];

        Assert.All(ends, Assert.NotNull);
        AssertHoldsNothing(Token, string.Join("\n", [.. ends.Select(Everything), .. Messages.All]));
        Assert.DoesNotContain(await Control.GetRequestsAsync(), r => r.Status == 200);
    }

    [Fact]
    public async Task The_password_of_the_proxy_is_in_no_error_and_no_message()
    {
        const string Password = "the-password-of-the-proxy";
        await Control.BreakAsync(new Fault { Status = 400, Body = new { message = $"Proxy-Authorization: {Password}" }, Times = 0 });

        IReadOnlyList<PantherException> errors = await RunAllAsync(Connect(configure: o => o.ProxyPassword = Password));

        Assert.NotEmpty(errors);
        AssertSecret(Password, errors);
    }

    [Fact]
    public async Task The_secrets_of_a_source_are_in_no_error_and_no_message()
    {
        const string Secret = "a \"secret\" of the source";
        await Control.BreakAsync(new Fault { Api = "rest", Status = 400, Body = JObject.FromObject(new { detail = Secret }) });

        PantherException error = await Expect.ErrorAsync(PantherErrorKind.InvalidInput, () => Connect().HttpSources.CreateAsync(
            new HttpSourceSettings
            {
                Label = "hook",
                LogTypes = ["A.B"],
                LogStreamType = "JSON",
                AuthMethod = "Bearer",
                AuthBearerToken = Secret,
            },
            Context));

        AssertSecret(Secret, [error]);
    }

    [Fact]
    public void Neither_a_client_nor_its_options_show_the_token()
    {
        const string Token = "the-token-of-these-options";
        var options = new PantherClientOptions(PantherEndpoint.Parse("acme.runpanther.net"), Token) { ProxyPassword = "x" };
        using var client = new PantherClient(options);

        foreach (object shown in new object[] { options, client, client.Endpoint, client.LogSources, client.Tenant, client.GraphQL, client.Rest })
        {
            IEnumerable<string> properties = shown.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetIndexParameters().Length == 0).Select(p => $"{p.Name}={p.GetValue(shown)}");
            AssertHoldsNothing(Token, string.Join("\n", [shown.ToString()!, .. properties]));
        }
    }

    [Fact]
    public async Task An_answer_is_data_and_holds_what_the_caller_asked_for()
    {
        // Redaction is for what is said about a request, not for what was asked for: a rotated token has to arrive.
        GraphQLResult result = await Connect().GraphQL.InvokeAsync(
            GraphQLRequest.Parse("mutation { rotateAPIToken { token { value } } }", null), null, Context);

        string value = (string)((IDictionary)((IDictionary)result.Data["rotateAPIToken"]!)["token"]!)["value"]!;
        await Connect(value).Tenant.VerifyAsync(Context);
    }

    private static Fault Json(int status, string body) => new() { Status = status, RawBody = body, ContentType = "application/json" };

    /// <summary>The fault with the token in it; a raw body stands here as its text.</summary>
    private static Fault WithToken(Fault fault, string token)
    {
        Fault filled = JsonConvert.DeserializeObject<Fault>(
            fault.ToJson().Replace("TOKEN", JsonConvert.ToString(token)[1..^1], StringComparison.Ordinal))!;
        return filled.RawBody is null ? filled : filled with { RawBody = Convert.ToBase64String(Encoding.UTF8.GetBytes(filled.RawBody)) };
    }

    /// <summary>All that an exception may print.</summary>
    private static string Everything(Exception? exception)
    {
        var text = new StringBuilder();
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            text.AppendLine(e.ToString()).AppendLine(e.Message).AppendLine(e.Source).AppendLine(e.HelpLink);
            foreach (DictionaryEntry entry in e.Data)
            {
                text.Append(entry.Key).Append('=').Append(entry.Value).AppendLine();
            }

            foreach (PropertyInfo property in e.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                text.Append(property.Name).Append('=').Append(property.GetValue(e)).AppendLine();
            }

            if (e is PantherException panther)
            {
                foreach (GraphQLError error in panther.Errors)
                {
                    text.AppendLine(
                        error.ToString()).AppendLine(error.Message).AppendLine(error.Code).AppendJoin('/', error.Path).AppendLine();
                }
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// No telling part of the secret is in the text, neither as it is nor as JSON writes it, nor in other case, as a URL's host has it.
    /// </summary>
    private static void AssertHoldsNothing(string secret, string text)
    {
        foreach (string form in new[] { secret, JsonConvert.ToString(secret)[1..^1] })
        {
            for (int i = 0; i + Telling <= form.Length; i++)
            {
                int at = text.IndexOf(form.Substring(i, Telling), StringComparison.OrdinalIgnoreCase);
                Assert.True(
                    at < 0, at < 0 ? "" : "A part of the secret is told: "
                        + $"{text.Substring(Math.Max(0, at - 60), Math.Min(200, text.Length - Math.Max(0, at - 60)))}");
            }
        }
    }

    private void AssertSecret(string secret, IEnumerable<PantherException> errors) =>
        AssertHoldsNothing(secret, string.Join("\n", [.. errors.Select(Everything), .. Messages.All]));

    [Fact]
    public void Every_operation_is_among_those_that_are_run()
    {
        string[] operations = [.. typeof(PantherClient).GetProperties()
            .SelectMany(p => new[] { p.PropertyType }.Concat(p.PropertyType.GetInterfaces()).SelectMany(t => t.GetMethods())
                .Where(
                    m => typeof(Task).IsAssignableFrom(m.ReturnType) || m.ReturnType.Name.StartsWith("Listing", StringComparison.Ordinal))
                .Select(m => $"{p.Name}.{m.Name}"))
            .Distinct().Order(StringComparer.Ordinal)];

        Assert.Contains("Alerts.UpdateAsync", operations);
        Assert.Equal(operations, Operations(Connect(), []).Select(o => o.Name).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Runs every operation, and gives back the errors.</summary>
    private async Task<IReadOnlyList<PantherException>> RunAllAsync(PantherClient client)
    {
        var errors = new List<PantherException>();
        foreach ((string name, Func<Task> run) in Operations(client, errors))
        {
            if (await Record.ExceptionAsync(run) is { } error)
            {
                Assert.True(error is PantherException, $"{name}: {error}");
                errors.Add((PantherException)error);
            }
        }

        return errors;
    }

    /// <summary>Every operation of a client.</summary>
    /// <param name="client">The client.</param>
    /// <param name="errors">Gets the errors that an operation returns beside its result.</param>
    private IEnumerable<(string Name, Func<Task> Run)> Operations(PantherClient client, List<PantherException> errors)
    {
        const string Id = Samples.UnknownId;
        yield return ("Tenant.VerifyAsync", () => client.Tenant.VerifyAsync(Context));
        yield return ("Tenant.GetVersionAsync", () => client.Tenant.GetVersionAsync(Context));
        yield return ("Tenant.GetTokenAsync", () => client.Tenant.GetTokenAsync(Context));
        yield return ("LogSources.List", async () => errors.AddRange((await ListWithErrorsAsync(client)).Errors));
        yield return ("LogSources.GetAsync", () => client.LogSources.GetAsync(Id, Context));
        yield return ("LogSources.DeleteAsync", () => client.LogSources.DeleteAsync(Id, Context));
        foreach ((string, Func<Task>) operation in OfKind("S3Sources", client.S3Sources, Samples.Definition(), new S3SourceSettings
        {
            Label = "x",
        })
            .Concat(
                OfKind(
                    "HttpSources",
                    client.HttpSources,
                    new() { Label = "x", LogTypes = ["A.B"], LogStreamType = "JSON", AuthMethod = "None" },
                    new() { Label = "x" }))
            .Concat(OfKind("GcsSources", client.GcsSources, s_gcs, new() { Label = "x" }))
            .Concat(OfKind("PubSubSources", client.PubSubSources, s_pubSub, new() { Label = "x" }))
            .Concat(OfKind(
                "LogForwarderSources", client.LogForwarderSources, new() { Label = "x", LogTypes = ["A.B"], LogStreamType = "JSON" }, new()
            {
                Label = "x",
            })))
        {
            yield return operation;
        }

        yield return ("Alarms.GetAsync", () => client.Alarms.GetAsync(Id, Context));
        yield return ("Alarms.SetAsync", () => client.Alarms.SetAsync(Id, 60, Context));
        yield return ("Alarms.EnsureAsync", () => client.Alarms.EnsureAsync(Id, 60, Context));
        yield return ("Alarms.RemoveAsync", () => client.Alarms.RemoveAsync(Id, Context));
        yield return ("Alerts.List", () => client.Alerts.List(new AlertQuery(), Context).ToListAsync());
        yield return ("Alerts.GetAsync", () => client.Alerts.GetAsync(Id, Context));
        yield return ("Alerts.UpdateAsync", async () => errors.AddRange(
            (await client.Alerts.UpdateAsync([Id, "another"], new AlertChanges { Status = "CLOSED" }, Context))
                .OfType<PantherException>()));
        yield return ("Alerts.AddCommentAsync", () => client.Alerts.AddCommentAsync(Id, "text", "PLAIN_TEXT", Context));
        yield return ("Health.ReadSystemErrorsAsync", () => client.Health.ReadSystemErrorsAsync(null, Context));
        yield return ("Health.FindErrorsAsync", () => client.Health.FindErrorsAsync(
            new SystemErrors(DateTime.UtcNow.AddDays(-1)), Id, Context));
        yield return ("Health.JudgeAsync", async () => errors.AddRange((await client.Health.JudgeAsync(
            new LogSource((PantherClient?)null) { Id = Id },
            TimeSpan.FromDays(1),
            new SystemErrors(DateTime.UtcNow.AddDays(-1)),
            true,
            (_, _, _) => "",
            Context)).Errors));
        yield return ("Schemas.List", () => client.Schemas.List(new SchemaQuery(), Context).ToListAsync());
        yield return ("Schemas.FindAsync", () => client.Schemas.FindAsync("Custom.X", Context));
        var schema = new SchemaSettings("Custom.X") { Spec = "fields: []" };
        yield return ("Schemas.PrepareAsync", () => client.Schemas.PrepareAsync(schema, Context));
        yield return ("Schemas.ApplyAsync", () => client.Schemas.ApplyAsync(new SchemaUpdate(null, schema), Context));
        yield return ("Detections.ListEnabledAsync", () => client.Detections.ListEnabledAsync("A.B", Context));
        yield return ("Tokens.List", () => client.Tokens.List(Context).ToListAsync());
        yield return ("Tokens.GetAsync", () => client.Tokens.GetAsync(Id, Context));
        yield return ("Tokens.GetOwnIdAsync", () => client.Tokens.GetOwnIdAsync(Context));
        yield return ("Tokens.CreateAsync", () => client.Tokens.CreateAsync(
            new ApiTokenSettings { Name = "x", Permissions = ["RuleRead"] }, Context));
        yield return ("Tokens.PrepareUpdateAsync", () => client.Tokens.PrepareUpdateAsync(
            Id, new ApiTokenSettings { Name = "y" }, Context));
        yield return ("Tokens.UpdateAsync", () => client.Tokens.UpdateAsync(
            new ApiTokenUpdate(new ApiToken { Id = Id }, new ApiTokenSettings { Name = "y" }.ToInput(null)), Context));
        yield return ("Tokens.DeleteAsync", () => client.Tokens.DeleteAsync(Id, Context));
        yield return ("DataLake.ListDatabasesAsync", () => client.DataLake.ListDatabasesAsync(Context));
        yield return ("DataLake.FindLogDatabaseAsync", () => client.DataLake.FindLogDatabaseAsync(Context));
        yield return ("DataLake.ListTables", () => client.DataLake.ListTables("logs", true, Context).ToListAsync());
        var sql = DataLakeSql.Parse("SELECT 1");
        yield return ("DataLake.RunAsync", () => client.DataLake.RunAsync(sql, null, TimeSpan.FromMinutes(1), Context));
        yield return ("DataLake.ReadRows", () => client.DataLake.ReadRows(new DataLakeQuery { Id = Id }, Context).ToListAsync());
        yield return ("DataLake.MeasureAsync", () => client.DataLake.MeasureAsync(
            new DataLakeTable { Name = "aws_alb", Database = "logs", LogType = "AWS.ALB" },
            null,
            TimeSpan.FromDays(1),
            TimeSpan.FromMinutes(1),
            Context));
        yield return ("DataLake.CancelAsync", () => client.DataLake.CancelAsync(Id, Context));
        yield return ("Metrics.GetAsync", async () =>
        {
            if ((await client.Metrics.GetAsync(
                MetricOperations.Names, DateTime.UtcNow.AddDays(-1), DateTime.UtcNow, null, Context)).Error is { } beside)
            {
                errors.Add(beside);
            }
        });
        yield return ("GraphQL.InvokeAsync", async () =>
        {
            if ((await client.GraphQL.InvokeAsync(GraphQLRequest.Parse("{ __typename }", null), null, Context)).Errors is { } beside)
            {
                errors.Add(beside);
            }
        });
        yield return ("Rest.InvokeAsync", () => client.Rest.InvokeAsync(
            HttpMethod.Post, "/rules", null, new Hashtable { ["id"] = "x", ["body"] = "y", ["severity"] = "INFO" }, Context));

        // Last, since it is the token that is to be kept secret which it changes.
        yield return ("Tokens.RotateAsync", () => client.Tokens.RotateAsync(Context));
    }

    private IEnumerable<(string Name, Func<Task> Run)> OfKind<TSource, TSettings>(
        string name, ILogSourceKind<TSource, TSettings> kind, TSettings creation, TSettings change)
        where TSource : ConfiguredLogSource
        where TSettings : LogSourceSettings
    {
        yield return ($"{name}.GetAsync", () => kind.GetAsync(Samples.UnknownId, Context));
        yield return ($"{name}.CreateAsync", () => kind.CreateAsync(creation, Context));
        yield return ($"{name}.PrepareUpdateAsync", () => kind.PrepareUpdateAsync(Samples.UnknownId, change, Context));
        yield return ($"{name}.UpdateAsync", () => kind.UpdateAsync(UpdateOf<TSource>(creation), Context));
    }

    private static SourceUpdate<TSource> UpdateOf<TSource>(LogSourceSettings settings)
        where TSource : ConfiguredLogSource
    {
        var input = new JObject();
        settings.ApplyTo(input, isNew: true);
        if (typeof(TSource) == typeof(S3LogSource))
        {
            input["id"] = Samples.UnknownId;
            input.Remove("awsAccountId");
            input.Remove("s3Bucket");
        }

        // One that is read as part of a list is made of its client alone.
        object? origin = typeof(TSource) == typeof(S3LogSource) ? null : new LogSource((PantherClient?)null) { Id = Samples.UnknownId };
        var source = (TSource)Activator.CreateInstance(
            typeof(TSource), BindingFlags.Instance | BindingFlags.NonPublic, null, [origin], null)!;
        return new SourceUpdate<TSource>(source, input, [new PropertyChange("label", "a", "x")], []);
    }
}
