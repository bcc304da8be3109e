using System.Collections.ObjectModel;
using System.Management.Automation;
using Panther.Client;

namespace PantherPS.Pipeline;

/// <summary>Text that a <c>-Path</c> parameter names, through PowerShell's providers.</summary>
internal static class TextFile
{
    /// <summary>Reads the text of one item.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: it is not there, not one, or cannot be read.</exception>
    public static string Read(PSCmdlet cmdlet, string path)
    {
        try
        {
            Collection<string> files = cmdlet.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (files.Count != 1)
            {
                throw Refuse($"'{path}' names {files.Count} files; name one.");
            }

            if (provider.Name == "FileSystem")
            {
                // Windows PowerShell's own reading would take UTF-8 without a mark for the ANSI code page.
                return File.ReadAllText(files[0]);
            }

            using System.Management.Automation.Provider.IContentReader reader = cmdlet.InvokeProvider.Content.GetReader(path)[0];
            return string.Join("\n", reader.Read(0).Cast<object>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RuntimeException and not PipelineStoppedException)
        {
            throw Refuse($"'{path}' cannot be read: {e.Message}");
        }
    }

    private static PantherException Refuse(string message) => new(PantherErrorKind.InvalidInput, message);
}
