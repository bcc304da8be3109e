using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using Panther.Client;
using Panther.Client.Alerts;
using PantherPS.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.Alerts;

/// <summary>The base of the cmdlets that act on existing alerts, given by id or as objects.</summary>
public abstract class AlertCmdlet : RequestCmdlet
{
    private protected const string IdSet = "Id";
    private protected const string InputObjectSet = "InputObject";

    private protected AlertCmdlet()
    {
    }

    /// <summary>The ids of the alerts.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AlertId")]
    [AlertIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AlertIdCompleter))]
    public virtual string[]? Id { get; set; }

    /// <summary>The alerts, as Get-PantherAlert returned them; what is done to each is done at the tenant that it came from.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PantherAlert[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput)
        {
            ExpectProgress(Id?.Length ?? InputObject!.Length);
        }

        if (ParameterSetName == InputObjectSet)
        {
            Array.ForEach(InputObject!, alert => Take(alert.Origin, alert.Id, alert, isTold: true));
        }
        else
        {
            Array.ForEach(Id!, id => Take(IdTransformationAttribute.OriginOf(id), id, null, isTold: false));
        }
    }

    /// <summary>The work on one alert.</summary>
    /// <param name="client">The client of the alert's tenant.</param>
    /// <param name="id">The alert's id.</param>
    /// <param name="alert">The alert as it was piped; null where only its id was given.</param>
    private protected abstract IEnumerable<Task> Process(PantherClient client, string id, PantherAlert? alert);

    /// <summary>Whether there is any work on an alert at all; called before <see cref="Process"/>.</summary>
    private protected virtual bool Accept(PantherClient client, string id) => true;

    /// <summary>What an error is about: the alert or the row as it was piped, or else the id.</summary>
    private protected static object TargetOf(string id, PantherAlert? alert) => alert ?? IdTransformationAttribute.RowOf(id) ?? id;

    /// <summary>An alert for a prompt; where only its id is known, that.</summary>
    private protected static string NameOf(string id, PantherAlert? alert)
    {
        if (alert is null)
        {
            return $"the alert {id}";
        }

        string raised = alert.CreatedAt is DateTime time ? time.ToString("g", CultureInfo.CurrentCulture) : "";
        string[] parts = [alert.Severity ?? "", alert.Type ?? "", alert.Id, raised];
        return $"the alert '{alert.Title}' ({string.Join(", ", parts.Where(p => p.Length > 0))})";
    }

    private void Take(PantherClient? origin, string id, PantherAlert? alert, bool isTold)
    {
        PantherClient client;
        if (origin is null && !isTold)
        {
            client = ClientFor();
        }
        else if (!TryGetClient(origin, $"The alert '{alert?.Title ?? id}'", TargetOf(id, alert), out client))
        {
            return;
        }

        if (Accept(client, id))
        {
            // Two tenants may have alerts of one id.
            Enqueue($"{RuntimeHelpers.GetHashCode(client)} {id}", alert?.Title ?? id, Process(client, id, alert));
        }
    }
}
