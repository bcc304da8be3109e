using System.Management.Automation;
using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>The base of the cmdlets that act on existing log sources, given by id or as objects.</summary>
public abstract class LogSourceCmdlet : RequestCmdlet
{
    private protected const string IdSet = "Id";
    private protected const string InputObjectSet = "InputObject";

    private protected LogSourceCmdlet()
    {
    }

    /// <summary>The ids of the sources.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("IntegrationId", "SourceId")]
    [ValidateNotNullOrEmpty]
    public string[]? Id { get; set; }

    /// <summary>The sources, as Get-PantherLogSource returned them; each is looked up anew at the tenant that it came from.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public LogSource[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == InputObjectSet)
        {
            foreach (LogSource source in InputObject!)
            {
                Enqueue(source.Id, Process(ClientFor(source.Origin), source.Id, source));
            }
        }
        else
        {
            foreach (string id in Id ?? [])
            {
                Enqueue(id, Process(ClientFor(), id, null));
            }
        }
    }

    /// <summary>The work on one source.</summary>
    /// <param name="client">The client of the source's tenant.</param>
    /// <param name="id">The source's id.</param>
    /// <param name="source">The source as it was piped; null where only its id was given.</param>
    private protected abstract IEnumerable<Task> Process(PantherClient client, string id, LogSource? source);

    /// <summary>A source for a prompt: label, kind, id and whether it is in use.</summary>
    private protected static string Describe(LogSource source) =>
        $"'{source.Label}' ({source.IntegrationType}, {source.Id}, last event: {(source.LastEventReceivedAt is DateTime time ? time.ToString("g", System.Globalization.CultureInfo.CurrentCulture) : "never")})";
}
