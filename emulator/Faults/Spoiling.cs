using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Panther.Emulator.Http;
using Panther.Emulator.Json;

namespace Panther.Emulator.Faults;

/// <summary>An answer as it is sent.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The headers, their names in lower case.</param>
/// <param name="Body">The body; may be empty.</param>
internal sealed record SentAnswer(int Status, Dictionary<string, string[]> Headers, byte[] Body);

/// <summary>What becomes of an answer under a fault.</summary>
internal static class Spoiling
{
    private const string Json = "application/json; charset=utf-8";

    /// <param name="answer">The service's answer; null where the fault replaces it.</param>
    /// <param name="fault">The fault, if there is one.</param>
    public static SentAnswer Spoil(Answer? answer, Fault? fault)
    {
        if (fault is null)
        {
            return Sent(answer!);
        }

        SentAnswer spoilt = Sent(fault.ReplacesAnswer ? Replacement(fault) : Changed(answer!, fault));
        if (fault.ContentType is not null)
        {
            spoilt.Headers["content-type"] = [fault.ContentType];
        }

        foreach ((string name, object? value) in fault.Headers ?? [])
        {
#pragma warning disable CA1308 // Header names are compared in lower case.
            spoilt.Headers[name.ToLowerInvariant()] = value is List<object?> several ? [.. several.Select(TextOf)] : [TextOf(value)];
#pragma warning restore CA1308
        }

        return fault.BodySize is int size ? spoilt with { Body = Padded(spoilt.Body, size) } : spoilt;
    }

    private static string TextOf(object? value) => value as string ?? JsonText.WriteText(value);

    private static SentAnswer Sent(Answer answer)
    {
        var headers = new Dictionary<string, string[]>();
        byte[] body = answer.Body ?? [];
        if (body.Length > 0)
        {
            headers["content-type"] = [Json];
        }

        foreach ((string name, string value) in answer.Headers ?? new Dictionary<string, string>())
        {
            headers[name] = [value];
        }

        return new SentAnswer(answer.Status, headers, body);
    }

    private static Answer Replacement(Fault fault)
    {
        int status = fault.Status ?? 200;
        if (fault.Redirect is { } redirect)
        {
            return new Answer(redirect.Get("status") as int? ?? 302, null,
                new Dictionary<string, string> { ["location"] = redirect.Text("location")! });
        }

        if (fault.EmptyBody)
        {
            return new Answer(status);
        }

        if (fault.RawBody is not null)
        {
            return new Answer(status, Convert.FromBase64String(fault.RawBody));
        }

        if (fault.Body is string text)
        {
            string type = $"text/{(text.StartsWith('<') ? "html" : "plain")}; charset=utf-8";
            return new Answer(status, Encoding.UTF8.GetBytes(text), new Dictionary<string, string> { ["content-type"] = type });
        }

        string reason = ReasonPhrases.GetReasonPhrase(status);
        return Answer.Of(status, fault.Body ?? new JsonMap { ["message"] = reason.Length > 0 ? reason : "Error" });
    }

    private static Answer Changed(Answer answer, Fault fault)
    {
        int status = fault.Status ?? answer.Status;
        if (!fault.Transforms.Any() || answer.Body is not { Length: > 0 })
        {
            return answer with { Status = status };
        }

        object? json = JsonText.Read(answer.Body);
        foreach (JsonMap change in fault.Transforms)
        {
            json = Apply(json, change);
        }

        return answer with { Status = status, Body = JsonText.Write(json) };
    }

    private static object? Apply(object? json, JsonMap change)
    {
        if (change.Text("setPath") is { } set)
        {
            AtPath(json, set, (map, key) => map[key] = change.Get("value"), (list, index) =>
            {
                while (list.Count <= index)
                {
                    list.Add(null);
                }

                list[index] = change.Get("value");
            });
        }

        if (change.Text("removePath") is { } remove)
        {
            AtPath(json, remove, (map, key) => map.Remove(key), (list, index) =>
            {
                if (index < list.Count)
                {
                    list.RemoveAt(index);
                }
            });
        }

        if (json is not JsonMap root)
        {
            return json;
        }

        if (change.Get("addErrors") is List<object?> more)
        {
            root["errors"] = new List<object?>([.. root.Get("errors") as List<object?> ?? [], .. more]);
        }

        if (change.Get("dropErrors") is true)
        {
            root.Remove("errors");
        }

        if (change.Get("errorsFirst") is true && root.Remove("errors", out object? errors))
        {
            root.Insert(0, "errors", errors);
        }

        return root;
    }

    private static void AtPath(object? json, string path, Action<JsonMap, string> inMap, Action<List<object?>, int> inList)
    {
        string[] keys = path.Split('.');
        object? parent = json;
        foreach (string key in keys[..^1])
        {
            parent = parent switch
            {
                JsonMap map => map.Get(key),
                List<object?> list when IndexOf(key) is int i && i < list.Count => list[i],
                _ => null,
            };
        }

        if (parent is JsonMap owner)
        {
            inMap(owner, keys[^1]);
        }
        else if (parent is List<object?> list && IndexOf(keys[^1]) is int index)
        {
            inList(list, index);
        }
    }

    private static int? IndexOf(string key) => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index
        : null;

    /// <summary>Blanks behind the first character: all has to be read before the end is in sight.</summary>
    private static byte[] Padded(byte[] body, int size)
    {
        if (body.Length == 0 || body.Length >= size)
        {
            return body;
        }

        byte[] padded = new byte[size];
        padded[0] = body[0];
        padded.AsSpan(1, size - body.Length).Fill((byte)' ');
        body.AsSpan(1).CopyTo(padded.AsSpan(1 + size - body.Length));
        return padded;
    }
}
