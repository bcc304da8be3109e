using Panther.Client.Alarms;
using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>
/// Compares a tenant with definitions. Of its sources it keeps those that a definition names; of the others, what tells them apart.
/// </summary>
internal sealed class TenantComparison
{
    private readonly PantherClient _client;
    private readonly IReadOnlyList<LogSourceDefinition> _definitions;
    private readonly Dictionary<string, LogSource?> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<(DefinitionKind Kind, string Label)> _named = [];
    private readonly Dictionary<string, List<LogSource>> _holders;
    private readonly HashSet<string> _buckets = new(StringComparer.Ordinal);
    private readonly List<LogSource> _ofBuckets = [];
    private readonly Dictionary<LogSourceDefinition, LogSource> _matches;
    private readonly List<LogSource> _others = [];

    public TenantComparison(PantherClient client, IReadOnlyList<LogSourceDefinition> definitions)
    {
        _client = client;
        _definitions = definitions;
        _holders = new Dictionary<string, List<LogSource>>(definitions.Count, StringComparer.Ordinal);
        _matches = new Dictionary<LogSourceDefinition, LogSource>(definitions.Count);
        foreach (LogSourceDefinition definition in definitions)
        {
            if (definition.Id is string id)
            {
                _byId[id] = null;
            }

            if (definition.DefinedKind.Bucket is { } key && definition.Values[key] is string bucket)
            {
                _buckets.Add(bucket);
            }

            _named.Add((definition.DefinedKind, definition.Label));
            _holders[definition.Label] = new List<LogSource>(1);
        }
    }

    /// <summary>
    /// The sources that no definition names, of kinds that definitions can describe. To be asked for after <see cref="Match"/>.
    /// </summary>
    public IReadOnlyList<LogSource> Unmanaged => _others;

    /// <summary>The sources whose bucket is that of a definition.</summary>
    public IReadOnlyList<LogSource> OfDefinedBuckets => _ofBuckets;

    /// <summary>The sources, of whatever kind, that have the label of a definition.</summary>
    public IReadOnlyList<LogSource> HoldersOf(string label) => _holders[label];

    /// <summary>Takes a source of the tenant.</summary>
    public void Offer(LogSource source)
    {
        if (_holders.TryGetValue(source.Label ?? "", out List<LogSource>? holders))
        {
            holders.Add(source);
        }

        if (source is S3LogSource { S3Bucket: string bucket } && _buckets.Contains(bucket))
        {
            _ofBuckets.Add(source);
        }

        if (_byId.ContainsKey(source.Id))
        {
            _byId[source.Id] = source;
        }
        else if (DefinitionKind.Of(_client, source) is { } kind && (holders is null || !_named.Contains((kind, source.Label ?? ""))))
        {
            _others.Add(source);
        }
    }

    /// <summary>Finds the source of each definition, when all were offered.</summary>
    /// <exception cref="PantherException">
    /// <see cref="PantherErrorKind.InvalidInput"/>: two definitions mean the same source, or one means several.
    /// </exception>
    public void Match()
    {
        var faults = new List<string>();
        var taken = new Dictionary<string, LogSourceDefinition>(_definitions.Count, StringComparer.OrdinalIgnoreCase);

        // An id says exactly which; so a label is looked for among what no id names.
        foreach (LogSourceDefinition definition in _definitions.Where(d => d.Id is not null))
        {
            if (_byId[definition.Id!] is LogSource source)
            {
                Take(definition, source);
            }
        }

        foreach (LogSourceDefinition definition in _definitions.Where(d => !_matches.ContainsKey(d)))
        {
            List<LogSource> same = _holders[definition.Label].FindAll(s => DefinitionKind.Of(_client, s) == definition.DefinedKind);
            List<LogSource> free = same.FindAll(s => !taken.ContainsKey(s.Id));
            if (free.Count > 1)
            {
                faults.Add($"{definition.Place}: The tenant has {free.Count} sources of the kind {definition.Kind} with the label "
                    + $"'{definition.Label}'. Add the Id of the one you mean: {string.Join(", ", free.Select(s => s.Id))}.");
            }
            else if (free.Count == 1)
            {
                Take(definition, free[0]);
            }
            else if (same.Count == 1)
            {
                Take(definition, same[0]);
            }
        }

        if (faults.Count > 0)
        {
            throw DefinitionReader.Refuse(faults);
        }

        _others.AddRange(_holders.Values.SelectMany(holders => holders).Where(
            s => !taken.ContainsKey(s.Id) && DefinitionKind.Of(_client, s) is { } kind && _named.Contains((kind, s.Label ?? ""))));

        void Take(LogSourceDefinition definition, LogSource source)
        {
            if (taken.TryGetValue(source.Id, out LogSourceDefinition? other))
            {
                faults.Add($"{definition.Place}: {other.Place} refers to the same source, '{source.Label}' ({source.Id}).");
                return;
            }

            taken[source.Id] = definition;
            _matches[definition] = source;
        }
    }

    /// <summary>The source of a definition; null where the tenant has none.</summary>
    public LogSource? SourceOf(LogSourceDefinition definition) => _matches.TryGetValue(definition, out LogSource? source) ? source : null;

    /// <summary>Compares one definition with its source where all is known that it takes.</summary>
    /// <returns>Null where something has to be read, or is wrong, as <see cref="CompareAsync"/> tells.</returns>
    public LogSourceDifference? TryCompare(LogSourceDefinition definition)
    {
        LogSource? source = SourceOf(definition);
        bool isKnown = source is null
            || (source is ConfiguredLogSource && !definition.Alarm.IsNamed && definition.DefinedKind.In(_client).IsOfKind(source));
        if (!isKnown)
        {
            return null;
        }

        LogSourceDifference difference =
            source is null ? CreationOf(definition) : Compare(definition, (ConfiguredLogSource)source, alarm: null);
        return difference.Action == DifferenceAction.Equal || definition.FindFault() is null ? difference : null;
    }

