using System.Management.Automation;
using Panther.Client.DataLake;

namespace PantherPS.Formatting;

/// <summary>The hidden property of volumes that their view shows; PantherPS.Types.ps1xml names it.</summary>
public static class VolumeView
{
    /// <summary>The label of the source, or its id where it has none any more.</summary>
    public static string Source(PSObject volume) =>
        (volume.Properties[nameof(LogSourceVolume.Label)]?.Value ?? volume.Properties[nameof(LogSourceVolume.SourceId)]?.Value)?.ToString()
            ?? "";
}
