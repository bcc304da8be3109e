using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Panther.Emulator.Tests.SchemaTruth;

namespace Panther.Emulator.Tests.Tool;

/// <summary>The package of the .NET tool: what is in it, and the tool as it comes out of it.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("panther-emulator-").FullName;

    /// <summary>What the tests were built as, so that nothing is built again.</summary>
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_tool_is_installed_from_its_package_into_an_empty_folder_and_serves()
    {
        string project = Path.Combine(Published.Root, "emulator", "Panther.Emulator.csproj");

        // Other suites may pack at the same time, from the same build.
        string[] elsewhere = [$"-p:PublishDir={_folder}/publish/", $"-p:NuspecOutputPath={_folder}/nuspec/"];
        await RunAsync(["pack", project, "--no-build", "-c", Configuration, "-o", _folder, "--nologo", .. elsewhere]);

        // The module's manifest is the one place of the version.
        string manifest = await File.ReadAllTextAsync(Path.Combine(Published.Root, "PantherPS.psd1"));
        string version = Regex.Match(manifest, "ModuleVersion *= *'([^']+)'").Groups[1].Value;
        string package = Assert.Single(Directory.GetFiles(_folder, "*.nupkg"));
        Assert.Equal($"PantherPS.Emulator.{version}.nupkg", Path.GetFileName(package));
        using (ZipArchive archive = await ZipFile.OpenReadAsync(package))
        {
            using var readme = new StreamReader(archive.GetEntry("README.md")!.Open());
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Published.Root, "emulator", "README.md")), await readme.ReadToEndAsync());
        }

        string tools = Path.Combine(_folder, "tools");
        await RunAsync("tool", "install", "PantherPS.Emulator", "--tool-path", tools, "--add-source", _folder, "--version", version);
        string command = Path.Combine(tools, OperatingSystem.IsWindows() ? "panther-emulator.exe" : "panther-emulator");
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        await using var tool = new ToolProcess(
            command, ["--json", "--exit-with-stdin", "--sources", "3"], new Dictionary<string, string> { ["DOTNET_ROOT"] = dotnet });
        JsonNode told = await tool.ReadJsonAsync();

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.Add("X-API-Key", (string)told["token"]!);
        using var query = new StringContent("""{"query":"{ sources { edges { node { integrationId } } } }"}""");
        using HttpResponseMessage answer = await http.PostAsync(new Uri((string)told["graphqlUrl"]!), query);
        JsonNode json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(3, json["data"]!["sources"]!["edges"]!.AsArray().Count);

        tool.CloseInput();
        Assert.Equal(0, (await tool.EndAsync()).Code);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        // A build server that stays would hold the output open.
        await using var dotnet = new ToolProcess("dotnet", arguments, new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" });
        (int code, string output, string errors) = await dotnet.EndAsync();
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)}: {output}{errors}");
    }
}
