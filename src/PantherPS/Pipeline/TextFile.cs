using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Provider;
using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>Text that a <c>-Path</c> parameter names, through PowerShell's providers.</summary>
internal static class TextFile
{
    /// <summary>Reads the text of one item.</summary>
    /// <exception cref="PantherException">
    /// <see cref="PantherErrorKind.InvalidInput"/>: it is not there, not one, or cannot be read.
    /// </exception>
    public static string Read(PSCmdlet cmdlet, string path)
    {
        try
        {
            // A name may look like a pattern, and then means itself first.
            bool isLiteral = cmdlet.InvokeProvider.Item.Exists(path, force: false, literalPath: true);
            string item = isLiteral ? path : FindOne(cmdlet, path);
            string file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(item, out ProviderInfo provider, out _);
            if (provider.Name == "FileSystem")
            {
                // Windows PowerShell's own reading would take UTF-8 without a mark for the ANSI code page.
                return File.ReadAllText(file);
            }

            using IContentReader reader = cmdlet.InvokeProvider.Content.GetReader([item], force: false, literalPath: true)[0];
            return string.Join("\n", reader.Read(0).Cast<object>());
        }
        catch (Exception e) when (IsPathFault(e))
        {
            throw Refuse($"'{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Whether an error is that of a path: nothing is there, no such drive, not allowed, or no path at all.</summary>
    public static bool IsPathFault(Exception error) => error
        is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
            or (RuntimeException and not PipelineStoppedException);

    private static string FindOne(PSCmdlet cmdlet, string path)
    {
        Collection<PathInfo> found = cmdlet.SessionState.Path.GetResolvedPSPathFromPSPath(path);
        return found.Count == 1 ? found[0].Path : throw Refuse($"'{path}' matches {found.Count} files; specify one.");
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
}
