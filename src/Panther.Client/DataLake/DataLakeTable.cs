using Newtonsoft.Json;

namespace Panther.Client.DataLake;

/// <summary>A table or view of the data lake.</summary>
public sealed class DataLakeTable : ITenantObject
{
    /// <summary>The database that it is in, as a query names it, such as <c>panther_logs.public</c>.</summary>
    public string Database { get; internal set; } = "";

    /// <summary>The name within its database.</summary>
    [JsonProperty("name")]
    public string Name { get; internal set; } = "";

    /// <summary>The name that Panther's console shows.</summary>
    [JsonProperty("displayName")]
    public string? DisplayName { get; internal set; }

    /// <summary>The log type whose events it holds; null for a table of something else.</summary>
    [JsonProperty("logType")]
    public string? LogType { get; internal set; }

    /// <summary>What it holds.</summary>
    [JsonProperty("description")]
    public string? Description { get; internal set; }

    /// <summary>The columns; empty where they were not asked for.</summary>
    [JsonProperty("columns")]
    public IReadOnlyList<DataLakeColumn> Columns { get; internal set; } = [];

    /// <summary>The client that has read it; null for one that was built by hand.</summary>
    internal PantherClient? Origin { get; init; }

    PantherClient? ITenantObject.Origin => Origin;

    /// <summary>The full name, as SQL takes it after FROM.</summary>
    public override string ToString() => $"{Database}.{Name}";
}

/// <summary>A column of a table of the data lake.</summary>
public sealed class DataLakeColumn
{
    /// <summary>The name.</summary>
    [JsonProperty("name")]
    public string Name { get; internal set; } = "";

    /// <summary>The type, in the words of the data lake's backend.</summary>
    [JsonProperty("type")]
    public string? Type { get; internal set; }

    /// <summary>What it holds.</summary>
    [JsonProperty("description")]
    public string? Description { get; internal set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
