namespace Panther.Emulator.Tests.SchemaTruth;

/// <summary>What Panther has published, where it lies beside the checkout; a public clone comes without it.</summary>
internal static class Published
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The GraphQL schema of July 2025.</summary>
    public static string GraphQL { get; } = PathOf("panther.graphql");

    /// <summary>The specification of the REST API of July 2026.</summary>
    public static string Rest { get; } = PathOf("rest-openapi.yaml");

    /// <summary>Why a test that reads a file cannot run; null where it can.</summary>
    public static string? WhyNot(string path) => File.Exists(path) ? null : $"{Path.GetFileName(path)} does not lie beside this checkout.";

    private static string PathOf(string name) => Path.GetFullPath(Path.Combine(Root, "..", "shared", "panther-api", name));

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PantherPS.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run from a checkout of the project.");
    }
}

/// <summary>A test that reads the published GraphQL schema.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GraphQLSchemaFactAttribute : FactAttribute
{
    public GraphQLSchemaFactAttribute() => Skip = Published.WhyNot(Published.GraphQL);
}

/// <summary>A test for each of several cases that reads the published GraphQL schema.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GraphQLSchemaTheoryAttribute : TheoryAttribute
{
    public GraphQLSchemaTheoryAttribute() => Skip = Published.WhyNot(Published.GraphQL);
}

/// <summary>A test that reads the published specification of the REST API.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RestSpecificationFactAttribute : FactAttribute
{
    public RestSpecificationFactAttribute() => Skip = Published.WhyNot(Published.Rest);
}

/// <summary>A test for each of several cases that reads the published specification of the REST API.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RestSpecificationTheoryAttribute : TheoryAttribute
{
    public RestSpecificationTheoryAttribute() => Skip = Published.WhyNot(Published.Rest);
}
