using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Panther.Client.LogSources;

/// <summary>A prepared update of an S3 source: what it is, what will change, and the full replacement that does it.</summary>
public sealed class S3SourceUpdate
{
    private S3SourceUpdate(S3LogSource current, JObject input, IReadOnlyList<PropertyChange> changes)
    {
        Current = current;
        Input = input;
        Changes = changes;
    }

    /// <summary>The source as it was read.</summary>
    public S3LogSource Current { get; }

    /// <summary>What changes; empty where everything is already as it shall be.</summary>
    public IReadOnlyList<PropertyChange> Changes { get; }

    /// <summary>The <c>UpdateS3SourceInput</c>.</summary>
    internal JObject Input { get; }

    /// <summary>Puts the changes into what the server knows.</summary>
    /// <param name="current">The source as it was read.</param>
    /// <param name="found">The answer it was read from, with every field that the update takes.</param>
    /// <param name="shape">Which fields those are.</param>
    /// <param name="changes">The changes.</param>
    internal static S3SourceUpdate Merge(S3LogSource current, JObject found, S3UpdateShape shape, S3SourceChanges changes)
    {
        JObject input = shape.ToInput(found);
        var changed = new List<PropertyChange>();
        Set(nameof(S3SourceChanges.Label), "label", current.Label, changes.Label);
        Set(nameof(S3SourceChanges.LogProcessingRole), "logProcessingRole", current.LogProcessingRole, changes.LogProcessingRole);
        Set(nameof(S3SourceChanges.LogStreamType), "logStreamType", current.LogStreamType, changes.LogStreamType);
        Set(nameof(S3SourceChanges.KmsKey), "kmsKey", current.KmsKey, changes.KmsKey);
        Set(nameof(S3SourceChanges.ManagedBucketNotifications), "managedBucketNotifications", current.ManagedBucketNotifications, changes.ManagedBucketNotifications);
        SetMappings();
        LogStreamTypeOptions? options = current.LogStreamTypeOptions;
        SetOption(nameof(S3SourceChanges.JsonArrayEnvelopeField), StreamOptions.JsonArrayEnvelopeField, options?.JsonArrayEnvelopeField, changes.JsonArrayEnvelopeField);
        SetOption(nameof(S3SourceChanges.RetainEnvelopeFields), StreamOptions.RetainEnvelopeFields, options?.RetainEnvelopeFields, changes.RetainEnvelopeFields);
        SetOption(nameof(S3SourceChanges.XmlRootElement), StreamOptions.XmlRootElement, options?.XmlRootElement, changes.XmlRootElement);
        shape.CheckComplete(input);
        return new S3SourceUpdate(current, input, changed);

        void Set(string property, string field, object? oldValue, object? newValue)
        {
            if (newValue is not null)
            {
                input[field] = JToken.FromObject(newValue);
                Note(property, oldValue, newValue);
            }
        }

        void SetOption(string property, string member, object? oldValue, object? newValue)
        {
            if (newValue is null || AsText(oldValue) == AsText(newValue))
            {
                return;
            }

            if (!shape.Takes("logStreamTypeOptions", member))
            {
                throw new PantherException(PantherErrorKind.Unsupported, $"This tenant's API does not know the stream type option '{member}'.");
            }

            // Where all options were null the object was left out.
            var target = input["logStreamTypeOptions"] as JObject ?? [];
            target[member] = JToken.FromObject(newValue);
            input["logStreamTypeOptions"] = target;
            Note(property, oldValue, newValue);
        }

        void SetMappings()
        {
            var known = (input["s3PrefixLogTypes"] as JArray ?? []).OfType<JObject>().ToList();
            IReadOnlyList<PrefixLogTypes>? mappings = changes.S3PrefixLogTypes;
            if (mappings is not null)
            {
                input["s3PrefixLogTypes"] = new JArray(mappings.Select(m => m.ToInput(known.Find(k => (string?)k["prefix"] == m.Prefix))));
            }
            else if (changes.Prefix is not null || changes.LogType is not null || changes.ExcludedPrefix is not null)
            {
                int index = MappingToChange(current, changes.Prefix);
                PrefixLogTypes? old = index < 0 ? null : current.S3PrefixLogTypes[index];
                var mapping = new PrefixLogTypes(
                    changes.Prefix ?? old?.Prefix, changes.LogType ?? old?.LogTypes, changes.ExcludedPrefix ?? old?.ExcludedPrefixes);
                List<PrefixLogTypes> all = [.. current.S3PrefixLogTypes];
                if (old is null)
                {
                    all.Add(mapping);
                    known.Add(mapping.ToInput());
                }
                else
                {
                    all[index] = mapping;
                    known[index] = mapping.ToInput(known[index]);
                }

                mappings = all;
                input["s3PrefixLogTypes"] = new JArray(known);
            }

            if (mappings is not null)
            {
                Note(nameof(S3SourceChanges.S3PrefixLogTypes), current.S3PrefixLogTypes, new PrefixLogTypesList(mappings));
            }
        }

        void Note(string property, object? oldValue, object? newValue)
        {
            string before = AsText(oldValue);
            string after = AsText(newValue);
            if (before != after)
            {
                changed.Add(new PropertyChange(property, before, after));
            }
        }
    }

    private static int MappingToChange(S3LogSource current, string? prefix)
    {
        PrefixLogTypesList mappings = current.S3PrefixLogTypes;
        if (mappings.Count <= 1)
        {
            return mappings.Count - 1;
        }

        for (int i = 0; i < mappings.Count; i++)
        {
            if (mappings[i].Prefix == prefix)
            {
                return i;
            }
        }

        string prefixes = string.Join(", ", mappings.Select(m => $"'{m.Prefix}'"));
        throw new PantherException(
            PantherErrorKind.InvalidInput,
            $"{current} has {mappings.Count} mappings ({prefixes}). Name the prefix of the one to change, or give all of them as S3PrefixLogTypes.");
    }

    private static string AsText(object? value) => value switch
    {
        // An unset key or option comes back as null or as empty text.
        null => "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

/// <summary>One property that an update changes, with its values as text.</summary>
public sealed class PropertyChange(string property, string oldValue, string newValue)
{
    /// <summary>The property's name, as the source's object has it.</summary>
    public string Property { get; } = property;

    /// <summary>The value that it has; empty for none.</summary>
    public string OldValue { get; } = oldValue;

    /// <summary>The value that it gets; empty for none.</summary>
    public string NewValue { get; } = newValue;

    /// <inheritdoc/>
    public override string ToString() => $"{Property}: '{OldValue}' -> '{NewValue}'";
}
