using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>The names of definition files.</summary>
internal static class DefinitionFiles
{
    /// <summary>What the name of every definition file ends with.</summary>
    public const string Extension = ".panther.json";

    /// <summary>The most bytes of a name without its end; file systems take 255 in all.</summary>
    private const int LongestName = 160;

    private const string Forbidden = "<>:\"/\\|?*";

    private static readonly HashSet<string> s_devices = new(
        new[] { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" }.Concat(
            "123456789\u00B9\u00B2\u00B3".SelectMany(d => new[] { "COM" + d, "LPT" + d })),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The files below a folder whose names are those of definitions, in the order of their paths; folders that begin with a dot are left
    /// out.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyList<string> In(string folder)
    {
        var found = new List<string>();
        Collect(folder);
        return found;

        void Collect(string current)
        {
            found.AddRange(Directory.GetFiles(current)
                .Where(f => f.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)).OrderBy(f => f, StringComparer.Ordinal));
            foreach (string inner in Directory.GetDirectories(current).OrderBy(f => f, StringComparer.Ordinal))
            {
                bool isLink = (File.GetAttributes(inner) & FileAttributes.ReparsePoint) != 0;
                if (!isLink && !Path.GetFileName(inner).StartsWith(".", StringComparison.Ordinal))
                {
                    Collect(inner);
                }
            }
        }
    }

    /// <summary>A label as a name that every file system takes.</summary>
    public static string NameOf(string label)
    {
        var name = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < label.Length; i++)
        {
            bool isPair = i + 1 < label.Length && char.IsSurrogatePair(label, i);
            string piece = isPair ? label.Substring(i, 2) : IsAllowed(label[i]) ? label[i].ToString() : "_";
            i += isPair ? 1 : 0;
            bytes += Encoding.UTF8.GetByteCount(piece);
            if (bytes > LongestName)
            {
                break;
            }

            name.Append(piece);
        }

        // Windows drops blanks and dots at the end, and a dot at the beginning hides a file elsewhere.
        string trimmed = name.ToString().Normalize(NormalizationForm.FormC).Trim(' ').TrimEnd('.', ' ');
        return trimmed.Length == 0 ? "_"
            : trimmed[0] == '.' || s_devices.Contains(trimmed.Split('.')[0].TrimEnd()) ? "_" + trimmed
            : trimmed;
    }

    /// <summary>The name of the file of a source.</summary>
    /// <param name="kind">The kind's name.</param>
    /// <param name="label">The label.</param>
    /// <param name="id">The id, where two sources have the same label and kind; else null.</param>
    /// <param name="isShared">Whether another source would have the same name.</param>
    public static string NameOf(string kind, string label, string? id, bool isShared) =>
        NameOf(label) + (isShared || id is not null ? "-" + Mark($"{kind}\n{label}\n{id}") : "") + Extension;

    /// <summary>
    /// What the files of sources are called when all of them are known, in their order; and the id of each whose label and kind another
    /// one has, else null.
    /// </summary>
    public static IReadOnlyList<(string Name, string? Id)> NamesOf(IReadOnlyCollection<(DefinitionKind Kind, LogSource Source)> sources)
    {
        HashSet<(string, string)> ambiguous =
        [
            .. sources.GroupBy(s => (s.Kind.Name, s.Source.Label ?? "")).Where(g => g.Count() > 1).Select(g => g.Key)
        ];
        HashSet<string> shared =
            [.. sources.GroupBy(s => Fold(NameOf(s.Source.Label ?? ""))).Where(g => g.Count() > 1).Select(g => g.Key)];
        return
        [
            .. sources.Select(s =>
            {
                string label = s.Source.Label ?? "";
                string? id = ambiguous.Contains((s.Kind.Name, label)) ? s.Source.Id : null;
                return (NameOf(s.Kind.Name, label, id, shared.Contains(Fold(NameOf(label)))), id);
            })
        ];
    }

    /// <summary>
    /// What the secret of a source is called where nothing else is said: by its file, so that two labels that are alike share none.
    /// </summary>
    public static string SecretOf(string file, DefinitionKey key)
    {
        string name = Path.GetFileName(file);
        return $"{name.Substring(0, name.Length - Extension.Length)}-{key.Name}";
    }

    /// <summary>What two names have in common that a file system may take for the same; half a character becomes a replacement.</summary>
    public static string Fold(string name) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)).Normalize(NormalizationForm.FormC).ToUpperInvariant();

    private static bool IsAllowed(char c) => !Forbidden.Contains(c) && !char.IsControl(c) && !char.IsSurrogate(c)
        && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    /// <summary>Eight digits that depend on the source alone, so that the name is the same from whatever tenant it is exported.</summary>
    private static string Mark(string text)
    {
        using var hash = SHA256.Create();
        return string.Concat(
            hash.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(4).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
