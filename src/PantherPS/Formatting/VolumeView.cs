using System.Management.Automation;
using Panther.Client.DataLake;

namespace PantherPS.Formatting;

/// <summary>The hidden properties of volumes that their view shows; PantherPS.Types.ps1xml names them.</summary>
public static class VolumeView
{
    /// <summary>The label of the source, or its id where it has none any more.</summary>
    public static string Source(PSObject volume) =>
        (volume.Properties[nameof(LogSourceVolume.Label)]?.Value ?? volume.Properties[nameof(LogSourceVolume.SourceId)]?.Value)?.ToString()
            ?? "";

    /// <summary>The age of the last event that was counted: 3m, 2h, 5d; nothing where there was none.</summary>
    public static string LastEventCell(PSObject volume) =>
        Cell.Value<DateTime>(volume, nameof(LogSourceVolume.LastEvent)) is DateTime last ? Cell.LastEvent(last) : "";
}
