using Panther.Emulator.Json;

namespace Panther.Emulator.Http;

/// <summary>An answer of the service, before a fault has had its way with it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON; null for none.</param>
/// <param name="Headers">Headers, their names in lower case.</param>
public sealed record Answer(int Status, byte[]? Body = null, IReadOnlyDictionary<string, string>? Headers = null)
{
    /// <summary>An answer in JSON.</summary>
    public static Answer Of(int status, object json, IReadOnlyDictionary<string, string>? headers = null) =>
        new(status, JsonText.Write(json), headers);

    /// <summary>An answer with a message only.</summary>
    public static Answer Message(int status, string message, IReadOnlyDictionary<string, string>? headers = null) =>
        Of(status, new JsonMap { ["message"] = message }, headers);
}
