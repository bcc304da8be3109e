using System.Management.Automation;
using Panther.Client;
using Panther.Client.Alerts;
using Panther.Client.LogSources;
using PantherPS.Alerts;
using PantherPS.Completion;
using PantherPS.LogSources;
using PantherPS.Names;
using PantherPS.Pipeline;
using PantherPS.Schemas;

namespace PantherPS.Commands;

/// <summary>
/// Gets the alerts of a Panther tenant: those of detections, errors of detections, and errors of the system.
/// Without an id it lists them, the newest first, as they arrive.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PantherAlert", DefaultParameterSetName = ListSet, HelpUri = HelpRoot + "Get-PantherAlert.md")]
[OutputType(typeof(PantherAlert))]
public sealed class GetPantherAlertCommand : AlertCmdlet
{
    /// <summary>How many values one request takes at most, since its address has to have a length that is taken.</summary>
    private const int MostSources = 50;
    private const int MostLogTypes = 100;

    private readonly Dictionary<PantherClient, List<LogSourceReference>> _sources = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The ids of the alerts.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AlertId")]
    [AlertIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AlertIdCompleter))]
    public override string[]? Id { get; set; }

    /// <summary>What is listed: ALERT, the default, DETECTION_ERROR or SYSTEM_ERROR.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AlertTypeCompleter))]
    [TextTransformation]
    public string? Type { get; set; }

    /// <summary>What raised the alert, such as RULE, POLICY or RULE_ERROR.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("SubTypes")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AlertSubTypeCompleter))]
    [TextTransformation]
    public string[]? SubType { get; set; }

    /// <summary>How severe the alert is: CRITICAL, HIGH, MEDIUM, LOW or INFO.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AlertSeverityCompleter))]
    [TextTransformation]
    public string[]? Severity { get; set; }

    /// <summary>How the alert stands: OPEN, TRIAGED, RESOLVED or CLOSED.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AlertStatusCompleter))]
    [TextTransformation]
    public string[]? Status { get; set; }

    /// <summary>Log sources that the alert is about: ids, labels, or sources, piped ones too.</summary>
    [Parameter(ParameterSetName = ListSet, ValueFromPipeline = true)]
    [Alias("LogSources")]
    [LogSourceReferenceTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogSourceIdCompleter))]
    public LogSourceReference[]? LogSource { get; set; }

    /// <summary>Log types of the alert's events; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("LogTypes")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogTypeCompleter))]
    [TextTransformation]
    public string[]? LogType { get; set; }

    /// <summary>The ids of users to whom the alert is assigned.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [TextTransformation]
    public string[]? Assignee { get; set; }

    /// <summary>
    /// Alerts that were raised then or later: a time, or how long ago, such as 24h or 7d. Without it the last 30 days count.
    /// </summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("CreatedAfter")]
    [MomentTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DateTime? Since { get; set; }

    /// <summary>Alerts that were raised then or before: a time, or how long ago.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("CreatedBefore")]
    [MomentTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DateTime? Until { get; set; }

    /// <summary>How many alerts to get at most: the newest.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <inheritdoc/>
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [ValidateRange(1, 256)]
    public override int ThrottleLimit { get; set; } = 8;

    private bool HasEnough => _count >= First;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Since?.ToUniversalTime() > Until?.ToUniversalTime())
        {
            RefuseParameters("-Since is later than -Until, so no alert can be between them.");
        }

        try
        {
            Type = ListOf(Type, SubType);
        }
        catch (PantherException e)
        {
            RefuseParameters(e.Message);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != ListSet)
        {
            base.ProcessRecord();
            return;
        }

        foreach (LogSourceReference source in LogSource ?? [])
        {
            PantherClient client = source.Source is { } read
                ? ClientFor(read.Origin, $"The log source '{read.Label ?? read.Id}'")
                : ClientFor();
            if (!_sources.TryGetValue(client, out List<LogSourceReference>? sources))
            {
                _sources.Add(client, sources = []);
            }

            sources.Add(source);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == ListSet)
        {
            // Where nothing was piped, nothing is asked for.
            if (_sources.Count == 0 && !MyInvocation.ExpectingInput)
            {
                ReadList(ClientFor(), null);
            }

            foreach (KeyValuePair<PantherClient, List<LogSourceReference>> sources in _sources)
            {
                ReadList(sources.Key, FindIds(sources.Key, sources.Value));
            }
        }

        base.EndProcessing();
    }

    private protected override IEnumerable<Task> Process(ItemReference<PantherAlert> alert)
    {
        Task<PantherAlert> read = Request(context => alert.Client.Alerts.GetAsync(alert.Id, context));
        yield return read;
        if (TryGet(read, alert.Target, out PantherAlert found))
        {
            WriteObject(found);
        }
    }

    /// <summary>The list that has the types of alerts that are asked for.</summary>
    private static string? ListOf(string? type, string[]? subTypes)
    {
        string? list = SourceParameters.Canonical(AlertQuery.Types.Keys, type);
        string[] meant = [.. (subTypes ?? []).SelectMany(
            s => AlertQuery.Types.Where(t => t.Value.Contains(s, StringComparer.OrdinalIgnoreCase)).Select(t => t.Key)).Distinct()];
        if (list is null)
        {
            return meant.Length <= 1 ? meant.FirstOrDefault() : throw Refuse(
                $"The types {string.Join(", ", subTypes!)} are not in one list. Get those of {string.Join(" and ", meant)} separately.");
        }

        return meant.Length == 0 || meant is [string only] && only == list || !AlertQuery.Types.ContainsKey(list)
            ? list
            : throw Refuse(
                $"Alerts of the type {string.Join(", ", subTypes!)} are in the list of {string.Join(" and ", meant)}, not in that "
                + $"of {list}.");

        static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
    }

    /// <summary>The ids of sources: what is no id is a label.</summary>
    private List<string> FindIds(PantherClient client, List<LogSourceReference> sources)
    {
        List<string> ids = [.. sources.Where(IsId).Select(s => s.Id)];
        string[] labels = [.. sources.Where(s => !IsId(s)).Select(s => s.Id)];
        if (labels.Length > 0)
        {
            ReadNamed(
                client.LogSources.List(Context), "sources read", client.Endpoint.ApiHost, new LogSourceFilter(client, labels), source => ids
                    .Add(source.Id));
        }

        return [.. ids.Distinct(StringComparer.OrdinalIgnoreCase)];

        static bool IsId(LogSourceReference source) => source.Source is not null || Guid.TryParse(source.Id, out _);
    }

    /// <summary>Reads the alerts of some sources, or of all.</summary>
    private void ReadList(PantherClient client, List<string>? sourceIds)
    {
        IReadOnlyList<string>? logTypes = FindLogTypes(client);
        if (sourceIds is { Count: 0 } || logTypes is { Count: 0 })
        {
            return;
        }

        foreach (IReadOnlyList<string> sources in InParts(sourceIds, MostSources))
        {
            foreach (IReadOnlyList<string> types in InParts(logTypes, MostLogTypes))
            {
                if (!HasEnough)
                {
                    var query = new AlertQuery
                    {
                        Type = Type,
                        SubTypes = Upper(SubType),
                        Severities = Upper(Severity),
                        Statuses = Upper(Status),
                        LogSources = sources,
                        LogTypes = types,
                        Assignees = Assignee ?? [],
                        CreatedAfter = Since,
                        CreatedBefore = Until,
                        First = First == int.MaxValue ? null : First - _count,
                    };
                    ReadAll(client.Alerts.List(query, Context), "alerts read", client.Endpoint.ApiHost, Take, () => HasEnough);
                }
            }
        }
    }

    /// <summary>An alert about two sources is in the lists of both.</summary>
    private void Take(PantherAlert alert)
    {
        if (_seen.Add(alert.Id))
        {
            _count++;
            WriteObject(alert);
        }
    }

    /// <summary>The log types that are asked for, in the tenant's spelling; null for all.</summary>
    private IReadOnlyList<string>? FindLogTypes(PantherClient client)
    {
        if (LogType is null || LogType.Contains("*"))
        {
            return null;
        }

        Task<IReadOnlyList<string>> reading = Begin(() => client.Schemas.LogTypes.GetAllAsync(Context));
        Wait(reading);
        IReadOnlyList<string> known = reading.GetAwaiter().GetResult();
        if (known.Count == 0)
        {
            WriteWarning("The tenant's log types cannot be read, so -LogType is sent as it is: a pattern or a wrong name finds nothing.");
            return LogType;
        }

        var found = new List<string>();
        var filter = new NameFilter(LogType);
        foreach (string name in known)
        {
            filter.Offer(name, name, found.Add);
        }

        filter.Finish();
        foreach ((string name, PantherException error) in filter.Errors(n => $"This tenant has no log type '{n}'."))
        {
            WriteFailure(error, name);
        }

        return found;
    }

    /// <summary>What the API calls the values of an enumeration.</summary>
    private static string[] Upper(string[]? values) => [.. (values ?? []).Select(v => v.ToUpperInvariant())];

    /// <summary>A list in parts of a size; one part that holds nothing for null.</summary>
    private static IEnumerable<IReadOnlyList<string>> InParts(IReadOnlyList<string>? items, int size)
    {
        if (items is null)
        {
            yield return [];
        }

        for (int i = 0; i < items?.Count; i += size)
        {
            yield return [.. items.Skip(i).Take(size)];
        }
    }
}
