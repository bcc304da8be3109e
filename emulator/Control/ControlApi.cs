using Microsoft.AspNetCore.Http;
using Panther.Emulator.Http;
using Panther.Emulator.Json;

namespace Panther.Emulator.Control;

/// <summary>The control API: what a test tells the emulator. It needs no token.</summary>
internal sealed class ControlApi
{
    private readonly EmulatorState _state;
    private readonly OrderedDictionary<string, Func<object?, string, object?>> _routes;

    public ControlApi(EmulatorState state)
    {
        _state = state;
        _routes = new()
        {
            ["GET state"] = (_, _) => StateJson(),
            ["POST reset"] = (body, _) => Reset(body),
            ["GET settings"] = (_, _) => state.Settings.Values,
            ["POST settings"] = (body, _) => ChangeSettings(body),
            ["PATCH settings"] = (body, _) => ChangeSettings(body),

            ["GET sources"] = (_, _) => state.Sources.List(),
            ["POST sources"] = (body, _) => Each(body).Select(source => state.Sources.Add(MapOf(source))).ToList(),
            ["GET sources/:"] = (_, id) => state.Sources.Get(id),
            ["PATCH sources/:"] = (body, id) => state.Sources.Change(id, MapOf(body)),
            ["DELETE sources/:"] = (_, id) => Nothing(() => state.Sources.Remove(id)),

            ["GET alerts"] = (_, _) => state.Alerts.List().ToList(),
            ["POST alerts"] = (body, _) => Each(body).Select(alert => state.Alerts.Add(MapOf(alert))).ToList(),
            ["GET alerts/:"] = (_, id) => state.Alerts.Get(id),
            ["PATCH alerts/:"] = (body, id) => state.Alerts.Change(id, MapOf(body)),
            ["DELETE alerts/:"] = (_, id) => Nothing(() => state.Alerts.Remove(id)),

            ["GET rules"] = (_, _) => state.Rules.List(),
            ["POST rules"] = (body, _) => Each(body).Select(rule => state.Rules.Add(MapOf(rule))).ToList(),
            ["DELETE rules/:"] = (_, id) => Nothing(() => state.Rules.Remove(id)),
            ["GET simple-rules"] = (_, _) => state.SimpleRules.List(),
            ["POST simple-rules"] = (body, _) => Each(body).Select(rule => state.SimpleRules.Add(MapOf(rule))).ToList(),
            ["DELETE simple-rules/:"] = (_, id) => Nothing(() => state.SimpleRules.Remove(id)),

            ["GET metrics"] = (_, _) => state.Metrics,
            ["POST metrics"] = (body, _) => SetMetrics(MapOf(body)),
            ["POST datalake"] = (body, _) => Each(body).Select(answer => state.DataLake.Expect(MapOf(answer))).ToList(),

            ["POST events"] = (body, _) => Each(body).Select(one => state.Events.Add(MapOf(one))).ToList(),
            ["GET queries"] = (_, _) => state.DataLake.All().ToList(),
            ["POST queries"] = (body, _) => state.DataLake.Add(MapOf(body), state),

            ["GET tokens"] = (_, _) => state.Tokens.List(),
            ["POST tokens"] = (body, _) => state.Tokens.Create(MapOf(body).Get("name"), MapOf(body).Get("permissions")),
            ["DELETE tokens/:"] = (_, name) => Nothing(() => state.Tokens.Remove(name)),
            ["POST tokens/:/expire"] = (_, name) => Nothing(() => state.Tokens.Expire(name)),

            ["GET faults"] = (_, _) => state.Faults.List(),
            ["POST faults"] = (body, _) => body is List<object?> several ? several.Select(state.Faults.Add).ToList()
                : state.Faults.Add(body),
            ["DELETE faults"] = (_, _) => Nothing(state.Faults.Clear),
            ["DELETE faults/:"] = (_, id) => Nothing(() => state.Faults.Remove(id)),
            ["POST release"] = (body, _) => new JsonMap { ["released"] = state.Faults.Release((body as JsonMap)?.Text("id")) },

            ["GET requests"] = (_, _) => state.Journal.Entries(),
            ["DELETE requests"] = (_, _) => Nothing(state.Journal.Forget),
            ["GET stats"] = (_, _) => state.Journal.Stats(),
        };
    }

    public async Task ServeAsync(HttpContext context, string target)
    {
        if (await RequestBody.ReadAsync(context) is not { } text)
        {
            return;
        }

        (int status, byte[]? body) = Outcome(context.Request.Method, target, text);
        context.Response.StatusCode = status;
        if (body is not null)
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body);
        }
    }

    private (int Status, byte[]? Body) Outcome(string method, string target, string text)
    {
        string[] parts = [.. target.Split('?', 2)[0].Split('/').Skip(2).Select(Uri.UnescapeDataString)];
        string id = parts.ElementAtOrDefault(1) ?? "";
        string name =
            $"{method} {parts[0]}" + (id.Length > 0 ? "/:" : "") + (parts.Length > 2 && parts[2].Length > 0 ? $"/{parts[2]}" : "");
        try
        {
            if (!_routes.TryGetValue(name, out var route))
            {
                throw new ApiException(Refusal.NotFound, $"The control API has: {string.Join(", ", _routes.Keys)}.");
            }

            if (!JsonText.TryRead(text, out object? body))
            {
                throw new ApiException(Refusal.Invalid, "The body is no JSON.");
            }

            lock (_state.Gate)
            {
                object? answer = route(body, id);
                return answer is null ? (204, null) : (200, JsonText.Write(answer));
            }
        }
        catch (ApiException e)
        {
            return (e.Status, JsonText.Write(new JsonMap { ["message"] = e.Message }));
        }
    }

    private JsonMap StateJson() => new JsonMap
    {
        ["settings"] = _state.Settings.Values,
        ["population"] = _state.Population,
        ["sources"] = _state.Sources.List().Count,
        ["faults"] = _state.Faults.List().Count,
    }.With(_state.Journal.Stats());

    private JsonMap Reset(object? body)
    {
        _state.Reset(MapOf(body));
        return StateJson();
    }

    private JsonMap ChangeSettings(object? body)
    {
        _state.ChangeSettings(MapOf(body));
        return _state.Settings.Values;
    }

    private JsonMap SetMetrics(JsonMap values)
    {
        _state.Metrics.Add(values);
        return _state.Metrics;
    }

    private static object? Nothing(Action act)
    {
        act();
        return null;
    }

    private static JsonMap MapOf(object? body) => body switch
    {
        JsonMap map => map,
        null => [],
        _ => throw new ApiException(Refusal.Invalid, "The body is no JSON object."),
    };

    private static IEnumerable<object?> Each(object? body) => body as List<object?> ?? [body];
}
