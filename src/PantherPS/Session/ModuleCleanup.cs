using System.Management.Automation;

namespace PantherPS.Session;

/// <summary>Ends the connections of a runspace from which the module is removed.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => ConnectionTable.Current.Clear(ConnectionEnd.ModuleRemoved);
}
