using Newtonsoft.Json.Linq;

namespace Panther.Client.Tests.Emulation;

/// <summary>A request as the emulator has logged it.</summary>
public sealed record RecordedRequest
{
    public string? Method { get; init; }

    public string? Path { get; init; }

    public string? Operation { get; init; }

    public string? Kind { get; init; }

    public string? Query { get; init; }

    public JObject? Variables { get; init; }

    /// <summary>The query of a REST request, as it came.</summary>
    public string? QueryString { get; init; }

    /// <summary>The body of a REST request.</summary>
    public JToken? Body { get; init; }

    public JObject Headers { get; init; } = [];

    public int Connection { get; init; }

    /// <summary>Null where no answer was begun.</summary>
    public int? Status { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Whether the client went away before the answer was complete.</summary>
    public bool Aborted { get; init; }
}

/// <summary>What the requests since the last reset add up to.</summary>
public sealed record EmulatorStats
{
    public int Requests { get; init; }

    public int InFlight { get; init; }

    public int MaxInFlight { get; init; }

    public int Connections { get; init; }

    public int TlsConnections { get; init; }
}
