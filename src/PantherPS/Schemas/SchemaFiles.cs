using System.Management.Automation;
using Panther.Client;
using Panther.Client.Schemas;
using PantherPS.Pipeline;

namespace PantherPS.Schemas;

/// <summary>
/// The schema files that a path names: one, those of a pattern, or those below a folder, as Panther's analysis tool lays them out.
/// </summary>
internal static class SchemaFiles
{
    private static readonly string[] s_extensions = [".yml", ".yaml"];

    /// <summary>The files, each once, with their texts; what is none is left out where the path named many.</summary>
    /// <param name="cmdlet">The cmdlet, whose providers resolve the path.</param>
    /// <param name="path">The path; wildcards are allowed.</param>
    /// <param name="leave">Told of each file that is left out, and why.</param>
    /// <param name="fail">Told of each file that cannot be read, and of a path that names none.</param>
    public static IReadOnlyList<(string Path, string Text)> Read(
        PSCmdlet cmdlet, string path, Action<string> leave, Action<string, PantherException> fail)
    {
        var found = new List<(string Path, string Text)>();
        try
        {
            bool isLiteral = cmdlet.InvokeProvider.Item.Exists(path, force: false, literalPath: true);
            bool isPattern = !isLiteral && WildcardPattern.ContainsWildcardCharacters(path);
            IEnumerable<string> items = isLiteral || !isPattern
                ? [path]
                : cmdlet.SessionState.Path.GetResolvedPSPathFromPSPath(path).Select(p => p.Path);
            foreach (string item in items)
            {
                string file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(item, out ProviderInfo provider, out _);
                if (provider.Name == "FileSystem" && Directory.Exists(file))
                {
                    Collect(file, found, cmdlet, leave, fail);
                }
                else
                {
                    Add(item, isPattern, found, cmdlet, leave, fail);
                }
            }
        }
        catch (Exception e) when (TextFile.IsPathFault(e))
        {
            fail(path, new PantherException(PantherErrorKind.InvalidInput, $"'{path}' cannot be read: {e.Message}"));
            return found;
        }

        if (found.Count == 0 && WildcardPattern.ContainsWildcardCharacters(path))
        {
            leave($"'{path}' matches no schema file.");
        }

        return found;
    }

    private static void Collect(
        string folder, List<(string Path, string Text)> found, PSCmdlet cmdlet, Action<string> leave, Action<string, PantherException> fail)
    {
        foreach (string file in Directory.GetFiles(folder).Where(IsYaml).OrderBy(f => f, StringComparer.Ordinal))
        {
            Add(file, isOneOfMany: true, found, cmdlet, leave, fail);
        }

        foreach (string inner in Directory.GetDirectories(folder).OrderBy(f => f, StringComparer.Ordinal))
        {
            bool isLink = (File.GetAttributes(inner) & FileAttributes.ReparsePoint) != 0;
            if (!isLink && !Path.GetFileName(inner).StartsWith(".", StringComparison.Ordinal))
            {
                Collect(inner, found, cmdlet, leave, fail);
            }
        }
    }

    private static void Add(
        string path,
        bool isOneOfMany,
        List<(string Path, string Text)> found,
        PSCmdlet cmdlet,
        Action<string> leave,
        Action<string, PantherException> fail)
    {
        try
        {
            string text = TextFile.Read(cmdlet, path);
            SchemaText said = SchemaText.Read(text);
            if (said.IsTest)
            {
                // Tests lie beside the schemas; named alone, one is passed over as well, since whole folders are piped.
                leave($"'{path}' contains tests of a schema and is skipped.");
            }
            else if (isOneOfMany && said.Name is null && said.IsAnalysis)
            {
                leave($"'{path}' is not a schema but another file of a detections repository, and is skipped.");
            }
            else
            {
                found.Add((path, text));
            }
        }
        catch (PantherException e)
        {
            fail(path, e);
        }
    }

    private static bool IsYaml(string file) => s_extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
