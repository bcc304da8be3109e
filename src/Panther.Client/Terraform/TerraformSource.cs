using Panther.Client.Alarms;
using Panther.Client.AsCode;
using Panther.Client.LogSources;

namespace Panther.Client.Terraform;

/// <summary>A log source that is to be described for Terraform.</summary>
/// <param name="Source">The source.</param>
/// <param name="Resource">The resource that describes it; null where the provider has none for its kind.</param>
/// <param name="Configuration">The source with its configuration; null where only its import is wanted.</param>
/// <param name="Alarm">Its alarm; null where it has none.</param>
internal sealed record TerraformSource(
    LogSource Source, TerraformResource? Resource = null, ConfiguredLogSource? Configuration = null, LogSourceAlarm? Alarm = null)
{
    /// <summary>Why it could not be read; null where it was.</summary>
    public string? Failure { get; init; }

    /// <summary>Reads what is described of a source.</summary>
    /// <param name="client">The client of its tenant.</param>
    /// <param name="source">The source, which may be known by its id alone.</param>
    /// <param name="isOnlyImported">Whether only its import is wanted, which needs no configuration.</param>
    /// <param name="context">The caller's.</param>
    public static async Task<TerraformSource> ReadAsync(PantherClient client, LogSource source, bool isOnlyImported, CallContext context)
    {
        LogSource known = SourceReading.IsKnown(source)
            ? source
            : await client.LogSources.GetAsync(source.Id, context).ConfigureAwait(false);
        if (DefinitionKind.Of(client, known) is not DefinitionKind kind || TerraformResource.Of(kind) is not TerraformResource resource)
        {
            return new TerraformSource(known);
        }

        if (isOnlyImported && kind.IsSure(known))
        {
            return new TerraformSource(known, resource, null, await client.Alarms.GetAsync(known.Id, context).ConfigureAwait(false));
        }

        try
        {
            (ConfiguredLogSource read, LogSourceAlarm? alarm) =
                await SourceReading.ReadAsync(client, kind, known, context).ConfigureAwait(false);
            return new TerraformSource(read, resource, read, alarm);
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.InvalidInput && !kind.IsSure(known))
        {
            // Only the read tells that it is of another kind.
            return new TerraformSource(known);
        }
    }
}
