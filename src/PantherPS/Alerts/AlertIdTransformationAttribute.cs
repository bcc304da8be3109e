using Panther.Client;
using PantherPS.Pipeline;

namespace PantherPS.Alerts;

/// <summary>Takes alerts, what belongs to one, and rows for the id of the alert.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AlertIdTransformationAttribute : IdTransformationAttribute
{
    private protected override IReadOnlyList<string> Names => ["AlertId", "Id"];

    private protected override string Hint => "does not identify an alert. Pipe alerts or objects with an Id, or pass ids: -Id $alert.Id.";

    private protected override string? IdOf(ITenantObject item) => AlertTransformationAttribute.AlertOf(item)?.Id;
}
