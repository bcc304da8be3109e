using Panther.Client;
using Panther.Client.LogSources;
using PantherPS.Pipeline;

namespace PantherPS.LogSources;

/// <summary>Takes sources, what belongs to one, and rows for the id of the source.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LogSourceIdTransformationAttribute : IdTransformationAttribute
{
    private protected override IReadOnlyList<string> Names => ["Id", "IntegrationId", "SourceId"];

    private protected override string Hint =>
        "does not identify a log source. Pipe sources or objects with an Id, or pass ids: -Id $source.Id. By label: Get-PantherLogSource "
        + "-Label ... | ...";

    private protected override string? IdOf(ITenantObject item) => item switch
    {
        LogSource source => source.Id,
        IOfLogSource part => part.SourceId,
        _ => null,
    };
}
