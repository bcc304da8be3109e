using Panther.Client.Alarms;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>What is to become of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">What it shall say; null where it says that already.</param>
internal sealed record FilePlan(string Path, string? Text);

/// <summary>
/// A folder with definition files, into which a tenant is exported. The file of a source is found by its id or its kind and label, whatever
/// its name is; others of the folder stay.
/// </summary>
internal sealed class DefinitionFolder
{
    private readonly string _path;
    private readonly Dictionary<string, LogSourceDefinition> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Kind, string Label), LogSourceDefinition> _byLabel = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withSchema = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Path, string? Id)> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public DefinitionFolder(string path, Func<string, string?> variable)
    {
        _path = path;
        if (!Directory.Exists(path))
        {
            return;
        }

        foreach (string file in DefinitionFiles.In(path))
        {
            // What is no definition is somebody else's, and stays.
            var reader = new DefinitionReader(name => variable(name) ?? "");
            reader.ReadFile(file);
            if (reader.Faults.Count == 0)
            {
                LogSourceDefinition definition = reader.Finish()[0];
                _taken.Add(DefinitionFiles.Fold(file));
                _byLabel[(definition.Kind, definition.Label)] = definition;
                if (definition.Id is not null)
                {
                    _byId[definition.Id] = definition;
                }
            }
        }
    }

    /// <summary>Gives each source its file, when all are known.</summary>
    public void Name(IEnumerable<(DefinitionKind Kind, LogSource Source)> sources)
    {
        (DefinitionKind Kind, LogSource Source)[] all = [.. sources];
        IReadOnlyList<(string Name, string? Id)> names = DefinitionFiles.NamesOf(all);
        for (int i = 0; i < all.Length; i++)
        {
            (DefinitionKind kind, LogSource source) = all[i];
            (string name, string? id) = names[i];
            if (Find(kind, source, id is not null) is LogSourceDefinition known)
            {
                _names[source.Id] = (known.Path!, known.Id ?? id);
                continue;
            }

            string file = Path.Combine(_path, name);
            if (_taken.Contains(DefinitionFiles.Fold(file)))
            {
                // A definition of another source has the name.
                file = Path.Combine(_path, DefinitionFiles.NameOf(kind.Name, source.Label ?? "", id, isShared: true));
            }

            _names[source.Id] = (file, id);
        }
    }

    /// <summary>What is to become of the file of a source.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="source">The source with its configuration.</param>
    /// <param name="alarm">Its alarm; null where it has none.</param>
    /// <param name="force">Whether a file that was written or edited by hand may be overwritten.</param>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>: it may not.</exception>
    public FilePlan Plan(DefinitionKind kind, ConfiguredLogSource source, LogSourceAlarm? alarm, bool force)
    {
        (string path, string? id) = _names[source.Id];
        LogSourceDefinition? known = Find(kind, source, id is not null) is { } found && found.Path == path ? found : null;
        var demand = new AlarmDemand(true, alarm?.MinutesThreshold);
        LogSourceDefinition described = DefinitionWriter.Describe(kind, source, demand, path, known);
        described.Id = known?.Id ?? id;
        string text = DefinitionWriter.Write(described);
        RequireReadable(text, path, source, alarm);
        if (!File.Exists(path))
        {
            // Another source's file may have come by this name in a run before.
            return new FilePlan(path, text);
        }

        if (known is not null && IsSame(known, described, source, alarm))
        {
            return new FilePlan(path, null);
        }

        string written = WholeFile.Read(path);
        bool isOurs = known is { HasVariables: false } && written == DefinitionWriter.Write(known);
        return written == text ? new FilePlan(path, null)
            : isOurs || force ? new FilePlan(path, text)
            : throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"'{path}' was written or edited by hand and does not match the log source '{source.Label}': "
                + (known is null ? "it is not a definition of this source" : Describe(known, source, alarm))
                + ". Change the file, or overwrite it with -Force.");
    }

    /// <summary>Refuses a text that does not say what the source is once it is read, such as one with a blank label.</summary>
    private static void RequireReadable(string text, string path, ConfiguredLogSource source, LogSourceAlarm? alarm)
    {
        var reader = new DefinitionReader(_ => null);
        reader.ReadText(WholeFile.AsRead(text), path);
        string? fault = reader.Faults.Count == 0 ? null : reader.Faults[0];
        if (fault is null)
        {
            LogSourceDefinition read = reader.Finish()[0];
            fault = read.FindFault()
                ?? TenantComparison.Compare(
                    read, source, alarm).Changes.Select(c => $"{path}: {c.Property} would be read back as a different "
                        + "value.").FirstOrDefault();
        }

        if (fault is not null)
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"The log source '{source.Label}' ({source.Id}) cannot be exported, because its file could not be read back. {fault} "
                + "Change the source in Panther, then export it again.");
        }
    }

    /// <summary>Writes a file as a whole or not at all, and the schema beside it.</summary>
    public void Write(FilePlan plan)
    {
        string folder = Path.GetDirectoryName(plan.Path)!;
        Directory.CreateDirectory(folder);
        if (_withSchema.Add(folder))
        {
            string schema = Path.Combine(folder, DefinitionWriter.SchemaFile);
            string text = DefinitionSchema.Write();
            if (!File.Exists(schema) || WholeFile.Read(schema) != text)
            {
                WholeFile.Write(schema, text);
            }
        }

        WholeFile.Write(plan.Path, plan.Text!);
    }

    private LogSourceDefinition? Find(DefinitionKind kind, LogSource source, bool isAmbiguous) =>
        _byId.TryGetValue(source.Id, out LogSourceDefinition? known) && known.Kind == kind.Name ? known
        : !isAmbiguous && _byLabel.TryGetValue((kind.Name, source.Label ?? ""), out known) ? known
        : null;

    /// <summary>Whether a definition demands what a source is; one that says nothing of the alarm is to say it.</summary>
    private static bool IsSame(
        LogSourceDefinition known, LogSourceDefinition described, ConfiguredLogSource source, LogSourceAlarm? alarm) =>
        known.Alarm.IsNamed
        && TenantComparison.Compare(known, source, alarm).Changes.Count == 0
        && new HashSet<DefinitionKey>(described.Secrets.Keys).SetEquals(known.Secrets.Keys);

    private static string Describe(LogSourceDefinition known, ConfiguredLogSource source, LogSourceAlarm? alarm)
    {
        string[] differs = [.. TenantComparison.Compare(known, source, alarm).Changes.Select(c => c.Property)];
        return "it differs in " + (differs.Length == 0 ? "its secrets or its alarm" : string.Join(", ", differs));
    }
}
