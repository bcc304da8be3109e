namespace Panther.Client.Tests.Emulation;

/// <summary>The checkout that the tests run from.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the module's manifest.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PantherPS.psd1")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run from a checkout of the project.");
    }
}
