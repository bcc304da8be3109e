using System.Management.Automation;
using Panther.Client;
using Panther.Client.Health;
using Panther.Client.LogSources;
using Panther.Client.Metrics;
using Panther.Client.Reports;
using PantherPS.Health;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Commands;

/// <summary>
/// Writes how log sources do into one page that shows what needs attention first, or into Markdown.
/// The page needs nothing but itself: it loads nothing, and can be mailed, attached and printed.
/// </summary>
[Cmdlet(
    VerbsData.Export,
    "PantherLogSourceReport",
    DefaultParameterSetName = TenantSet,
    SupportsShouldProcess = true,
    HelpUri = HelpRoot + "Export-PantherLogSourceReport.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportPantherLogSourceReportCommand : SourceCmdlet
{
    private const string TenantSet = "Tenant";
    private const string InputObjectSet = "InputObject";

    private readonly List<LogSourceHealth> _sources = [];
    private readonly HashSet<PantherClient> _clients = [];
    private string _file = "";

    /// <summary>The file: *.html for a page, *.md for Markdown.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string Path { get; set; } = "";

    /// <summary>
    /// How the sources do, as Get-PantherLogSourceHealth returned it. Without it the report is about all sources of the tenant.
    /// </summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [HealthTransformation]
    [ValidateNotNull]
    public LogSourceHealth[]? InputObject { get; set; }

    /// <summary>The heading. Without it the heading names the tenant.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string? Title { get; set; }

    /// <summary>Overwrites a file that is no report, or one that was edited.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = TenantSet)]
    [ValidateRange(1, 256)]
    public override int ThrottleLimit { get; set; } = 8;

    /// <summary>What is changed is a file, so the tenant is only read.</summary>
    private protected override bool ChangesTenant => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Connection is not null)
        {
            // One that has ended is told before anything is read.
            ClientFor();
        }

        // What cannot be written is told before anything is read.
        TryFile(() =>
        {
            _file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out ProviderInfo provider, out _);
            if (provider.Name != "FileSystem")
            {
                RefuseParameters($"'{Path}' is not a file in the file system.");
            }

            ReportFile.Check(_file, Force);
        });
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (LogSourceHealth health in InputObject ?? [])
        {
            if (TryGetClient(health, $"The health of the log source '{health.Label ?? health.SourceId}'", health, out PantherClient client))
            {
                _clients.Add(client);
                _sources.Add(health);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Where nothing was piped in, it is that of which the report tells.
        bool isOfTenant = ParameterSetName == TenantSet && !MyInvocation.ExpectingInput;
        if (isOfTenant)
        {
            PantherClient client = ClientFor();
            _clients.Add(client);
            ReadTenant(client);
        }

        DateTime now = DateTime.UtcNow;
        TenantVolume[] volumes = [.. _clients.Select(c => ReadVolume(c, now, isOfTenant))];
        RestartCount();
        Enqueue(_file, _file, Write(new LogSourceReport(_sources, volumes, now, Title)));
        base.EndProcessing();
    }

    private void ReadTenant(PantherClient client)
    {
        Task<SystemErrors?> reading = Begin(() => client.Health.ReadSystemErrorsAsync(null, Context));
        Wait(reading);
        SystemErrors? errors = null;
        if (!TryGet(reading, client.Endpoint.ApiHost, out errors))
        {
            WriteVerbose("The report is written without the problems of the sources.");
        }

        var sources = new List<LogSource>();
        if (!ReadAll(client.LogSources.List(Context), "sources read", client.Endpoint.ApiHost, sources.Add))
        {
            RefuseParameters("Not all log sources of the tenant could be read, so no report was written.");
        }

        foreach (LogSource source in sources)
        {
            if (errors?.HasStrays == true)
            {
                Enqueue(source.Id, source.Label ?? source.Id, Judge(client, source, errors));
            }
            else
            {
                _sources.Add(client.Health.Judge(source, LogSourceHealth.DefaultSilence, errors?.Of(source.Id), null, ProblemAdvice.For));
            }
        }

        FinishInputs();
    }

    private IEnumerable<Task> Judge(PantherClient client, LogSource source, SystemErrors errors)
    {
        Task<(LogSourceHealth Health, IReadOnlyList<PantherException> Errors)> judging = Request(
            context =>
                client.Health.JudgeAsync(source, LogSourceHealth.DefaultSilence, errors, withAlarm: false, ProblemAdvice.For, context));
        yield return judging;
        if (TryGet(judging, source, out (LogSourceHealth Health, IReadOnlyList<PantherException> Errors) judged))
        {
            foreach (PantherException error in judged.Errors)
            {
                WriteFailure(error, source);
            }

            _sources.Add(judged.Health);
        }
    }

    /// <summary>Reads what the tenant measured. A report without it says why, and is better than none.</summary>
    private TenantVolume ReadVolume(PantherClient client, DateTime now, bool isOfTenant)
    {
        string host = client.Endpoint.ApiHost;
        (DateTime from, DateTime to) = TenantVolume.PeriodBefore(now);
        HashSet<string>? logTypes = isOfTenant
            ? null
            : [.. _sources.Where(s => s.Source.Origin == client || Connection is not null).SelectMany(s => s.Source.LogTypes)];
        Task<(IReadOnlyList<PantherMetric> Metrics, PantherException? Error)> reading =
            Begin(() => client.Metrics.GetAsync(TenantVolume.Metrics, from, to, (int)TimeSpan.FromDays(1).TotalMinutes, Context));
        try
        {
            Wait(reading);
            (IReadOnlyList<PantherMetric> metrics, PantherException? error) = reading.GetAwaiter().GetResult();
            if (error is not null)
            {
                WriteFailure(error, host);
            }

            return TenantVolume.From(host, metrics, from, logTypes, error);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.Forbidden)
        {
            WriteVerbose($"The report shows no volume: {e.Message}");
            return TenantVolume.Unknown(host, e);
        }
        catch (PantherException e)
        {
            WriteFailure(e, host);
            return TenantVolume.Unknown(host, e);
        }
    }

    private IEnumerable<Task> Write(LogSourceReport report)
    {
        string hosts = report.Hosts.Count switch
        {
            0 => "",
            1 => $" at {report.Hosts[0]}",
            int count => $" at {count} tenants",
        };
        string what = $"the report on {ReportText.Count(report.Sources.Count, "log source")}{hosts} to '{_file}'";
        if (ShouldProcess(
            $"Writing {what}.",
            $"Write {what}?",
            MyInvocation.MyCommand.Name))
        {
            TryFile(() =>
            {
                // The file may have come while the tenant was read.
                ReportFile.Check(_file, Force);
                ReportFile.Write(_file, report);
            });

            // As Get-Item gives it, so that Invoke-Item, Get-Content and others find the file by its PSPath.
            WriteObject(InvokeProvider.Item.Get([_file], force: true, literalPath: true)[0]);
        }

        yield break;
    }

    /// <summary>Does what a file may be in the way of, which ends the command.</summary>
    private void TryFile(Action work)
    {
        try
        {
            work();
        }
        catch (PantherException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, Path));
        }
        catch (Exception e) when (TextFile.IsPathFault(e))
        {
            RefuseParameters($"The report cannot be written to '{Path}': {e.Message}");
        }
    }
}
