using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Panther.Client.Tests.Emulation;

namespace Panther.Client.Tests;

/// <summary>Which folder of the client may use which: data flows one way, and a new domain needs nothing but the floor.</summary>
public sealed class ArchitectureTests
{
    /// <summary>The types of the root that stand on nothing: what every folder may speak of.</summary>
    private const string Contracts = "(contracts)";

    /// <summary>The client itself: it puts the folders together, and the objects of a tenant keep it as where they came from.</summary>
    private const string Facade = "(client)";

    /// <summary>Who did something: every domain's objects speak of it.</summary>
    private const string ActorType = "(actor)";

    private static readonly string[] s_facade = ["PantherClient", "PantherClientOptions"];

    /// <summary>
    /// The floor, from its ground up, and upon it the domains, which do not know each other. Each layer may use those below it.
    /// </summary>
    private static readonly string[][] s_layers =
    [
        [Contracts],
        ["Json"],
        ["Hcl", "Http"],
        ["Paging", ActorType],
        ["GraphQL", "Rest"],
        ["Detections", "LogSources", "Metrics", "Schemas", "Tokens"],

        // An alarm is that of a log source, a role is for one, an alert may be about one, and the data lake holds its events; a connection
        // asks for its own token.
        ["Alarms", "Alerts", "Aws", "DataLake", "Tenant"],

        // A definition says everything of a source, with its alarm; and how it does is told by its alerts and its alarm.
        ["AsCode", "Health"],

        // Terraform's resources have the keys of definitions; a report shows how sources do.
        ["Reports", "Terraform"],
        [Facade],
    ];

    private static readonly Architecture s_architecture = new ArchLoader().LoadAssembly(typeof(PantherClient).Assembly).Build();

    [Fact]
    public void Each_folder_uses_only_what_lies_below_it()
    {
        string[] upward = [.. Uses().Where(use => LayerOf(use.To) >= LayerOf(use.From) && use.To != Facade)
            .Select(use => $"{use.From} -> {use.To}: {use.Type} uses {use.Used}")
            .Distinct().Order(StringComparer.Ordinal)];

        Assert.Empty(upward);
    }

    [Fact]
    public void Every_folder_has_its_layer() =>
        Assert.DoesNotContain(Uses().SelectMany(use => new[] { use.From, use.To }).Distinct(), folder => LayerOf(folder) < 0);

    [Fact]
    public void The_client_knows_nothing_of_PowerShell_and_needs_one_library()
    {
        // As it was built: the copy beside these tests has other references while coverage is measured.
        string target = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        using var file = new PEReader(
            File.OpenRead(Path.Combine(Repository.Root, "src", "Panther.Client", "bin", target, "netstandard2.0", "Panther.Client.dll")));
        MetadataReader assembly = file.GetMetadataReader();
        string[] needed = [.. assembly.AssemblyReferences.Select(
            r => assembly.GetString(assembly.GetAssemblyReference(r).Name)).Order(StringComparer.Ordinal)];

        Assert.Equal(["Newtonsoft.Json", "netstandard"], needed);
    }

    private static int LayerOf(string folder) => Array.FindIndex(s_layers, layer => layer.Contains(folder));

    private static IEnumerable<(string From, string To, string Type, string Used)> Uses() =>
        from type in s_architecture.Types
        where type.FullName.StartsWith("Panther.Client.", StringComparison.Ordinal)
        from dependency in type.Dependencies
        where dependency.Target.FullName.StartsWith("Panther.Client.", StringComparison.Ordinal)
        let user = OutermostOf(type.FullName)
        let used = OutermostOf(dependency.Target.FullName)
        where FolderOf(user) != FolderOf(used)
        select (FolderOf(user), FolderOf(used), user.Split('.')[^1], used.Split('.')[^1]);

    /// <summary>The full name of the type that a type is nested in, if it is, without type parameters.</summary>
    private static string OutermostOf(string fullName) => fullName.Split('+', '/', '<', '`', ' ', '[')[0];

    /// <summary>Its folder's name, which is the namespace's; the root's types are told apart.</summary>
    private static string FolderOf(string outermost) => outermost.Split('.') switch
    {
        [_, _, string folder, _, ..] => folder,
        [_, _, "Actor"] => ActorType,
        [_, _, string type] when s_facade.Contains(type) => Facade,
        _ => Contracts,
    };
}
