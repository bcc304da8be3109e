using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;

namespace PantherPS.Connection;

/// <summary>
/// Windows PowerShell has no Newtonsoft.Json of its own, and an older one that another module has loaded can stand in the
/// way of ours. Elsewhere this does nothing.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    private const string Needed = "Newtonsoft.Json, Version=13.0.0.0, Culture=neutral, PublicKeyToken=30ad4fe6b2a6aeed";

    /// <inheritdoc/>
    public void OnImport()
    {
        if (!RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            Assembly.Load(Needed);
        }
        catch (Exception e) when (e is FileLoadException or FileNotFoundException)
        {
            Assembly? loaded = Array.Find(AppDomain.CurrentDomain.GetAssemblies(), a => a.GetName().Name == "Newtonsoft.Json");
            if (loaded is not null)
            {
                throw new PSInvalidOperationException(
                    $"PantherPS needs Newtonsoft.Json 13, and another module of this session has loaded {loaded.GetName().Version} from '{loaded.Location}'. Start a new session and import PantherPS first, or use PowerShell 7.");
            }
        }
    }
}
