using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Panther.Client.LogSources;

/// <summary>Works out the full replacement that an update of an S3 source sends.</summary>
internal static class S3SourceMerge
{
    /// <summary>Puts the changes into what the server knows.</summary>
    /// <param name="current">The source as it was read.</param>
    /// <param name="found">The answer it was read from, with every field that the update takes.</param>
    /// <param name="shape">Which fields those are.</param>
    /// <param name="changes">The changes.</param>
    public static SourceUpdate<S3LogSource> Merge(S3LogSource current, JObject found, S3UpdateShape shape, S3SourceChanges changes)
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
        return new SourceUpdate<S3LogSource>(current, input, changed, []);

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
            if (input["logStreamTypeOptions"] is not JObject target)
            {
                input["logStreamTypeOptions"] = target = [];
            }

            target[member] = JToken.FromObject(newValue);
            Note(property, oldValue, newValue);
        }

        void SetMappings()
        {
            bool isFlat = changes.Prefix is not null || changes.LogType is not null || changes.ExcludedPrefix is not null;
            PrefixLogTypesList? mappings = changes.S3PrefixLogTypes is not null ? new PrefixLogTypesList(changes.S3PrefixLogTypes)
                : isFlat ? current.S3PrefixLogTypes.With(changes.Prefix, changes.LogType, changes.ExcludedPrefix)
                : null;
            if (mappings is not null)
            {
                input["s3PrefixLogTypes"] = mappings.ToInput(input["s3PrefixLogTypes"] as JArray);
                Note(nameof(S3SourceChanges.S3PrefixLogTypes), current.S3PrefixLogTypes, mappings);
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

    private static string AsText(object? value) => value switch
    {
        // An unset key or option comes back as null or as empty text.
        null => "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
