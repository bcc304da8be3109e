using Panther.Client;
using Panther.Client.Alerts;
using Panther.Client.Health;
using Panther.Client.LogSources;
using PantherPS.LogSources;

namespace PantherPS.Alerts;

/// <summary>As for the ids of sources: alerts, problems of sources and rows stand for the id that they hold.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AlertIdTransformationAttribute : IdTransformationAttribute
{
    private protected override IReadOnlyList<string> Names => ["AlertId", "Id"];

    private protected override string Hint => "stands for no alert. Pipe alerts or objects with an Id, or give ids: -Id $alert.Id.";

    private protected override (string Id, PantherClient? Origin)? Known(object value) => value switch
    {
        PantherAlert alert => (alert.Id, alert.Origin),
        LogSource or IOfLogSource => throw Refuse("A log source, or what belongs to one,"),
        _ => null,
    };

    private protected override PantherClient? OriginIn(object value) => (value as LogSourceProblem)?.Origin;
}
