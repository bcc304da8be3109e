namespace Panther.Client.Metrics;

/// <summary>One value of a metric: of a log type, a severity or a rule, in an interval or a whole period.</summary>
public sealed class PantherMetric : ITenantObject
{
    /// <summary>What is measured: a name of <see cref="MetricOperations.Names"/>.</summary>
    public string Metric { get; internal set; } = "";

    /// <summary>The log type that it is about, where Panther measures by log type; else null.</summary>
    public string? LogType { get; internal set; }

    /// <summary>What Panther calls the series: the log type, the severity with the kind of alert, or the rule.</summary>
    public string Label { get; internal set; } = "";

    /// <summary>The id of the rule; null where it is about none.</summary>
    public string? EntityId { get; internal set; }

    /// <summary>When the interval begins, in local time; null where the value is of the whole period.</summary>
    public DateTime? Time { get; internal set; }

    /// <summary>The value: bytes, events, alerts, or for the latency what Panther gives.</summary>
    public double Value { get; internal set; }

    /// <summary>The client that has read it; null for one that was built by hand.</summary>
    internal PantherClient? Origin { get; init; }

    PantherClient? ITenantObject.Origin => Origin;

    /// <summary>The metric and its value.</summary>
    public override string ToString() => FormattableString.Invariant($"{Metric} of {Label}: {Value}");
}
