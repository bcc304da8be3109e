using System.Reflection;
using System.Runtime.CompilerServices;
using Newtonsoft.Json;

namespace Panther.Client.Json;

/// <summary>
/// Which Newtonsoft.Json this assembly runs with. A session has one of its name, and another module may have brought an older one.
/// </summary>
internal static class JsonLibrary
{
    private const string Name = "Newtonsoft.Json";

    /// <summary>What is wrong with the library that this session gives us, and what to do; null where it serves.</summary>
    public static string? FindFault()
    {
        Version needed = Array.Find(typeof(JsonLibrary).Assembly.GetReferencedAssemblies(), r => r.Name == Name)!.Version!;
        Assembly? found;
        try
        {
            found = Bound();
        }
        catch (Exception e) when (e is FileLoadException or FileNotFoundException)
        {
            // Ours was not taken either: because of one that is loaded, or because the module's folder lacks it.
            found = Array.Find(AppDomain.CurrentDomain.GetAssemblies(), a => a.GetName().Name == Name);
            if (found is null)
            {
                return $"PantherPS needs {Name} {needed.ToString(2)}, but it could not be loaded ({e.Message.TrimEnd('.')}). Reinstall "
                    + "the module.";
            }
        }

        return FaultOf(needed, found.GetName().Version, found.IsDynamic ? "" : found.Location);
    }

    /// <summary>What is wrong with a version of the library; null where it serves.</summary>
    /// <param name="needed">The version that this assembly was compiled against.</param>
    /// <param name="found">The version that the session has.</param>
    /// <param name="location">The file that it came from; empty where it came from none.</param>
    internal static string? FaultOf(Version needed, Version? found, string location)
    {
        if (found >= needed)
        {
            return null;
        }

        string origin = location.Length == 0 ? "from memory" : $"from '{location}'";
        string module = ModuleOf(location) is { } name ? $" by the module {name}" : "";
        return $"PantherPS needs {Name} {needed.ToString(2)} or newer, but this session has version {found} of it, loaded{module} "
            + $"{origin}. Start a new session and import PantherPS before anything else, or use PowerShell 7, which brings its own.";
    }

    /// <summary>The module that a file belongs to: the folder below the nearest one that is called Modules.</summary>
    private static string? ModuleOf(string location)
    {
        string[] parts = location.Split('/', '\\');
        int modules = Array.FindLastIndex(parts, part => string.Equals(part, "Modules", StringComparison.OrdinalIgnoreCase));
        return modules >= 0 && modules < parts.Length - 2 ? parts[modules + 1] : null;
    }

    /// <summary>In a method of its own, so that the library is looked for when it is called and not before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Assembly Bound() => typeof(JsonConvert).Assembly;
}
