using System.Text.RegularExpressions;
using Panther.Emulator.Alarms;
using Panther.Emulator.Alerts;
using Panther.Emulator.Http;
using Panther.Emulator.Json;
using Panther.Emulator.LogSources;
using Panther.Emulator.Rules;
using Panther.Emulator.Tokens;

namespace Panther.Emulator.Rest;

/// <summary>A call of a route.</summary>
internal sealed record RestCall(EmulatorState State, ApiToken Token, JsonMap Parameters, JsonMap Body)
{
    /// <summary>The parameters in the query.</summary>
    public RestQuery Query { get; init; } = new("");

    /// <summary>A part of the path.</summary>
    public string this[string parameter] => Parameters.Text(parameter)!;
}

/// <summary>A route of the REST API.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path template.</param>
/// <param name="Needs">The permissions that it needs.</param>
/// <param name="Act">What it does; null for an answer without a body.</param>
internal sealed record RestRoute(string Method, string Path, Func<RestCall, IEnumerable<string>> Needs, Func<RestCall, object?> Act)
{
    public RestRoute(string method, string path, string needs, Func<RestCall, object?> act) : this(method, path, _ => [needs], act)
    {
    }

    /// <summary>Whether it takes a JSON object.</summary>
    public bool TakesBody { get; init; }

    /// <summary>Whether to delete what is not there is no fault, where the setting says so.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Whether a missing permission is told by the service itself; otherwise it is by what lies before it.</summary>
    public bool TellsForbidden { get; init; }

    /// <summary>The status of an answer with a body.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The status of an answer without a body.</summary>
    public int EmptyStatus { get; init; } = 204;

    /// <summary>What fits the path template.</summary>
    public Regex Pattern { get; } = new($"^{Regex.Replace(Path, @"\{(\w+)\}", "(?<$1>[^/]+)")}\\z", RegexOptions.CultureInvariant);
}

/// <summary>Panther's REST API.</summary>
internal static class RestApi
{
    /// <summary>All that there is.</summary>
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        .. LogSourceRoutes.All, .. AlarmRoutes.All, .. TokenRoutes.All, .. AlertRoutes.All, .. CommentRoutes.All, .. ContextTags.Routes,
        .. RuleStore.Routes,
    ];

    /// <summary>The path template that a path fits, or else the path itself.</summary>
    public static string TemplateOf(string path) => Routes.FirstOrDefault(route => route.Pattern.IsMatch(path))?.Path ?? path;

    /// <summary>Answers a request as Panther's REST API does.</summary>
    public static Answer Answer(EmulatorState state, ApiToken token, ApiRequest request)
    {
        RestRoute[] routes = [.. Routes.Where(route => route.Pattern.IsMatch(request.Path))];
        if (routes.Length == 0)
        {
            return Http.Answer.Message(404, "not found");
        }

        if (routes.FirstOrDefault(route => route.Method == request.Method) is not { } route)
        {
            var allowed = new Dictionary<string, string> { ["allow"] = string.Join(", ", routes.Select(r => r.Method)) };
            return Http.Answer.Message(405, "method not allowed", allowed);
        }

        try
        {
            return Act(route, state, token, request);
        }
        catch (ApiException e) when (e.Refusal == Refusal.NotFound && route.IsIdempotent && state.Settings.Is("absentDelete", "done"))
        {
            return new Answer(204);
        }
        catch (ApiException e) when (e.Refusal == Refusal.Forbidden && !route.TellsForbidden)
        {
            return Http.Answer.Of(e.Status, new JsonMap { ["error"] = "forbidden" });
        }
        catch (ApiException e)
        {
            return Http.Answer.Message(e.Status, e.Message);
        }
    }

    private static Answer Act(RestRoute route, EmulatorState state, ApiToken token, ApiRequest request)
    {
        var call = new RestCall(state, token, ParametersOf(route.Pattern.Match(request.Path)), request.Body as JsonMap ?? [])
        {
            Query = new RestQuery(request.Query),
        };
        token.Demand(route.Needs(call));
        if (route.TakesBody && (!request.IsValid || request.Body is not JsonMap))
        {
            throw new ApiException(Refusal.Invalid, request.IsEmpty ? "missing required payload" : "the body is not a JSON object");
        }

        return route.Act(call) is { } json ? Http.Answer.Of(route.Status, json) : new Answer(route.EmptyStatus);
    }

    private static JsonMap ParametersOf(Match match)
    {
        JsonMap parameters = [];
        foreach (Group group in match.Groups.Values.Where(group => !char.IsAsciiDigit(group.Name[0])))
        {
            parameters[group.Name] = Uri.UnescapeDataString(group.Value);
        }

        return parameters;
    }
}
