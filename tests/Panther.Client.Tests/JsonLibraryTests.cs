using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Panther.Client.Json;

namespace Panther.Client.Tests;

/// <summary>Which Newtonsoft.Json a session may give the module.</summary>
public sealed class JsonLibraryTests
{
    private const string Mine = @"C:\Program Files\WindowsPowerShell\Modules\PantherPS\0.1.0\Newtonsoft.Json.dll";

    [Theory]
    [InlineData("13.0.0.0")]
    [InlineData("13.0.1.0")]
    [InlineData("14.0.0.0")]
    public void The_version_that_is_needed_and_newer_ones_serve(string found) =>
        Assert.Null(JsonLibrary.FaultOf(new Version(13, 0, 0, 0), new Version(found), Mine));

    [Theory]
    [InlineData(
        "12.0.0.0",
        @"C:\Users\me\Documents\WindowsPowerShell\Modules\Old.Module\1.2\lib\Newtonsoft.Json.dll",
        "by the module Old.Module from 'C:\\Users")]
    [InlineData("6.0.0.0", "/home/me/.local/share/powershell/Modules/Older/Newtonsoft.Json.dll", "by the module Older from '/home")]
    [InlineData("12.0.3.0", @"D:\tools\Newtonsoft.Json.dll", "loaded from 'D:\\tools\\Newtonsoft.Json.dll'")]
    [InlineData("9.0.0.0", @"D:\Modules\Newtonsoft.Json.dll", "loaded from 'D:\\Modules\\Newtonsoft.Json.dll'")]
    [InlineData("12.0.0.0", "", "loaded from memory")]
    public void An_older_one_is_told_with_its_version_its_origin_and_what_to_do(string found, string location, string origin)
    {
        string fault = JsonLibrary.FaultOf(new Version(13, 0, 0, 0), new Version(found), location)!;

        Assert.Contains("needs Newtonsoft.Json 13.0 or newer", fault, StringComparison.Ordinal);
        Assert.Contains($"version {found} of it", fault, StringComparison.Ordinal);
        Assert.Contains(origin, fault, StringComparison.Ordinal);
        Assert.Contains("new session", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void This_session_has_one_that_serves() => Assert.Null(JsonLibrary.FindFault());

    [Fact]
    public void One_that_another_module_hands_out_for_ours_is_found_out()
    {
        string folder = Directory.CreateTempSubdirectory("panther").FullName;
        try
        {
            string old = Path.Combine(folder, "Modules", "Other", "Newtonsoft.Json.dll");
            MakeLibrary(old, new Version(12, 0, 0, 0));
            string? fault = FindFaultWith(old);

            Assert.Contains("12.0.0.0", fault, StringComparison.Ordinal);
            Assert.Contains($"by the module Other from '{old}'", fault, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Asks a copy of the client for which a library is handed out, as a module's handler of AssemblyResolve does.</summary>
    private static string? FindFaultWith(string library)
    {
        var session = new Session(library);
        Assembly client = session.LoadFromStream(new MemoryStream(File.ReadAllBytes(typeof(PantherClient).Assembly.Location)));
        MethodInfo find = client.GetType(typeof(JsonLibrary).FullName!)!.GetMethod(nameof(JsonLibrary.FindFault))!;
        return (string?)find.Invoke(null, null);
    }

    private static void MakeLibrary(string path, Version version)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Newtonsoft.Json") { Version = version }, typeof(object).Assembly);
        assembly.DefineDynamicModule("Newtonsoft.Json").DefineType("Newtonsoft.Json.JsonConvert", TypeAttributes.Public).CreateType();
        assembly.Save(path);
    }

    private sealed class Session(string library) : AssemblyLoadContext("a session with an older library")
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == "Newtonsoft.Json" ? LoadFromAssemblyPath(library) : null;
    }
}
