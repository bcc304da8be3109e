using System.Management.Automation;
using Panther.Client;
using Panther.Client.Metrics;
using PantherPS.Completion;
using PantherPS.Metrics;
using PantherPS.Names;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Gets what Panther measures: volumes, events and latency by log type, and alerts.
/// Each value is an object of its own, to be filtered, grouped and summed up.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherMetric", HelpUri = HelpRoot + "Get-PantherMetric.md")]
[OutputType(typeof(PantherMetric))]
public sealed class GetPantherMetricCommand : ConnectedCmdlet
{
    /// <summary>Names of metrics; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MetricNameCompleter))]
    [TextTransformation]
    public string[]? Name { get; set; }

    /// <summary>Log types; wildcards are allowed. Metrics that are not by log type are left out then.</summary>
    [Parameter]
    [Alias("LogTypes")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <summary>The beginning of the period: a time, or how long ago it is, such as 24h or 7d.</summary>
    [Parameter]
    [MomentTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DateTime? Since { get; set; }

    /// <summary>The end of the period: a time, or how long ago it is.</summary>
    [Parameter]
    [MomentTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DateTime? Until { get; set; }

    /// <summary>The length of the intervals, such as 15m, 1h or 1d.</summary>
    [Parameter]
    [DurationTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public TimeSpan? Interval { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        (DateTime from, DateTime to, int? minutes) = ReadPeriod();
        string[] names = ReadNames();
        if (names.Length == 0)
        {
            return;
        }

        PantherClient client = ClientFor();
        var logTypes = new NameFilter(LogType);
        try
        {
            Task<(IReadOnlyList<PantherMetric> Metrics, PantherException? Error)> reading = Begin(
                () => client.Metrics.GetAsync(names, from, to, minutes, Context));
            Wait(reading);
            (IReadOnlyList<PantherMetric> metrics, PantherException? error) = reading.GetAwaiter().GetResult();
            foreach (PantherMetric metric in metrics)
            {
                if (LogType is null || (metric.LogType is { } type && logTypes.Takes([type])))
                {
                    WriteObject(metric);
                }
            }

            if (error is not null)
            {
                WriteFailure(error, client.Endpoint.ApiHost);
                return;
            }
        }
        catch (PantherException e)
        {
            WriteFailure(e, client.Endpoint.ApiHost);
            return;
        }

        foreach ((string name, PantherException error) in logTypes.Errors(t => $"Nothing was measured for the log type '{t}' in "
            + "this period."))
        {
            WriteFailure(error, name);
        }
    }

    private string[] ReadNames()
    {
        var filter = new NameFilter(Name);
        var names = new List<string>();
        foreach (string name in MetricOperations.Names)
        {
            filter.Offer(name, name, names.Add);
        }

        filter.Finish();
        foreach ((string name, PantherException error) in filter.Errors(n => $"There is no metric named '{n}'."))
        {
            WriteFailure(error, name);
        }

        return [.. names];
    }

    private (DateTime From, DateTime To, int? Minutes) ReadPeriod()
    {
        // Whole minutes: what is said to be hours ago is some milliseconds longer ago when it gets here, which would be an interval more.
        DateTime to = ToMinute(Until ?? DateTime.Now);
        DateTime from = Since is { } since ? ToMinute(since) : to.AddDays(-1);
        if (from >= to)
        {
            RefuseParameters("-Since must be at least a minute before -Until.");
        }

        if (Interval is { } interval
            && (interval < TimeSpan.FromMinutes(1)
                || interval.Ticks % TimeSpan.TicksPerMinute != 0
                || interval.TotalMinutes > int.MaxValue))
        {
            RefuseParameters("-Interval takes whole minutes, such as 15m, 1h or 1d.");
        }

        return (from, to, (int?)Interval?.TotalMinutes);
    }

    private static DateTime ToMinute(DateTime time)
    {
        DateTime utc = time.ToUniversalTime();
        return new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);
    }
}
