using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Panther.Emulator.Faults;
using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;
using Panther.Emulator.Rest;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.Http;

/// <summary>Serves the requests of Panther's API, each with whatever fault it meets.</summary>
internal sealed class ApiEndpoint(EmulatorState state, GraphQLApi graphql)
{
    /// <summary>Where the GraphQL API is.</summary>
    public const string GraphQLPath = "/public/graphql";

    private static readonly string[] s_loggedHeaders = ["accept", "accept-encoding", "content-type", "user-agent"];

    public async Task ServeAsync(HttpContext context, int connection)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string path = target.Split('?', 2)[0];
        Journal journal = state.Journal;
        ApiToken? token = TokenOf(context);
        Journal.Entry entry = journal.Begin(new JsonMap
        {
            ["method"] = context.Request.Method,
            ["path"] = path,
            ["headers"] = LoggedHeaders(context, token),
            ["connection"] = connection,
        });
        var exchange = new Exchange(context, journal, entry);
        try
        {
            await ServeAsync(exchange, target, path, token);
        }
        finally
        {
            entry.End(exchange.Status, exchange.IsGone && !exchange.IsCutHere);
        }
    }

    private async Task ServeAsync(Exchange exchange, string target, string path, ApiToken? token)
    {
        HttpContext context = exchange.Context;
        if (await RequestBody.ReadAsync(context) is not { } text)
        {
            return;
        }

        ApiRequest request = Describe(context.Request.Method, target, path, text);
        exchange.Entry.Note(request.Logged.With(new JsonMap { ["operation"] = request.Operation, ["kind"] = request.Kind }));
        exchange.Entry.Identify(request.Operation, token?.Name);

        if (state.Settings.Latency > 0)
        {
            await Task.WhenAny(Task.Delay(state.Settings.Latency, context.RequestAborted));
        }

        // What the client gave up before it was begun is not done; nor may a request reach over a reset.
        if (IsOver(exchange))
        {
            return;
        }

        Fault? fault = state.Faults.Strike(request.ForFaults(token?.Name));
        if (fault?.IsBefore == true)
        {
            await state.Faults.LingerAsync(fault, context.RequestAborted);
        }

        if (IsOver(exchange))
        {
            return;
        }

        Answer? answer = fault is { IsBefore: true, ReplacesAnswer: true } ? null : await AnswerAsync(token, request);
        if (fault?.IsBefore == false)
        {
            await state.Faults.LingerAsync(fault, context.RequestAborted);
        }

        if (!IsOver(exchange))
        {
            await DeliverAsync(exchange, Spoiling.Spoil(answer, fault), fault);
        }
    }

    private async Task DeliverAsync(Exchange exchange, SentAnswer answer, Fault? fault)
    {
        if (state.Settings.RequestIdHeader is { } header)
        {
            string id = Guid.NewGuid().ToString();
            answer.Headers[header] = [id];
            exchange.Entry.Note(new JsonMap { ["requestId"] = id });
        }

        exchange.IsCutHere = fault is not null && (fault.Reset || fault.Truncate is not null || fault.ContentLength is not null);
        exchange.Status = fault?.Reset == true ? null : answer.Status;
        await Delivery.DeliverAsync(exchange.Context, answer, fault, AcceptedCompression(exchange.Context), () =>
            exchange.Entry.End(exchange.Status, isAborted: false));
    }

    private bool IsOver(Exchange exchange)
    {
        if (state.Journal != exchange.Journal)
        {
            exchange.Context.Abort();
            return true;
        }

        return exchange.IsGone;
    }

    private ApiRequest Describe(string method, string target, string path, string text)
    {
        // API gateways put a stage before every path.
        string route = path.StartsWith("/v1/", StringComparison.Ordinal) ? path[3..] : path;
        bool isValid = JsonText.TryRead(text, out object? body);
        if (route == GraphQLPath)
        {
            (string operation, string kind) = graphql.Describe(body, state.Settings);
            JsonMap? map = body as JsonMap;
            JsonMap logged = [];
            foreach (string name in new[] { "variables", "query" })
            {
                if (map?.ContainsKey(name) == true)
                {
                    logged[name] = map[name];
                }
            }

            return new ApiRequest("graphql", route, operation, kind, method, body, isValid, logged);
        }

        JsonMap told = [];
        if (text.Length > 0 && isValid)
        {
            told["body"] = body;
        }

        if (target.Length > path.Length)
        {
            told["queryString"] = target[(path.Length + 1)..].Split('?')[0];
        }

        return new ApiRequest("rest", route, $"{method} {RestApi.TemplateOf(route)}", method == "GET" ? "query" : "mutation", method, body,
            isValid, told)
        {
            IsEmpty = text.Length == 0,
            Query = target.Length > path.Length ? target[(path.Length + 1)..] : "",
        };
    }

    private async Task<Answer> AnswerAsync(ApiToken? token, ApiRequest request)
    {
        lock (state.Gate)
        {
            if (!state.RateLimit.Pass(state.Settings.Rate))
            {
                string? after = state.Settings.RetryAfter;
                return Answer.Message(429, "Too Many Requests",
                    after is null ? null : new Dictionary<string, string> { ["retry-after"] = after });
            }
        }

        if (token is null || token.IsExpired)
        {
            return Answer.Message(401, "Unauthorized");
        }

        token.LastUsedAt = Times.Now();
        if (request.Api == "rest")
        {
            lock (state.Gate)
            {
                return RestApi.Answer(state, token, request);
            }
        }

        return request.Method == "POST"
            ? await graphql.AnswerAsync(state, token, request.Body)
            : Answer.Message(405, "Method Not Allowed", new Dictionary<string, string> { ["allow"] = "POST" });
    }

    private ApiToken? TokenOf(HttpContext context) => context.Request.Headers.TryGetValue("x-api-key", out var value)
        ? state.Tokens.ByValue(value.ToString()) : null;

    private static JsonMap LoggedHeaders(HttpContext context, ApiToken? token)
    {
        JsonMap shown = [];
        foreach (string name in s_loggedHeaders)
        {
            if (context.Request.Headers.TryGetValue(name, out var value))
            {
                shown[name] = value.ToString();
            }
        }

        if (context.Request.Headers.ContainsKey("x-api-key"))
        {
            shown["x-api-key"] = token?.Name ?? "unknown";
        }

        return shown;
    }

    private string? AcceptedCompression(HttpContext context) =>
        state.Settings.Compression is { } compression
            && context.Request.Headers.AcceptEncoding.ToString().Contains(compression, StringComparison.Ordinal) ? compression : null;

    /// <summary>A request and its answer on their way.</summary>
    private sealed class Exchange(HttpContext context, Journal journal, Journal.Entry entry)
    {
        public HttpContext Context { get; } = context;

        public Journal Journal { get; } = journal;

        public Journal.Entry Entry { get; } = entry;

        /// <summary>The status that was sent; null where no answer was begun.</summary>
        public int? Status { get; set; }

        /// <summary>Whether a fault, and not the client, cuts the answer off.</summary>
        public bool IsCutHere { get; set; }

        public bool IsGone => Context.RequestAborted.IsCancellationRequested;
    }
}
