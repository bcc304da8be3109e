using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Panther.Emulator.GraphQL;
using Panther.Emulator.Http;
using Panther.Emulator.Json;

namespace Panther.Emulator;

/// <summary>The command <c>panther-emulator</c>.</summary>
internal static class CommandLine
{
    private const string Help = """
        A local emulator of Panther's public API, GraphQL and REST, in memory and on loopback only.

        panther-emulator [options]
          --port N             the port; 0 (the default) takes a free one
          --sources N          how many log sources to make up (0)
          --seed N             other numbers make other sources (1)
          --page-size N        how many sources a page has; 0 (the default) puts all on one, as Panther does
          --latency MS         how long every answer takes (0)
          --rate N             how many requests a second pass; the others get 429. 0 (the default) lets all pass
          --edition NAME       of the GraphQL schema: 2025-07, current (the default), next
          --https              serve over TLS, with a certificate that nobody trusts
          --json               print one line of JSON, with all tokens
          --exit-with-stdin    end when the standard input ends
          --help               this text
        """;

    private static readonly Option<string?> s_port = new("--port");
    private static readonly Option<string?> s_edition = new("--edition");
    private static readonly Option<bool> s_https = new("--https");
    private static readonly Option<bool> s_json = new("--json");
    private static readonly Option<bool> s_exitWithStdin = new("--exit-with-stdin");
    private static readonly Option<bool> s_help = new("--help", "-h");
    private static readonly Dictionary<string, Option<string?>> s_numbers = new()
    {
        ["sources"] = new("--sources"),
        ["seed"] = new("--seed"),
        ["pageSize"] = new("--page-size"),
        ["latency"] = new("--latency"),
        ["rate"] = new("--rate"),
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        ParseResult parsed = Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return Fail(parsed.Errors[0].Message);
        }

        if (parsed.GetValue(s_help))
        {
            await Console.Out.WriteLineAsync(Help);
            return 0;
        }

        try
        {
            return await ServeAsync(parsed);
        }
        catch (Exception e) when (e is ApiException or IOException or FormatException)
        {
            return Fail(e.Message);
        }
    }

    private static ParseResult Parse(string[] arguments)
    {
        var command = new Command("panther-emulator") { s_port, s_edition, s_https, s_json, s_exitWithStdin, s_help };
        foreach (Option<string?> number in s_numbers.Values)
        {
            command.Add(number);
        }

        return command.Parse(arguments);
    }

    private static async Task<int> ServeAsync(ParseResult parsed)
    {
        JsonMap start = [];
        foreach ((string name, Option<string?> option) in s_numbers)
        {
            if (parsed.GetResult(option) is not null)
            {
                start[name] = NumberOf(parsed, option);
            }
        }

        if (parsed.GetValue(s_edition) is { } edition)
        {
            start["edition"] = edition;
        }

        int port = parsed.GetResult(s_port) is null ? 0 : NumberOf(parsed, s_port);
        if (port is < 0 or > ushort.MaxValue)
        {
            throw new FormatException($"--port takes a number from 0 to {ushort.MaxValue}.");
        }

        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM, end);
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, end);
        if (parsed.GetValue(s_exitWithStdin))
        {
            _ = EndWithInputAsync(end);
        }

        await using EmulatorServer server = await EmulatorServer.StartAsync(start, port, parsed.GetValue(s_https));
        Tell(server, start, parsed.GetValue(s_json));

        // The schema is made while the client makes its first request ready.
        _ = Task.Run(() => ExecutableSchema.Of(server.State.Settings.Edition));
        await end.Task;
        return 0;
    }

    private static void Tell(EmulatorServer server, JsonMap start, bool asJson)
    {
        Uri url = server.HttpsUrl ?? server.Url;
        JsonMap told = new()
        {
            ["url"] = url.GetLeftPart(UriPartial.Authority),
            ["graphqlUrl"] = new Uri(url, ApiEndpoint.GraphQLPath).AbsoluteUri,
        };
        if (server.HttpsUrl is not null)
        {
            told["controlUrl"] = server.Url.GetLeftPart(UriPartial.Authority);
        }

        JsonMap tokens = [];
        foreach ((string name, string value) in server.Tokens)
        {
            tokens[name] = value;
        }

        told["token"] = tokens["full"];
        Console.Out.Write(asJson
            ? JsonText.WriteText(told.With(new JsonMap { ["tokens"] = tokens, ["pid"] = Environment.ProcessId })) + "\n"
            : TextOf(told, start.Get("sources") ?? 0));
        Console.Out.Flush();
    }

    private static string TextOf(JsonMap told, object sources)
    {
        string control = told.Text("controlUrl") is { } url ? $"\n  Control  {url}" : "";
        return $"Panther emulator, log sources: {sources}\n  URL      {told["url"]}\n  GraphQL  {told["graphqlUrl"]}{control}"
            + $"\n  Token    {told["token"]}\nCtrl+C ends it.\n";
    }

    private static int NumberOf(ParseResult parsed, Option<string?> option) =>
        int.TryParse(parsed.GetValue(option), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number : throw new FormatException($"{option.Name} takes a whole number.");

    private static PosixSignalRegistration OnSignal(PosixSignal signal, TaskCompletionSource end) =>
        PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        end.TrySetResult();
    });

    private static async Task EndWithInputAsync(TaskCompletionSource end)
    {
        try
        {
            await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        }
        finally
        {
            end.TrySetResult();
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
