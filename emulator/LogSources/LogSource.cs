using Panther.Emulator.Json;

namespace Panther.Emulator.LogSources;

/// <summary>A log source, under the field names of GraphQL. Tests may have given any field any value.</summary>
public sealed class LogSource(JsonMap fields, long order) : IFields, IJsonShaped
{
    /// <summary>The integration type of S3 sources.</summary>
    public const string S3 = "aws-s3";

    /// <summary>The raw fields.</summary>
    public JsonMap Fields { get; } = fields;

    /// <summary>Its place in the order of creation.</summary>
    public long Order { get; } = order;

    /// <summary>The id.</summary>
    public string Id => (string)Fields["integrationId"]!;

    /// <summary>The label.</summary>
    public string? Label => Fields.Text("integrationLabel");

    /// <summary>The kind of source.</summary>
    public string? Type => Fields.Text("integrationType");

    /// <summary>Whether it is healthy.</summary>
    public bool IsHealthy => Fields.Get("isHealthy") is true;

    /// <summary>The log types that it delivers.</summary>
    public IEnumerable<string> LogTypes => (Fields.Get("logTypes") as List<object?> ?? []).OfType<string>();

    /// <summary>What the REST API knows of it, but for S3 sources.</summary>
    public JsonMap Config => Fields.Get("config") as JsonMap ?? [];

    /// <inheritdoc/>
    public object? Get(string name) => Fields.Get(name);

    /// <inheritdoc/>
    public JsonMap ToJson() => Fields;
}
