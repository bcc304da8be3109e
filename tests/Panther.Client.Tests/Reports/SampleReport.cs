using Panther.Client.Alarms;
using Panther.Client.Health;
using Panther.Client.LogSources;
using Panther.Client.Metrics;
using Panther.Client.Reports;

namespace Panther.Client.Tests.Reports;

/// <summary>Reports on made-up sources, for the tests of what is written and of what a browser makes of it.</summary>
internal static class SampleReport
{
    public const string Script = "<script>document.title = 'hit'</script><img src=x onerror=alert(1)>";
    public const string RightToLeft = "\u05D9\u05D5\u05DE\u05DF 12 \u202Egnp.exe";

    public static readonly DateTime Now = new(2026, 11, 26, 9, 30, 0, DateTimeKind.Utc);

    private static readonly string[] s_names =
        ["CloudTrail prod", "VPC flow legacy", "Okta", "GitHub webhooks", "GCP audit", "ALB eu-west-1", "GuardDuty", "Zeek DNS", "Salesforce", "Web hook"];

    private static readonly string[] s_logTypes =
        ["AWS.CloudTrail", "AWS.VPCFlow", "Okta.SystemLog", "GitHub.Webhook", "GCP.AuditLog", "AWS.ALB", "AWS.GuardDuty", "Zeek.DNS", "Salesforce.Login", "Custom.Hook"];

    /// <summary>A tenant as they are, of which some sources are in a bad way.</summary>
    public static LogSourceReport Usual(int count = 24) => new(
        [.. Enumerable.Range(0, count).Select(i => Source(
            i < 10 ? s_names[i] : $"{s_names[i % 10]} {i}",
            s_logTypes[i % 10],
            isHealthy: i % 9 != 1,
            last: i % 7 == 3 ? Now.AddDays(-i - 2) : i == 8 ? null : Now.AddMinutes(-3 * i),
            problems: i % 9 == 1
                ? [Problem("SOURCE_PERMISSIONS_CHECKS", 9), Problem("SOURCE_NO_DATA", 2)]
                : i == 5
                ? [Problem("SOURCE_CLASSIFICATION_FAILURES", 1)]
                : [],
            threshold: i % 4 == 0 ? 60 * (i + 1) : null))],
        [Volume()],
        Now,
        "Log sources of acme.runpanther.net");

    /// <summary>A tenant whose names were chosen by somebody who means ill.</summary>
    public static LogSourceReport Hostile() => new(
        [
            Source(Script, Script, isHealthy: false, last: null, problems: [Problem(Script, 1, Script)]),
            Source(RightToLeft, "Custom.\u05D0", isHealthy: true, last: Now.AddDays(-3), problems: []),
            Source(new string('W', 300), "Custom.Long" + new string('x', 200), isHealthy: true, last: Now, problems: []),
            Source("a | b `c` *d* _e_ [f](https://example.com) @here #1 www.example.com\r\n# "
                + "heading\u0007\u0000\uD800", "A.B", isHealthy: true, last: Now, problems: []),
            Source("  ", "A.B", isHealthy: null, last: Now.AddDays(2), problems: null, threshold: 15, state: "ALARM"),
        ],
        [Volume(Script)],
        Now,
        Script);

    public static LogSourceHealth Source(
        string? label,
        string logType,
        bool? isHealthy,
        DateTime? last,
        IReadOnlyList<LogSourceProblem>? problems,
        int? threshold = null,
        string? state = "OK")
    {
        string id = $"2c6ea034-7d9f-4b53-9e48-{(uint)(label ?? "").GetHashCode(StringComparison.Ordinal):x12}";
        var source = new LogSource(origin: null)
        {
            Id = id,
            Label = label,
            IntegrationType = "aws-s3",
            LogTypes = new TextList([logType]),
            IsHealthy = isHealthy,
            CreatedAt = Now.AddDays(-200).ToLocalTime(),
            LastEventReceivedAt = last?.ToLocalTime(),
        };
        LogSourceAlarm? alarm = threshold is null ? null : new LogSourceAlarm(null!, id) { MinutesThreshold = threshold, State = state };
        return new LogSourceHealth(source, !(last > Now.AddDays(-1)), problems, alarm);
    }

    public static LogSourceProblem Problem(string type, int daysAgo, string? title = null) => new(
        type,
        title ?? $"Panther reports {type} of the source",
        "Panther cannot use the role. Find what its policies lack: Get-PantherLogSource -Id 2c6ea034-7d9f-4b53-9e48-3f5071920314 | "
        + "Test-PantherS3RolePolicy with the policies from AWS; Get-PantherS3RolePolicy writes what they should be. " + title,
        Now.AddDays(-daysAgo).ToLocalTime(),
        Now.AddHours(-daysAgo).ToLocalTime(),
        $"a1e70000-0000-4000-8000-{daysAgo:d12}");

    public static TenantVolume Volume(string? logType = null)
    {
        DateTime from = TenantVolume.PeriodBefore(Now).From;
        var metrics = new List<PantherMetric>();
        for (int i = 0; i < s_logTypes.Length; i++)
        {
            for (int day = 0; day < TenantVolume.Days; day++)
            {
                double bytes = i == 1 && day > 4 ? 0 : Math.Floor(4e11 / Math.Pow(i + 1, 3) * (1.2 + Math.Sin((day * 1.4) + i)));
                metrics.Add(Value("BytesProcessed", logType ?? s_logTypes[i], from.AddDays(day), bytes));
                metrics.Add(Value("EventsProcessed", logType ?? s_logTypes[i], from.AddDays(day), Math.Floor(bytes / 700)));
            }
        }

        return TenantVolume.From("api.acme.runpanther.net", metrics, from, null, null);
    }

    public static PantherMetric Value(string metric, string logType, DateTime? time, double value) =>
        new() { Metric = metric, LogType = logType, Label = logType, Time = time?.ToLocalTime(), Value = value };
}
