using System.Globalization;
using Newtonsoft.Json.Linq;
using Panther.Client.GraphQL;
using Panther.Client.Http;
using Panther.Client.Json;

namespace Panther.Client.Metrics;

/// <summary>
/// What Panther measures: volumes, events, latency, alerts. Source:
/// https://docs.panther.com/panther-developer-workflows/api/graphql/metrics.
/// </summary>
public sealed class MetricOperations
{
    private static readonly GraphQLOperation s_get = GraphQLOperation.Load("Metrics/GetMetrics", RequestSafety.Read) with
    {
        RequiredPermissions = "Read Panther Metrics",
        Noun = new Noun("metric", "metrics?"),
    };

    // Panther calls series by log type "per source".
    private static readonly Series[] s_series =
    [
        new("BytesProcessed", "bytesProcessed", "bytesProcessedPerSource", IsOfLogType: true),
        new("BytesIngested", "bytesIngested", "bytesIngestedPerSource", IsOfLogType: true),
        new("BytesQueried", "bytesQueried", "bytesQueriedPerSource", IsOfLogType: true),
        new("EventsProcessed", "eventsProcessed", "eventsProcessedPerLogType", IsOfLogType: true),
        new("Latency", "latency", "latencyPerLogType", IsOfLogType: true),
        new("AlertsPerSeverity", "alertsPerSeverity", "alertsPerSeverity", IsOfLogType: false),
        new("AlertsPerRule", "alertsPerRule", "alertsPerRule", IsOfLogType: false),
    ];

    private readonly PantherClient _client;
    private readonly GraphQLTransport _transport;

    internal MetricOperations(PantherClient client, GraphQLTransport transport)
    {
        _client = client;
        _transport = transport;
    }

    /// <summary>The names of all metrics.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_series.Select(series => series.Name)];

    /// <summary>Reads metrics of a period.</summary>
    /// <param name="names">Which, of <see cref="Names"/>; Panther computes no others.</param>
    /// <param name="from">Its beginning.</param>
    /// <param name="to">Its end.</param>
    /// <param name="intervalInMinutes">The length of the intervals; null lets Panther choose.</param>
    /// <param name="context">The caller's.</param>
    /// <returns>The values, in the order of the metrics, and what Panther could not compute; null for nothing.</returns>
    /// <exception cref="PantherException">There are none at all.</exception>
    public async Task<(IReadOnlyList<PantherMetric> Metrics, PantherException? Error)> GetAsync(
        IReadOnlyCollection<string> names, DateTime from, DateTime to, int? intervalInMinutes, CallContext context)
    {
        var variables = new JObject
        {
            ["input"] = new JObject { ["fromDate"] = PantherJson.FromPlain(from), ["toDate"] = PantherJson.FromPlain(to) },
        };
        if (intervalInMinutes is not null)
        {
            variables["input"]!["intervalInMinutes"] = intervalInMinutes;
        }

        foreach (Series series in s_series)
        {
            variables[series.Variable] = names.Contains(series.Name, StringComparer.OrdinalIgnoreCase);
        }

        GraphQLResponse response = await _transport.SendAsync(s_get, variables, context).ConfigureAwait(false);
        JObject metrics = response.Require("metrics");
        return ([.. s_series.SelectMany(series => Read(series, metrics))], response.Errors.Count > 0 ? response.ToException() : null);
    }

    private IEnumerable<PantherMetric> Read(Series series, JObject metrics)
    {
        foreach (JObject one in (metrics[series.Field] as JArray ?? []).OfType<JObject>())
        {
            string label = one["label"].AsString() ?? "";
            var breakdown = (one["breakdown"] as JObject ?? [])
                .Properties()
                .Select(part => (Time: JTokenExtensions.ToTime(part.Name), Value: ToNumber(part.Value)))
                .Where(part => part.Time is not null)
                .OrderBy(part => part.Time)
                .ToList();
            IEnumerable<(DateTime? Time, double? Value)> values = breakdown.Count > 0 ? breakdown : [(null, ToNumber(one["value"]))];
            foreach ((DateTime? time, double? value) in values)
            {
                yield return new PantherMetric
                {
                    Origin = _client,
                    Metric = series.Name,
                    LogType = series.IsOfLogType ? label : null,
                    Label = label,
                    EntityId = one["entityId"].AsString(),
                    Time = time,
                    Value = value ?? 0,
                };
            }
        }
    }

    private static double? ToNumber(JToken? value) => value is JValue { Type: JTokenType.Integer or JTokenType.Float } number
        ? Convert.ToDouble(number.Value, CultureInfo.InvariantCulture)
        : null;

    /// <param name="Name">The metric's name here.</param>
    /// <param name="Variable">The variable that asks for it.</param>
    /// <param name="Field">The field that holds it.</param>
    /// <param name="IsOfLogType">Whether the labels are log types.</param>
    private sealed record Series(string Name, string Variable, string Field, bool IsOfLogType);
}