    /// <summary>Compares one definition with its source.</summary>
    /// <exception cref="PantherException">
    /// Among others <see cref="PantherErrorKind.InvalidInput"/> for a value that Panther does not take.
    /// </exception>
    public async Task<LogSourceDifference> CompareAsync(LogSourceDefinition definition, CallContext context)
    {
        if (!_matches.TryGetValue(definition, out LogSource? source))
        {
            definition.Check();
            return CreationOf(definition);
        }

        if (!definition.DefinedKind.In(_client).IsOfKind(source))
        {
            throw new PantherException(
                PantherErrorKind.InvalidInput,
                $"{definition.Place}: The source with the Id {source.Id} ('{source.Label}') is of the type {source.IntegrationType}, "
                + $"but the definition is of the kind {definition.Kind}. Correct the Id, or remove it from the definition.");
        }

        ConfiguredLogSource current = await definition.DefinedKind.GetAsync(_client, source, context).ConfigureAwait(false);
        LogSourceAlarm? alarm = definition.Alarm.IsNamed ? await _client.Alarms.GetAsync(source.Id, context).ConfigureAwait(false) : null;
        LogSourceDifference difference = Compare(definition, current, alarm);
        if (difference.Action != DifferenceAction.Equal)
        {
            // What a source has, Panther has taken.
            definition.Check();
        }

        return difference;
    }

    /// <summary>Tells a source that no definition names.</summary>
    /// <returns>Null where it turns out to be of a kind that no definition can describe.</returns>
    public async Task<LogSourceDifference?> ToUnmanagedAsync(LogSource source, CallContext context)
    {
        DefinitionKind kind = DefinitionKind.Of(_client, source)!;
        try
        {
            LogSource read = kind.IsSure(source) ? source : await kind.GetAsync(_client, source, context).ConfigureAwait(false);
            return new LogSourceDifference(
                DifferenceAction.Unmanaged, kind.Name, read.Label, read.Id, []) { Origin = _client, Source = source };
        }
        catch (PantherException e) when (e.Kind == PantherErrorKind.InvalidInput)
        {
            return null;
        }
    }

    /// <summary>Compares a definition with a source.</summary>
    internal static LogSourceDifference Compare(LogSourceDefinition definition, ConfiguredLogSource current, LogSourceAlarm? alarm)
    {
        var changes = new List<LogSourcePropertyDifference>();
        bool isFixed = false;
        foreach (DefinitionKey key in ChangedKeys(definition, current))
        {
            object before = key.ValueOf(current), demanded = definition.Demand(key)!;
            changes.Add(DifferenceOf(key, DefinitionKey.Show(before), demanded, key.DifferenceOf(before, demanded)));
            isFixed |= key.IsFixed;
        }

        if (definition.Alarm.IsNamed && definition.Alarm.Minutes != alarm?.MinutesThreshold)
        {
            changes.Add(new LogSourcePropertyDifference(
                AlarmDemand.Key, AlarmDemand.Show(alarm?.MinutesThreshold), AlarmDemand.Show(definition.Alarm.Minutes)));
        }

        string action = isFixed ? DifferenceAction.Replace : changes.Count > 0 ? DifferenceAction.Update : DifferenceAction.Equal;
        return new LogSourceDifference(action, definition.Kind, definition.Label, current.Id, changes)
        {
            Origin = current.Origin,
            Definition = definition,
            Source = current,
            Alarm = alarm,
            NotCompared = SecretsOf(definition),
        };
    }

    /// <summary>The keys in which a source is other than a definition demands.</summary>
    internal static IEnumerable<DefinitionKey> ChangedKeys(LogSourceDefinition definition, ConfiguredLogSource current) =>
        definition.DefinedKind.Keys.Where(key => definition.Demand(key) is object desired && !key.AreEqual(desired, key.ValueOf(current)));

    private LogSourceDifference CreationOf(LogSourceDefinition definition)
    {
        IEnumerable<LogSourcePropertyDifference> values = definition.DefinedKind.Keys
            .Where(k => definition.Values[k] is not null && k != definition.DefinedKind.Label)
            .Select(k => DifferenceOf(k, "", definition.Values[k]!, isOfNew: true));
        IEnumerable<LogSourcePropertyDifference> alarm = definition.Alarm.Minutes is int minutes
            ? [new LogSourcePropertyDifference(AlarmDemand.Key, "", AlarmDemand.Show(minutes)) { IsOfNew = true }] : [];
        return new LogSourceDifference(DifferenceAction.Create, definition.Kind, definition.Label, null, [.. values, .. alarm])
        {
            Origin = _client,
            Definition = definition,
            NotCompared = SecretsOf(definition),
        };
    }

    private static LogSourcePropertyDifference DifferenceOf(
        DefinitionKey key, string current, object desired, string? difference = null, bool isOfNew = false) =>
        new(key.Name, current, DefinitionKey.Show(desired))
        {
            IsQuoted = key.Shape != ValueShape.Mappings,
            Difference = difference,
            IsOfNew = isOfNew,
        };

    private static TextList SecretsOf(LogSourceDefinition definition) =>
        definition.Secrets.Count == 0 ? TextList.Empty : new TextList(definition.Secrets.Keys.Select(k => k.Name));
}
