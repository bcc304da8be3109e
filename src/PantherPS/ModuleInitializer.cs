using System.Management.Automation;
using Panther.Client.Json;

namespace PantherPS;

/// <summary>
/// Refuses the import into a session in which the module would run with an older Newtonsoft.Json: Windows PowerShell has none of its
/// own, and takes another module's for ours. It would fail later, in the middle of some command, with a missing method.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport()
    {
        if (JsonLibrary.FindFault() is { } fault)
        {
            throw new PSInvalidOperationException(fault);
        }
    }
}
