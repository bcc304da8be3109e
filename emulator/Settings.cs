using Panther.Emulator.GraphQL;
using Panther.Emulator.Json;

namespace Panther.Emulator;

/// <summary>
/// What the emulator does where Panther's behaviour is not known for sure, or can be of several kinds. README.md says what each
/// setting does.
/// </summary>
public sealed class Settings
{
    private static readonly OrderedDictionary<string, Definition> s_definitions = new()
    {
        ["edition"] = OneOf(SchemaEditions.Names) with { Initial = SchemaEditions.Current },
        ["pageSize"] = Whole(0),
        ["latency"] = Whole(0),
        ["notFound"] = OneOf("error", "text", "null"),
        ["absentDelete"] = OneOf("done", "error"),
        ["conflict"] = OneOf("code", "text"),
        ["createdByRefusal"] = OneOf("field", "whole", "http403"),
        ["forbidden"] = OneOf("graphql", "http"),
        ["introspection"] = Flag(true),
        ["compression"] = OneOf("none", "gzip", "deflate"),
        ["requestIdHeader"] = Text("X-Request-Id"),
        ["cacheLists"] = Flag(true),
        ["strictAccountId"] = Flag(false),
        ["omittedSecrets"] = OneOf("refuse", "keep", "clear"),
        ["httpDeleteFailures"] = Whole(0),
        ["selfToken"] = OneOf("permission", "open"),
        ["dataLakeRunningPolls"] = Whole(1),
        ["dataLakeRows"] = Whole(2500),
        ["pantherVersion"] = Text("1.122.7"),
        ["rate"] = Whole(0),
        ["retryAfter"] = Text(null),
    };

    private readonly JsonMap _values = [];

    /// <summary>The settings of a fresh emulator.</summary>
    public Settings()
    {
        foreach ((string name, Definition definition) in s_definitions)
        {
            _values[name] = definition.Initial;
        }
    }

    /// <summary>The edition of the GraphQL schema.</summary>
    public string Edition => (string)_values["edition"]!;

    /// <summary>Sources on a page; 0 for all.</summary>
    public int PageSize => Number("pageSize");

    /// <summary>How many milliseconds each answer takes.</summary>
    public int Latency => Number("latency");

    /// <summary>How many rows a data lake query has.</summary>
    public int DataLakeRows => Number("dataLakeRows");

    /// <summary>Polls that a data lake query is still running for.</summary>
    public int DataLakeRunningPolls => Number("dataLakeRunningPolls");

    /// <summary>How often each new HTTP source refuses to be deleted.</summary>
    public int HttpDeleteFailures => Number("httpDeleteFailures");

    /// <summary>Requests a second, beyond which the answer is 429; 0 for no limit.</summary>
    public int Rate => Number("rate");

    /// <summary>What the header Retry-After of such a 429 says; null for none.</summary>
    public string? RetryAfter => (string?)_values["retryAfter"];

    /// <summary>Whether introspection is answered.</summary>
    public bool Introspection => (bool)_values["introspection"]!;

    /// <summary>Whether repeated lists are answered from memory.</summary>
    public bool CacheLists => (bool)_values["cacheLists"]!;

    /// <summary>Whether AWS accounts of other than 12 digits are refused.</summary>
    public bool StrictAccountId => (bool)_values["strictAccountId"]!;

    /// <summary>The encoding of answers for clients that accept it; null for none.</summary>
    public string? Compression => Is("compression", "none") ? null : (string)_values["compression"]!;

    /// <summary>The header that tells the request's id; null for none.</summary>
    public string? RequestIdHeader => (string?)_values["requestIdHeader"];

    /// <summary>The version that the general settings tell.</summary>
    public string? PantherVersion => (string?)_values["pantherVersion"];

    /// <summary>The settings by name.</summary>
    public JsonMap Values => _values;

    /// <summary>Whether a setting has a value.</summary>
    public bool Is(string name, string value) => (string?)_values[name] == value;

    /// <summary>Changes settings, all of them or none.</summary>
    public void Change(JsonMap changes)
    {
        Check(changes);
        _values.Add(changes);
    }

    /// <summary>Refuses changes that make no sense.</summary>
    public static void Check(JsonMap changes)
    {
        foreach ((string name, object? value) in changes)
        {
            if (!s_definitions.TryGetValue(name, out Definition? definition))
            {
                string all = string.Join(", ", s_definitions.Keys);
                throw new ApiException(Refusal.Invalid, $"There is no setting '{name}'; there are {all}.");
            }

            if (!definition.Takes(value))
            {
                throw new ApiException(Refusal.Invalid, $"The setting '{name}' takes {definition.Expects}.");
            }
        }
    }

    private int Number(string name) => (int)_values[name]!;

    private static Definition OneOf(params string[] values) =>
        new(values[0], value => value is string text && values.Contains(text), string.Join(", ", values.Select(v => $"\"{v}\"")));

    private static Definition Whole(int initial) => new(initial, value => value is int and >= 0, "a whole number from 0");

    private static Definition Flag(bool initial) => new(initial, value => value is bool, "true or false");

    private static Definition Text(string? initial) => new(initial, value => value is null or string, "a text or null");

    private sealed record Definition(object? Initial, Func<object?, bool> Takes, string Expects);
}
