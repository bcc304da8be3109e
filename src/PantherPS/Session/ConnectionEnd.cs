namespace PantherPS.Session;

/// <summary>What has ended a connection.</summary>
internal enum ConnectionEnd
{
    /// <summary>Disconnect-Panther.</summary>
    Disconnected,

    /// <summary>A later Connect-Panther with the same name.</summary>
    Replaced,

    /// <summary>The module was removed from its session, or imported anew.</summary>
    ModuleRemoved,
}
