using System.Globalization;
using System.Management.Automation;
using Panther.Client.Alerts;
using PantherPS.Pipeline;

namespace PantherPS.Alerts;

/// <summary>The base of the cmdlets that act on existing alerts, given by id or as objects.</summary>
public abstract class AlertCmdlet : ItemCmdlet<PantherAlert>
{
    private protected AlertCmdlet()
    {
    }

    /// <summary>The ids of the alerts.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AlertId")]
    [AlertIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AlertIdCompleter))]
    public override string[]? Id { get; set; }

    /// <summary>The alerts, as Get-PantherAlert returned them; what is done to each is done at the tenant that it came from.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [AlertTransformation]
    [ValidateNotNull]
    public override PantherAlert[]? InputObject { get; set; }

    private protected override string Noun => PantherAlert.Noun.Name;

    private protected override string IdOf(PantherAlert item) => item.Id;

    private protected override string? LabelOf(PantherAlert item) => item.Title;

    /// <summary>An alert for a prompt; where only its id is known, that.</summary>
    private protected static string NameOf(ItemReference<PantherAlert> alert)
    {
        if (alert.Item is not { } item)
        {
            return $"the alert {alert.Id}";
        }

        string raised = item.CreatedAt is DateTime time ? time.ToString("g", CultureInfo.CurrentCulture) : "";
        string[] parts = [item.Severity ?? "", item.Type ?? "", item.Id, raised];
        return $"the alert '{item.Title}' ({string.Join(", ", parts.Where(p => p.Length > 0))})";
    }
}
