using Panther.Emulator.Json;

namespace Panther.Emulator.Faults;

/// <summary>What goes wrong with the requests that fit its conditions. README.md says what each field does.</summary>
public sealed class Fault : IJsonShaped
{
    /// <summary>What a request has to be for a fault to strike; left out means any.</summary>
    private static readonly Dictionary<string, Func<object?, bool>> s_conditions = new()
    {
        ["api"] = Among("graphql", "rest"),
        ["operation"] = IsText,
        ["kind"] = Among("query", "mutation"),
        ["method"] = IsText,
        ["path"] = IsText,
        ["token"] = IsText,
    };

    private static readonly Dictionary<string, Func<object?, bool>> s_fields = new(s_conditions)
    {
        ["status"] = IsCount,
        ["body"] = _ => true,
        ["rawBody"] = IsText,
        ["emptyBody"] = IsFlag,
        ["redirect"] = value => value is JsonMap map && map.Text("location") is not null,
        ["endless"] = value => value is true || Among("whitespace", "json", "padding")(value),
        ["reset"] = IsFlag,
        ["transform"] = value => value is JsonMap || (value is List<object?> list && list.All(item => item is JsonMap)),
        ["bodySize"] = IsCount,
        ["truncate"] = IsCount,
        ["end"] = Among("close", "reset", "end"),
        ["contentLength"] = IsCount,
        ["times"] = value => value is null || IsCount(value),
        ["after"] = IsCount,
        ["phase"] = Among("before", "after"),
        ["delay"] = IsCount,
        ["hold"] = IsFlag,
        ["headers"] = value => value is JsonMap,
        ["contentType"] = IsText,
        ["encoding"] = Among("gzip", "deflate", "chunked-tiny"),
    };

    private readonly JsonMap _given;

    private Fault(string id, JsonMap given)
    {
        Id = id;
        _given = new JsonMap { ["id"] = id, ["times"] = 1, ["after"] = 0, ["phase"] = "before" }.With(given);
    }

    /// <summary>The fault's id.</summary>
    public string Id { get; }

    /// <summary>How often it has struck.</summary>
    public int Hits { get; private set; }

    /// <summary>How many requests fitted while it was not used up.</summary>
    public int Seen { get; private set; }

    /// <summary>Whether it strikes before the change is made.</summary>
    public bool IsBefore => Text("phase") == "before";

    /// <summary>How many milliseconds it delays.</summary>
    public int Delay => Number("delay") ?? 0;

    /// <summary>Whether it holds requests up until they are released.</summary>
    public bool Hold => Flag("hold");

    /// <summary>The status instead of the real one.</summary>
    public int? Status => Number("status");

    /// <summary>Whether the connection is reset instead of an answer.</summary>
    public bool Reset => Flag("reset");

    /// <summary>What the endless body is of.</summary>
    public string? Endless => _given.Get("endless") is true ? "whitespace" : Text("endless");

    /// <summary>How many bytes of the body are sent.</summary>
    public int? Truncate => Number("truncate");

    /// <summary>How the truncated body ends.</summary>
    public string End => Text("end") ?? "close";

    /// <summary>The length that the head of the answer tells.</summary>
    public int? ContentLength => Number("contentLength");

    /// <summary>The size that the body is padded to.</summary>
    public int? BodySize => Number("bodySize");

    /// <summary>The encoding of the body.</summary>
    public string? Encoding => Text("encoding");

    /// <summary>The content type instead of the real one.</summary>
    public string? ContentType => Text("contentType");

    /// <summary>Headers beside the real ones.</summary>
    public JsonMap? Headers => _given.Get("headers") as JsonMap;

    /// <summary>Whether the answer has no body.</summary>
    public bool EmptyBody => Flag("emptyBody");

    /// <summary>The body as base64.</summary>
    public string? RawBody => Text("rawBody");

    /// <summary>The body: a text or any JSON.</summary>
    public object? Body => _given.Get("body");

    /// <summary>Where the answer leads to.</summary>
    public JsonMap? Redirect => _given.Get("redirect") as JsonMap;

    /// <summary>The changes of the real answer.</summary>
    public IEnumerable<JsonMap> Transforms => _given.Get("transform") switch
    {
        JsonMap one => [one],
        List<object?> list => list.Cast<JsonMap>(),
        _ => [],
    };

    /// <summary>Whether it makes an answer of its own, without the one that the service would give.</summary>
    /// <remarks>A status alone comes with a gateway's body; beside a change of the real body it is just its status.</remarks>
    public bool ReplacesAnswer => Has("body") || Has("rawBody") || Has("redirect") || EmptyBody || Endless is not null || Reset
        || (Has("status") && !Has("transform") && !Has("bodySize") && !Has("truncate") && !Has("end") && !Has("contentLength"));

    /// <summary>Reads a fault; refuses one that makes no sense.</summary>
    public static Fault Read(string id, object? given)
    {
        JsonMap fields = given as JsonMap ?? throw new ApiException(Refusal.Invalid, "A fault is a JSON object.");
        foreach ((string name, object? value) in fields)
        {
            if (!s_fields.TryGetValue(name, out Func<object?, bool>? takes))
            {
                throw new ApiException(Refusal.Invalid, $"A fault has no '{name}'; it has {string.Join(", ", s_fields.Keys)}.");
            }

            if (!takes(value))
            {
                throw new ApiException(Refusal.Invalid, $"The fault's '{name}' cannot be {JsonText.WriteText(value)}.");
            }
        }

        return new Fault(id, fields);
    }

    /// <summary>Whether it strikes a request; it counts as used then.</summary>
    public bool Strikes(JsonMap request)
    {
        bool fits = s_conditions.Keys.All(name => !Has(name) || Equals(_given[name], request.Get(name)));
        int times = Number("times") ?? 0;
        if (!fits || (times > 0 && Hits >= times) || ++Seen <= Number("after"))
        {
            return false;
        }

        Hits++;
        return true;
    }

    /// <inheritdoc/>
    public JsonMap ToJson() => _given.With(new JsonMap { ["seen"] = Seen, ["hits"] = Hits });

    private static bool IsText(object? value) => value is string;

    private static bool IsFlag(object? value) => value is bool;

    private static bool IsCount(object? value) => value is int and >= 0;

    private static Func<object?, bool> Among(params string[] values) => value => value is string text && values.Contains(text);

    private bool Has(string name) => _given.ContainsKey(name);

    private bool Flag(string name) => _given.Get(name) is true;

    private int? Number(string name) => _given.Get(name) as int?;

    private string? Text(string name) => _given.Text(name);
}
