using Newtonsoft.Json;

namespace Panther.Client.DataLake;

/// <summary>A query of the data lake, as Panther keeps it.</summary>
public sealed class DataLakeQuery
{
    /// <summary>The id.</summary>
    [JsonProperty("id")]
    public string Id { get; internal set; } = "";

    /// <summary><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>. Panther may add some.</summary>
    [JsonProperty("status")]
    public string? Status { get; internal set; }

    /// <summary>What Panther says about its end.</summary>
    [JsonProperty("message")]
    public string? Message { get; internal set; }

    /// <summary>The SQL; null where it was not asked for.</summary>
    [JsonProperty("sql")]
    public string? Sql { get; internal set; }

    /// <summary>When it was started, in local time; null where it was not asked for.</summary>
    [JsonProperty("startedAt")]
    public DateTime? StartedAt { get; internal set; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
