using Panther.Emulator.Json;

namespace Panther.Emulator.Http;

/// <summary>What a request means, as far as its text tells.</summary>
/// <param name="Api"><c>graphql</c> or <c>rest</c>.</param>
/// <param name="Path">The path without query and <c>/v1</c>.</param>
/// <param name="Operation">The GraphQL operation's name, or such as <c>PUT /log-sources/http/{id}</c>.</param>
/// <param name="Kind"><c>query</c> or <c>mutation</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Body">The body.</param>
/// <param name="IsValid">Whether the body is JSON, or empty.</param>
/// <param name="Logged">What the log of requests shows of it.</param>
public sealed record ApiRequest(string Api, string Path, string Operation, string Kind, string Method, object? Body, bool IsValid,
    JsonMap Logged)
{
    /// <summary>Whether there is no body.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>The part of the URL behind the question mark.</summary>
    public string Query { get; init; } = "";

    /// <summary>What the conditions of faults are held against.</summary>
    public JsonMap ForFaults(string? token) => new()
    {
        ["api"] = Api,
        ["operation"] = Operation,
        ["kind"] = Kind,
        ["method"] = Method,
        ["path"] = Path,
        ["token"] = token,
    };
}
